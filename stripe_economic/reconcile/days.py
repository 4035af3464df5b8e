"""Days of a time zone: where they begin and end in Stripe's epoch seconds."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stripe_economic.errors import OperatorError
from stripe_economic.reconcile.findings import Window
from stripe_economic.terminal.language import _

COPENHAGEN = "Europe/Copenhagen"


def window(first: date, last: date, zone: str = COPENHAGEN) -> Window:
    """Return the days from one to another, both included; a day of 23 or 25 hours is whole.

    Raises:
        OperatorError: they are the wrong way round, or there is no such zone.
    """
    if first > last:
        said = _("{first} is after {last}.").format(first=first, last=last)
        raise OperatorError("days_reversed", said, _("--from is the earlier day."))
    try:
        place = ZoneInfo(zone)
        start, end = (_midnight(day, place) for day in (first, last + timedelta(days=1)))
    except (OSError, ValueError, OverflowError, LookupError):
        # Which of them depends on what is wrong with the name.
        raise OperatorError(
            "zone_unknown",
            _("There is no time zone {zone}.").format(zone=zone),
            _("The usual one is {zone}.").format(zone=COPENHAGEN),
        ) from None
    return Window(first, last, zone, start, end)


def day_of(seconds: int, zone: str) -> date:
    """Return the day of a moment in epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone)).date()


def seconds(day: date, zone: str) -> int:
    """Return the moment at which a day begins, in epoch seconds."""
    return _midnight(day, ZoneInfo(zone))


def days(found: Window) -> list[date]:
    """Return the days of a window, and the one before it first."""
    count = (found.last - found.first).days + 1
    return [found.first + timedelta(days=number) for number in range(-1, count)]


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())
