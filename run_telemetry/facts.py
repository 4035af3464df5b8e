"""What is told of one document and of one request. No amounts, and nothing of a person."""

import re
from dataclasses import dataclass
from typing import Protocol

_VERSION = re.compile(r"v\d{1,3}")
_WORD = re.compile(r"[a-z_-]+")
# Their members are named as people like, by words too.
_NAMED_FREELY = frozenset({"products", "coupons", "promotion_codes"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What became of one document.

    Attributes:
        id: source id.
        document: stream of the document.
        action: what was done.
        code: why, empty where that needs no saying.
        began: when work on it began, in seconds since the epoch; 0 where that is not known.
        ended: when it had been done.
    """

    id: str
    document: str
    action: str
    code: str = ""
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request and its answer.

    Attributes:
        method: such as `GET`.
        endpoint: the path with `{id}` in place of names and numbers.
        status: of the answer; 0 where there was none.
        seconds: from sending it to having the answer.
    """

    method: str
    endpoint: str
    status: int
    seconds: float

    @property
    def good(self) -> bool:
        """Whether it was answered with what was asked for."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers


class Observer(Protocol):
    """Takes what is told, from any thread, and never fails."""

    def document(self, facts: Facts) -> None:
        """Take what became of a document."""

    def request(self, one: Request) -> None:
        """Take a request."""

    def end(self, code: str) -> None:
        """Pass on what is left; `code` says why the run ended, empty where it is complete."""


def endpoint(path: str) -> str:
    """Return a path without the names and numbers in it: `/v1/invoices/{id}`; there are few of these."""
    kept: list[str] = []
    for part in path.partition("?")[0].split("/"):
        is_name = bool(kept) and kept[-1] in _NAMED_FREELY
        is_kept = not part or _VERSION.fullmatch(part) or (_WORD.fullmatch(part) and not is_name)
        kept.append(part if is_kept else "{id}")
    return "/".join(kept)
