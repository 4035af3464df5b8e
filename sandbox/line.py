"""What the server knows of the side it serves: its store, its journal and faults, and what its doors show."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from sandbox.clock import Clocked
from sandbox.faults import FaultPlan
from sandbox.journal import Journal

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from sandbox.actions import Action

Header = tuple[bytes, bytes]

HTML_PAGE = b"""<!DOCTYPE html>
<html>
<head><title>%d</title></head>
<body>
<center><h1>%d</h1></center>
<hr><center>proxy</center>
</body>
</html>
"""


class Held(Clocked, Protocol):
    """A side's store, as far as the server needs to know it. Hold `lock` to read or change it."""

    @property
    def lock(self) -> threading.RLock:
        """Held by whoever reads or changes the store."""


@dataclass(frozen=True)
class Refusal:
    """An answer in this side's words to a request that its app did not serve."""

    body: bytes
    headers: tuple[Header, ...] = ()
    media_type: bytes = b"application/json"


def proxy_refusal(status: int) -> Refusal:
    """The page that a web server in front of an API sends when the API is not there."""
    return Refusal(HTML_PAGE % (status, status), media_type=b"text/html")


def _nothing(_: bool) -> None:  # noqa: FBT001 - as `Line.save`
    """Nothing is written down."""


def _no_properties() -> list[dict[str, Any]]:
    return []


@dataclass
class Line:
    """One side as the server sees it.

    Attributes:
        side: `stripe` or `economic`.
        store: What the side holds.
        failure: What this side would send with a status that the app did not make.
        latency_ms: Milliseconds each request waits before it is served.
        actions: What can be done to it through the control door, by name.
        ignored: The properties that clients sent in vain, as plain data.
        page: Answers a look at the side's pages: path and query to a page's HTML, or None where there is none.
        save: Writes down what a request changed, where a sandbox is kept in a file; told whether it only read.
        journal: Every request so far, except those to `/_sandbox/` and for pages.
        faults: The orders for trouble.
    """

    side: str
    store: Held
    failure: Callable[[int], Refusal]
    latency_ms: float = 0
    actions: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))
    ignored: Callable[[], list[dict[str, Any]]] = _no_properties
    page: Callable[[str, str], str | None] | None = None
    save: Callable[[bool], None] = _nothing
    journal: Journal = field(default_factory=Journal)
    faults: FaultPlan = field(default_factory=FaultPlan)
