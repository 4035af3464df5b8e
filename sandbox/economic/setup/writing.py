"""What the classic API lets apps write of the setup: units, payment terms, customer groups and accounting years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.economic import errors
from sandbox.economic.calls import Answer
from sandbox.economic.jsontext import encode
from sandbox.economic.setup import shapes
from sandbox.economic.setup.agreement import CustomerGroup, Named, PaymentTerms
from sandbox.economic.setup.limits import CUSTOMER_GROUP_POST, CUSTOMER_GROUP_PUT, PAYMENT_TERMS, UNIT, YEAR
from sandbox.economic.setup.lookups import customer_group_document
from sandbox.economic.setup.periods import year_document
from sandbox.economic.setup.years import AccountingYear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.body.validation import Checked
    from sandbox.economic.calls import Call
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

# The types whose invoices fall due some days after something.
_WITH_DAYS = frozenset({"net", "invoiceMonth", "invoiceWeekStartingSunday", "invoiceWeekStartingMonday"})

_MOST_DAYS = 9999

# A bookkeeping year has at most 18 months by Danish law; that e-conomic checks it is unverified.
_LONGEST_YEAR = timedelta(days=550)


def create_unit(call: Call) -> Answer:
    """POST /units: 201; the server numbers it."""
    checked = call.checked(UNIT)
    checked.tree.raise_if_any()
    number = _next(call.store.agreement.units)
    _put(call.store, "units", number, Named(number, checked.fields["name"]))
    return _created(shapes.unit(call.store, number))


def replace_unit(call: Call) -> Answer:
    """PUT /units/:n: 200. That a missing number is 404, not a new unit, is unverified."""
    number = _existing(call, call.store.agreement.units)
    checked = call.checked(UNIT)
    checked.tree.raise_if_any()
    _put(call.store, "units", number, Named(number, checked.fields["name"]))
    return Answer(200, encode(shapes.unit(call.store, number)))


def delete_unit(call: Call) -> Answer:
    """DELETE /units/:n: 204. Refused while a product or a document's line has it (unverified)."""
    store = call.store
    number = _existing(call, store.agreement.units, "E06000")
    documents: tuple[Collection[Any], ...] = (store.drafts, store.orders_drafts, store.orders_sent)
    in_lines = any(
        line.get("unit", {}).get("unitNumber") == number
        for collection in documents
        for document in collection.values()
        for line in document.get("lines", ())
    )
    if in_lines or store.products.having("unit.unitNumber", frozenset({number})):
        raise errors.plain(400, f"Unit '{number}' is in use.", code=errors.UNVERIFIED_CODE)
    _drop(store, "units", number)
    return Answer(204)


def create_terms(call: Call) -> Answer:
    """POST /payment-terms: 201; the server numbers them."""
    checked = call.checked(PAYMENT_TERMS)
    _check_days(checked)
    checked.tree.raise_if_any()
    terms = _terms(_next(call.store.agreement.payment_terms), checked.fields)
    _put(call.store, "payment_terms", terms.number, terms)
    return _created(shapes.payment_terms_whole(call.store, terms))


def replace_terms(call: Call) -> Answer:
    """PUT /payment-terms/:n: 200; type and days cannot be changed, E06151. Its wording and place are unverified."""
    number = _existing(call, call.store.agreement.payment_terms)
    old = call.store.agreement.payment_terms[number]
    checked = call.checked(PAYMENT_TERMS)
    sent = checked.fields
    if sent["paymentTermsType"] != old.type:
        _immutable(checked, "paymentTermsType", sent["paymentTermsType"])
    # Days that are left out count as unchanged; the documents of some types have none.
    if sent.get("daysOfCredit", old.days) != old.days:
        _immutable(checked, "daysOfCredit", sent["daysOfCredit"])
    checked.tree.raise_if_any()
    terms = replace(_terms(number, sent), days=old.days)
    _put(call.store, "payment_terms", number, terms)
    return Answer(200, encode(shapes.payment_terms_whole(call.store, terms)))


def create_group(call: Call) -> Answer:
    """POST /customer-groups: 201 under the number sent."""
    checked = call.checked(CUSTOMER_GROUP_POST)
    number = checked.fields["customerGroupNumber"]
    group = _group(call, checked, number)
    if number in call.store.agreement.customer_groups:
        raise errors.plain(400, "The entity cannot be created because the key already exists.", code="E06010")
    _put(call.store, "customer_groups", number, group)
    return _created(customer_group_document(call.store, group))


def replace_group(call: Call) -> Answer:
    """PUT /customer-groups/:n: 200. That a missing number is 404, not a new group, is unverified."""
    number = _existing(call, call.store.agreement.customer_groups)
    group = _group(call, call.checked(CUSTOMER_GROUP_PUT), number)
    _put(call.store, "customer_groups", number, group)
    return Answer(200, encode(customer_group_document(call.store, group)))


def delete_group(call: Call) -> Answer:
    """DELETE /customer-groups/:n: 204. Refused while it has customers (unverified)."""
    number = _existing(call, call.store.agreement.customer_groups, "E06000")
    if call.store.customers.having("customerGroup.customerGroupNumber", frozenset({number})):
        raise errors.plain(400, f"CustomerGroup '{number}' is in use.", code=errors.UNVERIFIED_CODE)
    _drop(call.store, "customer_groups", number)
    return Answer(204)


def create_year(call: Call) -> Answer:
    """POST /accounting-years: 201. Days that another year has already are refused; the bodies are unverified."""
    checked = call.checked(YEAR)
    start, end = (date.fromisoformat(checked.fields[name]) for name in ("fromDate", "toDate"))
    years = call.store.agreement.years
    if end < start or end - start > _LONGEST_YEAR:
        message = "toDate must lie after fromDate, and the year may not be longer than 18 months."
        checked.tree.add(("toDate",), errors.UNVERIFIED_CODE, message, end.isoformat())
    elif any(start <= year.end and year.start <= end for year in years.values()):
        message = "An accounting year that has some of these days exists already."
        checked.tree.add(("fromDate",), errors.UNVERIFIED_CODE, message, start.isoformat())
    checked.tree.raise_if_any()
    year = AccountingYear.of(start, end)
    letter = next((letter for letter in ("", *"abcdefghij") if year.year + letter not in years), None)
    if letter is None:
        raise errors.plain(400, f"There are too many accounting years '{year.year}'.", code=errors.UNVERIFIED_CODE)
    year = replace(year, year=year.year + letter)
    call.store.agreement = call.store.agreement.with_years(year)
    return _created(year_document(call.store, year))


def _terms(number: int, fields: Json) -> PaymentTerms:
    days = fields.get("daysOfCredit", 0) if fields["paymentTermsType"] in _WITH_DAYS else None
    return PaymentTerms(
        number,
        fields["name"],
        fields["paymentTermsType"],
        days,
        fields.get("description"),
        fields.get("contraAccountForPrepaidAmount", {}).get("accountNumber"),
        fields.get("contraAccountForRemainderAmount", {}).get("accountNumber"),
        fields.get("percentageForPrepaidAmount"),
        fields.get("percentageForRemainderAmount"),
        fields.get("creditCardCompany", {}).get("customerNumber"),
    )


def _check_days(checked: Checked) -> None:
    """The schema has no bounds, but due dates are worked out from it. That it is refused, and how, is unverified."""
    days = checked.fields.get("daysOfCredit", 0)
    if not 0 <= days <= _MOST_DAYS:
        checked.tree.add(("daysOfCredit",), errors.UNVERIFIED_CODE, "daysOfCredit is out of range.", days)


def _group(call: Call, checked: Checked, number: int) -> CustomerGroup:
    """The group that was sent; its account must be one that takes entries and is not barred, as observed."""
    sent = checked.fields.get("account", {}).get("accountNumber")
    account = call.store.agreement.accounts.get(sent)
    if account is not None and (account.barred or not account.takes_entries):
        message = "The account must be a profit and loss or balance account that is not barred."
        checked.tree.add(("account",), errors.UNVERIFIED_CODE, message, sent)
    checked.tree.raise_if_any()
    fields = checked.fields
    layout = fields.get("layout", {}).get("layoutNumber")
    return CustomerGroup(number, fields.get("name", ""), fields["account"]["accountNumber"], layout)


def _immutable(checked: Checked, name: str, value: object) -> None:
    checked.tree.add((name,), "E06151", f"{name} cannot be changed.", value)


def _existing(call: Call, members: Mapping[int, Any], code: str | None = None) -> int:
    number = call.number_key
    if number is None or number not in members:
        raise errors.not_found(code)
    return number


def _next(members: Mapping[int, Any]) -> int:
    return max(members, default=0) + 1


def _put(store: Store, name: str, number: int, member: object) -> None:
    changed: dict[str, Any] = {name: {**getattr(store.agreement, name), number: member}}
    store.agreement = replace(store.agreement, **changed)


def _drop(store: Store, name: str, number: int) -> None:
    members = {key: member for key, member in getattr(store.agreement, name).items() if key != number}
    changed: dict[str, Any] = {name: members}
    store.agreement = replace(store.agreement, **changed)


def _created(document: Json) -> Answer:
    return Answer(201, encode(document), document["self"])
