"""What became of a document, or would become of it, in a line for people."""

from collections.abc import Mapping
from types import MappingProxyType

from stripe_economic.outcomes.outcome import Outcome
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.plain import plain

_WOULD: Mapping[str, str] = MappingProxyType(
    {
        "created": N_("would be created"),
        "booked": N_("would be booked"),
        "updated": N_("would be updated"),
        "deleted": N_("would be deleted"),
        "unchanged": N_("is there already as {number}; nothing would be posted"),
        "skipped": N_("would be left out"),
        "failed": N_("would fail"),
        "uncertain": N_("is uncertain"),
    }
)
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "created": N_("created as {number}"),
        "booked": N_("booked as {number}"),
        "updated": N_("updated: {number}"),
        "deleted": N_("deleted"),
        "unchanged": N_("was there already as {number}; nothing was posted"),
        "skipped": N_("left out"),
        "failed": N_("failed"),
        "uncertain": N_("uncertain: it was sent, and no definite answer came"),
    }
)


def would(outcome: Outcome) -> str:
    """Return what would become of a document, with code and message where there is one."""
    return _said(_WOULD, outcome)


def became(outcome: Outcome) -> str:
    """Return what became of a document; in a dry run what would have."""
    return _said(_WOULD if outcome.dry_run else _DONE, outcome)


def _said(words: Mapping[str, str], outcome: Outcome) -> str:
    told = _(words[outcome.action]).format(number=outcome.number or _("nothing that has a number"))
    if not outcome.code:
        return told
    return f"{told}: {outcome.code}: {plain(outcome.message)}" if outcome.message else f"{told}: {outcome.code}"
