"""The rules of streams whose objects change, and the one change that does not count: our own note of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_stripe_invoices.feed.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_stripe_invoices.http.answers import JsonObject

# Written into metadata by whoever posts a record. `updated` goes with every change of a product.
_OWN_PREFIX = "economic_"
_CHANGED_ALONG = frozenset({"metadata", "updated"})


class ChangingRules(Rules):
    """Objects that are due when they are there, and again when they change. Deleted ones stay as they were."""

    def is_news(self, event: JsonObject) -> bool:
        """Whether an event tells of more than a note that the sync itself wrote into the object's metadata."""
        return not is_own_note(event)

    def wanted(self, objects: list[JsonObject], was_due: Collection[str] = ()) -> list[JsonObject]:  # noqa: ARG002  # the base's signature
        """All that have not been deleted."""
        return [one for one in objects if not one.get("deleted")]


def is_own_note(event: JsonObject) -> bool:
    """Whether nothing changed but metadata that the sync itself writes.

    Without this, the status that is written back to an object would make it due again in the next run, for ever.
    """
    before = event["data"].get("previous_attributes")
    if not isinstance(before, dict) or not before.keys() <= _CHANGED_ALONG:
        return False
    metadata = before.get("metadata")
    return isinstance(metadata, dict) and bool(metadata) and all(key.startswith(_OWN_PREFIX) for key in metadata)
