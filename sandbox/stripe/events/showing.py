"""Events as Stripe shows them: with the object in the API version in force when the event was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.rendering import read, render
from sandbox.stripe.events.rewinding import before, rewound
from sandbox.stripe.older.lookup import Lookup
from sandbox.stripe.older.steps import downgrade

if TYPE_CHECKING:
    from sandbox.stripe.events.history import Event
    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]


# The event `invoice_payment.paid` came with it (changelog of Stripe's API).
_PAYMENTS_SINCE = "2025-05-28.basil"


def version_of(event: Event, store: Store) -> str:
    """The API version in force when an event was made."""
    return event.version or store.version_at(event.created)


def exists(event: Event, store: Store) -> bool:
    """Whether the version of its day knew events of its type."""
    return event.kind != "invoice_payment" or version_of(event, store) >= _PAYMENTS_SINCE


def shown(event: Event, store: Store) -> bytes:
    """An event, rendered. Its version is its own, whatever the request asks for (SDK documentation of events)."""
    version = version_of(event, store)
    data = event.data or _worked_out(event, store)
    body = downgrade(data["object"], version, Lookup(store))
    if "previous_attributes" in data:
        # What was renamed since has no former value here (unverified).
        changed = data["previous_attributes"]
        data["previous_attributes"] = {name: value for name, value in changed.items() if name in body}
    return render(
        {
            "id": event.id,
            "object": "event",
            **({"account": store.account_id} if store.connected else {}),
            "api_version": version,
            "created": event.created,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": event.what,
        }
    )


def _worked_out(event: Event, store: Store) -> JsonObject:
    """The data of an event that was not kept: the object as it was loaded, wound back."""
    entry = store.entry(event.kind, event.object_id)
    if entry is None:
        return {"object": {"id": event.object_id, "object": event.kind}}
    current = read(entry.original)
    data: JsonObject = {"object": rewound(event.what, current)}
    former = before(event.what, current)
    return data | {"previous_attributes": former} if former else data
