"""What waits in the pipeline's STATE to be tried again; see docs/outcomes.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """An object on the retry list.

    Attributes:
        stream: which reads it.
        id: its Stripe id.
        code: why it was not posted.
        attempts: runs that have tried.
        since: time of the first, UTC.
        account: the connected account that it is in; None for the key's own, or where the list does not say.
    """

    stream: str
    id: str
    code: str
    attempts: int
    since: str
    account: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for programs, under the names that STATE has."""
        return {
            "stream": self.stream,
            "id": self.id,
            "code": self.code,
            "attempts": self.attempts,
            "first_failed_at": self.since,
            "account": self.account,
        }


def waiting_in(state: Mapping[str, Any]) -> list[Waiting]:
    """Return what waits, in the order of the streams and of the lists; what is misshapen is the plugins' to say."""
    found = []
    for stream, bookmark in bookmarks_of(state).items():
        for one in bookmark.get("retry") or ():
            if isinstance(one, dict) and isinstance(one.get("id"), str):
                account = one.get("account")
                found.append(
                    Waiting(
                        stream,
                        one["id"],
                        str(one.get("code") or ""),
                        int(one.get("attempts") or 0),
                        str(one.get("first_failed_at") or ""),
                        account if isinstance(account, str) else None,
                    )
                )
    return found


def bookmarks_of(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the bookmarks of a STATE by stream."""
    bookmarks = state.get("bookmarks")
    named = bookmarks.items() if isinstance(bookmarks, dict) else ()
    return {stream: one for stream, one in named if isinstance(one, dict)}
