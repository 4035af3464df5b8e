"""The answers themselves: lists, single objects, lines, events and updates, as rendered JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.account import account
from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import missing
from sandbox.stripe.api.rendering import read, render, render_list
from sandbox.stripe.events.listing import event_page, find_event
from sandbox.stripe.lists.expansion import Expander, plan
from sandbox.stripe.lists.filters import PAGING
from sandbox.stripe.lists.listing import page, slice_of
from sandbox.stripe.writes.updates import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.stripe.api.params import Params
    from sandbox.stripe.events.history import Event
    from sandbox.stripe.lists.collection import Entry
    from sandbox.stripe.store import Store

_EXPAND_ONLY = frozenset({"expand"})


class Resources:
    """Answers from one store: every method gives rendered JSON or raises an `ApiError`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._expander = Expander(store)

    def account(self, params: Params) -> bytes:
        """`GET /v1/account`."""
        p.only_known(params, _EXPAND_ONLY)
        plan("account", p.texts(params, "expand"), listed=False)
        return render(account())

    def list(self, kind: str, url: str, params: Params) -> bytes:
        """`GET /v1/invoices` and the like."""
        tree = plan(kind, p.texts(params, "expand"), listed=True)
        found = page(kind, params, self._store)
        return render_list(url, [self._expander.entry(entry, tree) for entry in found.items], has_more=found.has_more)

    def retrieve(self, kind: str, identifier: str, params: Params) -> bytes:
        """`GET /v1/invoices/:id` and the like; a deleted customer answers as its stub, with 200."""
        p.only_known(params, _EXPAND_ONLY)
        tree = plan(kind, p.texts(params, "expand"), listed=False)
        return self._expander.entry(self._entry(kind, identifier), tree)

    def update(self, kind: str, identifier: str, params: Params) -> bytes:
        """`POST /v1/invoices/:id` and the like."""
        tree = plan(kind, p.texts(params, "expand"), listed=False)
        with self._store.lock:
            entry = self._entry(kind, identifier)
            if entry.deleted:
                raise missing(kind, identifier)
            self._store.change(kind, identifier, changes(kind, entry.body, params, self._store.clock))
            return self._expander.entry(self._entry(kind, identifier), tree)

    def lines(self, invoice: str, url: str, params: Params) -> bytes:
        """`GET /v1/invoices/:id/lines`: all lines, in the invoice's order."""
        p.only_known(params, PAGING)
        tree = plan("line_item", p.texts(params, "expand"), listed=True)
        self._entry("invoice", invoice)
        texts = self._store.lines(invoice)
        found = slice_of(texts, _places(read(text)["id"] for text in texts), params, "line item")
        expanded = [self._expander.body(read(text), tree) if tree else text for text in found.items]
        return render_list(url, expanded, has_more=found.has_more)

    def tax_ids(self, customer: str, url: str, params: Params) -> bytes:
        """`GET /v1/customers/:id/tax_ids`."""
        p.only_known(params, PAGING)
        tree = plan("tax_id", p.texts(params, "expand"), listed=True)
        if self._entry("customer", customer).deleted:
            raise missing("customer", customer)
        bodies = self._store.owned("tax_id", customer)[::-1]
        found = slice_of(bodies, _places(body["id"] for body in bodies), params, "tax_id")
        return render_list(url, [self._expander.body(body, tree) for body in found.items], has_more=found.has_more)

    def events(self, url: str, params: Params) -> bytes:
        """`GET /v1/events`: the last 30 days by the account's clock."""
        found = event_page(params, self._store)
        return render_list(url, [self._event(event) for event in found.items], has_more=found.has_more)

    def event(self, identifier: str, params: Params) -> bytes:
        """`GET /v1/events/:id`, as long as it is not older than 30 days."""
        p.only_known(params, _EXPAND_ONLY)
        plan("event", p.texts(params, "expand"), listed=False)
        return self._event(find_event(identifier, self._store))

    def _event(self, event: Event) -> bytes:
        if event.data is not None:
            return render(event.body(None))
        entry = self._store.entry(event.kind, event.object_id)
        return render(event.body(None if entry is None else read(entry.original)))

    def _entry(self, kind: str, identifier: str) -> Entry:
        entry = self._store.entry(kind, identifier)
        if entry is None:
            raise missing(kind, identifier)
        return entry


def _places(ids: Iterable[str]) -> Callable[[str], int | None]:
    return {identifier: place for place, identifier in enumerate(ids)}.get
