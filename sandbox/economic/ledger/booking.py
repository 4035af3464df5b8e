"""Booking a journal, on the newer API's path: its vouchers become entries of the books. Nothing undoes it.

The real path is on a host of its own, with the same tokens and the same budget; the sandbox has both on one. That a
voucher must balance, in base currency and to the øre, is how the product works by default. The words for an interval
without entries were seen live, in Danish; the codes of that refusal, of an empty journal's and of an unbalanced
voucher's are unverified.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import parse
from sandbox.economic.ledger import problems
from sandbox.economic.ledger.entries import JournalEntry, Posting, own_account, postings
from sandbox.economic.ledger.matching import match
from sandbox.economic.ledger.postings import post_entry
from sandbox.economic.ledger.shapes import file_key
from sandbox.economic.sales import customers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.economic.errors import ApiError
    from sandbox.economic.query.collection import Entry
    from sandbox.economic.store import Store

Drafts = list[tuple[int, JournalEntry]]

_INVALID = "Invalid value provided."
_UNBALANCED = "JournalVoucherDataIntegrityError"


def journal(call: Call) -> Answer:
    """POST …/journals/:n/book: 204, everything in it is booked. A body is not read."""
    _book(call.store, _of_journal(call), "There are no entries in the journal.")
    return Answer(204)


def interval(call: Call) -> Answer:
    """POST …/journals/:n/bookWithDateInterval: 204, the entries of these days are booked, both ends included."""
    entries = _of_journal(call)
    body = _body(call, "fromDate", "toDate")
    low, high = _day(body, "fromDate"), _day(body, "toDate")
    found = [entry for entry in entries if low <= entry.fields["date"] <= high]
    _book(call.store, found, "Ingen posteringer i det valgte datointerval")
    return Answer(204)


def some(call: Call) -> Answer:
    """POST …/journals/:n/bookdraftentries: 204, these entries are booked."""
    entries = {entry.key: entry for entry in _of_journal(call)}
    numbers = _body(call, "entryNumbers")["entryNumbers"]
    if not isinstance(numbers, list) or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        raise problems.bad_request("InvalidValue", [("entryNumbers", _INVALID)])
    if not numbers:
        raise problems.bad_request(
            "OneAPIEntriesListCannotBeEmpty", [("entryNumbers", "Entries list cannot be empty")]
        )
    unknown = [number for number in numbers if number not in entries]
    if unknown:
        raise problems.bad_request("JournalEntryDoesNotExist", [("entryNumbers", "Journal entry does not exist")])
    _book(call.store, [entries[number] for number in sorted(set(numbers))], "")
    return Answer(204)


def _of_journal(call: Call) -> list[Entry[int]]:
    number = call.number_key
    if number is None or number not in call.store.ledger.journals:
        raise problems.not_found()
    return call.store.ledger.drafts.having("journal.journalNumber", frozenset({number}))


def _book(store: Store, found: list[Entry[int]], when_empty: str) -> None:
    """Book entries of a journal, all or none.

    Raises:
        ApiError: 400 when there are none, a voucher does not balance, or something was closed or barred since.
    """
    if not found:
        raise problems.bad_request("NoEntriesToBook", [(None, when_empty)])
    vouchers: dict[tuple[str, int], Drafts] = {}
    for entry in found:
        draft = JournalEntry(**entry.fields)
        vouchers.setdefault((draft.year, draft.voucher), []).append((entry.key, draft))
    lines = {number: postings(store, draft) for drafts in vouchers.values() for number, draft in drafts}
    for drafts in vouchers.values():
        _check(store, drafts, lines)
    for (year, voucher), drafts in sorted(vouchers.items()):
        for number, draft in drafts:
            opened = post_entry(store, draft, lines[number])
            store.ledger.drafts.remove(number)
            if opened is not None:
                match(store, opened)
            if draft.customer is not None:
                customers.refresh(store, draft.customer)
        _keep_file(store, drafts[0][1].journal, year, voucher)


def _check(store: Store, drafts: Drafts, lines: dict[int, list[Posting]]) -> None:
    voucher = drafts[0][1].voucher
    difference = sum((line.in_base for number, _ in drafts for line in lines[number]), Decimal("0.00"))
    if difference:
        message = (
            f"Voucher {voucher} does not balance: the difference is {difference} {store.agreement.base_currency}."
        )
        raise problems.bad_request(_UNBALANCED, [("voucherNumber", message)])
    for number, draft in drafts:
        reason = _refused(store, draft, lines[number])
        if reason is not None:
            code, name, message = reason
            raise problems.bad_request(code, [(name, f"{message} (entry {number} of voucher {voucher})")])


def _refused(store: Store, draft: JournalEntry, lines: Iterable[Posting]) -> tuple[str, str, str] | None:
    """What stands in an entry's way since it was made, by the codes that the newer API publishes for entries."""
    accounts = {own_account(store, draft), draft.contra_account, *(line.account for line in lines)} - {None}
    for account in sorted(number for number in accounts if number is not None):
        found = store.agreement.accounts.get(account)
        if found is None:
            return "JournalEntryAccountNotFound", "accountNumber", f"Account {account} could not be found."
        if found.barred:
            return "JournalEntryAccountNotAccessible", "accountNumber", f"Account {account} is not accessible."
    if draft.customer is not None and store.customers[draft.customer].get("barred"):
        return "JournalEntryCustomerNotAccessible", "customerNumber", f"Customer {draft.customer} is not accessible."
    return _closed(store, date.fromisoformat(draft.date))


def _closed(store: Store, day: date) -> tuple[str, str, str] | None:
    year = store.agreement.year_on(day)
    if year is None:
        return "JournalEntryDateAccountingYearDoesNotExist", "date", "The accounting year does not exist."
    if year.closed:
        return "JournalEntryDateAccountingYearClosed", "date", "The accounting year is closed."
    if store.agreement.closed_on(day):
        return "JournalEntryDateAccountingYearPeriodBarred", "date", "The period is barred."
    return None


def _keep_file(store: Store, journal_number: int, year: str, voucher: int) -> None:
    """Put a booked voucher's attachment under the year; the classic API no longer shows it."""
    key = file_key(journal_number, year, voucher)
    upload = store.files.get(key)
    rest = store.ledger.drafts.having("voucher.voucherNumber", frozenset({voucher}))
    if upload is not None and not any(entry.fields["year"] == year for entry in rest):
        del store.files[key]
        store.files[f"accounting-years/{year}/vouchers/{voucher}"] = upload


def _body(call: Call, *required: str) -> dict[str, Any]:
    if not call.says_json:
        raise problems.not_json()
    try:
        body = parse(call.body)
    except ValueError as error:
        raise problems.bad_request("InvalidJson", [(None, f"The body is not JSON: {error}")]) from error
    if not isinstance(body, dict):
        raise problems.bad_request("InvalidValue", [(None, _INVALID)])
    missing = [(name, f"The {name} field is required.") for name in required if name not in body]
    if missing:
        raise problems.bad_request("ValidationFailed", missing)
    return body


def _day(body: dict[str, Any], name: str) -> str:
    """The day of a date-time such as `2019-08-24T14:15:22Z`; a date alone is taken too."""
    value = body[name]
    wrong: ApiError = problems.bad_request("InvalidValue", [(name, _INVALID)])
    if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", value, re.ASCII) is None:
        raise wrong
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise wrong from None
