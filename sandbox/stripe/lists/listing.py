"""Pages of lists: cursors, newest first, and what comes next.

A cursor names an object, not a page: it works as long as the object exists, deleted ones included, whether or not it
still passes the filters. The list of subscriptions alone refuses one that no longer passes (as users reported);
`Store.strict_cursors` makes all lists do so, because which others do at Stripe is not documented.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import invalid, missing
from sandbox.stripe.lists.filters import select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.stripe.api.params import Params
    from sandbox.stripe.lists.collection import Entry, Key
    from sandbox.stripe.lists.filters import Selection
    from sandbox.stripe.store import Store

T = TypeVar("T")

_STRICT = frozenset({"subscription"})


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The objects of one page and whether more follow in its direction."""

    items: Sequence[T]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after or before the object with this id. Both empty means at the newest."""

    after: str | None
    before: str | None


def cursor_of(params: Params) -> Cursor:
    """The page's cursor.

    Raises:
        ApiError: 400 where both cursors are given.
    """
    cursor = Cursor(p.text(params, "starting_after"), p.text(params, "ending_before"))
    if cursor.after is not None and cursor.before is not None:
        raise invalid(
            "Received both ending_before and starting_after parameters. Please pass in only one.",
            code="parameters_exclusive",
        )
    return cursor


def page(kind: str, params: Params, store: Store, owner: tuple[str, str] | None = None) -> Page[Entry]:
    """The page of entries that the parameters ask for, of those that belong to `owner` (facet and id) if given.

    Raises:
        ApiError: 400 for parameters that Stripe refuses, and for a cursor that names nothing.
    """
    with store.lock:
        selection = select(kind, params, store, owner)
        cursor, limit = cursor_of(params), p.limit(params)
        entries = store.collection(kind)
        if cursor.before is not None:
            key = _key(kind, cursor.before, "ending_before", store, selection)
            closest = entries.oldest_first(
                selection.wants, among=selection.among, since=selection.since, until=selection.until, before=key
            )
            found = list(islice(closest, limit + 1))
            return Page(found[:limit][::-1], len(found) > limit)
        after = None if cursor.after is None else _key(kind, cursor.after, "starting_after", store, selection)
        older = entries.newest_first(
            selection.wants, among=selection.among, since=selection.since, until=selection.until, after=after
        )
        found = list(islice(older, limit + 1))
        return Page(found[:limit], len(found) > limit)


def _key(kind: str, identifier: str, param: str, store: Store, selection: Selection) -> Key:
    entry = store.entry(kind, identifier)
    strict = store.strict_cursors or kind in _STRICT
    if entry is None or (strict and not entry.deleted and not selection.wants(entry)):
        raise missing(kind, identifier, param=param, status=400)
    return entry.key


def slice_of(items: Sequence[T], place: Callable[[str], int | None], params: Params, noun: str) -> Page[T]:
    """A page of a sequence that is in the order it is listed in; `place` gives the position of an id in it.

    Raises:
        ApiError: 400 for a cursor that names nothing.
    """
    cursor, limit = cursor_of(params), p.limit(params)
    if cursor.before is not None:
        end = _found(place, cursor.before, "ending_before", noun)
        start = max(end - limit, 0)
        return Page(items[start:end], start > 0)
    start = 0 if cursor.after is None else _found(place, cursor.after, "starting_after", noun) + 1
    return Page(items[start : start + limit], len(items) > start + limit)


def _found(place: Callable[[str], int | None], identifier: str, param: str, noun: str) -> int:
    found = place(identifier)
    if found is None:
        raise missing(noun, identifier, param=param, status=400)
    return found
