"""Accounting years and their periods. A year need not be a calendar year; its periods are its months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True)
class Period:
    """A month of an accounting year; `number` counts from 1 within the year, which is unverified."""

    number: int
    start: date
    end: date
    closed: bool


@dataclass(frozen=True)
class AccountingYear:
    """An accounting year. Nothing can be booked into a closed one, nor into a barred period of an open one.

    Attributes:
        year: What it is called: `2026`, `2026/2027`, or `2026a` when one of that name exists.
        barred: The numbers of its barred periods.
    """

    year: str
    start: date
    end: date
    closed: bool = False
    barred: frozenset[int] = frozenset()

    @classmethod
    def of(cls, start: date, end: date) -> Self:
        """A year of these days under the name that e-conomic gives it."""
        name = str(start.year) if start.year == end.year else f"{start.year}/{end.year}"
        return cls(name, start, end)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Its months, the first and last cut to the year."""
        found: list[Period] = []
        start = self.start
        while start <= self.end:
            end = min(_month_after(start) - timedelta(days=1), self.end)
            number = len(found) + 1
            found.append(Period(number, start, end, self.closed or number in self.barred))
            start = end + timedelta(days=1)
        return tuple(found)

    def period_on(self, day: date) -> Period:
        """The period that holds a day of this year."""
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        start = self.start if months == 0 else day.replace(day=1)
        end = min(_month_after(day) - timedelta(days=1), self.end)
        return Period(months + 1, start, end, self.closed or months + 1 in self.barred)

    def with_period_closed(self, number: int, *, closed: bool = True) -> Self:
        """The same with one period barred, or opened again."""
        return replace(self, barred=self.barred | {number} if closed else self.barred - {number})


def _month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
