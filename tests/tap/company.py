"""Looks into and adds to the company that the sandbox's Stripe side holds."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox import Sandbox

Json = dict[str, Any]

DAY = 86_400


def paid_invoices(sandbox: Sandbox) -> list[Json]:
    """The paid invoices, oldest first, with their first ten lines."""
    return [one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"]


def put_copy(sandbox: Sandbox, identifier: str, *, created: int, paid_at: int | None) -> None:
    """Add an invoice like another, created and paid when the test says; open when it is not paid."""
    invoices = sandbox.stripe.store.all("invoice")
    pattern = next(one for one in invoices if one["status"] == "paid" and not one["lines"]["has_more"])
    one = copy.deepcopy(pattern) | {
        "id": identifier,
        "created": created,
        "status": "open" if paid_at is None else "paid",
        "status_transitions": pattern["status_transitions"] | {"paid_at": paid_at},
    }
    sandbox.stripe.store.put(one)


def bookmark(state: Json, stream: str = "invoices") -> Json:
    """The place of one stream in a STATE."""
    return dict(state["bookmarks"][stream])
