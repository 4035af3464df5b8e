"""`/invoices/totals`: how many invoices there are and what they come to, filtered and grouped by the path.

The documentation describes one pattern for all of it. A path begins with `drafts` or `booked`; `booked` may be
narrowed to `paid`, `unpaid`, `unpaid/overdue` and `unpaid/not-overdue`; anywhere in it stand filters (`customers/1`,
`accounting-years/2026`, `periods/7`, `employees/1`), and at its end there may be a grouping (`customers`). Published
are the shapes of drafts by customer and by employee and of booked ones without a filter; the rest follows them and is
unverified, as is that an invoice's employee is its sales person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.query.collection import value_at
from sandbox.economic.query.filters import compile_filter
from sandbox.economic.query.paging import Query
from sandbox.economic.sales import states
from sandbox.economic.sales.fields import INVOICE_TOTALS
from sandbox.economic.sales.scopes import GROUPINGS, STATES, TIMES, Scope, parse
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

_INVOICES: dict[tuple[str, ...], Callable[[Store], Collection[int]]] = {
    ("drafts",): lambda store: store.drafts,
    ("booked",): lambda store: store.booked,
    ("booked", "paid"): states.paid,
    ("booked", "unpaid"): states.unpaid,
    ("booked", "unpaid", "overdue"): states.overdue,
    ("booked", "unpaid", "not-overdue"): states.not_due,
}
_NARROWER = {"paid": "paid", "unpaid": "unpaid", "overdue": "overdue", "not-overdue": "notOverdue"}


def below(call: Call) -> Answer:
    """GET of any path below /invoices/totals. 404 for one that makes no sense or filters by what does not exist."""
    scope = parse(call.params["key"])
    if scope is None or not all(_exists(call.store, name, value) for name, value in scope.filters.items()):
        raise errors.not_found()
    invoices = _found(call, scope)
    if scope.grouping is None:
        return Answer(200, encode(_summary(call.store, scope, invoices)))
    groups: dict[int | str, list[Json]] = {}
    for invoice in invoices:
        key = _key(call.store, scope.grouping, invoice)
        if key is not None:
            groups.setdefault(key, []).append(invoice)
    plural, _, _ = GROUPINGS[scope.grouping]
    members = [
        {**_amounts(scope, groups[key]), **_dates(groups[key]), **_member(call.store, scope, key)}
        for key in sorted(groups)
    ]
    body = {**_amounts(scope, invoices), **_dates(invoices), plural: members, "self": scope.link(call.store)}
    return Answer(200, encode(body))


def summarised(store: Store, state: tuple[str, ...], description: str, invoices: Iterable[Json]) -> Json:
    """A state as the root of the totals shows it."""
    scope = Scope(state)
    return {**_amounts(scope, list(invoices)), "description": description, "self": scope.link(store)}


def of_state(store: Store, state: tuple[str, ...]) -> list[Json]:
    """The documents of all invoices in a state."""
    return [entry.document for entry in _INVOICES[state](store).entries()]


def filtered(call: Call, invoices: Iterable[Json]) -> list[Json]:
    """Those that pass the request's filter, which takes the date alone (unverified)."""
    text = Query.parse(call.query).filter
    holds = compile_filter(text, INVOICE_TOTALS).holds if text else None
    return [invoice for invoice in invoices if holds is None or holds(invoice)]


def _exists(store: Store, grouping: str, value: int | str) -> bool:
    if grouping == "accounting-years":
        return value in store.agreement.years
    if grouping == "periods":
        return any(period.number == value for year in store.agreement.years.values() for period in year.periods)
    return store.exists(grouping, value)


def _found(call: Call, scope: Scope) -> list[Json]:
    store = call.store
    chosen = [
        invoice
        for invoice in of_state(store, scope.state)
        if all(_key(store, name, invoice) == value for name, value in scope.filters.items())
    ]
    return filtered(call, chosen)


def _key(store: Store, grouping: str, invoice: Json) -> int | str | None:
    """The member of a grouping that an invoice belongs to."""
    if grouping in TIMES:
        day = date.fromisoformat(invoice["date"])
        year = store.agreement.year_on(day)
        if year is None:
            return None
        return year.year if grouping == "accounting-years" else year.period_on(day).number
    path = "customer.customerNumber" if grouping == "customers" else "references.salesPerson.employeeNumber"
    number = value_at(invoice, path)
    return number if isinstance(number, int) else None


def _summary(store: Store, scope: Scope, invoices: list[Json]) -> Json:
    """The totals under filters, with links to what narrows them further.

    Published of the totals of a year or period, within a customer or employee: no dates, no customer or employee, and
    links to all customers of that time and to the other measure of time.
    """
    timed = [name for name in TIMES if name in scope.filters]
    offered = ["customers", *TIMES] if timed else list(GROUPINGS)
    links = {
        GROUPINGS[name][0]: replace(
            scope,
            filters={key: value for key, value in scope.filters.items() if key != name},
            grouping=name,
        ).link(store)
        for name in offered
        if name not in scope.filters or (timed and name == "customers")
    }
    narrower = {
        _NARROWER[state[-1]]: replace(scope, state=state).link(store)
        for state in STATES
        if state[:-1] == scope.state and state[-1] in _NARROWER
    }
    named: Json = {}
    for name in timed or scope.filters:
        named |= _named(store, name, scope.filters[name])
    return {
        **_amounts(scope, invoices),
        **({} if timed else _dates(invoices)),
        **named,
        **links,
        **narrower,
        "self": scope.link(store),
    }


def _amounts(scope: Scope, invoices: list[Json]) -> Json:
    open_gross = {}
    if "unpaid" in scope.state:
        open_gross = {"grossRemainderInBaseCurrency": _sum(invoices, "remainderInBaseCurrency")}
    return {
        "netAmountInBaseCurrency": _sum(invoices, "netAmountInBaseCurrency"),
        **open_gross,
        "invoiceCount": len(invoices),
    }


def _sum(invoices: list[Json], name: str) -> Decimal:
    return sum((invoice[name] for invoice in invoices), Decimal("0.00"))


def _dates(invoices: list[Json]) -> Json:
    """First and last date; absent when there is no invoice, which is unverified."""
    days = [invoice["date"] for invoice in invoices]
    return {"maxDate": max(days), "minDate": min(days)} if days else {}


def _member(store: Store, scope: Scope, key: int | str) -> Json:
    """One member of a grouping: itself, and the link to its own totals."""
    assert scope.grouping is not None
    own = replace(scope, filters={**scope.filters, scope.grouping: key}, grouping=None)
    return {**_named(store, scope.grouping, key), "self": own.link(store)}


def _named(store: Store, grouping: str, key: int | str) -> Json:
    _, singular, identifier = GROUPINGS[grouping]
    if grouping != "periods":
        return {singular: reference(store, grouping, identifier, key)}
    # Periods are found under their year. A number that several years have is shown without a link.
    years = [year.year for year in store.agreement.years.values() if any(p.number == key for p in year.periods)]
    link = {"self": f"{store.link('accounting-years', years[0])}/periods/{key}"} if len(years) == 1 else {}
    return {singular: {identifier: key, **link}}
