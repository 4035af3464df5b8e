"""The summary of a run: in words for the log, and as JSON for programs."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from target_economic.errors import RunError, SettingError
from target_economic.outcomes.outcomes import Action, Code, Outcome

_MOVED = frozenset({Action.CREATED, Action.BOOKED, Action.UPDATED})
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document amounts to in the ledger, in its own currency."""

    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal


class Summary:
    """Counts a run's outcomes."""

    def __init__(self, *, dry_run: bool) -> None:
        self._dry_run = dry_run
        self._began = datetime.now(UTC)
        self._actions: Counter[tuple[str, Action]] = Counter()
        self._codes: Counter[Code] = Counter()
        self._amounts: dict[tuple[Action, str], list[Decimal]] = defaultdict(lambda: [Decimal()] * 3)
        self._mappings: set[str] = set()
        self._usage = 0

    @property
    def failures(self) -> int:
        """How many documents failed or are uncertain."""
        return sum(n for (_, action), n in self._actions.items() if action in {Action.FAILED, Action.UNCERTAIN})

    def add(self, outcome: Outcome, amounts: Amounts | None, mapping: str | None, *, created: bool) -> None:
        """Count an outcome.

        Args:
            outcome: what became of the document.
            amounts: of the document in the ledger; counted where this run created, booked or updated it.
            mapping: hash of the mapping that made it.
            created: this run created a document for it.
        """
        self._actions[outcome.document, outcome.action] += 1
        if outcome.code:
            self._codes[outcome.code] += 1
        if mapping:
            self._mappings.add(mapping)
        if amounts and outcome.action in _MOVED:
            key = outcome.action, amounts.currency
            added = (amounts.net, amounts.vat, amounts.gross)
            self._amounts[key] = [a + b for a, b in zip(self._amounts[key], added, strict=True)]
        self._usage += created and not self._dry_run

    def words(self) -> str:
        """Say in one line what became of the run's documents."""
        if not self._actions:
            return "no documents"
        parts = [f"{document} {action}: {n}" for (document, action), n in sorted(self._actions.items())]
        codes = [f"{code} {n}" for code, n in sorted(self._codes.items())]
        sums = sorted(self._amounts.items())
        amounts = [f"{action} {_rounded(gross)} {currency}" for (action, currency), (*_, gross) in sums]
        return (
            ("dry run, nothing was written: " if self._dry_run else "")
            + ", ".join(parts)
            + (f" ({', '.join(codes)})" if codes else "")
            + (f"; gross {', '.join(amounts)}" if amounts else "")
        )

    def facts(self, ended: str, requests: int, write_back: Mapping[str, int] | None) -> dict[str, Any]:
        """Return the summary as plain data.

        Args:
            ended: `complete`, or the code of what ended the run.
            requests: sent to e-conomic.
            write_back: counts of what was written to Stripe; None where it is off.
        """
        now = datetime.now(UTC)
        documents: dict[str, dict[str, int]] = defaultdict(dict)
        for (document, action), n in sorted(self._actions.items()):
            documents[document][action] = n
        amounts: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        for (action, currency), sums in sorted(self._amounts.items()):
            amounts[action][currency] = dict(zip(("net", "vat", "gross"), map(_rounded, sums), strict=True))
        return {
            "ended": ended,
            "dry_run": self._dry_run,
            "began_at": _text(self._began),
            "ended_at": _text(now),
            "seconds": round((now - self._began).total_seconds(), 3),
            "documents": documents,
            "codes": dict(sorted(self._codes.items())),
            "failures": self.failures,
            "amounts": amounts,
            "usage": {"documents_created": self._usage},
            "requests": requests,
            "mappings": sorted(self._mappings),
            "write_back": dict(write_back) if write_back is not None else None,
        }


class SummaryFile:
    """The file named by `summary_json`, replaced as a whole at the end of a run.

    Raises:
        SettingError: it cannot be written.
    """

    def __init__(self, file: str | None) -> None:
        self._file = Path(file) if file else None
        if self._file and (self._file.is_dir() or not os.access(self._file.resolve().parent, os.W_OK)):
            raise SettingError(
                "settings_invalid",
                "summary_json cannot be written: it is a folder, or its folder is missing or closed to this user.",
                "Choose a file in a folder that exists and is writable.",
            )

    def write(self, facts: Mapping[str, Any]) -> None:
        """Write the summary, if it was asked for.

        Raises:
            RunError: the file can no longer be written.
        """
        if self._file is None:
            return
        new = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            new.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
            new.replace(self._file)
        except OSError as error:
            raise RunError(
                "summary_not_written",
                f"summary_json could not be written: {error.strerror or error}.",
                "The run itself is done, and its STATE is out.",
            ) from None


def _rounded(amount: Decimal) -> str:
    return str(amount.quantize(_CENT))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
