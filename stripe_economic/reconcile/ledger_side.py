"""Reads e-conomic's side: sales documents that bear a Stripe id, and the entries of some accounts.

Documents of other origin are passed over. What is on its way is read before what has arrived (drafts before booked
ones, journals before books), so that what moves meanwhile is seen twice rather than not at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from stripe_economic.errors import OperatorError
from stripe_economic.reconcile.entries import in_books, in_journal, same
from stripe_economic.terminal.language import _
from target_economic.agreement.lists import Once
from target_economic.errors import Rejected
from target_economic.http import filters
from target_economic.sales.found import INVOICES, ORDERS, PATHS, Found, Place, read, reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stripe_economic.reconcile.sides import Entry
    from target_economic.http.client import Client, Json

# Stripe's ids: the shortest have fourteen characters behind the prefix. Other references are none of our business.
_SALE = re.compile(r"(?:in|cn|ch|py)_[A-Za-z0-9]{14,250}")
_A_MOVEMENT = "txn_"

_READ: tuple[Place, ...] = ("draft order", "sent order", "draft", "booked", "archived order")
# So that a collection of years is not held at once.
_STRETCH = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whose books these are."""

    number: int | None
    company: str
    base_currency: str


@dataclass(frozen=True, slots=True)
class Sold:
    """A sales document with a Stripe id, and its date."""

    found: Found
    day: date


class LedgerSide:
    """Reads one agreement.

    Args:
        client: the target's.
        accounts: numbers of the accounts whose entries are compared.
    """

    def __init__(self, client: Client, accounts: Iterable[int] = ()) -> None:
        self._client = client
        self._accounts = frozenset(accounts)
        self._all_years = Once(self._read_years)
        self._places = Once(self._read_places)

    def agreement(self) -> Agreement:
        """Return whose tokens these are."""
        body = self._client.get("/self", "read the agreement")
        company, settings = body.get("company") or {}, body.get("settings") or {}
        return Agreement(body.get("agreementNumber"), str(company.get("name") or ""), settings["baseCurrency"])

    def account_name(self, number: int) -> str:
        """Return the name of an account.

        Raises:
            OperatorError: the agreement does not have it.
        """
        try:
            return str(self._client.get(f"/accounts/{number}", f"read account {number}").get("name", ""))
        except Rejected as error:
            if not error.not_found:
                raise
            raise OperatorError(
                "not_in_agreement",
                _("This agreement has no account {number}, which should stand for Stripe's balance.").format(
                    number=number
                ),
                _(
                    "Mend `clearing` in mappings/vouchers.yml, give --clearing, "
                    "or use the tokens of another agreement."
                ),
            ) from None

    def sales(self, since: date, today: date) -> dict[str, list[Sold]]:
        """Return the documents dated from a day on, by their Stripe ids.

        Args:
            since: the first day.
            today: up to here they are read in stretches; what is dated later comes with the last.
        """
        found: defaultdict[str, list[Sold]] = defaultdict(list)
        for place in self._places():
            for condition in _stretches(since, today):
                self._collect(place, condition, found)
        return found

    def sales_of(self, ids: Iterable[str]) -> dict[str, list[Sold]]:
        """Return the documents with these Stripe ids, whatever their dates."""
        wanted = list(ids)
        found: defaultdict[str, list[Sold]] = defaultdict(list)
        for place in self._places() if wanted else ():
            for condition in filters.any_of(filters.equals("references.other", one) for one in wanted):
                self._collect(place, condition, found)
        # The filter compares without regard to case; Stripe's ids differ by case.
        return {one: found[one] for one in wanted if one in found}

    def drafts(self) -> dict[str, list[Sold]]:
        """Return the drafts of invoices that bear a Stripe id, by it."""
        found: defaultdict[str, list[Sold]] = defaultdict(list)
        self._collect("draft", None, found)
        return found

    def entries(self, since: date | None = None) -> list[Entry]:
        """Return everything on the accounts, booked and not, and what else in the journals bears a Stripe id.

        Args:
            since: from this day on what bears the id of a movement is read of all other accounts too; None to leave
                them out.
        """
        drafts = [in_journal(body, self._accounts) for body in self._journals()]
        booked = [
            entry
            for account in sorted(self._accounts)
            for year in self._years()
            for body in self._account(account, year)
            if (entry := self._booked(year, body)) is not None
        ]
        if since is not None:
            condition = f"{filters.contains('text', _A_MOVEMENT)}$and:date$gte:{since.isoformat()}"
            found = (entry for year in self._years(since) for entry in self._with_ids(year, condition))
            booked += [entry for entry in found if entry.account not in self._accounts]
        # What was booked between the two readings is in both, under its number, which is unique within a year.
        there = {same(entry) for entry in booked}
        return [one for sides in drafts if there.isdisjoint(map(same, sides)) for one in sides] + booked

    def marked(self, ids: Iterable[str], since: date) -> list[Entry]:
        """Return what is booked with these ids on whatever account, from the year of a day on.

        For vouchers that are not on the accounts although they should be.
        """
        wanted = set(ids)
        return [
            entry
            for year in (self._years(since) if wanted else ())
            for condition in filters.any_of(filters.contains("text", one) for one in sorted(wanted))
            for entry in self._with_ids(year, condition)
            if entry.mark in wanted
        ]

    def _with_ids(self, year: str, condition: str) -> Iterator[Entry]:
        path = f"/accounting-years/{filters.in_url(year)}/entries"
        for body in self._client.collection(path, "look up vouchers", condition):
            entry = self._booked(year, body)
            if entry is not None and entry.mark is not None:
                yield entry

    def _booked(self, year: str, body: Json) -> Entry | None:
        return in_books(body, year, self._accounts, is_first=year == self._first_year())

    def _years(self, since: date = date.min) -> list[str]:
        return [name for name, last in self._all_years() if last >= since]

    def _first_year(self) -> str:
        return min(self._all_years(), key=lambda one: one[1])[0]

    def _read_years(self) -> list[tuple[str, date]]:
        years = self._client.collection("/accounting-years", "read the years")
        return [(str(year["year"]), date.fromisoformat(year["toDate"])) for year in years]

    def _read_places(self) -> list[Place]:
        """Where to look; an agreement without orders pays nothing for them."""
        orders = any(
            self._client.get(PATHS[place], f"look whether there are {place}s", {"pagesize": 1}).get("collection")
            for place in ORDERS
        )
        return [place for place in _READ if orders or place in INVOICES]

    def _collect(self, place: Place, condition: str | None, found: defaultdict[str, list[Sold]]) -> None:
        for body in self._client.collection(PATHS[place], f"read {place}s", condition):
            other = reference(body)
            if other is not None and _SALE.fullmatch(other):
                found[other].append(Sold(read(place, body), date.fromisoformat(body["date"])))

    def _journals(self) -> Iterator[Json]:
        for journal in self._client.collection("/journals", "read the journals"):
            number = journal["journalNumber"]
            yield from self._client.collection(f"/journals/{number}/entries", f"read journal {number}")

    def _account(self, account: int, year: str) -> Iterator[Json]:
        path = f"/accounts/{account}/accounting-years/{filters.in_url(year)}/entries"
        return self._client.collection(path, f"read account {account} in {year}")


def _stretches(since: date, today: date) -> Iterator[str]:
    """Yield conditions that hold one stretch of days each, the last without an end."""
    first = since
    while first + _STRETCH <= today:
        yield f"date$gte:{first}$and:date$lt:{first + _STRETCH}"
        first += _STRETCH
    yield f"date$gte:{first}"
