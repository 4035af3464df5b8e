"""What lists can be filtered by: reads the parameters of each kind of list into one test of an entry.

Parameter names and allowed values are those of stripe-python 16.1.0's list parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import invalid, missing, unknown_parameters
from sandbox.stripe.kinds import place
from sandbox.stripe.lists import special

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.stripe.api.params import Params
    from sandbox.stripe.lists.collection import Entry, Place
    from sandbox.stripe.lists.special import Narrowing, Test
    from sandbox.stripe.store import Store

PAGING = frozenset({"ending_before", "expand", "limit", "starting_after"})

_RANGE = frozenset({"gt", "gte", "lt", "lte"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter with a few values."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A parameter that must be the same as the property."""


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time, exact or a range."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of an object of this kind, which has to exist."""

    kind: str


@dataclass(frozen=True, slots=True)
class Special:
    """A parameter with rules of its own."""

    read: Callable[[Params, Store], Narrowing]


Filter = Choice | Text | Flag | Span | Ref | Special

_CUSTOMER: Mapping[str, Filter] = {"customer": Ref("customer"), "customer_account": Text()}
_COLLECTION = Choice(("charge_automatically", "send_invoice"))
_FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "invoice": {
        "status": Choice(("draft", "open", "paid", "uncollectible", "void")),
        "collection_method": _COLLECTION,
        "due_date": Span(),
        "subscription": Ref("subscription"),
        **_CUSTOMER,
    },
    "invoice_payment": {
        "status": Choice(("canceled", "open", "paid")),
        "invoice": Ref("invoice"),
        "payment": Special(special.payment),
    },
    "charge": {"customer": Ref("customer"), "payment_intent": Ref("payment_intent"), "transfer_group": Text()},
    "payment_intent": _CUSTOMER,
    "refund": {"charge": Ref("charge"), "payment_intent": Ref("payment_intent")},
    "dispute": {"charge": Ref("charge"), "payment_intent": Ref("payment_intent")},
    "credit_note": {"invoice": Ref("invoice"), **_CUSTOMER},
    "balance_transaction": {
        "currency": Text(),
        "payout": Special(special.payout),
        "source": Special(special.source),
        "type": Text(),
    },
    "payout": {
        "arrival_date": Span(),
        "destination": Text(),
        "status": Choice(("canceled", "failed", "in_transit", "paid", "pending")),
    },
    "customer": {"email": Text(), "test_clock": Special(special.clock)},
    "customer_balance_transaction": {"invoice": Ref("invoice")},
    "product": {
        "active": Flag(),
        "ids": Special(special.ids),
        "shippable": Flag(),
        "type": Choice(("good", "service")),
        "url": Text(),
    },
    "price": {
        "active": Flag(),
        "currency": Text(),
        "lookup_keys": Special(special.lookup_keys),
        "product": Ref("product"),
        "recurring": Special(special.recurring),
        "type": Choice(("one_time", "recurring")),
    },
    "tax_rate": {"active": Flag(), "inclusive": Flag()},
    "shipping_rate": {"active": Flag(), "currency": Text()},
    "invoiceitem": {"invoice": Ref("invoice"), "pending": Special(special.pending), **_CUSTOMER},
    "subscription": {
        "collection_method": _COLLECTION,
        "status": Special(special.subscription_status),
        "test_clock": Text(),
        **_CUSTOMER,
    },
}
# Filters that are there though nothing is asked.
_ALWAYS = {("customer", "test_clock"), ("subscription", "status")}
# Facets worth an index: few objects share a value.
_INDEXED = frozenset({"charge", "customer", "invoice", "payment_intent", "product", "subscription"})
_UNDATED = frozenset({"tax_id"})


@dataclass(slots=True)
class Selection:
    """Which entries a list is of: bounds of `created` (inclusive, epoch seconds) and further tests.

    Attributes:
        among: The only places to look at, where an index tells them.
    """

    since: int | None = None
    until: int | None = None
    among: list[Place] | None = None
    tests: list[Test] = field(default_factory=list)

    def wants(self, entry: Entry) -> bool:
        """Whether an entry passes everything but the bounds."""
        return all(test(entry) for test in self.tests)

    def narrow(self, places: list[Place]) -> None:
        """Look nowhere else."""
        if self.among is None:
            self.among = places
        else:
            ids = {identifier for _, identifier in places}
            self.tests.append(lambda entry: entry.id in ids)


def known_parameters(kind: str) -> frozenset[str]:
    """Everything that the list of a kind takes."""
    dated = frozenset() if kind in _UNDATED else frozenset({"created"})
    return PAGING | dated | _FILTERS.get(kind, {}).keys()


def select(kind: str, params: Params, store: Store, owner: tuple[str, str] | None = None) -> Selection:
    """The selection that the parameters describe, among the objects that belong to `owner` (facet and id) if given.

    Raises:
        ApiError: 400 for parameters or values that Stripe does not take, and for ids that do not exist.
    """
    p.only_known(params, known_parameters(kind))
    selection = Selection()
    selection.since, selection.until = bounds(params, "created")
    if owner is not None:
        selection.narrow(_having(kind, owner[0], owner[1], store))
    for name, what in _FILTERS.get(kind, {}).items():
        if name in params or (kind, name) in _ALWAYS:
            _add(selection, (kind, name), what, params, store)
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


def _add(selection: Selection, named: tuple[str, str], what: Filter, params: Params, store: Store) -> None:
    kind, name = named
    if isinstance(what, Special):
        found = what.read(params, store)
        if isinstance(found, list):
            selection.narrow(found)
        elif found is not None:
            selection.tests.append(found)
        return
    if isinstance(what, Span):
        _add_span(selection, place(kind, name), *bounds(params, name))
        return
    value = p.text(params, name) or ""
    wanted: str | bool = value
    if isinstance(what, Choice) and value not in what.values:
        listed = ", ".join(what.values[:-1]) + f", or {what.values[-1]}"
        raise invalid(f"Invalid {name}: must be one of {listed}", param=name)
    if isinstance(what, Flag):
        wanted = p.boolean(value, name)
    if name in _INDEXED:
        places = _having(kind, name, value, store)
        selection.narrow(places)
        # A subscription may be named by invoices alone.
        if isinstance(what, Ref) and not places and store.entry(what.kind, value) is None:
            raise missing(what.kind, value, param=name, status=400)
        return
    at = place(kind, name)
    selection.tests.append(lambda entry: entry.facets[at] == wanted)


def _having(kind: str, facet: str, value: str, store: Store) -> list[Place]:
    return list(store.collection(kind).having(place(kind, facet), value))


def _add_span(selection: Selection, at: int, low: int | None, high: int | None) -> None:
    def within(entry: Entry) -> bool:
        moment = entry.facets[at]
        return moment is not None and (low is None or moment >= low) and (high is None or moment <= high)

    if low is not None or high is not None:
        selection.tests.append(within)
