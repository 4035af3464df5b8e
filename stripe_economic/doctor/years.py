"""Whether there is an accounting year, and an open period, for each day on which something may be posted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from target_economic.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Ledger, Subject
    from target_economic.settings.settings import Settings

# So that a year that is to be made is made before the first run that needs it.
_AHEAD = timedelta(days=31)
_MISSING = "accounting_year_missing"
# Without a start date everything is read; what is older than this was closed long ago.
_LONGEST = timedelta(days=5 * 366)


def look(subject: Subject, found: Findings, ledger: Ledger, settings: Settings) -> Iterator[Check]:
    """Look at each day from start_date to a month ahead."""
    today = datetime.now(UTC).date()
    first = max(_start(subject), today - _LONGEST)
    last = today + _AHEAD
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    asked = [(day, _problem(ledger, settings, day)) for day in days]
    clear = True
    for code, same in groupby(asked, key=lambda one: one[1].code if one[1] else ""):
        members = list(same)
        error = members[0][1]
        if error is not None:
            clear = False
            yield _trouble(found, code, (members[0][0], members[-1][0]), today, error)
    if clear:
        message = _("Every day from {first} to {last} has an open accounting period.")
        yield found.ok("periods", message.format(first=first, last=last))


def _start(subject: Subject) -> date:
    settings = subject.stripe
    if isinstance(settings, OperatorError):
        return datetime.now(UTC).date()
    return datetime.fromtimestamp(settings.start, UTC).date()


def _problem(ledger: Ledger, settings: Settings, day: date) -> RecordError | None:
    try:
        ledger.years.posting_date(day.isoformat(), settings.closed_period)
    except RecordError as error:
        return error
    return None


def _trouble(found: Findings, code: str, span: tuple[date, date], today: date, error: RecordError) -> Check:
    """Say what is wrong with some days: closed ones of the past may be posted already, today's may not be closed."""
    first, last = span
    name = f"periods {first}"
    if code == _MISSING:
        text = _("No accounting year (regnskabsår) of the agreement holds {first} to {last}.").format(
            first=first, last=last
        )
        hint = _("Make the accounting year in e-conomic, or begin later: start_date.")
        return found.warning(name, text, hint) if first > today else found.error(name, text, hint)
    text = _("{first} to {last} is closed (spærret): what is dated there and not posted yet will be refused.").format(
        first=first, last=last
    )
    hint = error.hint or ""
    return found.error(name, text, hint) if first <= today <= last else found.warning(name, text, hint)
