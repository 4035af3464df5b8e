"""What in e-conomic bears a number, and which Stripe ids it refers to. Nothing is written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from target_economic.errors import Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.sales.found import PATHS, Place, reference
from target_economic.vouchers.found import id_in

_SALE = re.compile(r"(?:in|cn|ch|py)_\w+")
_MOVEMENT = re.compile(r"(?:txn|po)_\w+")
_HEADED: tuple[Place, ...] = ("booked", "draft")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Something in e-conomic that bears a number.

    Attributes:
        name: what people call it, and may write to mean it: `booked 10031`, `voucher 60001 (2026)`.
        ids: the Stripe ids that it refers to; none where it is of another origin.
        customer: the body of a customer; None for anything else.
    """

    name: str
    ids: tuple[str, ...] = ()
    customer: Json | None = None


class Ledger:
    """Looks numbers up in one agreement."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def documents(self, number: int, places: Iterable[Place]) -> list[Bearer]:
        """Return the invoices and orders with a number; one request for each place."""
        found = []
        for place in places:
            body = self._get(f"{PATHS[place]}/{number}", f"read {place} {number}")
            if body is not None:
                other = reference(body) or ""
                found.append(Bearer(f"{place} {number}", (other,) if _SALE.fullmatch(other) else ()))
        return found

    def customer(self, number: int) -> Bearer | None:
        """Return a customer; None where there is none with this number."""
        body = self._get(f"/customers/{number}", f"read customer {number}")
        return None if body is None else Bearer(f"customer {number}", customer=body)

    def vouchers(self, number: int, year: str) -> list[Bearer]:
        """Return the vouchers with a number, one for each accounting year; a request per journal and per year.

        Args:
            number: of the voucher.
            year: the only accounting year to look in; empty for all.
        """
        ids: dict[str, dict[str, None]] = {}
        for name, body in self._entries(number):
            if not year or name == year:
                known = ids.setdefault(name, {})
                mark = id_in(body) or ""
                if _MOVEMENT.fullmatch(mark):
                    known[mark] = None
        return [Bearer(f"voucher {number} ({name})", tuple(marks)) for name, marks in sorted(ids.items())]

    def headed(self, number: str) -> list[str]:
        """Return the Stripe ids of invoices whose heading has a text, as the mappings write the number there."""
        found: dict[str, None] = {}
        for place in _HEADED:
            condition = filters.contains("notes.heading", number)
            for body in self._client.collection(PATHS[place], f"look up {place}s", condition):
                words = str((body.get("notes") or {}).get("heading") or "").split()
                other = reference(body) or ""
                if number.casefold() in map(str.casefold, words) and _SALE.fullmatch(other):
                    found[other] = None
        return list(found)

    def _entries(self, number: int) -> Iterator[tuple[str, Json]]:
        """Yield the entries of vouchers with a number, and the years they are in; unbooked ones first."""
        for journal in self._client.collection("/journals", "read the journals"):
            path = f"/journals/{journal['journalNumber']}/entries"
            condition = f"voucher.voucherNumber$eq:{number}"
            for body in self._client.collection(path, "look up vouchers", condition):
                yield str(body["voucher"]["accountingYear"]["year"]), body
        for year in self._client.collection("/accounting-years", "read the years"):
            path = f"/accounting-years/{filters.in_url(year['year'])}/entries"
            for body in self._client.collection(path, "look up vouchers", f"voucherNumber$eq:{number}"):
                yield str(year["year"]), body

    def _get(self, path: str, what: str) -> Json | None:
        try:
            return self._client.get(path, what)
        except Rejected as error:
            if not error.not_found:
                raise
            return None
