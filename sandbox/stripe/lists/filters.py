"""What lists can be filtered by: reads the parameters of each kind of list into one test of an entry.

Parameter names and allowed values are those of stripe-python 16.1.0's list parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import invalid, missing, unknown_parameters

if TYPE_CHECKING:
    from sandbox.stripe.api.params import Params
    from sandbox.stripe.lists.collection import Entry, Facets
    from sandbox.stripe.store import Store

PAGING = frozenset({"ending_before", "expand", "limit", "starting_after"})

Test = Callable[["Facets"], bool]

_RANGE = frozenset({"gt", "gte", "lt", "lte"})
_ENUMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("invoice", "status"): ("draft", "open", "paid", "uncollectible", "void"),
    ("invoice", "collection_method"): ("charge_automatically", "send_invoice"),
    ("price", "type"): ("one_time", "recurring"),
    ("product", "type"): ("good", "service"),
}
_TEXTS: dict[str, tuple[str, ...]] = {
    "invoice": ("customer_account",),
    "customer": ("email", "test_clock"),
    "product": ("url",),
    "price": ("currency",),
}
_BOOLEANS: dict[str, tuple[str, ...]] = {"product": ("active", "shippable"), "price": ("active",)}
_REFERENCES: dict[str, tuple[str, ...]] = {"invoice": ("customer", "subscription"), "price": ("product",)}
_ARRAYS: dict[str, dict[str, str]] = {"product": {"ids": "id"}, "price": {"lookup_keys": "lookup_key"}}
_RECURRING = ("interval", "meter", "usage_type")


@dataclass(slots=True)
class Selection:
    """Which entries a list is of: bounds of `created` (inclusive, epoch seconds) and further tests."""

    since: int | None = None
    until: int | None = None
    ids: frozenset[str] | None = None
    tests: list[Test] = field(default_factory=list)

    def wants(self, entry: Entry) -> bool:
        """Whether an entry passes everything but the bounds."""
        if self.ids is not None and entry.id not in self.ids:
            return False
        return all(test(entry.facets) for test in self.tests)


def known_parameters(kind: str) -> frozenset[str]:
    """Everything that the list of a kind takes."""
    enums = {name for owner, name in _ENUMS if owner == kind}
    names = {*_TEXTS.get(kind, ()), *_BOOLEANS.get(kind, ()), *_REFERENCES.get(kind, ()), *_ARRAYS.get(kind, ())}
    special = {"invoice": {"due_date"}, "price": {"recurring"}}.get(kind, set())
    return PAGING | enums | names | special | {"created"}


def select(kind: str, params: Params, store: Store) -> Selection:
    """The selection that the parameters describe.

    Raises:
        ApiError: 400 for parameters or values that Stripe does not take, and for ids that do not exist.
    """
    p.only_known(params, known_parameters(kind))
    selection = Selection()
    selection.since, selection.until = bounds(params, "created")
    tests = selection.tests
    for name in (name for owner, name in _ENUMS if owner == kind):
        _add_enum(tests, kind, name, p.text(params, name))
    for name in _TEXTS.get(kind, ()):
        _add_equal(tests, name, p.text(params, name))
    for name in _BOOLEANS.get(kind, ()):
        value = p.text(params, name)
        _add_equal(tests, name, None if value is None else p.boolean(value, name))
    for name in _REFERENCES.get(kind, ()):
        value = p.text(params, name)
        if value is not None:
            _check_reference(kind, name, value, store)
        _add_equal(tests, name, value)
    if kind == "customer" and "test_clock" not in params:
        # Customers of test clocks are left out unless asked for (SDK documentation of customer lists).
        tests.append(lambda facets: facets["test_clock"] is None)
    if kind == "invoice":
        _add_due_date(tests, params)
    if kind == "price":
        _add_recurring(tests, params)
    _add_arrays(selection, kind, params)
    return selection


def bounds(params: Params, name: str) -> tuple[int | None, int | None]:
    """A time parameter, exact or a range, as inclusive bounds in epoch seconds."""
    value = params.get(name)
    if value is None:
        return None, None
    if isinstance(value, str):
        exact = p.integer(value, name)
        return exact, exact
    if unknown := [f"{name}[{key}]" for key in value if key not in _RANGE]:
        raise unknown_parameters(unknown)
    limits = {key: p.integer(p.text(value, key) or "", f"{name}[{key}]") for key in value}
    lows = [limits[key] + (key == "gt") for key in ("gt", "gte") if key in limits]
    highs = [limits[key] - (key == "lt") for key in ("lt", "lte") if key in limits]
    return max(lows, default=None), min(highs, default=None)


def _add_enum(tests: list[Test], kind: str, name: str, value: str | None) -> None:
    allowed = _ENUMS[kind, name]
    if value is not None and value not in allowed:
        listed = ", ".join(allowed[:-1]) + f", or {allowed[-1]}"
        raise invalid(f"Invalid {name}: must be one of {listed}", param=name)
    _add_equal(tests, name, value)


def _add_equal(tests: list[Test], name: str, value: str | bool | None) -> None:  # noqa: FBT001 - a value, not a switch
    if value is not None:
        tests.append(lambda facets: facets[name] == value)


def _check_reference(kind: str, name: str, value: str, store: Store) -> None:
    if name in {"customer", "product"} and store.entry(name, value) is not None:
        return
    if not any(entry.facets.get(name) == value for entry in store.collection(kind)):
        raise missing(name, value, param=name, status=400)


def _add_due_date(tests: list[Test], params: Params) -> None:
    low, high = bounds(params, "due_date")
    if low is None and high is None:
        return

    def within(facets: Facets) -> bool:
        due = facets["due_date"]
        return due is not None and (low is None or due >= low) and (high is None or due <= high)

    tests.append(within)


def _add_recurring(tests: list[Test], params: Params) -> None:
    value = params.get("recurring")
    if value is None:
        return
    if isinstance(value, str):
        raise invalid("Invalid hash", param="recurring")
    if unknown := [f"recurring[{key}]" for key in value if key not in _RECURRING]:
        raise unknown_parameters(unknown)
    wanted = {key: p.text(value, key) for key in value}
    tests.append(lambda facets: all((facets["recurring"] or {}).get(key) == wanted[key] for key in wanted))


def _add_arrays(selection: Selection, kind: str, params: Params) -> None:
    for name, facet in _ARRAYS.get(kind, {}).items():
        if name not in params:
            continue
        chosen = frozenset(p.texts(params, name))
        if facet == "id":
            selection.ids = chosen
        else:
            selection.tests.append(lambda facets, facet=facet, chosen=chosen: facets[facet] in chosen)  # type: ignore[misc]  # defaults bind the loop's values
