"""Departmental distributions: departments alone, and amounts shared among several. One collection, two within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.answering import one
from sandbox.economic.calls import Answer
from sandbox.economic.jsontext import encode
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection
from sandbox.economic.query.paging import Query, page
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from sandbox.economic.answering import Handler, Routes
    from sandbox.economic.calls import Call
    from sandbox.economic.setup.agreement import Distribution
    from sandbox.economic.store import Store

_NAME = "departmental-distributions"
_WITHIN = {"distribution": "distributions", "department": "departments"}


def routes() -> Routes:
    """Their paths. A member is at home in one of the two, as its recorded `self` says."""
    return {
        f"/{_NAME}": {"GET": _all},
        f"/{_NAME}/departments": {"GET": _of_type("department")},
        f"/{_NAME}/departments/{{key}}": {"GET": _member("department")},
        f"/{_NAME}/distributions": {"GET": _of_type("distribution")},
        f"/{_NAME}/distributions/{{key}}": {"GET": _member("distribution")},
    }


def _document(store: Store, distribution: Distribution) -> Json:
    return {
        "departmentalDistributionNumber": distribution.number,
        "name": distribution.name,
        # False is written here, as recorded.
        "barred": distribution.barred,
        "distributionType": distribution.type,
        "distributions": [
            {"percentage": share, "department": reference(store, "departments", "departmentNumber", number)}
            for number, share in distribution.shares.items()
        ],
        "self": store.link(f"{_NAME}/{_WITHIN[distribution.type]}", distribution.number),
    }


def _collection(store: Store, kind: str | None = None) -> Collection[int]:
    found: Collection[int] = Collection()
    for distribution in store.agreement.distributions.values():
        if kind in {None, distribution.type}:
            found.put(distribution.number, _document(store, distribution), {})
    return found


def _all(call: Call) -> Answer:
    base = call.store.link(_NAME)
    body = page(_collection(call.store), fields.DISTRIBUTIONS, base, Query.parse(call.query))
    # Recorded: the whole collection names the two that it consists of, before its own address.
    parts = encode({name: f"{base}/{name}" for name in ("distributions", "departments")})
    head, _, tail = body.rpartition(b',"self":')
    return Answer(200, head + b',"subCollections":' + parts + b',"self":' + tail)


def _of_type(kind: str) -> Handler:
    def handle(call: Call) -> Answer:
        url = call.store.link(f"{_NAME}/{_WITHIN[kind]}")
        return Answer(200, page(_collection(call.store, kind), fields.DISTRIBUTIONS, url, Query.parse(call.query)))

    return handle


def _member(kind: str) -> Handler:
    return lambda call: one(_collection(call.store, kind), call.number_key)
