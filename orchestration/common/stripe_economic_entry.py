"""Calls the command line of stripe-economic for an orchestrator, which may live in an environment of its own.

Only the standard library is used. Two variables say where things are:

- `STRIPE_ECONOMIC_PROJECT`: folder of meltano.yml and companies.yml; the working directory where it is not set;
- `STRIPE_ECONOMIC_COMMAND`: path of the command; `stripe-economic` on the PATH where it is not set.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Say = Callable[[str], None]

COMPLETE = 0
DOCUMENTS_FAILED = 3
BOOKS_DO_NOT_CLOSE = 3
# The target ends less than 10 seconds after a signal; `run` waits 30 for the rest.
_PATIENCE = 60.0


class EntryError(Exception):
    """The command could not do what it was asked to; its last line says why."""


@dataclass(frozen=True)
class Entry:
    """The command, in a project."""

    project: Path
    command: str

    @classmethod
    def here(cls, environ: Mapping[str, str] | None = None) -> "Entry":
        """Return the one that the environment names."""
        given = os.environ if environ is None else environ
        project = given.get("STRIPE_ECONOMIC_PROJECT") or "."
        return cls(Path(project).resolve(), given.get("STRIPE_ECONOMIC_COMMAND") or "stripe-economic")

    def companies(self) -> list[Json]:
        """Return the companies of companies.yml: name, environment, agreement and the like; no keys.

        Raises:
            EntryError: the file is missing or something is wrong with it.
        """
        ended = subprocess.run(
            [self.command, "companies", "--format", "json"],
            cwd=self.project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if ended.returncode:
            raise EntryError(ended.stderr.strip() or f"{self.command} ended with status {ended.returncode}.")
        found: list[Json] = json.loads(ended.stdout)["companies"]
        return found

    def run(self, company: str, say: Say, *, full_refresh: bool = False, ids: str = "") -> Json:
        """Run a company's pipeline, and return what it came to; `status` tells whether all is well.

        Args:
            company: by its name.
            say: gets each line of the log.
            full_refresh: forget how far earlier runs came.
            ids: Stripe ids to read and nothing else, separated by commas or spaces.

        Raises:
            EntryError: nothing could be started, so there is no result.
        """
        options = ["--full-refresh"] if full_refresh else []
        options += ["--ids", ids] if ids.strip() else []
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            status, last = self._call(["run", "--company", company, "--result", str(result), *options], say)
            if not result.exists():
                raise EntryError(last or f"stripe-economic run ended with status {status}.")
            told: Json = json.loads(result.read_text("utf-8"))
        return told

    def reconcile(self, company: str, days: int, page: Path, say: Say) -> Json:
        """Lay both sides of a company's books beside each other, and return what was found.

        Args:
            company: by its name.
            days: how many, up to and with today.
            page: file for the report that people read.
            say: gets each line of the log.

        Raises:
            EntryError: something could not be read, so nobody knows.
        """
        first, last = window(datetime.now(UTC).date(), days)
        with tempfile.TemporaryDirectory() as folder:
            found = Path(folder) / "reconciliation.json"
            options = ["--company", company, "--from", str(first), "--to", str(last), "--page", str(page)]
            status, words = self._call(["reconcile", *options, "--format", "json", "--output", str(found)], say)
            if status not in {COMPLETE, BOOKS_DO_NOT_CLOSE}:
                raise EntryError(words or f"stripe-economic reconcile ended with status {status}.")
            told: Json = json.loads(found.read_text("utf-8"))
        return told

    def _call(self, arguments: list[str], say: Say) -> tuple[int, str]:
        """Run the command to its end, whatever interrupts the waiting; returns its status and its last line."""
        process = subprocess.Popen(
            [self.command, *arguments],
            cwd=self.project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            # A signal to the orchestrator's group would reach it twice: once more from below.
            start_new_session=True,
        )
        last = ""
        try:
            for line in process.stdout or ():
                last = line.strip() or last
                say(line.rstrip("\n"))
            return process.wait(), last
        except BaseException:
            # The orchestrator was told to stop: so is the run, which finishes the requests in flight.
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
            raise


def window(today: date, days: int) -> tuple[date, date]:
    """Return the first and the last of so many days that end today."""
    return today - timedelta(days=max(days, 1) - 1), today


def facts(told: Json) -> Json:
    """Return what an orchestrator may keep of a result: counts, codes, amounts and ids, no personal data."""
    kept = ("company", "ended", "status", "worth_retrying", "state_id", "documents", "codes", "amounts", "failures")
    return {key: told.get(key) for key in (*kept, "failed", "log")}


def books(told: Json) -> Json:
    """Return what an orchestrator may keep of a reconciliation."""
    findings = [one for one in told["findings"] if not one["explained"]]
    return {
        "closes": told["closes"],
        "unexplained": len(findings),
        "findings": [{key: one[key] for key in ("kind", "code", "stripe_id", "document")} for one in findings[:100]],
        "clearing": [
            {key: one[key] for key in ("currency", "stripe", "ledger", "unexplained")} for one in told["clearing"]
        ],
    }
