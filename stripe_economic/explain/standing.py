"""What stands in e-conomic for Stripe ids, in every place where it could be. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stripe_economic.outcomes.outcome import Outcome
from stripe_economic.plugins.reading import Record
from stripe_economic.reconcile.ledger_side import LedgerSide, Sold
from stripe_economic.reconcile.sides import shown
from target_economic.agreement.agreement import Agreement
from target_economic.errors import Rejected
from target_economic.http import filters
from target_economic.http.client import Client
from target_economic.vouchers.found import Entry
from target_economic.vouchers.lookup import Lookup

_MOVEMENTS = frozenset({"balance_transactions", "payouts"})
_PARTIES: Mapping[str, str] = {"customers": "customer", "products": "product"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A document, an entry or a party in e-conomic.

    Attributes:
        name: what people call it: `draft 148`, `voucher 60001 (2026)`.
        place: where it is: `draft`, `booked`, `journal 4`, `books`, `customers`.
        date: its date; empty for a party.
        amounts: by name, in the currency.
        currency: three letters; empty for a party.
        about: what else is worth telling of it: accounts of an entry, the name of a party.
        updated: when it was changed last, where e-conomic tells.
        url: its address.
    """

    name: str
    place: str
    date: str
    amounts: Mapping[str, Decimal]
    currency: str
    about: str
    updated: str
    url: str

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "name": self.name,
            "place": self.place,
            "date": self.date or None,
            "amounts": {name: str(value) for name, value in self.amounts.items()},
            "currency": self.currency or None,
            "about": self.about or None,
            "updated": self.updated or None,
            "url": self.url or None,
        }


class Ledger:
    """Looks up what stands in one agreement."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def of_records(self, records: Iterable[Record]) -> dict[str, list[Standing]]:
        """Return what stands for sales documents and movements, by their ids; parties are found by `party`."""
        known = list(records)
        movements = [one for one in known if one.stream in _MOVEMENTS]
        sales = [one.id for one in known if one.stream not in _MOVEMENTS and one.stream not in _PARTIES]
        sold = LedgerSide(self._client).sales_of(sales) if sales else {}
        found = {one: [_document(member) for member in members] for one, members in sold.items()}
        return found | self._movements(movements)

    def party(self, outcome: Outcome) -> list[Standing]:
        """Return the customer or product that an outcome names, if it is there."""
        place = outcome.document
        if place not in _PARTIES or not outcome.number:
            return []
        path = f"/{place}/{filters.in_url(outcome.number)}"
        try:
            body = self._client.get(path, f"read {_PARTIES[place]} {outcome.number}")
        except Rejected as error:
            if not error.not_found:
                raise
            return []
        words = [str(body[name]) for name in ("name", "email") if body.get(name)]
        name = f"{_PARTIES[place]} {outcome.number}"
        updated = str(body.get("lastUpdated") or "")
        return [Standing(name, place, "", {}, "", ", ".join(words), updated, str(body.get("self") or ""))]

    def _movements(self, records: list[Record]) -> dict[str, list[Standing]]:
        if not records:
            return {}
        journals = [one["journalNumber"] for one in self._client.collection("/journals", "read the journals")]
        documents = [
            {
                "id": one.id,
                "body": {"date": str(one.body["created"])[:10], "journal": {"journalNumber": journals[0]}},
            }
            for one in records
            if journals and not one.is_missing
        ]
        found = Lookup(self._client, Agreement(self._client)).search(documents)
        return {one: [_entry(entry) for entry in entries] for one, entries in found.items()}


def _document(sold: Sold) -> Standing:
    found = sold.found
    return Standing(
        found.name,
        found.place,
        sold.day.isoformat(),
        {name: shown(getattr(found, name), found.currency) for name in ("net", "vat", "gross")},
        found.currency,
        "",
        str(found.body.get("lastUpdated") or ""),
        found.url,
    )


def _entry(entry: Entry) -> Standing:
    accounts = [str(one) for one in (entry.account, entry.contra) if one is not None]
    return Standing(
        f"voucher {entry.voucher} ({entry.year})",
        "books" if entry.booked else f"journal {entry.journal}",
        entry.date,
        {"amount": shown(entry.amount, entry.currency)},
        entry.currency,
        " / ".join(accounts),
        "",
        entry.url,
    )
