"""Customers that the pipeline could not tell apart, found before the first of them is refused as ambiguous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper_jmespath import constants_of
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _, plural
from target_economic.customers import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapper_jmespath import Library
    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Subject

_SHOWN = 5
_OWN_NUMBER = "customerNumber"


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look for customers with the same value in a match field; values are compared as the target compares them."""
    library, ledger = subject.library, subject.ledger
    what = _("customers that are there twice")
    if library is None:
        yield found.not_looked_at("customers", what, _("the mappings are not valid"))
        return
    if isinstance(ledger, OperatorError):
        yield found.not_looked_at("customers", what, _("e-conomic cannot be read"))
        return
    fields = match_fields(library)
    numbers: dict[matching.Fact, set[int]] = {}
    count = 0
    for body in ledger.client.collection("/customers", "read the customers"):
        count += 1
        for field in fields:
            for fact in matching.facts(field, body.get(field)):
                numbers.setdefault(fact, set()).add(body["customerNumber"])
    for field in fields:
        same = sorted(
            sorted(found_) for (name, _value), found_ in numbers.items() if name == field and len(found_) > 1
        )
        yield _field(found, field, same, count)


def match_fields(library: Library) -> tuple[str, ...]:
    """Return the fields by which the active mappings recognise a customer, but for its own number."""
    named = dict.fromkeys(
        str(one)
        for constant in constants_of(library, "match")
        for one in (constant.value if isinstance(constant.value, tuple) else (constant.value,))
    )
    return tuple(one for one in named if one in matching.FIELDS and one != _OWN_NUMBER)


def _field(found: Findings, field: str, same: list[list[int]], count: int) -> Check:
    name = f"duplicates_{field}"
    if not same:
        message = plural(
            "{count} customer looked at; no two have the same {field}.",
            "{count} customers looked at; no two have the same {field}.",
            count,
        )
        return found.ok(name, message.format(count=count, field=field))
    shown = "; ".join(", ".join(map(str, one)) for one in same[:_SHOWN])
    more = _(" and others") if len(same) > _SHOWN else ""
    message = plural(
        "{count} {field} is that of several customers: {shown}{more}.",
        "{count} values of {field} are each those of several customers: {shown}{more}.",
        len(same),
    )
    return found.warning(
        name,
        message.format(count=len(same), field=field, shown=shown, more=more),
        _(
            "An invoice to one of them is refused (customer_ambiguous): merge or correct them in e-conomic, or set "
            "economic_customer_number on the customer in Stripe."
        ),
    )
