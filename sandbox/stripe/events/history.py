"""The account's events: one for each thing that happened to an object; Stripe lists those of the last 30 days.

Events of the past are not stored but worked out from the object, whose later properties are wound back; those of
changes made through the API are kept as they were.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.versions import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

JsonObject = dict[str, Any]
Order = tuple[int, int, int, int]

RETENTION = 30 * 86_400
"""Seconds for which events can be listed and retrieved (SDK documentation of the events service)."""

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_YET_FINALISED: JsonObject = {
    "amount_paid": 0,
    "attempt_count": 0,
    "attempted": False,
    "auto_advance": True,
    "effective_at": None,
    "ending_balance": None,
    "hosted_invoice_url": None,
    "invoice_pdf": None,
    "number": None,
    "status": "draft",
    "webhooks_delivered_at": None,
}
_NOT_YET_SETTLED: JsonObject = {"amount_paid": 0, "attempt_count": 0, "attempted": False, "status": "open"}
_TRANSITIONS = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: when, its place in that second, its type and object; `data` where it had to be kept."""

    created: int
    place: tuple[int, int, int]
    what: str
    kind: str
    object_id: str
    data: JsonObject | None = None

    @property
    def id(self) -> str:
        """An id that is the same whenever the event is worked out."""
        digest = blake2b(f"{self.what}:{self.object_id}:{self.place}".encode(), digest_size=18)
        number, text = int.from_bytes(digest.digest()), ""
        while len(text) < 23:  # noqa: PLR2004 - the length of Stripe's event ids
            number, rest = divmod(number, len(_BASE36))
            text += _BASE36[rest]
        return f"evt_1{text}"

    def order(self) -> Order:
        """Oldest first."""
        return (self.created, *self.place)

    def body(self, current: Mapping[str, Any] | None) -> JsonObject:
        """The event as Stripe shows it; `current` is the object as it was loaded."""
        data = self.data if self.data is not None else {"object": rewound(self.what, current or {})}
        return {
            "id": self.id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.created,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": self.what,
        }


class History:
    """Events in order, oldest first, with their places by id found when they are asked for."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = sorted(events, key=Event.order)
        self._places: dict[int, dict[str, int]] = {}

    def since(self, moment: int) -> int:
        """The place of the first event at or after a moment."""
        return bisect_left(self.events, moment, key=lambda event: event.created)

    def place(self, identifier: str, since: int) -> int | None:
        """The place of an event among those from place `since` on."""
        if since not in self._places:
            self._places = {since: {event.id: since + n for n, event in enumerate(self.events[since:])}}
        return self._places[since].get(identifier)


def marks_of(kind: str, body: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """The events in an object's life so far, with their times, in the order Stripe leaves them."""
    if kind == "invoice":
        return tuple(_invoice_marks(body))
    if kind == "invoice_payment":
        paid = (body.get("status_transitions") or {}).get("paid_at")
        return (("invoice_payment.paid", paid),) if paid else ()
    if kind in {"customer", "product", "price"}:
        return ((f"{kind}.created", body["created"]),)
    return ()


def _invoice_marks(body: Mapping[str, Any]) -> list[tuple[str, int]]:
    times = body["status_transitions"]
    marks = [("invoice.created", body["created"])]
    if times["finalized_at"]:
        marks.append(("invoice.finalized", times["finalized_at"]))
        if body["collection_method"] == "send_invoice":
            marks.append(("invoice.sent", times["finalized_at"]))
    if times["voided_at"]:
        marks.append(("invoice.voided", times["voided_at"]))
    if times["marked_uncollectible_at"]:
        marks.append(("invoice.marked_uncollectible", times["marked_uncollectible_at"]))
    if times["paid_at"]:
        # Where nothing is charged only `invoice.paid` is sent (Stripe's invoicing documentation).
        if body["amount_paid"]:
            marks.append(("invoice.payment_succeeded", times["paid_at"]))
        marks.append(("invoice.paid", times["paid_at"]))
    return marks


def rewound(what: str, current: Mapping[str, Any]) -> JsonObject:
    """An object as it was when the event `what` happened."""
    body = dict(current)
    if what == "invoice.created":
        body |= _NOT_YET_FINALISED | {"amount_remaining": body["amount_due"], "status_details": None}
        body["status_transitions"] = dict.fromkeys(_TRANSITIONS)
    elif what in {"invoice.finalized", "invoice.sent"}:
        body |= _NOT_YET_SETTLED | {"amount_remaining": body["amount_due"], "status_details": None}
        body["status_transitions"] = dict.fromkeys(_TRANSITIONS) | {
            "finalized_at": current["status_transitions"]["finalized_at"]
        }
    return body


def recorded(what: str, created: int, number: int, body: Mapping[str, Any], before: Mapping[str, Any]) -> Event:
    """An event of a change made through the API; `before` holds what the changed properties were."""
    data: JsonObject = {"object": dict(body)}
    if before:
        data["previous_attributes"] = dict(before)
    # After everything of the same second that was worked out.
    return Event(created, (created, 1 << 62, number), what, what.split(".", maxsplit=1)[0], body["id"], data)


def matches(what: str, wanted: list[str]) -> bool:
    """Whether an event type is asked for: by name, or by a pattern such as `invoice.*`."""
    return not wanted or any(
        what == pattern or (pattern.endswith(".*") and what.startswith(pattern[:-1])) or pattern == "*"
        for pattern in wanted
    )
