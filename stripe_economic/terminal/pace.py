"""How fast a piece of work goes, and how long it will still take, in words."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stripe_economic.terminal.language import _, spoken
from stripe_economic.terminal.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable

_MINUTE, _HOUR = 60, 3600
# A rate of the first moments says nothing.
_SETTLED_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """The words in the language in use, taken once: the threads of a piece of work do not know the language."""

    language: str
    of: str
    rate: str
    slow_rate: str
    left: str
    ended: str
    seconds: str
    minutes: str
    hours: str

    @classmethod
    def in_use(cls) -> Words:
        """Return the words of the language in use."""
        return cls(
            language=spoken(),
            of=_("{done} of {total}"),
            rate=_("{rate} a second"),
            slow_rate=_("{rate} a minute"),
            left=_("about {time} left"),
            ended=_("{done} in {time}"),
            seconds=_("{count} s"),
            minutes=_("{count} min"),
            hours=_("{count} h"),
        )

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as it is written in the language."""
        return number(value, decimals, self.language)

    def time(self, seconds: float) -> str:
        """Return a stretch of time, in the unit that suits it."""
        if seconds < _MINUTE:
            return self.seconds.format(count=max(1, round(seconds)))
        if seconds < _HOUR:
            return self.minutes.format(count=round(seconds / _MINUTE))
        return self.hours.format(count=self.number(seconds / _HOUR, 1))


class Pace:
    """Turns counts into words; used by several threads, one at a time.

    Args:
        words: of the language in use.
        clock: seconds, from whatever moment.
    """

    def __init__(self, words: Words, clock: Callable[[], float] = time.monotonic) -> None:
        self._words = words
        self._clock = clock
        self._began = clock()
        self._done = 0
        self._total: int | None = None

    def at(self, done: int, total: int | None = None, current: str = "") -> str:
        """Return how far it is: how many, how fast, how long still, and what is being worked on."""
        self._done, self._total = done, total
        seconds = self._clock() - self._began
        parts = [self._count()]
        if done and seconds >= _SETTLED_SECONDS:
            parts.append(self._rate(done / seconds))
            if total is not None and total > done:
                parts.append(self._words.left.format(time=self._words.time((total - done) * seconds / done)))
        return ", ".join([*parts, *([current] if current else [])])

    def ended(self) -> str:
        """Return how many were done in all, and how long that took."""
        return self._words.ended.format(done=self._count(), time=self._words.time(self._clock() - self._began))

    def _count(self) -> str:
        done = self._words.number(self._done)
        # More than was foreseen: what was foreseen is not worth telling.
        if self._total is None or self._done > self._total:
            return done
        return self._words.of.format(done=done, total=self._words.number(self._total))

    def _rate(self, rate: float) -> str:
        if rate < 1:
            return self._words.slow_rate.format(rate=self._words.number(rate * _MINUTE))
        return self._words.rate.format(rate=self._words.number(rate))
