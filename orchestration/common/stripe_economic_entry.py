"""Calls the command line of stripe-economic for an orchestrator, which may live in an environment of its own.

Only the standard library is used. Variables say where things are:

- `STRIPE_ECONOMIC_PROJECT`: folder of meltano.yml and companies.yml; the working directory where it is not set;
- `STRIPE_ECONOMIC_COMMAND`: path of the command; `stripe-economic` on the PATH where it is not set.

A third, `STRIPE_ECONOMIC_REPORTS_URL`, is the web address of `.runs/_reconciliation` where that folder is served.
"""

import json
import os
import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Say = Callable[[str], None]

COMPLETE = 0
DOCUMENTS_FAILED = 3
BOOKS_DO_NOT_CLOSE = 3
# The target ends less than 10 seconds after a signal; `run` waits 30 for the rest.
_PATIENCE = 60.0
_COPENHAGEN = ZoneInfo("Europe/Copenhagen")
# One for each document, each request: they stand in the log of the run, name people, and would fill a database.
_OF_EACH = re.compile(r"\b(outcome \{|METRIC )")
_USAGE = 2
_KEPT = 50
_SIGNALS = 128


class EntryError(Exception):
    """The command could not do what it was asked to; its last line says why.

    Attributes:
        worth_retrying: whether the same may fare better in a while.
    """

    def __init__(self, message: str, *, worth_retrying: bool) -> None:
        super().__init__(message)
        self.worth_retrying = worth_retrying


class Stopped(EntryError):
    """The orchestrator was told to stop, and so was the command, which ends by itself."""


@dataclass(frozen=True)
class Listed:
    """The companies of companies.yml.

    Attributes:
        companies: name, environment, agreement and the like of each; no keys.
        problems: what is wrong with the entries that are not among them, one line each.
    """

    companies: list[Json]
    problems: list[str]


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

    def companies(self) -> Listed:
        """Return the companies of companies.yml.

        Raises:
            EntryError: the file is missing, or none of them can be made out.
        """
        status, stdout, stderr = self._asked("companies", "--format", "json")
        try:
            told: Json = json.loads(stdout)
        except ValueError:
            raise _failed(status, stderr.strip() or f"{self.command} ended with status {status}.") from None
        problems = [f"{one['file']}:{one['line']}: {one['message']}" for one in told["problems"]]
        if not told["companies"]:
            raise EntryError("; ".join(problems), worth_retrying=False)
        return Listed(told["companies"], problems)

    def _asked(self, *arguments: str) -> tuple[int, str, str]:
        try:
            ended = subprocess.run(
                [self.command, *arguments],
                cwd=self.project,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        except OSError as error:
            raise self._not_there(error) from None
        return ended.returncode, ended.stdout, ended.stderr

    def _not_there(self, error: OSError) -> EntryError:
        text = f"{self.command} cannot be started in {self.project}: {error.strerror or error}."
        return EntryError(
            f"{text} STRIPE_ECONOMIC_COMMAND and STRIPE_ECONOMIC_PROJECT say where they are.", worth_retrying=False
        )

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
                raise _failed(status, last or f"stripe-economic run ended with status {status}.")
            told: Json = json.loads(result.read_text("utf-8"))
        return told

    def page(self, company: str, run: str) -> Path:
        """Return the file for the reconciliation page of one run; the newest fifty of a company are kept."""
        folder = self._pages / company
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.html"), key=lambda one: one.stat().st_mtime)[: 1 - _KEPT]:
            old.unlink(missing_ok=True)
        return folder / f"{re.sub(r'[^A-Za-z0-9_.-]', '-', run)}.html"

    def link(self, page: Path) -> str | None:
        """Return the web address of a reconciliation page; None where nobody serves them."""
        base = os.environ.get("STRIPE_ECONOMIC_REPORTS_URL")
        return f"{base.rstrip('/')}/{page.relative_to(self._pages).as_posix()}" if base else None

    @property
    def _pages(self) -> Path:
        return self.project / ".runs" / "_reconciliation"

    def reconcile(self, company: str, days: int, page: Path, say: Say) -> Json:
        """Lay both sides of a company's books beside each other, and return what was found.

        Args:
            company: by its name.
            days: how many, up to and with yesterday: of today, what was paid since the run is rightly missing.
            page: file for the report that people read.
            say: gets each line of the log.

        Raises:
            EntryError: something could not be read, so nobody knows.
        """
        first, last = window(datetime.now(_COPENHAGEN).date(), days)
        with tempfile.TemporaryDirectory() as folder:
            found = Path(folder) / "reconciliation.json"
            options = ["--company", company, "--from", str(first), "--to", str(last), "--page", str(page)]
            status, words = self._call(["reconcile", *options, "--format", "json", "--output", str(found)], say)
            if status not in {COMPLETE, BOOKS_DO_NOT_CLOSE}:
                text = words or f"stripe-economic reconcile ended with status {status}."
                raise EntryError(text, worth_retrying=status != _USAGE)  # it only reads
            told: Json = json.loads(found.read_text("utf-8"))
        return told

    def _call(self, arguments: list[str], say: Say) -> tuple[int, str]:
        """Run the command to its end, whatever interrupts the waiting; returns its status and its last line."""
        try:
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
        except OSError as error:
            raise self._not_there(error) from None
        last = ""
        stop = _Stop(process)
        try:
            with stop.passed_on():
                for line in process.stdout or ():
                    last = line.strip() or last
                    if not _OF_EACH.search(line):
                        say(line.rstrip("\n"))
                return process.wait(), last
        except BaseException:
            # The orchestrator was told to stop: so is the run, which finishes the requests in flight.
            stop.once()
            try:
                process.communicate(timeout=_PATIENCE)  # what it still says must not hold it up
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()


class _Stop:
    """Stops a process, once: a second signal would have it drop what is in flight."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._asked = False

    def once(self) -> None:
        """Ask it to stop, if that has not been done."""
        if not self._asked:
            self._asked = True
            self._process.terminate()

    @contextmanager
    def passed_on(self) -> Iterator[None]:
        """Pass SIGTERM on at once, for as long as the block lasts.

        Airflow takes it without a word to the task, and kills the task five seconds later; the process, in a session
        of its own, then ends by itself.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGTERM)

        def handler(number: int, frame: FrameType | None) -> NoReturn:
            self.once()
            if callable(before):
                before(number, frame)
            raise Stopped(f"Stopped by signal {number}.", worth_retrying=True)

        signal.signal(signal.SIGTERM, handler)
        try:
            yield
        finally:
            if signal.getsignal(signal.SIGTERM) is handler:
                signal.signal(signal.SIGTERM, before)


def _failed(status: int, text: str) -> EntryError:
    """Return why there is no result; a command that was killed may be started again, one that was refused not."""
    return EntryError(text, worth_retrying=status < 0 or status > _SIGNALS)


def window(today: date, days: int) -> tuple[date, date]:
    """Return the first and the last of so many days that end yesterday."""
    return today - timedelta(days=max(days, 1)), today - timedelta(days=1)


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
