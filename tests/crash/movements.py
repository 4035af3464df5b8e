"""Voucher documents as the mapper makes them of Stripe's balance transactions, and what each does to the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.target.documents import MAPPING

Json = dict[str, Any]

JOURNAL = 4
CLEARING, FEES, BANK, DISPUTES, UNASSIGNED, GAIN, LOSS, DEBTORS = 5830, 2550, 5820, 5610, 6850, 4330, 4340, 5600


def entry(amount: int, account: int, **more: object) -> Json:
    """A finance voucher of so many øre, against the clearing account."""
    return {
        "entryType": "financeVoucher",
        "account": {"accountNumber": account},
        "contraAccount": {"accountNumber": CLEARING},
        "amount": amount,
        **more,
    }


def payment(amount: int, **more: object) -> Json:
    """Money of a customer: `amount` is what came in, so negative where it went back."""
    return entry(-amount, UNASSIGNED, entryType="customerPayment", **more)


def voucher(
    source_id: str, entries: Sequence[Json], *, documents: Sequence[str] = (), group: str | None = None
) -> Json:
    """A document of one movement; it comes to what its entries do to the clearing account."""
    return {
        "id": source_id,
        "kind": "voucher",
        "body": {
            "journal": {"journalNumber": JOURNAL},
            "date": "2026-03-31",
            "currency": "DKK",
            "text": "Stripe",
            "entries": list(entries),
        },
        "customer": None,
        "documents": [{"id": one} for one in documents],
        "clearing": {"accountNumber": CLEARING},
        "exchange": {"gain": {"accountNumber": GAIN}, "loss": {"accountNumber": LOSS}},
        "group": group,
        "attachment": None,
        "expected": {"currency": "DKK", "exponent": 2, "net": -sum(one["amount"] for one in entries)},
        "origin": {
            "stream": "balance_transactions",
            "object": "balance_transaction",
            "url": None,
            "livemode": False,
            "account": None,
        },
        "mapping": MAPPING,
        "error": None,
        "skip": None,
        "notice": None,
    }


@dataclass(frozen=True)
class Moved:
    """What is to stand for one movement: one voucher in one place, and what it does.

    Attributes:
        place: `unbooked` or `booked`.
        effects: øre in base currency by account and whose it is, as `5600 cus_2@example.dk in_2`: the account, the
            customer's e-mail address and the invoice that it settles.
    """

    place: str
    effects: dict[str, int]
