"""The answers themselves: lists, single objects, lines, events and updates, as rendered JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.account import account
from sandbox.stripe.api import params as p
from sandbox.stripe.api import permissions
from sandbox.stripe.api.access import account_of
from sandbox.stripe.api.errors import missing, unknown_parameters
from sandbox.stripe.api.rendering import read, render, render_list
from sandbox.stripe.balance import balance
from sandbox.stripe.events.listing import event_page, find_event
from sandbox.stripe.events.showing import shown
from sandbox.stripe.lists.expansion import Expander, kinds_in, plan
from sandbox.stripe.lists.filters import PAGING
from sandbox.stripe.lists.listing import page, slice_of
from sandbox.stripe.writes.updates import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.stripe.api.routing import Asked, Write
    from sandbox.stripe.lists.collection import Entry
    from sandbox.stripe.lists.expansion import Tree
    from sandbox.stripe.store import Store

_EXPAND_ONLY = frozenset({"expand"})
# Of these alone Stripe's SDKs expect a deleted one when it is retrieved; the others are gone (404).
_STUBS = frozenset({"customer"})
_ID_FIRST = b'{\n  "id": "'
# When the filter came (changelog of Stripe's SDKs).
_PAYMENTS_BY_DATE = "2025-11-17.clover"


class Resources:
    """Answers from one account: every method gives rendered JSON or raises an `ApiError`."""

    def __init__(self, store: Store, platform: Store | None = None) -> None:
        self._store = store
        self._platform = platform or store
        self._expander = Expander(store)
        self._balance: tuple[tuple[int, int], bytes] | None = None

    def account(self, asked: Asked) -> bytes:
        """`GET /v1/account`, and `GET /v1/accounts/:id` for it and the connected ones."""
        p.only_known(asked.params, _EXPAND_ONLY)
        _plan("account", asked)
        identifier = asked.names.get("id", self._store.account_id)
        key = asked.caller.key if asked.caller else ""
        return render(account(account_of(self._platform, key, identifier).account_id))

    def balance(self, asked: Asked) -> bytes:
        """`GET /v1/balance`."""
        p.only_known(asked.params, _EXPAND_ONLY)
        _plan("balance", asked)
        state = (self._store.revision, self._store.clock)
        if self._balance is None or self._balance[0] != state:
            self._balance = (state, render(balance(self._store)))
        return self._balance[1]

    def list(self, kind: str, asked: Asked) -> bytes:
        """`GET /v1/invoices` and the like."""
        return self._page(kind, asked, None)

    def retrieve(self, kind: str, asked: Asked) -> bytes:
        """`GET /v1/invoices/:id` and the like; a deleted customer answers as its stub, with 200."""
        p.only_known(asked.params, _EXPAND_ONLY)
        tree = _plan(kind, asked)
        entry = self._entry(kind, asked.id)
        if entry.deleted and kind not in _STUBS:
            raise missing(kind, asked.id)
        return self._expander.entry(entry, tree, asked.version)

    def update(self, kind: str, asked: Asked) -> bytes:
        """`POST /v1/invoices/:id` and the like."""
        tree = _plan(kind, asked)
        with self._store.lock:
            entry = self._entry(kind, asked.id)
            if entry.deleted:
                raise missing(kind, asked.id)
            self._store.change(kind, asked.id, changes(kind, entry.body, asked.params, self._store.clock))
            return self._expander.entry(self._entry(kind, asked.id), tree, asked.version)

    def members(self, kind: str, owner: tuple[str, str], asked: Asked) -> bytes:
        """`GET /v1/customers/:id/tax_ids` and the like; `owner` is the owner's kind and the facet that names it."""
        if self._entry(owner[0], asked.id).deleted:
            raise missing(owner[0], asked.id)
        return self._page(kind, asked, (owner[1], asked.id))

    def member(self, kind: str, owner: tuple[str, str], asked: Asked) -> bytes:
        """`GET /v1/customers/:id/tax_ids/:member` and the like."""
        p.only_known(asked.params, _EXPAND_ONLY)
        tree = _plan(kind, asked)
        return self._expander.entry(self._owned(kind, owner, asked), tree, asked.version)

    def update_member(self, kind: str, owner: tuple[str, str], asked: Asked) -> bytes:
        """`POST /v1/customers/:id/balance_transactions/:member`."""
        tree = _plan(kind, asked)
        with self._store.lock:
            entry = self._owned(kind, owner, asked)
            self._store.change(kind, entry.id, changes(kind, entry.body, asked.params, self._store.clock))
            return self._expander.entry(self._entry(kind, entry.id), tree, asked.version)

    def lines(self, kind: str, member: str, asked: Asked) -> bytes:
        """`GET /v1/invoices/:id/lines`, and a credit note's: all lines, in their order; `member` is their kind."""
        p.only_known(asked.params, PAGING)
        tree = _plan(member, asked, listed=True)
        if self._entry(kind, asked.id).deleted:
            raise missing(kind, asked.id)
        texts = self._store.lines(asked.id, kind)
        found = slice_of(texts, _places(_id_in(text) for text in texts), asked.params, "line item")
        rendered = [self._expander.body(read(text), tree, asked.version) for text in found.items]
        return render_list(asked.path, rendered, has_more=found.has_more)

    def events(self, asked: Asked) -> bytes:
        """`GET /v1/events`: the last 30 days by the account's clock."""
        with self._store.lock:
            found = event_page(asked.params, self._store)
            texts = [shown(event, self._store) for event in found.items]
        return render_list(asked.path, texts, has_more=found.has_more)

    def event(self, asked: Asked) -> bytes:
        """`GET /v1/events/:id`, as long as it is not older than 30 days."""
        p.only_known(asked.params, _EXPAND_ONLY)
        _plan("event", asked)
        with self._store.lock:
            return shown(find_event(asked.id, self._store), self._store)

    def run(self, write: Write, asked: Asked) -> bytes:
        """Whatever a `Write` does."""
        tree = _plan(write.kind, asked)
        rest = {name: value for name, value in asked.params.items() if name != "expand"}
        with self._store.lock:
            kind, identifier = write.run(self._store, asked.names, rest)
            return self._expander.entry(self._entry(kind, identifier), tree, asked.version)

    def _page(self, kind: str, asked: Asked, owner: tuple[str, str] | None) -> bytes:
        tree = _plan(kind, asked, listed=True)
        if kind == "invoice_payment" and "created" in asked.params and asked.version < _PAYMENTS_BY_DATE:
            raise unknown_parameters(["created"])
        with self._store.lock:
            found = page(kind, asked.params, self._store, owner)
            texts = [self._expander.entry(entry, tree, asked.version) for entry in found.items]
        return render_list(asked.path, texts, has_more=found.has_more)

    def _owned(self, kind: str, owner: tuple[str, str], asked: Asked) -> Entry:
        entry = self._store.entry(kind, asked.names["member"])
        if entry is None or entry.deleted or entry.body.get(owner[1]) != asked.id:
            raise missing(kind, asked.names["member"])
        return entry

    def _entry(self, kind: str, identifier: str) -> Entry:
        entry = self._store.entry(kind, identifier)
        if entry is None:
            raise missing(kind, identifier)
        return entry


def _plan(kind: str, asked: Asked, *, listed: bool = False) -> Tree:
    tree = plan(kind, p.texts(asked.params, "expand"), listed=listed, version=asked.version)
    if tree and asked.caller is not None:
        # That expanding needs the right to read what is expanded is *unverified*.
        permissions.check(asked.caller, kinds_in(kind, tree, asked.version))
    return tree


def _id_in(text: bytes) -> str:
    if text.startswith(_ID_FIRST):
        return text[len(_ID_FIRST) : text.index(b'"', len(_ID_FIRST))].decode()
    identifier: str = read(text)["id"]
    return identifier


def _places(ids: Iterable[str]) -> Callable[[str], int | None]:
    return {identifier: place for place, identifier in enumerate(ids)}.get
