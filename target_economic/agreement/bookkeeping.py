"""What a voucher names in the agreement: journal, accounts, VAT codes and currencies, and whether they may be used.

e-conomic refuses an account that is barred ("spærret"), one that is a heading or a sum, and one that is closed to
direct entries. A journal may take entries of one type alone. All of that is said here by place and name, because
e-conomic answers one code for several of these.
"""

from collections.abc import Iterator
from typing import Any

from target_economic.agreement import lists
from target_economic.agreement.lists import Kind, Lists, at
from target_economic.errors import RecordError
from target_economic.http.jsontext import Json

_TAKING_ENTRIES = frozenset({"profitAndLoss", "status"})
_OF_ENTRY = {
    "account.accountNumber": lists.ACCOUNTS,
    "contraAccount.accountNumber": lists.ACCOUNTS,
    "vatAccount.vatCode": lists.VAT_CODES,
    "contraVatAccount.vatCode": lists.VAT_CODES,
    "foreign.currency": lists.CURRENCIES,
    "departmentalDistribution.departmentalDistributionNumber": lists.DISTRIBUTIONS,
}
_OF_DOCUMENT = {
    "body.journal.journalNumber": lists.JOURNALS,
    "body.currency": lists.CURRENCIES,
    "clearing.accountNumber": lists.ACCOUNTS,
    "exchange.gain.accountNumber": lists.ACCOUNTS,
    "exchange.loss.accountNumber": lists.ACCOUNTS,
}


class Bookkeeping:
    """Checks voucher documents against the lists of one agreement; what may not be read is left to e-conomic."""

    def __init__(self, of: Lists) -> None:
        self._lists = of

    def needed(self, document: Json) -> Iterator[Kind]:
        """Yield the kinds of which a document names members."""
        return (kind for _, kind, _ in _named(document))

    def check(self, document: Json) -> None:
        """Check a document.

        Raises:
            RecordError: `not_in_agreement`, `account_unusable` or `journal_refuses_type`.
        """
        for place, kind, key in _named(document):
            self.check_member(kind, key, place)
        self._check_types(document["body"])

    def check_member(self, kind: Kind, key: object, place: str) -> None:
        """Check that the agreement has a member of a list, and that it takes entries.

        Args:
            kind: of which list.
            key: its number or code.
            place: where it is named.

        Raises:
            RecordError: `not_in_agreement` or `account_unusable`.
        """
        self._lists.check(kind, key, place)
        member = (self._lists.members(kind) or {}).get(key) if isinstance(key, int | str) else None
        reason = None if member is None else _unusable(kind, member)
        if reason is not None:
            name = f"{kind.one} {key} {(member or {}).get('name', '')}".strip()
            raise RecordError(
                "account_unusable",
                f"The {name}, which {place} names, {reason}.",
                "Choose another in the mapping, or open it in e-conomic.",
            )

    def _check_types(self, body: Json) -> None:
        number = body["journal"]["journalNumber"]
        journal = (self._lists.members(lists.JOURNALS) or {}).get(number, {})
        only = at(journal, "settings.entryTypeRestrictedTo")
        if only is None:
            return
        for position, entry in enumerate(body["entries"]):
            if entry["entryType"] != only:
                raise RecordError(
                    "journal_refuses_type",
                    f"The journal {number} {journal.get('name', '')} takes entries of the type {only} alone, and "
                    f"body.entries[{position}] is a {entry['entryType']}.",
                    "Choose a journal without that restriction in the mapping, or lift it in e-conomic.",
                )


def _named(document: Json) -> Iterator[tuple[str, Kind, Any]]:
    """Yield what a document names: the place, of which kind it is, and its number or code."""
    for path, kind in _OF_DOCUMENT.items():
        key = at(document, path)
        if key is not None:
            yield path, kind, key
    for position, entry in enumerate(document["body"]["entries"]):
        for path, kind in _OF_ENTRY.items():
            key = at(entry, path)
            if key is not None:
                yield f"body.entries[{position}].{path}", kind, key


def _unusable(kind: Kind, member: Json) -> str | None:
    """Return why a member takes no entries, in words; None when it does."""
    if member.get("barred"):
        return "is barred (spærret)"
    if kind is not lists.ACCOUNTS:
        return None
    if member.get("accountType", "status") not in _TAKING_ENTRIES:
        return f"is of the type {member['accountType']}, which takes no entries"
    return "is closed to direct entries" if member.get("blockDirectEntries") else None
