"""Whether this machine and a server agree on what time it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from stripe_economic.terminal.language import _, plural

if TYPE_CHECKING:
    from stripe_economic.doctor.findings import Check, Findings

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Days are told apart by this machine's clock in places, and a repeated write must come within e-conomic's hour.
_MOST_SECONDS = 300


def look(found: Findings, whose: str, server_time: int | None) -> Check:
    """Compare this machine's clock with a server's.

    Args:
        found: makes the finding.
        whose: the server's name.
        server_time: its clock in epoch seconds; None where it did not say.
    """
    if server_time is None:
        return found.ok("clock", _("{whose} does not say what time it is there.").format(whose=whose))
    ahead = int(time.time()) - server_time
    if abs(ahead) <= _MOST_SECONDS:
        return found.ok("clock", _("This machine and {whose} agree on the time.").format(whose=whose))
    text = (
        _("This machine's clock is {span} ahead of {whose}'s.")
        if ahead > 0
        else _("This machine's clock is {span} behind {whose}'s.")
    )
    return found.warning(
        "clock",
        text.format(span=_span(abs(ahead)), whose=whose),
        _("Let this machine set its clock by the network (NTP). A sandbox lives in a time of its own."),
    )


def _span(seconds: int) -> str:
    days, hours, minutes = seconds // _DAY, seconds // _HOUR, seconds // _MINUTE
    if days:
        return plural("{count} day", "{count} days", days).format(count=days)
    if hours:
        return plural("{count} hour", "{count} hours", hours).format(count=hours)
    return plural("{count} minute", "{count} minutes", minutes).format(count=minutes)
