"""Accounting years and their periods, and the day a document can be booked on.

A year need not be a calendar year, and is named `2026`, `2026/2027` or `2026a`. e-conomic books nothing into a closed
year, nor into a closed period of an open one ("Perioden er spærret."), nor on a day that no year holds. `closed` is
left out of what is open.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from target_economic.agreement.lists import Once
from target_economic.errors import AccessError, RecordError
from target_economic.http import filters
from target_economic.http.client import Client
from target_economic.http.jsontext import Json

logger = logging.getLogger(__name__)

_OPEN_IT = "Open it in e-conomic, or set closed_period to first_open_date"


@dataclass(frozen=True, slots=True)
class Span:
    """A year or a period: its days, first and last included, and whether it is closed."""

    name: str
    first: date
    last: date
    closed: bool

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Years:
    """The agreement's years, read once; the periods of each, read once when a date falls into it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._years = Once(self._read_years)
        self._lock = threading.Lock()
        self._periods: dict[str, Once[list[Span]]] = {}

    def posting_date(self, text: str, policy: str) -> str:
        """Return the day to book on: the same when it is open, else as the policy says.

        A day that no year holds is refused by either policy: a year has to be made for it, or it is of a time before
        these books.

        Args:
            text: YYYY-MM-DD.
            policy: `fail`, or `first_open_date` for the first open day after it.

        Raises:
            RecordError: `accounting_year_missing`, `accounting_year_closed` or `period_closed`; `document_invalid`
                where there is no such day.
        """
        years = self._years()
        if years is None:
            return text
        day = day_of(text)
        problem = self._problem(years, day)
        if problem is None:
            return text
        if policy == "first_open_date" and problem.code != "accounting_year_missing":
            first = next((span.first for span in self._open_after(years, day)), None)
            if first is not None:
                return first.isoformat()
            problem.hint = "Make the next accounting year in e-conomic: no day after it is open."
        raise problem

    def year_of(self, text: str) -> str:
        """Return the name of the open year that holds a day.

        Args:
            text: YYYY-MM-DD.

        Raises:
            RecordError: `accounting_year_missing` or `accounting_year_closed`; `document_invalid` where there is no
                such day.
        """
        years, day = self._years(), day_of(text)
        if years is None:
            raise RecordError(
                "accounting_year_missing",
                f"The accounting year of {day} is not known: e-conomic lets nobody read the years with these tokens.",
                "Give the app a role that may keep books: SuperUser or Bookkeeping.",
            )
        found = next((year for year in years if day in year and not year.closed), None)
        if found is None:
            raise _no_open_year(years, day)
        return found.name

    def since(self, text: str) -> tuple[str, ...]:
        """Return the names of the years that end on a day or later, closed ones too, oldest first."""
        day = day_of(text)
        return tuple(year.name for year in self._years() or () if year.last >= day)

    def read(self, text: str) -> None:
        """Read what `posting_date` needs to know of a day."""
        day = day_of(text)
        for year in self._years() or []:
            if day in year and not year.closed:
                self._periods_of(year)

    def _problem(self, years: list[Span], day: date) -> RecordError | None:
        year = next((year for year in years if day in year and not year.closed), None)
        if year is None:
            return _no_open_year(years, day)
        period = next((one for one in self._periods_of(year) if day in one and one.closed), None)
        if period is None:
            return None
        return RecordError(
            "period_closed",
            f"The date {day} lies in the period {period.first} to {period.last} of the accounting year {year.name}, "
            "which is closed (spærret).",
            f"{_OPEN_IT}.",
        )

    def _open_after(self, years: list[Span], day: date) -> Iterator[Span]:
        """The open periods that begin after a day, in order; read year by year as they are needed."""
        for year in years:
            if not year.closed and year.last > day:
                yield from (one for one in self._periods_of(year) if one.first > day and not one.closed)

    def _periods_of(self, year: Span) -> list[Span]:
        with self._lock:
            reading = self._periods.setdefault(year.name, Once(lambda: self._read_periods(year)))
        return reading()

    def _read_periods(self, year: Span) -> list[Span]:
        path = f"/accounting-years/{filters.in_url(year.name)}/periods"
        periods = self._client.collection(path, f"read the periods of the accounting year {year.name}")
        return _in_order(_span(period, "periodNumber") for period in periods)

    def _read_years(self) -> list[Span] | None:
        try:
            years = self._client.collection("/accounting-years", "read the accounting years")
            return _in_order(_span(year, "year") for year in years)
        except AccessError as error:
            if error.code != "economic_permission_missing":
                raise
            logger.warning("%s Closed periods are not seen before booking.", error.message)
            return None


def day_of(text: str) -> date:
    """Return a document's day.

    Args:
        text: YYYY-MM-DD, as the published schemas ask; they do not ask whether there is such a day.

    Raises:
        RecordError: `document_invalid`, there is none: 2026-02-30.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RecordError(
            "document_invalid", f"There is no day {text}.", "Correct the date in the mapping."
        ) from None


def _no_open_year(years: list[Span], day: date) -> RecordError:
    closed = next((year for year in years if day in year), None)
    if closed is None:
        known = ", ".join(f"{year.name} ({year.first} to {year.last})" for year in years) or "none"
        return RecordError(
            "accounting_year_missing",
            f"No accounting year (regnskabsår) holds the date {day}; the agreement has: {known}.",
            "Make the accounting year in e-conomic, or correct the date in the mapping.",
        )
    return RecordError(
        "accounting_year_closed",
        f"The date {day} lies in the accounting year {closed.name}, which is closed (afsluttet).",
        "Set closed_period to first_open_date, or correct the date in the mapping.",
    )


def _span(body: Json, name: str) -> Span:
    first, last = (date.fromisoformat(body[end][:10]) for end in ("fromDate", "toDate"))
    return Span(str(body[name]), first, last, bool(body.get("closed")))


def _in_order(spans: Iterator[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.first)
