"""The entries of a journal as a list of their own, and their deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.answering import one as member
from sandbox.economic.calls import Answer, Call
from sandbox.economic.ledger.fields import JOURNAL_ENTRIES
from sandbox.economic.ledger.scopes import Scope
from sandbox.economic.ledger.shapes import file_key
from sandbox.economic.ledger.vouchers import journal_of

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection


def listed(call: Call) -> Answer:
    """GET /journals/:n/entries."""
    return listing(lambda _: _entries(call), JOURNAL_ENTRIES)(call)


def one(call: Call) -> Answer:
    """GET /journals/:n/entries/:entry; 404 when another journal has it."""
    _entries(call)
    number = _number(call)
    return member(call.store.ledger.drafts, number)


def delete(call: Call) -> Answer:
    """DELETE /journals/:n/entries/:entry: 204. The last one of a voucher takes the voucher's attachment with it."""
    _entries(call)
    number = _number(call)
    ledger = call.store.ledger
    if number is None:
        raise errors.not_found("E06000")
    document, gone = ledger.drafts[number], ledger.drafts.entry(number)
    assert gone is not None
    ledger.drafts.remove(number)
    if not ledger.voucher(document["voucher"]["self"]):
        key = file_key(gone.fields["journal"], gone.fields["year"], gone.fields["voucher"])
        call.store.files.pop(key, None)
    return Answer(204)


def _entries(call: Call) -> Collection[int]:
    journal = journal_of(call)
    return Scope(call.store.ledger.drafts, "journal.journalNumber", frozenset({journal.number}))


def _number(call: Call) -> int | None:
    """The entry's number when it is in the journal of the path."""
    number = call.number("entry")
    entry = None if number is None else call.store.ledger.drafts.entry(number)
    return number if entry is not None and entry.fields["journal"] == call.number_key else None
