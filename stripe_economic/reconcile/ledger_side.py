"""Reads e-conomic's side: sales documents that bear a Stripe id, and the entries of some accounts.

Documents of other origin are passed over. What is on its way is read before what has arrived (drafts before booked
ones, journals before books), so that what moves meanwhile is seen twice rather than not at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stripe_economic.errors import OperatorError
from stripe_economic.reconcile.sides import Entry
from stripe_economic.terminal.language import _
from target_economic.agreement.lists import Once
from target_economic.errors import Rejected
from target_economic.http import filters
from target_economic.sales.found import INVOICES, ORDERS, PATHS, Found, Place, read, reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from target_economic.http.client import Client, Json

# Stripe's ids: the shortest have fourteen characters behind the prefix. Other references are none of our business.
_SALE = re.compile(r"(?:in|cn|ch|py)_[A-Za-z0-9]{14,250}")
_MOVEMENT = re.compile(r"(?:txn|po)_[A-Za-z0-9]{14,250}")

_READ: tuple[Place, ...] = ("draft order", "sent order", "draft", "booked", "archived order")
# So that a collection of years is not held at once.
_STRETCH = timedelta(days=92)
# They carry last year's balance over, which the entries of last year say already; those of the first year do not.
# Unverified: which of the two e-conomic makes when, so both are taken for it.
_OPENING = frozenset({"openingEntry", "transferredOpeningEntry"})


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

    def entries(self) -> list[Entry]:
        """Return everything on the accounts, booked and not, and what else in the journals bears a Stripe id."""
        drafts = [entry for body in self._journals() for entry in self._draft(body)]
        booked = [
            entry
            for account in sorted(self._accounts)
            for year in self._years()
            for body in self._account(account, year)
            if (entry := self._booked(year, body)) is not None
        ]
        # What was booked between the two readings is in both, under its number, which is unique within a year.
        there = {_same(entry) for entry in booked}
        return [entry for entry in drafts if _same(entry) not in there] + booked

    def marked(self, ids: Iterable[str], since: date) -> list[Entry]:
        """Return what is booked with these ids on whatever account, from the year of a day on.

        For vouchers that are not on the accounts although they should be.
        """
        wanted = set(ids)
        found: list[Entry] = []
        for year in self._years(since) if wanted else ():
            path = f"/accounting-years/{filters.in_url(year)}/entries"
            for condition in filters.any_of(filters.contains("text", one) for one in sorted(wanted)):
                bodies = self._client.collection(path, "look up vouchers", condition)
                entries = (self._booked(year, body) for body in bodies)
                found += [entry for entry in entries if entry is not None and entry.mark in wanted]
        return found

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

    def _draft(self, body: Json) -> Iterator[Entry]:
        """Read an entry of a journal, which names both of its sides."""
        mark, amount, in_base = _mark(body), Decimal(body["amount"]), body.get("amountDefaultCurrency")
        voucher = body["voucher"]
        year = str((voucher.get("accountingYear") or {}).get("year") or body["date"][:4])
        number = int(voucher["voucherNumber"])
        whole = Entry(
            mark=mark,
            voucher=(year, number),
            name=f"voucher {number} ({year}, not booked)",
            day=date.fromisoformat(body["date"]),
            account=None,
            currency=body["currency"]["code"],
            amount=amount,
            base=amount if in_base is None else Decimal(in_base),
        )
        own, contra = _account_of(body, "account"), _account_of(body, "contraAccount")
        if own in self._accounts:
            yield replace(whole, account=own)
        if contra in self._accounts:
            yield replace(whole, account=contra, amount=-whole.amount, base=-whole.base)
        if mark is not None and not {own, contra} & self._accounts:
            yield whole

    def _booked(self, year: str, body: Json) -> Entry | None:
        """Read a line of a booked entry, which names one side; its other lines are on other accounts."""
        account, mark = _account_of(body, "account"), _mark(body)
        is_ours = account in self._accounts
        is_carried = body.get("entryType") in _OPENING and year != self._first_year()
        if is_carried or (mark is None and not is_ours):
            return None
        number = int(body["voucherNumber"])
        return Entry(
            mark=mark,
            voucher=(year, number),
            name=f"voucher {number} ({year})",
            day=date.fromisoformat(body["date"]),
            account=account if is_ours else None,
            currency=body["currency"],
            amount=Decimal(body["amount"]),
            base=Decimal(body["amountInBaseCurrency"]),
        )


def _same(entry: Entry) -> tuple[object, ...]:
    """Return what an entry keeps when it is booked."""
    return entry.voucher, entry.mark, entry.account, entry.day, entry.amount, entry.base


def _mark(body: Mapping[str, Any]) -> str | None:
    """Return the Stripe id that the text of an entry ends in."""
    words = str(body.get("text") or "").split()
    return words[-1] if words and _MOVEMENT.fullmatch(words[-1]) else None


def _account_of(body: Mapping[str, Any], name: str) -> int | None:
    account = body.get(name)
    return account.get("accountNumber") if isinstance(account, dict) else None


def _stretches(since: date, today: date) -> Iterator[str]:
    """Yield conditions that hold one stretch of days each, the last without an end."""
    first = since
    while first + _STRETCH <= today:
        yield f"date$gte:{first}$and:date$lt:{first + _STRETCH}"
        first += _STRETCH
    yield f"date$gte:{first}"
