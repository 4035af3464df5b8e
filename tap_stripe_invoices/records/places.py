"""Where in a stream's records there are dates and embedded lists, worked out once from the stream's schema.

A record is visited only where its schema says that there is something to do, which is five times as fast as looking
everywhere. So a schema must name every place that holds epoch seconds (`format: date-time`) and every place where
Stripe embeds a list (`type: array`); `metadata` has neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.records.dates import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_stripe_invoices.schemas.shapes import Shape

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Places:
    """What is to be done inside one kind of object.

    Attributes:
        dates: Properties that hold a time.
        lists: Properties that hold an array, each with what is inside its members.
        objects: Properties that hold an object with something to do in it.
        is_empty: Whether there is nothing to do at all.
    """

    dates: tuple[str, ...]
    lists: tuple[tuple[str, Places], ...]
    objects: tuple[tuple[str, Places], ...]
    is_empty: bool

    @classmethod
    def of(cls, schema: Shape) -> Places:
        """The places of a record, or of an object in one."""
        dates: list[str] = []
        lists: list[tuple[str, Places]] = []
        objects: list[tuple[str, Places]] = []
        for name, inner in schema.get("properties", {}).items():
            if inner.get("format") == "date-time":
                dates.append(name)
            elif "items" in inner:
                lists.append((name, cls.of(inner["items"])))
            elif "properties" in inner:
                objects.append((name, cls.of(inner)))
        busy = tuple((name, places) for name, places in objects if not places.is_empty)
        return cls(tuple(dates), tuple(lists), busy, is_empty=not (dates or lists or busy))

    def complete(self, owner: JsonObject, members: Callable[[str, JsonObject], list[JsonObject]]) -> None:
        """Replace every embedded Stripe list by a plain array.

        Args:
            owner: The object, changed in place.
            members: Gives all members of an embedded list, by its name and what is there of it.
        """
        for name, inner in self.lists:
            value = owner.get(name)
            if isinstance(value, dict) and value.get("object") == "list":
                value = owner[name] = members(name, value)
            if isinstance(value, list) and (inner.lists or inner.objects):
                for member in value:
                    if isinstance(member, dict):
                        inner.complete(member, members)
        for name, inner in self.objects:
            value = owner.get(name)
            if isinstance(value, dict):
                inner.complete(value, members)

    def date(self, owner: JsonObject) -> None:
        """Turn every time into text. Doing it twice does no harm: only integers are touched.

        Raises:
            ObjectError: a property holds a number that is no time.
        """
        for name in self.dates:
            value = owner.get(name)
            if type(value) is int:
                owner[name] = to_text(value)
        for name, inner in self.lists:
            if not inner.is_empty:
                value = owner.get(name)
                if isinstance(value, list):
                    for member in value:
                        if isinstance(member, dict):
                            inner.date(member)
        for name, inner in self.objects:
            value = owner.get(name)
            if isinstance(value, dict):
                inner.date(value)
