"""Voucher documents as the mapper would send them."""

from collections.abc import Sequence
from typing import Any

from tests.target.documents import MAPPING

Json = dict[str, Any]

CLEARING, UNASSIGNED, FEES, GAIN, LOSS = 5830, 6850, 2550, 4330, 4340


def account(number: int) -> Json:
    return {"accountNumber": number}


def entry(amount: int, kind: str = "customerPayment", own: int | None = UNASSIGNED, **more: object) -> Json:
    """An entry against the clearing account; without `own` it has no account of its own."""
    side = {} if own is None else {"account": account(own)}
    return {"entryType": kind, **side, "contraAccount": account(CLEARING), "amount": amount, **more}


def fee(amount: int) -> Json:
    return entry(amount, "financeVoucher", FEES)


def foreign(amount: int, currency: str = "EUR", exponent: int = 2) -> Json:
    return {"currency": currency, "exponent": exponent, "amount": amount}


def voucher(  # noqa: PLR0913 - one parameter per thing a test varies
    source_id: str = "txn_1",
    *entries: Json,
    documents: Sequence[str] = (),
    customer: Json | None = None,
    currency: str = "DKK",
    exponent: int = 2,
    date: str = "2026-03-31",
    **body: object,
) -> Json:
    """A movement; without entries a charge of 373.75 with a fee of 5.50."""
    given = entries or (entry(-37375), fee(550))
    return {
        "id": source_id,
        "kind": "voucher",
        "body": {
            "journal": {"journalNumber": 4},
            "date": date,
            "currency": currency,
            "text": "Betaling",
            "entries": list(given),
            **body,
        },
        "customer": customer,
        "documents": [{"id": one} for one in documents],
        "clearing": account(CLEARING),
        "exchange": {"gain": account(GAIN), "loss": account(LOSS)},
        "group": None,
        "attachment": None,
        "expected": {
            "currency": currency,
            "exponent": exponent,
            "net": -sum(one["amount"] for one in given if one["contraAccount"] == account(CLEARING)),
        },
        "origin": {
            "stream": "balance_transactions",
            "object": "charge",
            "url": None,
            "livemode": False,
            "account": None,
        },
        "mapping": MAPPING,
        "error": None,
        "skip": None,
    }
