"""Accounting years and their periods as resources, of the agreement and of one account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.answering import listing, one
from sandbox.economic.identifiers import from_segment
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes
    from sandbox.economic.calls import Answer, Call
    from sandbox.economic.setup.years import AccountingYear, Period
    from sandbox.economic.store import Store


def routes() -> Routes:
    """The paths below years, and those of the years of an account. What is booked in them is the ledger's."""
    return {
        "/accounting-years/{key}/periods": {"GET": _periods},
        "/accounting-years/{key}/periods/{period}": {"GET": _period},
        "/accounts/{key}/accounting-years": {"GET": _years_of_account},
        "/accounts/{key}/accounting-years/{year}": {"GET": _year_of_account},
        "/accounts/{key}/accounting-years/{year}/periods": {"GET": _periods_of_account},
        "/accounts/{key}/accounting-years/{year}/periods/{period}": {"GET": _period_of_account},
    }


def year_document(store: Store, year: AccountingYear, within: str = "") -> Json:
    """A year; `within` is the address that its links start with: that of an account, or nothing for the agreement."""
    link = store.link(f"{within}accounting-years", year.year)
    return {
        "fromDate": year.start.isoformat(),
        "toDate": year.end.isoformat(),
        **({"closed": True} if year.closed else {}),
        "year": year.year,
        **{name: f"{link}/{name}" for name in ("periods", "entries", "totals", "vouchers")},
        "self": link,
    }


def period_document(store: Store, year: AccountingYear, period: Period, within: str = "") -> Json:
    """A period by the published schema; `closed` is left out when it is not, as on years."""
    link = store.link(f"{within}accounting-years", year.year) + f"/periods/{period.number}"
    return {
        "periodNumber": period.number,
        "accountingYear": reference(store, "accounting-years", "year", year.year),
        "fromDate": period.start.isoformat(),
        "toDate": period.end.isoformat(),
        **({"closed": True} if period.closed else {}),
        **{name: f"{link}/{name}" for name in ("entries", "totals")},
        "self": link,
    }


def _year(call: Call, name: str) -> AccountingYear:
    year = call.store.agreement.years.get(from_segment(call.params[name]))
    if year is None:
        raise errors.not_found()
    return year


def _within(call: Call) -> str:
    """The address of the account that the request is about."""
    number = call.number_key
    if number is None or number not in call.store.agreement.accounts:
        raise errors.not_found()
    return f"accounts/{number}/"


def _list_periods(call: Call, year: AccountingYear, within: str) -> Answer:
    found: Collection[int] = Collection()
    for period in year.periods:
        found.put(period.number, period_document(call.store, year, period, within), {})
    return listing(lambda _: found, fields.PERIODS)(call)


def _one_period(call: Call, year: AccountingYear, within: str) -> Answer:
    found: Collection[int] = Collection()
    number = call.number("period")
    for period in year.periods:
        if period.number == number:
            found.put(period.number, period_document(call.store, year, period, within), {})
    return one(found, number)


def _periods(call: Call) -> Answer:
    return _list_periods(call, _year(call, "key"), "")


def _period(call: Call) -> Answer:
    return _one_period(call, _year(call, "key"), "")


def _periods_of_account(call: Call) -> Answer:
    return _list_periods(call, _year(call, "year"), _within(call))


def _period_of_account(call: Call) -> Answer:
    return _one_period(call, _year(call, "year"), _within(call))


def _years_of_account(call: Call) -> Answer:
    within = _within(call)
    found: Collection[str] = Collection()
    for year in call.store.agreement.years.values():
        found.put(year.year, year_document(call.store, year, within), {})
    return listing(lambda _: found, fields.ACCOUNTING_YEARS)(call)


def _year_of_account(call: Call) -> Answer:
    within, year = _within(call), _year(call, "year")
    found: Collection[str] = Collection()
    found.put(year.year, year_document(call.store, year, within), {})
    return one(found, year.year)
