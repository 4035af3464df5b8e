"""Faults a test or a person can order from a sandbox side: which request goes wrong, and how."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, get_args

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping

Action = Literal[
    "fail_before_commit",
    "drop_before_commit",
    "drop_after_commit",
    "fail_after_commit",
    "half_response",
    "stall",
    "delay",
]
Body = Literal["own", "html"]
Times = int | Literal["always"]

ALWAYS: Final = "always"

_LONGEST_SECONDS = 600.0
_MOST = 10**9


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One order for trouble: of the requests that match, those that `nth`, `every` and `times` pick go wrong.

    Requests are counted from the moment the fault is added, over those whose method and path match. The first one hit
    is number `nth`, then every `every`-th after it, until `times` have been hit: with `nth=3, every=10, times=2` the
    3rd and the 13th.

    Attributes:
        method: The HTTP method, or `*` for any.
        path: A regular expression that the whole path must match, without the query: `/invoices/drafts` is the
            collection alone, `/invoices/drafts/.*` its members, `.*` everything.
        nth: The first matching request to hit, counted from 1.
        every: The distance from one hit to the next; 1 hits each.
        times: How many requests to hit, or `always` for trouble that does not pass.
        action: `fail_before_commit` answers `status` and does nothing; `drop_before_commit` closes the
            connection and does nothing; `drop_after_commit` does the work, then closes the connection without an
            answer; `fail_after_commit` does the work, then answers `status`; `half_response` does the work, then
            sends the headers and half of the body and closes the connection; `stall` does the work, then holds the
            answer for `seconds`; `delay` waits `seconds`, then serves as if nothing were wrong.
        status: The status of the two `fail` actions.
        retry_after: Seconds for a `Retry-After` header on the two `fail` actions.
        body: What the two `fail` actions say: `own`, as this API words it, or `html`, a proxy's page.
        seconds: How long `stall` and `delay` wait; a stall ends early when the client hangs up.
    """

    action: Action
    path: str = ".*"
    method: str = "*"
    nth: int = 1
    every: int = 1
    times: Times = 1
    status: int = 500
    retry_after: int | None = None
    body: Body = "own"
    seconds: float = 30.0

    def __post_init__(self) -> None:
        _one_of("action", self.action, get_args(Action))
        _one_of("body", self.body, get_args(Body))
        try:
            re.compile(self.path)
        except (re.error, TypeError, OverflowError, RecursionError) as error:
            _refuse(
                f"path {str(self.path)[:80]!r} is not a regular expression: {error}", "write /invoices/drafts, say"
            )
        if not isinstance(self.method, str):
            _refuse(f"method is {self.method!r}", "write GET, POST, PUT, DELETE or *")
        _whole("nth", self.nth, 1, _MOST)
        _whole("every", self.every, 1, _MOST)
        if self.times != ALWAYS:
            _whole("times", self.times, 1, _MOST, f" or {ALWAYS}")
        _whole("status", self.status, 400, 599)
        if self.retry_after is not None:
            _whole("retry_after", self.retry_after, 0, 86_400)
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float):
            _refuse(f"seconds is {self.seconds!r}", "write a number")
        if not 0 <= self.seconds <= _LONGEST_SECONDS:
            _refuse(f"seconds is {self.seconds}", f"write a number from 0 to {_LONGEST_SECONDS:g}")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fault:
        """The fault a control request describes; refuses unknown keys and wrong types with a `SandboxError`."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            _refuse(f"unknown key {unknown[0]!r}", f"known: {', '.join(sorted(known))}")
        if "action" not in data:
            _refuse("action is missing", f"one of: {', '.join(get_args(Action))}")
        return cls(**data)

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one that this fault counts."""
        return self.method.upper() in {"*", method} and re.fullmatch(self.path, path) is not None

    def hits(self, count: int) -> bool:
        """Whether the matching request of that number, counted from 1, is to go wrong."""
        turn, off = divmod(count - self.nth, self.every)
        return count >= self.nth and not off and (self.times == ALWAYS or turn < self.times)

    def spent(self, count: int) -> bool:
        """Whether no request after that number will be hit."""
        return self.times != ALWAYS and count >= self.nth + self.every * (self.times - 1)


class FaultPlan:
    """The faults of one side and how often each has matched. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[tuple[Fault, list[int]]] = []

    def add(self, fault: Fault) -> None:
        """Order a fault; its count starts now."""
        with self._lock:
            self._entries.append((fault, [0]))

    def clear(self) -> None:
        """Forget every fault."""
        with self._lock:
            self._entries.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        """Count one arriving request; the first fault that hits it, if any. Used-up faults are dropped."""
        if not self._entries:
            return None
        with self._lock:
            hit: Fault | None = None
            for fault, count in self._entries:
                if fault.matches(method, path):
                    count[0] += 1
                    if hit is None and fault.hits(count[0]):
                        hit = fault
            self._entries = [(fault, count) for fault, count in self._entries if not fault.spent(count[0])]
            return hit

    def as_json(self) -> list[dict[str, Any]]:
        """The faults still waiting, as plain data for the control endpoint."""
        with self._lock:
            return [asdict(fault) | {"matched": count[0]} for fault, count in self._entries]


def _one_of(name: str, value: object, known: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in known:
        _refuse(f"{name} is {str(value)[:80]!r}", f"one of: {', '.join(known)}")


def _whole(name: str, value: object, low: int, high: int, also: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        _refuse(f"{name} is {value!r}", f"write a whole number from {low} to {high}{also}")


def _refuse(message: str, hint: str) -> NoReturn:
    raise SandboxError("bad_fault", f"Cannot set up the fault: {message}.", hint)
