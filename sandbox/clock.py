"""The clock of a side: what a request to `/_sandbox/clock` may ask of it, and the bounds it keeps to.

Unset, Stripe's present is an hour after its newest object and e-conomic's is the wall clock. Set, a clock stands
still, as Stripe's own test clocks do, until it is set or advanced again. No other program's idea of time is touched.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Both APIs write years with four digits, and what is worked out from now must fit as well.
FIRST: Final = datetime(1971, 1, 1, tzinfo=UTC)
LAST: Final = datetime(8999, 12, 31, tzinfo=UTC)


class Clocked(Protocol):
    """A side's store, as far as its clock goes."""

    def now(self) -> datetime:
        """The side's time, UTC."""

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None lets it go as it did before it was set."""

    def advance(self, by: timedelta) -> None:
        """Move the clock."""


def checked(moment: datetime) -> datetime:
    """A moment to whole seconds, UTC.

    Raises:
        SandboxError: `bad_clock` for one without a time zone or beyond the bounds.
    """
    if moment.tzinfo is None:
        _refuse(f"{moment.isoformat()} has no time zone")
    try:
        whole = moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        _refuse(f"{moment.isoformat()} is out of bounds")
    if not FIRST <= whole <= LAST:
        _refuse(f"{text(whole)} is out of bounds")
    return whole


def move(clock: Clocked, by: timedelta) -> None:
    """Advance a clock.

    Raises:
        SandboxError: `bad_clock` when that leads back, or beyond the bounds.
    """
    if by < timedelta():
        _refuse("a clock is advanced by at least 0 seconds")
    try:
        checked(clock.now() + by)
    except OverflowError:
        _refuse("that is out of bounds")
    clock.advance(by)


def parse(given: object) -> datetime:
    """The moment a text such as `2026-11-20T08:00:00Z` names.

    Raises:
        SandboxError: `bad_clock` for anything else.
    """
    if not isinstance(given, str):
        _refuse("now is not a text")
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        _refuse(f"{given[:80]!r} is not a date and time")
    return checked(moment)


def apply(clock: Clocked, wish: Mapping[str, Any]) -> None:
    """Do what a control request asks: `{"now": text or null}` or `{"advance": seconds}`.

    Raises:
        SandboxError: `bad_clock`.
    """
    match wish:
        case {"now": None, **rest} if not rest:
            clock.set_clock(None)
        case {"now": given, **rest} if not rest:
            clock.set_clock(parse(given))
        case {"advance": bool()}:
            _refuse("advance is not a number of seconds")
        case {"advance": int() | float() as seconds, **rest} if not rest:
            try:
                by = timedelta(seconds=seconds)
            except (OverflowError, ValueError):
                _refuse("that is out of bounds")
            move(clock, by)
        case _:
            _refuse("the wish is neither of the two that are known")


def text(moment: datetime) -> str:
    """A moment as the control endpoint writes it: `2026-11-20T08:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _refuse(message: str) -> NoReturn:
    hint = 'send {"now": "2026-11-20T08:00:00Z"}, {"now": null} or {"advance": 3600}; years 1971 to 8999'
    raise SandboxError("bad_clock", f"Cannot set the clock: {message}.", hint)
