"""Handlers that every room of the e-conomic side is made of: a collection, and one member of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.query.paging import Query, page

if TYPE_CHECKING:
    from sandbox.economic.query import fields
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

K = TypeVar("K", int, str)
Handler = Callable[[Call], Answer]
Methods = Mapping[str, Handler]
Routes = dict[str, Methods]
"""Path patterns to methods to handlers; `{key}` is the identifier that `Call.number_key` and `Call.text_key` read."""


def listing(
    collection: Callable[[Store], Collection[K]], queryable: fields.Queryable, creates: str | None = None
) -> Handler:
    """GET of a collection: filtered, sorted, in pages. `creates` is the text of `metaData.create`, if it has one."""

    def handle(call: Call) -> Answer:
        url = call.store.base_url + call.path
        return Answer(200, page(collection(call.store), queryable, url, Query.parse(call.query), creates))

    return handle


def one(collection: Collection[K], key: K | None) -> Answer:
    """GET of a member.

    Raises:
        ApiError: 404 when there is none of that key.
    """
    entry = None if key is None else collection.entry(key)
    if entry is None:
        raise errors.not_found()
    return Answer(200, entry.one)


def numbered(collection: Callable[[Store], Collection[int]]) -> Handler:
    """GET of a member whose key is a number."""
    return lambda call: one(collection(call.store), call.number_key)
