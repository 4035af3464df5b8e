"""The desk at which one action works: the store at a standing moment, new ids, and what falls due."""

from __future__ import annotations

from contextlib import contextmanager
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.errors import missing
from sandbox.stripe.api.rendering import read
from sandbox.stripe.objects.ids import long_id, randomness, short_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]


class Desk:
    """What an action has at hand. Use `at_desk`.

    Attributes:
        store: The account.
        now: The moment of everything the action does, epoch seconds.
        rng: Where its ids come from.
    """

    def __init__(self, store: Store, now: int) -> None:
        self.store = store
        self.now = now
        serial = self.state["serial"] = self.state.get("serial", 0) + 1
        self.rng = randomness(0, "action", store.account_id, serial)

    @property
    def state(self) -> JsonObject:
        """Plain data that is kept from one action to the next."""
        return self.store.actions

    def long_id(self, prefix: str, lead: str = "1") -> str:
        """An id such as `in_1SRzod…`."""
        return long_id(self.rng, prefix, lead)

    def short_id(self, prefix: str) -> str:
        """An id such as `cus_TOnPWZP5qSvsBd`."""
        return short_id(self.rng, prefix)

    def get(self, kind: str, identifier: str, *, param: str = "id", status: int = 404) -> JsonObject:
        """An object that is neither unknown nor deleted.

        Raises:
            ApiError: `resource_missing`: 404 for the object of the address, 400 for one that a parameter names.
        """
        found = self.store.find(kind, identifier)
        if found is None or found.get("deleted"):
            raise missing(kind, identifier, param=param, status=status)
        return found

    def named(self, kind: str, identifier: str, param: str) -> JsonObject:
        """An object that a parameter names, or 400."""
        return self.get(kind, identifier, param=param, status=400)

    def all_lines(self, invoice: str) -> list[JsonObject]:
        """Every line of an invoice."""
        return [read(text) for text in self.store.lines(invoice)]

    def having(self, kind: str, facet: str, value: object) -> list[JsonObject]:
        """The objects with this value of a facet, oldest first."""
        return [entry.body for entry in self.store.having(kind, facet, value)]

    def add(self, item: Mapping[str, Any], *events: str) -> str:
        """Add an object that comes into being now, leaving these events; its id."""
        mode = {"livemode": True} if self.store.livemode and "livemode" in item else {}
        self.store.add({**item, **mode}, *events)
        identifier: str = item["id"]
        return identifier

    def change(self, kind: str, identifier: str, values: Mapping[str, Any], *events: str) -> JsonObject:
        """Change an object, leaving these events, or the kind's `.updated` one; the object as it is now."""
        return self.store.change(kind, identifier, values, *events)

    def set_lines(self, invoice: str, lines: list[JsonObject], values: Mapping[str, Any]) -> None:
        """Give a draft invoice other lines and what changes with them, leaving `invoice.updated`."""
        body = self.get("invoice", invoice)
        listed = body["lines"] | {"data": lines, "has_more": False, "total_count": len(lines)}
        before = {name: body[name] for name in values if body[name] != values[name]}
        self.store.add({**body, **values, "lines": listed})
        self.store.record("invoice.updated", "invoice", invoice, before)

    def later(self, moment: int, what: str, identifier: str) -> None:
        """Remember that something falls due; see `dues`."""
        heappush(self.state.setdefault("due", []), [moment, what, identifier])

    def fallen_due(self) -> Iterator[tuple[int, str, str]]:
        """What has fallen due since it was last asked for: when, what, and of which object."""
        due = self.state["due"]
        while due and due[0][0] <= self.now:
            moment, what, identifier = heappop(due)
            yield moment, what, identifier

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Work at another moment for a while."""
        before, self.now = self.now, moment
        try:
            with self.store.standing(moment):
                yield
        finally:
            self.now = before


@contextmanager
def at_desk(store: Store) -> Iterator[Desk]:
    """A desk, with the store locked and its clock standing still."""
    with store.lock, store.standing() as now:
        yield Desk(store, now)
