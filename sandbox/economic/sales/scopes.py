"""What a path below `/invoices/totals` asks about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.economic.identifiers import from_segment, url_segment

if TYPE_CHECKING:
    from sandbox.economic.store import Store

STATES: Final = (
    ("drafts",),
    ("booked",),
    ("booked", "paid"),
    ("booked", "unpaid"),
    ("booked", "unpaid", "overdue"),
    ("booked", "unpaid", "not-overdue"),
)

_MOST_DIGITS = 9

# Grouping in a path, in a document, and one of its members.
GROUPINGS: Final = {
    "customers": ("customers", "customer", "customerNumber"),
    "accounting-years": ("accountingYears", "accountingYear", "year"),
    "periods": ("periods", "period", "periodNumber"),
    "employees": ("employees", "employee", "employeeNumber"),
}
TIMES: Final = ("accounting-years", "periods")


@dataclass(frozen=True)
class Scope:
    """What a path asks about: a state, filters by grouping, and a grouping at the end."""

    state: tuple[str, ...]
    filters: dict[str, int | str] = field(default_factory=dict)
    grouping: str | None = None

    @property
    def path(self) -> str:
        """The path that asks for it, below `/invoices/totals`."""
        steps = [*self.state]
        for name, value in self.filters.items():
            steps += [name, url_segment(value)]
        return "/".join([*steps, *([self.grouping] if self.grouping else ())])

    def link(self, store: Store) -> str:
        """Its address."""
        return f"{store.url('invoices/totals')}/{self.path}"


def parse(path: str) -> Scope | None:
    """The scope that a path stands for; None for one that makes no sense."""
    state: tuple[str, ...] = ()
    filters: dict[str, int | str] = {}
    grouping = None
    steps = iter(path.split("/"))
    for step in steps:
        if step not in GROUPINGS:
            state = (*state, step)
            continue
        value = next(steps, None)
        if step in filters:
            return None
        if value is None:
            grouping = step
            continue
        known = _value(step, value)
        if known is None:
            return None
        filters[step] = known
    return Scope(state, filters, grouping) if state in STATES else None


def _value(grouping: str, segment: str) -> int | str | None:
    """The member of a grouping that a path segment names, None when it cannot be one."""
    text = from_segment(segment)
    if grouping == "accounting-years":
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
