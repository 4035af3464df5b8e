"""A stream's entry in STATE: its marks, account by account, and the ids that are to be read again.

One account, the key's own or the only one configured, has its marks in the entry itself. With several each has an
object in the list `accounts`; the marks in the entry are null then. Which account the plain marks belong to stands
beside them, so accounts can be added, taken away and changed without one being taken for another: the marks of an
account that is not read now wait in the list. The retry list belongs to whoever writes the records down; it is read
here and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.feed.place import FIELDS, Place, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Bookmark", "Retry", "check_state", "unreadable"]


@dataclass(frozen=True, slots=True)
class Retry:
    """An object to read again.

    Attributes:
        id: Which.
        account: In which account; None where the list does not say.
    """

    id: str
    account: str | None = None


class Bookmark:
    """One stream's entry in STATE.

    Args:
        stream: The stream's name, for messages.
        state: The stream's own dictionary inside STATE; changed in place.

    Raises:
        StateError: it is no dictionary, or does not hold what a bookmark holds.
    """

    def __init__(self, stream: str, state: dict[str, Any]) -> None:
        self._stream = stream
        self._plain = Place(stream, state)
        self._state = state
        self._entries = self._listed()
        self.retry = self._retry()

    def places(self, accounts: Sequence[str], own_id: Callable[[], str | None] = lambda: None) -> dict[str, Place]:
        """The marks of each of these accounts, put where they belong when these are the ones that are read.

        Args:
            accounts: Ids; none for the key's own.
            own_id: Finds out the id of the key's own account, which is read without naming it at first and may be
                named later; asked only where that could be so.
        """
        wanted = tuple(accounts) or ("",)
        entries = {entry.get("account") or "": entry for entry in self._entries}
        plain = {name: value for name in FIELDS if (value := self._state.get(name)) is not None}
        if plain:
            owner = self._state.get("account") or ""
            entries[owner] = {"account": owner or None} | entries.get(owner, {}) | plain
        new = [one for one in wanted if one not in entries]
        if new and "" in entries and (known := own_id()) in new:
            entries[known] = entries.pop("") | {"account": known}
        if len(wanted) > 1:
            self._empty()
            chosen = [entries.pop(one, {"account": one or None}) for one in wanted]
            self._state["accounts"] = [*chosen, *entries.values()]
            return {one: Place(self._stream, entry) for one, entry in zip(wanted, chosen, strict=True)}
        (only,) = wanted
        own = entries.pop(only, {})
        self._empty()
        self._state |= {name: value for name, value in own.items() if name in FIELDS}
        if only or "account" in self._state:
            self._state["account"] = only or None
        if entries or "accounts" in self._state:
            self._state["accounts"] = list(entries.values())
        return {only: self._plain}

    def _empty(self) -> None:
        for name in (*FIELDS, "account"):
            if name in self._state:
                self._state[name] = None

    def _listed(self) -> list[dict[str, Any]]:
        entries = self._state.get("accounts")
        entries = [] if entries is None else entries
        owner = self._state.get("account")
        if owner is not None and not isinstance(owner, str):
            raise self._unreadable("account is not text")
        if not isinstance(entries, list):
            raise self._unreadable("accounts are not a list")
        for entry in entries:
            Place(self._stream, entry)
            if not isinstance(entry.get("account"), str | None):
                raise self._unreadable("accounts have an entry whose account is not text")
        return entries

    def _retry(self) -> tuple[Retry, ...]:
        entries = self._state.get("retry") or []
        if not isinstance(entries, list):
            raise self._unreadable("retry is not a list")
        found: dict[Retry, None] = {}
        for entry in entries:
            if not _names_an_id(entry):
                raise self._unreadable("retry has an entry without an id")
            account = entry.get("account")
            found[Retry(entry["id"], account if isinstance(account, str) else None)] = None
        return tuple(found)

    def _unreadable(self, trouble: str) -> Exception:
        return unreadable(f"of stream {self._stream} cannot be used: its {trouble}")


def check_state(state: object, streams: Iterable[str]) -> None:
    """Check a whole STATE before anything is read.

    Args:
        state: What was handed in.
        streams: The streams whose bookmarks must be readable; those of others are only told from garbage.

    Raises:
        StateError: the STATE, or a bookmark in it, does not hold what it should.
    """
    if not isinstance(state, dict):
        raise unreadable("is not an object")
    bookmarks = state.get("bookmarks", {})
    if not isinstance(bookmarks, dict):
        raise unreadable("cannot be used: its bookmarks are not an object, with an entry for each stream")
    known = set(streams)
    for stream, own in bookmarks.items():
        Bookmark(stream, own if stream in known or not isinstance(own, dict) else {})


def _names_an_id(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and bool(entry["id"])
