"""Booked entries of an accounting year, a period or an account, and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.answering import one as member
from sandbox.economic.calls import Answer, Call
from sandbox.economic.identifiers import from_segment
from sandbox.economic.jsontext import encode
from sandbox.economic.ledger.fields import ACCOUNT_ENTRIES, PERIOD_ENTRIES, YEAR_ENTRIES
from sandbox.economic.ledger.scopes import Scope
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup.shapes import Json, reference
from sandbox.economic.setup.years import Period

if TYPE_CHECKING:
    from datetime import date

    from sandbox.economic.answering import Handler
    from sandbox.economic.query.fields import Queryable
    from sandbox.economic.setup.years import AccountingYear
    from sandbox.economic.store import Store

_NONE = Decimal("0.00")


def of_year(call: Call) -> Answer:
    """GET /accounting-years/:y/entries."""
    return _listed(call, _year(call, "key"), None, YEAR_ENTRIES)


def one(call: Call) -> Answer:
    """GET /accounting-years/:y/entries/:n. Neither documented nor in a schema: what `self` leads to is unverified."""
    year, number = _year(call, "key"), call.number("entry")
    entry = None if number is None else call.store.ledger.entries.entry(number)
    return member(call.store.ledger.entries, entry.key if entry and entry.fields["year"] == year.year else None)


def of_period(call: Call) -> Answer:
    """GET /accounting-years/:y/periods/:p/entries."""
    year = _year(call, "key")
    return _listed(call, _period(call, year), None, PERIOD_ENTRIES)


def of_account(call: Call) -> Answer:
    """GET /accounts/:n/accounting-years/:y/entries."""
    account, year = _account(call), _year(call, "year")
    return _listed(call, year, account, ACCOUNT_ENTRIES)


def of_account_in_period(call: Call) -> Answer:
    """GET /accounts/:n/accounting-years/:y/periods/:p/entries."""
    account, year = _account(call), _year(call, "year")
    return _listed(call, _period(call, year), account, ACCOUNT_ENTRIES)


def totals_of_year(call: Call) -> Answer:
    """GET /accounting-years/:y/totals: every account that takes entries, also those without."""
    return _totals(_year(call, "key"))(call)


def totals_of_period(call: Call) -> Answer:
    """GET /accounting-years/:y/periods/:p/totals."""
    return _totals(_period(call, _year(call, "key")))(call)


def total_of_account(call: Call) -> Answer:
    """GET /accounts/:n/accounting-years/:y/totals: one object."""
    account, year = _account(call), _year(call, "year")
    return _total_of(call, account, year)


def total_of_account_in_period(call: Call) -> Answer:
    """GET /accounts/:n/accounting-years/:y/periods/:p/totals: one object."""
    account, year = _account(call), _year(call, "year")
    return _total_of(call, account, _period(call, year))


def _listed(call: Call, span: AccountingYear | Period, account: int | None, queryable: Queryable) -> Answer:
    return listing(lambda store: _within(store, span, account), queryable)(call)


def _within(store: Store, span: AccountingYear | Period, account: int | None) -> Collection[int]:
    """The entries of some days, found by their dates, which decide year and period, and of an account, if given."""
    whole: Collection[int] = store.ledger.entries
    days = Scope(whole, "date", _days(span.start, span.end))
    return days if account is None else Scope(days, "account.accountNumber", frozenset({account}))


def _totals(span: AccountingYear | Period) -> Handler:
    def collection(store: Store) -> Collection[int]:
        sums: defaultdict[int, Decimal] = defaultdict(lambda: _NONE)
        for entry in _within(store, span, None).entries():
            sums[entry.document["account"]["accountNumber"]] += entry.document["amountInBaseCurrency"]
        totals: Collection[int] = Collection()
        for account in store.agreement.accounts.values():
            if account.takes_entries:
                totals.put(account.number, _total(store, account.number, span, sums[account.number]), {})
        return totals

    return listing(collection, fields.NOTHING)


def _total_of(call: Call, account: int, span: AccountingYear | Period) -> Answer:
    entries = _within(call.store, span, account).entries()
    amount = sum((entry.document["amountInBaseCurrency"] for entry in entries), _NONE)
    return Answer(200, encode(_total(call.store, account, span, amount)))


def _total(store: Store, account: int, span: AccountingYear | Period, amount: Decimal) -> Json:
    """A total. Its own address is unverified: that of the account's total in the year that holds the span."""
    year = store.agreement.year_on(span.start)
    link = store.link("accounts", account) + "/accounting-years/"
    within = "" if year is None else store.link("accounting-years", year.year).rpartition("/")[2]
    period = f"/periods/{span.number}" if isinstance(span, Period) else ""
    return {
        "totalInBaseCurrency": amount,
        "account": reference(store, "accounts", "accountNumber", account),
        "fromDate": span.start.isoformat(),
        "toDate": span.end.isoformat(),
        "self": f"{link}{within}{period}/totals",
    }


def _days(start: date, end: date) -> frozenset[object]:
    return frozenset((start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1))


def _year(call: Call, name: str) -> AccountingYear:
    year = call.store.agreement.years.get(from_segment(call.params[name]))
    if year is None:
        raise errors.not_found()
    return year


def _period(call: Call, year: AccountingYear) -> Period:
    number = call.number("period")
    found = next((period for period in year.periods if period.number == number), None)
    if found is None:
        raise errors.not_found()
    return found


def _account(call: Call) -> int:
    number = call.number_key
    if number is None or number not in call.store.agreement.accounts:
        raise errors.not_found()
    return number
