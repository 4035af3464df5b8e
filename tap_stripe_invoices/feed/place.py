"""How far one stream has been read in one account: the marks in its STATE.

Each mark makes a promise about what has been emitted, and moves only when that has been written; so whatever stops a
run, the promises in the last STATE hold. Times are epoch seconds UTC here, ISO-8601 text in STATE. Marks are set to
null and never removed, because Meltano merges dictionaries and would bring a removed one back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tap_stripe_invoices.errors import ObjectError, StateError
from tap_stripe_invoices.feed.clock import DAY
from tap_stripe_invoices.records.dates import to_seconds, to_text

CREATED = "replication_key_value"
"""Everything created before this was read; it never goes back."""
READ_AT = "read_at"
"""Events up to this were read."""
WITNESSED_AT = "witnessed_at"
"""Balance transactions up to this were read."""
START = "start_date"
"""What was created before this was not looked at."""


@dataclass(frozen=True, slots=True)
class ScanMarks:
    """The marks of one kind of scan over a list.

    Attributes:
        done_at: When the last complete one began; what became due before that has been emitted.
        began: When the one under way began.
        position: Up to which `created` it has got.
    """

    done_at: str
    began: str
    position: str


SWEEP = ScanMarks("swept_at", "sweep_began", "sweep_position")
RESCAN = ScanMarks("rescanned_at", "rescan_began", "rescan_position")

TIMES = (
    CREATED,
    READ_AT,
    WITNESSED_AT,
    START,
    *(mark for scan in (RESCAN, SWEEP) for mark in (scan.done_at, scan.began, scan.position)),
)
FIELDS = ("replication_key", *TIMES, "trigger", "mode")


class Place:
    """The marks of one stream in one account.

    Args:
        stream: The stream's name, for messages.
        values: The dictionary inside STATE that holds the marks; changed in place.

    Raises:
        StateError: it does not hold what it should.
    """

    def __init__(self, stream: str, values: dict[str, Any]) -> None:
        self._stream = stream
        if not isinstance(values, dict):
            raise unreadable(f"of stream {stream} cannot be used: its entry under bookmarks is not an object")
        self._values = values
        for name in TIMES:
            self.time(name)
        trigger = values.get("trigger")
        if trigger is not None and not isinstance(trigger, str):
            raise self._unreadable("trigger is not text")

    def time(self, name: str) -> int | None:
        """A mark in epoch seconds; None when it has not been set."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return to_seconds(value)
            except (ValueError, OverflowError) as error:
                raise self._unreadable(f"{name} is not a date-time such as 2026-11-20T08:00:00Z") from error
        if isinstance(value, int) and not isinstance(value, bool):
            try:
                to_text(value)
            except ObjectError as error:
                raise self._unreadable(f"{name} is not a time that a calendar knows") from error
            return value
        raise self._unreadable(f"{name} is not text")

    def set(self, name: str, seconds: int | None) -> None:
        """Set a mark, or clear it with None."""
        if seconds is not None:
            self._values[name] = to_text(seconds)
        elif name in self._values:
            self._values[name] = None

    def advance(self, name: str, seconds: int) -> None:
        """Move a mark forward; never back."""
        self.set(name, max(seconds, self.time(name) or seconds))

    def read_up_to(self, created: int) -> None:
        """Note that everything created up to a second was read; that second may hold more."""
        self._values["replication_key"] = "created"
        self.advance(CREATED, created)

    def starts_at(self, start: int) -> bool:
        """Note the first `created` to read; whether it is earlier than it was, so that all has to be read once more.

        What events and balance transactions have told stays: they tell of changes that a list does not show.
        """
        before = self.time(START)
        is_earlier = before is not None and start < before
        if is_earlier:
            for name in (CREATED, SWEEP.done_at, SWEEP.began, SWEEP.position):
                self.set(name, None)
        self.set(START, start)
        return is_earlier

    @property
    def trigger(self) -> str | None:
        """What made an invoice due when this place was written; None when nothing says."""
        value = self._values.get("trigger")
        return value if isinstance(value, str) else None

    @trigger.setter
    def trigger(self, value: str) -> None:
        self._values["trigger"] = value

    def check_mode(self, mode: str) -> None:
        """Refuse marks of test data where live data is read, or the reverse; they would pass over all that is there.

        Args:
            mode: `live` or `test`, which is noted; empty where the key does not say.

        Raises:
            StateError: the marks are of the other mode.
        """
        before = self._values.get("mode")
        if mode and before is not None and before != mode:
            raise self._unreadable(f"mode is {before}, and api_key holds a {mode} key")
        if mode:
            self._values["mode"] = mode

    def check_clock(self, now: int) -> None:
        """Refuse marks that lie in the future, where they would pass over all that happens before them.

        The marks written here stay behind Stripe's clock; a day is left for one that was set by hand.

        Args:
            now: Stripe's clock, in epoch seconds.

        Raises:
            StateError: a mark is more than a day later than `now`.
        """
        for name in TIMES:
            moment = self.time(name)
            if moment is not None and moment > now + DAY:
                raise self._unreadable(
                    f"{name} {to_text(moment)} lies in the future, Stripe's clock says {to_text(now)}"
                )

    def _unreadable(self, trouble: str) -> StateError:
        return unreadable(f"of stream {self._stream} cannot be used: its {trouble}")


def unreadable(trouble: str) -> StateError:
    """The error that says what is wrong with a STATE, and what to do about it."""
    return StateError(
        "state_unreadable",
        f"The STATE {trouble}.",
        "See it with `meltano state get`, repair it with `meltano state set`, or clear it to read everything.",
    )
