"""Makes things happen in the sandbox's Stripe account, at its own time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import ACTIONS

if TYPE_CHECKING:
    from sandbox import Sandbox

Json = dict[str, Any]


def do(sandbox: Sandbox, action: str, **arguments: object) -> Json:
    """Take one of the sandbox's actions; the object it is about."""
    store = sandbox.stripe.store
    with store.lock:
        return ACTIONS[action].run(store, arguments)


def invoice(sandbox: Sandbox, *, pay: bool = False, customer: str | None = None, amount: int = 10_000) -> str:
    """A new invoice, finalised, and paid by card if told so; its id."""
    who = customer or do(sandbox, "create_customer", name="Nordhavn Kajak ApS", country="DK")["id"]
    return str(do(sandbox, "create_invoice", customer=who, amount=amount, pay=pay)["id"])


def later(sandbox: Sandbox, **by: float) -> None:
    """Let time pass on both sides: `days=3`."""
    sandbox.advance(timedelta(**by))


def paths(sandbox: Sandbox) -> list[str]:
    """What Stripe was asked for since the journal was cleared."""
    return [one.path for one in sandbox.stripe.requests]
