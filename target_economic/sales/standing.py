"""What the documents with one source id amount to: nothing, one that stands, one that was credited, or too many.

- A booked invoice and the draft it was made of are one, seen on its way.
- An order and an invoice: the order was upgraded, whatever e-conomic leaves of it, and the invoice stands.
- A booked invoice and one of exactly the opposite amount: the one is undone by the other as a whole. Where nothing
  else is there, the invoice stands, with its credit note, so that it is not posted once more.
- Whatever else is more than one is an error that a person has to settle.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from target_economic.errors import RecordError
from target_economic.sales.found import INVOICES, Found


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source id stands in the ledger: its document, and the credit note by which that is undone."""

    current: Found | None = None
    credit: Found | None = None


def settle(source_id: str, found: Iterable[Found]) -> Standing:
    """Return what the documents with one source id amount to.

    Args:
        source_id: for messages.
        found: all of them, in the order in which their places were read.

    Raises:
        RecordError: several documents have the id.
    """
    members = list(found)
    invoices = [one for one in members if one.place in INVOICES]
    if invoices:
        return _invoices(source_id, invoices)
    latest = {one.number: one for one in members}  # a draft order that is sent keeps its number, and is read later
    return Standing(_only(source_id, list(latest.values())))


def _invoices(source_id: str, found: list[Found]) -> Standing:
    # By its amount as well: the draft of a credit note may have the number that the invoice's draft once had.
    origins = {(one.origin, one.gross) for one in found if one.place == "booked"}
    drafts = [one for one in found if one.place == "draft" and (one.number, one.gross) not in origins]
    booked = {one.number: one for one in found if one.place == "booked"}
    left: list[Found] = []
    undone = Standing()
    for one in [*(booked[number] for number in sorted(booked)), *drafts]:
        partner = next((other for other in left if undoes(one, other)), None)
        if partner is None:
            left.append(one)
        else:
            left.remove(partner)
            undone = Standing(partner, one)
    return Standing(_only(source_id, left)) if left else undone


def undoes(later: Found, earlier: Found) -> bool:
    """Whether a document takes a booked invoice back as a whole."""
    opposite = later.gross == -earlier.gross and later.net == -earlier.net and later.net != 0
    return earlier.place == "booked" and opposite and later.currency == earlier.currency


def _only(source_id: str, found: list[Found]) -> Found | None:
    if len(found) > 1:
        named = ", ".join(one.name for one in found)
        raise RecordError(
            "duplicate_in_ledger",
            f"e-conomic has {len(found)} documents that refer to {source_id}: {named}.",
            "Delete the drafts that are too many; of booked ones, credit all but one under the same reference.",
        )
    return found[0] if found else None
