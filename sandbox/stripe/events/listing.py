"""The list of events: the last 30 days, newest first, by type and time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import invalid, missing
from sandbox.stripe.events.history import RETENTION, Event, History
from sandbox.stripe.events.showing import exists
from sandbox.stripe.events.types import matches
from sandbox.stripe.lists.expansion import plan
from sandbox.stripe.lists.filters import PAGING, bounds
from sandbox.stripe.lists.listing import Page, cursor_of

if TYPE_CHECKING:
    from sandbox.stripe.api.params import Params
    from sandbox.stripe.store import Store

_KNOWN = PAGING | {"created", "delivery_success", "type", "types"}
_MAX_TYPES = 20


def event_page(params: Params, store: Store) -> Page[Event]:
    """The page of events that the parameters ask for.

    Raises:
        ApiError: 400 for parameters that Stripe refuses, and for a cursor that names no event of the last 30 days.
    """
    p.only_known(params, _KNOWN)
    plan("event", p.texts(params, "expand"), listed=True)
    types, cursor, limit = _types(params), cursor_of(params), p.limit(params)
    low, high = bounds(params, "created")
    nothing = _only_undelivered(params)
    history = store.history()
    oldest, present = history.since(store.clock - RETENTION), history.until(store.clock)
    lost = store.lost

    def wanted(event: Event) -> bool:
        inside = (low is None or event.created >= low) and (high is None or event.created <= high)
        kept = inside and not nothing and matches(event.what, types) and exists(event, store)
        return kept and not (lost and event.id in lost)

    if cursor.before is not None:
        start = _place(history, cursor.before, (oldest, present), "ending_before") + 1
        newer = (event for event in islice(history.events, start, present) if wanted(event))
        found = list(islice(newer, limit + 1))
        return Page(found[:limit][::-1], len(found) > limit)
    end = present
    if cursor.after is not None:
        end = _place(history, cursor.after, (oldest, present), "starting_after")
    older = (history.events[place] for place in range(end - 1, oldest - 1, -1) if wanted(history.events[place]))
    found = list(islice(older, limit + 1))
    return Page(found[:limit], len(found) > limit)


def find_event(identifier: str, store: Store) -> Event:
    """An event of the last 30 days.

    Raises:
        ApiError: 404 for one that never was, was lost, or is older.
    """
    history = store.history()
    place = history.place(identifier)
    oldest, present = history.since(store.clock - RETENTION), history.until(store.clock)
    if place is None or not oldest <= place < present or identifier in store.lost:
        raise missing("event", identifier)
    event = history.events[place]
    if not exists(event, store):
        raise missing("event", identifier)
    return event


def _types(params: Params) -> list[str]:
    several, single = p.texts(params, "types"), p.text(params, "type")
    if single is not None and several:
        raise invalid("You may only specify one of these parameters: type, types.", code="parameters_exclusive")
    if len(several) > _MAX_TYPES:
        raise invalid(f"Invalid array: at most {_MAX_TYPES} types can be given.", param="types")
    return several if single is None else [single]


def _only_undelivered(params: Params) -> bool:
    """Whether only events are wanted that failed to reach a webhook: there are no webhooks, and so no such events."""
    delivered = p.text(params, "delivery_success")
    return delivered is not None and not p.boolean(delivered, "delivery_success")


def _place(history: History, identifier: str, window: tuple[int, int], param: str) -> int:
    place = history.place(identifier)
    if place is None or not window[0] <= place < window[1]:
        raise missing("event", identifier, param=param, status=400)
    return place
