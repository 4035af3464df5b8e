"""List filters with rules of their own.

Each reads its parameter into a test of an entry, into the only places to look at, or into None for no test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import invalid, missing, unknown_parameters
from sandbox.stripe.kinds import place
from sandbox.stripe.lists.collection import Entry, Place

if TYPE_CHECKING:
    from sandbox.stripe.api.params import Params
    from sandbox.stripe.store import Store

Test = Callable[[Entry], bool]
Narrowing = Test | list[Place] | None

_PAYMENT = ("payment_intent", "payment_record", "type")
_RECURRING = ("interval", "meter", "usage_type")
_SUBSCRIPTION_STATES = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused", "trialing",
    "unpaid",
)  # fmt: skip
_ENDED = frozenset({"canceled", "incomplete_expired"})


def ids(params: Params, store: Store) -> Narrowing:
    """Products by their ids; unknown ones are passed over."""
    return _places("product", p.texts(params, "ids"), store)


def payment(params: Params, store: Store) -> Narrowing:
    """`payment[type]` with the id of that type, of invoice payments."""
    wanted = _hash(params, "payment", _PAYMENT)
    kind = wanted.get("type")
    if kind is None:
        raise invalid("Missing required param: payment[type].", code="parameter_missing", param="payment[type]")
    if kind not in _PAYMENT[:2]:
        raise invalid("Invalid payment[type]: must be one of payment_intent or payment_record", param="payment[type]")
    others = [name for name in wanted if name not in {"type", kind}]
    if others:
        raise invalid(
            f"You may only specify payment[{others[0]}] when payment[type] is {others[0]}.",
            param=f"payment[{others[0]}]",
        )
    identifier = wanted.get(kind)
    if identifier is None:
        return _equal("invoice_payment", "payment_type", kind)
    places = list(store.collection("invoice_payment").having(place("invoice_payment", kind), identifier))
    if not places and kind == "payment_intent" and store.entry(kind, identifier) is None:
        raise missing(kind, identifier, param="payment[payment_intent]", status=400)
    return places


def payout(params: Params, store: Store) -> Narrowing:
    """The transactions of an automatic payout; those of a manual one are not told."""
    identifier = p.text(params, "payout") or ""
    entry = store.entry("payout", identifier)
    if entry is None:
        raise missing("payout", identifier, param="payout", status=400)
    if not entry.facets[place("payout", "automatic")]:
        # *Unverified* wording.
        raise invalid(
            "Balance transaction history can only be filtered on automatic transfers, not manual.", param="payout"
        )
    return _places("balance_transaction", store.paid_out.get(identifier, ()), store)


def source(params: Params, store: Store) -> Narrowing:
    """The transactions of a charge, refund or payout. Those of a dispute are not found by it (recorded)."""
    identifier = p.text(params, "source") or ""
    if store.entry("dispute", identifier) is not None:
        return []
    return list(store.collection("balance_transaction").having(place("balance_transaction", "source"), identifier))


def clock(params: Params, _: Store) -> Narrowing:
    """Customers of test clocks are left out unless asked for (SDK documentation of customer lists)."""
    return _equal("customer", "test_clock", p.text(params, "test_clock"))


def lookup_keys(params: Params, _: Store) -> Narrowing:
    """Prices by their lookup keys."""
    chosen, at = frozenset(p.texts(params, "lookup_keys")), place("price", "lookup_key")
    return lambda entry: entry.facets[at] in chosen


def recurring(params: Params, _: Store) -> Narrowing:
    """Prices by how they recur."""
    wanted = _hash(params, "recurring", _RECURRING).items()
    at = place("price", "recurring")
    return lambda entry: bool(entry.facets[at]) and wanted <= set(entry.facets[at])


def pending(params: Params, _: Store) -> Narrowing:
    """Invoice items that are on no invoice yet, or are."""
    waiting, at = p.boolean(p.text(params, "pending") or "", "pending"), place("invoiceitem", "invoice")
    return lambda entry: (entry.facets[at] is None) == waiting


def subscription_status(params: Params, _: Store) -> Narrowing:
    """Subscriptions by status; canceled ones are left out unless asked for (SDK documentation)."""
    status, at = p.text(params, "status"), place("subscription", "status")
    if status is None:
        return lambda entry: entry.facets[at] != "canceled"
    if status not in _SUBSCRIPTION_STATES:
        listed = ", ".join(_SUBSCRIPTION_STATES[:-1]) + f", or {_SUBSCRIPTION_STATES[-1]}"
        raise invalid(f"Invalid status: must be one of {listed}", param="status")
    if status == "all":
        return None
    if status == "ended":
        return lambda entry: entry.facets[at] in _ENDED
    return lambda entry: entry.facets[at] == status


def _places(kind: str, ids: Iterable[str], store: Store) -> list[Place]:
    found = (store.collection(kind).get(identifier) for identifier in set(ids))
    return sorted((entry.key, entry.id) for entry in found if entry is not None)


def _equal(kind: str, facet: str, wanted: str | None) -> Test:
    at = place(kind, facet)
    return lambda entry: entry.facets[at] == wanted


def _hash(params: Params, name: str, known: tuple[str, ...]) -> dict[str, str | None]:
    value = params.get(name)
    if not isinstance(value, dict):
        raise invalid("Invalid hash", param=name)
    if unknown := [f"{name}[{key}]" for key in value if key not in known]:
        raise unknown_parameters(unknown)
    return {key: p.text(value, key) for key in value}
