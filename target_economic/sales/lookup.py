"""Finds documents that are already in e-conomic, by the source id in `references.other`.

The ledger is the only memory of what was posted. A look-up that fails is an error, never "not found", and two
documents with one source id are an error too.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from target_economic.agreement.agreement import NOT_FOUND
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json

logger = logging.getLogger(__name__)

Place = Literal["draft", "booked"]
_FIELD = "references.other"


@dataclass(frozen=True, slots=True)
class Found:
    """A document in the ledger, as the ledger has it; amounts in the document's currency."""

    place: Place
    number: int
    url: str
    net: Decimal
    vat: Decimal
    gross: Decimal


class Documents:
    """Look-ups of invoices by source id, a batch at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: dict[str, tuple[Found, ...]] = {}

    def prefetch(self, source_ids: Iterable[str]) -> None:
        """Look a batch of ids up with few requests and forget the batch before."""
        ids = list(dict.fromkeys(source_ids))
        try:
            self._seen = self._search(ids)
        except Rejected as error:
            # One odd id must not fail its whole batch: each is then looked up alone.
            logger.warning("%s The %d documents of this batch are looked up one by one.", error.message, len(ids))
            self._seen = {}

    def known(self, source_id: str) -> bool:
        """Whether the document was seen in the ledger."""
        return bool(self._seen.get(source_id))

    def find(self, source_id: str) -> Found | None:
        """Return the document with this source id, or None when it has been looked up and is not there.

        Raises:
            RecordError: several documents have the id.
        """
        if source_id not in self._seen:
            self._seen |= self._search([source_id])
        found = _uncancelled(self._seen[source_id])
        if len(found) > 1:
            named = ", ".join(f"{one.place} {one.number}" for one in found)
            raise RecordError(
                "duplicate_in_ledger",
                f"e-conomic has {len(found)} invoices that refer to {source_id}: {named}.",
                "Delete the drafts that are too many; of booked ones, credit all but one under the same reference.",
            )
        return found[0] if found else None

    def find_again(self, source_id: str) -> Found | None:
        """Look up anew, whatever was seen before."""
        self._seen.pop(source_id, None)
        return self.find(source_id)

    def reread(self, answer: Json, source_id: str) -> Found | None:
        """Read the draft that an earlier answer names; None when it is gone, or its number is another's by now."""
        number = answer["draftInvoiceNumber"]
        try:
            body = self._client.get(f"/invoices/drafts/{number}", f"read draft {number}")
        except Rejected as error:
            if error.status != NOT_FOUND:
                raise
            return None
        return read_draft(body) if body.get("references", {}).get("other") == source_id else None

    def remember(self, source_id: str, found: Found) -> None:
        """Take note of a document that was just posted."""
        self._seen[source_id] = (found,)

    def _search(self, ids: list[str]) -> dict[str, tuple[Found, ...]]:
        # Drafts first: one that is booked between the two reads is then seen twice rather than not at all.
        drafts = self._members("/invoices/drafts", "draft", ids)
        booked = self._members("/invoices/booked", "booked", ids)
        return {one: _one_document_each(drafts[one], booked[one]) for one in ids}

    def _members(self, path: str, place: Place, ids: list[str]) -> dict[str, list[Json]]:
        members: dict[str, list[Json]] = {one: [] for one in ids}
        for condition in filters.any_of(filters.equals(_FIELD, one) for one in ids):
            for member in self._client.collection(path, f"look up {place} invoices", condition):
                # The filter compares without regard to case; source ids differ by case.
                other = member["references"]["other"].strip()
                if other in members:
                    members[other].append(member)
        return members


def _uncancelled(found: tuple[Found, ...]) -> tuple[Found, ...]:
    """Set aside booked invoices and the credit notes that undo them, where both carry the reference.

    Where that leaves nothing, the invoice was posted and credited as a whole: it stands for itself.
    """
    if len(found) < 2:  # noqa: PLR2004 - a single one has nothing to cancel it
        return found
    left = list(found)
    for credit in [one for one in found if one.place == "booked" and one.gross < 0]:
        undone = next((one for one in left if one.place == "booked" and one.gross == -credit.gross), None)
        if undone is not None:
            left.remove(undone)
            left.remove(credit)
    return tuple(left) or found[:1]


def read_draft(body: Json) -> Found:
    """Read a draft as e-conomic answers it."""
    return _found("draft", body["draftInvoiceNumber"], body)


def _one_document_each(drafts: list[Json], booked: list[Json]) -> tuple[Found, ...]:
    origins = {body.get("orderNumber") for body in booked}  # a booked invoice keeps its draft's number here
    left = (body for body in drafts if body["draftInvoiceNumber"] not in origins)
    return (*map(read_draft, left), *map(_booked, booked))


def _booked(body: Json) -> Found:
    return _found("booked", body["bookedInvoiceNumber"], body)


def _found(place: Place, number: int, body: Json) -> Found:
    amounts = (Decimal(body[name]) for name in ("netAmount", "vatAmount", "grossAmount"))
    return Found(place, number, body["self"], *amounts)
