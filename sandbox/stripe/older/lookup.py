"""What older shapes have to look up in other objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.stripe.kinds import place

if TYPE_CHECKING:
    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Finds other objects of the account, in the pinned version's shape."""

    store: Store

    def find(self, kind: str, identifier: str | None) -> JsonObject | None:
        """An object that is not deleted."""
        body = self.store.find(kind, identifier) if isinstance(identifier, str) else None
        return None if body is None or body.get("deleted") else body

    def payments(self, invoice: str) -> list[JsonObject]:
        """The payments of an invoice, oldest first."""
        return [entry.body for entry in self.store.having("invoice_payment", "invoice", invoice)]

    def charge_of(self, intent: str | None) -> str | None:
        """The newest charge of a payment intent."""
        entry = self.store.entry("payment_intent", intent) if intent else None
        if entry is None or entry.deleted:
            return None
        found: str | None = entry.facets[place("payment_intent", "latest_charge")]
        return found

    def invoice_of(self, intent: str | None) -> str | None:
        """The invoice that a payment intent pays."""
        entries = self.store.having("invoice_payment", "payment_intent", intent) if intent else []
        return entries[0].facets[place("invoice_payment", "invoice")] if entries else None
