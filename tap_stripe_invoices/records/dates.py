"""Stripe's epoch seconds as ISO-8601 text in UTC, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from tap_stripe_invoices.errors import ObjectError

_DAY = 86_400
_EPOCH = date(1970, 1, 1)
_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))


def to_text(seconds: int) -> str:
    """Epoch seconds as `2026-11-20T08:00:00Z`.

    Raises:
        ObjectError: the number lies outside the years 1 to 9999.
    """
    day, second = divmod(seconds, _DAY)
    minutes, second = divmod(second, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_day(day)}T{_TWO_DIGITS[hour]}:{_TWO_DIGITS[minute]}:{_TWO_DIGITS[second]}Z"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    """A day by its number since 1970; remembered, because the times in an account lie on few days."""
    try:
        return (_EPOCH + timedelta(days=number)).isoformat()
    except OverflowError as error:
        raise ObjectError(
            "date_out_of_range", f"{number * _DAY} seconds since 1970 is not a time that a calendar knows."
        ) from error


def to_seconds(text: str) -> int:
    """ISO-8601 text as epoch seconds; a date alone is its midnight, and a time without a zone is UTC.

    Raises:
        ValueError: the text is neither a date nor a date-time.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())
