"""What doctor prints: findings by group, each with its word and its advice, or all of it as JSON."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from stripe_economic.doctor.findings import HEADINGS, Check, Status
from stripe_economic.terminal.language import N_, _, plural
from stripe_economic.terminal.screen import styled

VERSION = 1

_WIDTH = 110
_INDENT = 11
_WORDS = {Status.OK: N_("ok"), Status.WARNING: N_("warning"), Status.ERROR: N_("error")}
_STYLES: dict[Status, dict[str, Any]] = {
    Status.OK: {"fg": "green"},
    Status.WARNING: {"fg": "yellow"},
    Status.ERROR: {"fg": "red", "bold": True},
}


def as_json(checks: Sequence[Check]) -> str:
    """Return the findings as one JSON object."""
    told = {
        "version": VERSION,
        "ok": not has_errors(checks),
        "checks": [
            {
                "group": one.group.value,
                "name": one.name,
                "status": one.status.value,
                "message": one.message,
                "hint": one.hint,
                "place": one.place,
            }
            for one in checks
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_text(checks: Sequence[Check]) -> Iterator[str]:
    """Yield the findings line by line, and the verdict last."""
    for group, members in groupby(checks, key=lambda one: one.group):
        yield styled(_(HEADINGS[group]), bold=True)
        for one in members:
            yield from _lines(one)
        yield ""
    yield _verdict(checks)


def has_errors(checks: Iterable[Check]) -> bool:
    """Return whether anything stops a sync, or part of it."""
    return any(one.status is Status.ERROR for one in checks)


def _lines(check: Check) -> Iterator[str]:
    word = _(_WORDS[check.status])
    text = f"{check.place}: {check.message}" if check.place and check.status is not Status.OK else check.message
    hint = _("Hint: {hint}").format(hint=check.hint) if check.hint else ""
    lines = [*_wrapped(text), *(_wrapped(hint) if hint else ())]
    yield f"  {styled(word, **_STYLES[check.status])}{' ' * (_INDENT - 2 - len(word))}{lines[0]}"
    for line in lines[1:]:
        yield f"{' ' * _INDENT}{line}"


def _wrapped(text: str) -> list[str]:
    # A path or an address that is broken in two cannot be copied.
    return textwrap.wrap(text, _WIDTH - _INDENT, break_long_words=False, break_on_hyphens=False) or [""]


def _verdict(checks: Sequence[Check]) -> str:
    errors = sum(one.status is Status.ERROR for one in checks)
    warnings = sum(one.status is Status.WARNING for one in checks)
    counted = [
        plural("{count} error", "{count} errors", errors).format(count=errors),
        plural("{count} warning", "{count} warnings", warnings).format(count=warnings),
    ]
    text = _("{looked} looked at: {errors}, {warnings}.").format(
        looked=len(checks), errors=counted[0], warnings=counted[1]
    )
    status = Status.ERROR if errors else Status.WARNING if warnings else Status.OK
    return styled(text, **_STYLES[status])
