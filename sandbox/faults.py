"""Faults a test or a person can order from a sandbox side: which request goes wrong, and how."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping

Action = Literal["fail_before_commit", "drop_before_commit", "drop_after_commit", "fail_after_commit", "stall"]

_MAX_STALL_SECONDS = 600.0


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One order for trouble: requests number `nth` to `nth + times - 1` that match go wrong as `action` says.

    `nth` counts from the moment the fault is added, over the requests whose method and path match.

    Attributes:
        method: The HTTP method, or `*` for any.
        path: A regular expression that the whole path must match, without the query: `/invoices/drafts` is the
            collection alone, `/invoices/drafts/.*` its members, `.*` everything.
        nth: The first matching request to hit, counted from 1.
        times: How many matching requests to hit from there on.
        action: `fail_before_commit` answers `status` and does nothing; `drop_before_commit` closes the
            connection and does nothing; `drop_after_commit` does the work, then closes the connection without an
            answer; `fail_after_commit` does the work, then answers `status`; `stall` does the work, then holds the
            answer for `seconds`.
        status: The status of the two `fail` actions.
        retry_after: Seconds for a `Retry-After` header on the two `fail` actions.
        seconds: How long `stall` holds the answer; it ends early when the client hangs up.
    """

    action: Action
    path: str = ".*"
    method: str = "*"
    nth: int = 1
    times: int = 1
    status: int = 500
    retry_after: int | None = None
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.action not in get_args(Action):
            _refuse(f"action is {self.action!r}", f"one of: {', '.join(get_args(Action))}")
        try:
            re.compile(self.path)
        except (re.error, TypeError) as error:
            _refuse(f"path {self.path!r} is not a regular expression: {error}", "write /invoices/drafts, say")
        if not isinstance(self.method, str):
            _refuse(f"method is {self.method!r}", "write GET, POST, PUT, DELETE or *")
        _whole("nth", self.nth, 1, 10**9)
        _whole("times", self.times, 1, 10**9)
        _whole("status", self.status, 400, 599)
        if self.retry_after is not None:
            _whole("retry_after", self.retry_after, 0, 86_400)
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float):
            _refuse(f"seconds is {self.seconds!r}", "write a number")
        if not 0 <= self.seconds <= _MAX_STALL_SECONDS:
            _refuse(f"seconds is {self.seconds}", f"write a number from 0 to {_MAX_STALL_SECONDS:g}")

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
        with self._lock:
            hit: Fault | None = None
            for fault, count in self._entries:
                if fault.matches(method, path):
                    count[0] += 1
                    if hit is None and fault.nth <= count[0] < fault.nth + fault.times:
                        hit = fault
            self._entries = [(f, c) for f, c in self._entries if c[0] < f.nth + f.times - 1]
            return hit

    def as_json(self) -> list[dict[str, Any]]:
        """The faults still waiting, as plain data for the control endpoint."""
        with self._lock:
            return [asdict(fault) | {"matched": count[0]} for fault, count in self._entries]


def _whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        _refuse(f"{name} is {value!r}", f"write a whole number from {low} to {high}")


def _refuse(message: str, hint: str) -> NoReturn:
    raise SandboxError("bad_fault", f"Cannot set up the fault: {message}.", hint)
