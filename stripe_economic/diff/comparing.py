"""Compares documents as they are mapped and priced now with those that stand in e-conomic. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from stripe_economic.clients import opened
from stripe_economic.connections import Connections
from stripe_economic.diff.differences import Difference, differences
from stripe_economic.errors import OperatorError
from stripe_economic.finding.finder import Finder
from stripe_economic.mappings import loading
from stripe_economic.mappings.places import place
from stripe_economic.mappings.preview import Preview, previews
from stripe_economic.mappings.sources import Source
from stripe_economic.plugins import reading
from stripe_economic.reconcile.ledger_side import LedgerSide
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from target_economic.customers import updating
from target_economic.errors import RecordError
from target_economic.run.rooms import Rooms, furnish
from target_economic.stopping import Stopping

_SALES = frozenset({"invoices", "credit_notes", "payments"})
_CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of the comparison of one object.

    Attributes:
        id: its Stripe id.
        document: what stands in e-conomic, `draft 148`; empty where nothing does.
        verdict: `same`, `differs`, `missing` (nothing stands), or `not_posted` (the mapping would not post it now).
        message: why it would not be posted.
        fields: in what it differs.
    """

    id: str
    document: str
    verdict: str
    message: str = ""
    fields: tuple[Difference, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "id": self.id,
            "document": self.document or None,
            "verdict": self.verdict,
            "message": self.message or None,
            "differences": [one.as_json() for one in self.fields],
        }


def compare(connections: Connections, words: Sequence[str]) -> list[Compared]:
    """Return how objects compare, by default those that are open drafts with a Stripe id.

    Raises:
        OperatorError: something is not found or cannot be compared, or a side cannot be read.
    """
    library = loading.load(connections.mappings)
    rooms = furnish(replace(connections.economic, dry_run=True), Stopping())
    try:
        with opened(connections) as clients:
            if words:
                ids = [one.id for one in Finder(clients).things(words)]
            else:
                ids = list(LedgerSide(clients.ledger).drafts())
            records = reading.by_ids(connections, ids) if ids else {}
            if words:
                reading.check_found(records, ids, connections)
            found: list[Compared] = []
            with progress(_("Comparing")) as told:
                for done, one in enumerate(ids):
                    told.at(done, len(ids), one)
                    record = records[one]
                    _check(record.stream, one)
                    made = previews(library, Source.of(record))
                    found += [_compared(rooms, connections, preview) for preview in made if preview.active]
                told.at(len(ids), len(ids))
            return found
    finally:
        rooms.client.close()


def _check(stream: str, stripe_id: str) -> None:
    if stream not in _SALES and stream != _CUSTOMERS:
        raise OperatorError(
            "not_comparable",
            _("{id} is neither an invoice, order or credit note nor a customer; only those are compared.").format(
                id=stripe_id
            ),
            _("stripe-economic explain shows what stands for it."),
        )


def _compared(rooms: Rooms, connections: Connections, preview: Preview) -> Compared:
    document = preview.document
    if document["error"] or document["skip"] or document.get("withdraw"):
        return Compared(document["id"], "", "not_posted", preview.verdict)
    try:
        if preview.source.stream == _CUSTOMERS:
            return _customer(rooms, connections, preview)
        both = rooms.sales.compared(document)
    except RecordError as error:
        return Compared(document["id"], "", "not_posted", str(error))
    if both is None:
        return Compared(document["id"], "", "missing")
    stands, mapped = both
    if not mapped["customer"]["customerNumber"]:  # it would be created
        mapped = {name: value for name, value in mapped.items() if name != "customer"}
    return _told(preview, stands.name, tuple(differences(stands.body, mapped, "body")))


def _customer(rooms: Rooms, connections: Connections, preview: Preview) -> Compared:
    document = preview.document
    customer = rooms.customers.find(document)
    if customer is None:
        return Compared(document["id"], "", "missing")
    stands = rooms.client.get(f"/customers/{customer.number}", f"read customer {customer.number}")
    changed = updating.changes(stands, document["body"], connections.economic.customer_updates)
    fields = tuple(Difference(f"body.{name}", stands.get(name), value) for name, value in changed.items())
    return _told(preview, f"customer {customer.number}", fields)


def _told(preview: Preview, name: str, fields: tuple[Difference, ...]) -> Compared:
    lines = {one.path: place(one.position) for one in preview.fields}
    known = tuple(replace(one, line=lines.get(one.path, "")) for one in fields)
    return Compared(preview.document["id"], name, "differs" if fields else "same", "", known)
