"""What leaves the run, in order: outcomes, what is written back to Stripe, and STATE behind both.

Whatever a STATE lets the next run forget is settled before it is written: each document before it has its outcome,
and what should be written back is written, or its id is on the retry list.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from target_economic.http.jsontext import Json
from target_economic.outcomes.log import OutcomeLog
from target_economic.outcomes.outcomes import Action, Code, Outcome
from target_economic.outcomes.summary import Summary
from target_economic.run.batch import Item
from target_economic.run.done import Done
from target_economic.singer.retry import Entry, RetryList
from target_economic.write_back.notes import Note, Result, writes
from target_economic.write_back.write_back import WriteBack

logger = logging.getLogger(__name__)

# With a key that may not write, every document would come to wait.
_MOST_WAITING = 1000
_CHANGED = frozenset({Action.CREATED, Action.UPDATED, Action.BOOKED, Action.DELETED})


class Delivery:
    """The conveyor's exit.

    Args:
        retries: what waits for the next run.
        log: takes the outcomes.
        summary: counts them.
        write_state: writes one STATE message; None in a dry run, whose STATE would pass over what was not posted.
        write_back: writes to Stripe; None where that is off.
    """

    def __init__(
        self,
        retries: RetryList,
        log: OutcomeLog,
        summary: Summary,
        write_state: Callable[[Json], None] | None,
        write_back: WriteBack | None,
    ) -> None:
        self._retries = retries
        self._log = log
        self._summary = summary
        self._write_state = write_state
        self._write_back = write_back
        self._lock = threading.Lock()
        self._trail: deque[Note | Json] = deque()  # a plain dictionary is a STATE
        self._put_back = 0
        self._last_state: Json | None = None
        self._last_written: Json | None = None

    def result(self, item: Item) -> None:
        """Give a document its outcome.

        Raises:
            RunError: it could not be written to the file that the settings name.
        """
        done: Done = item.result
        origin, account = _origin(item)
        outcome = self._judged(item, origin, done)
        waited = self._retries.note(origin, outcome, account)
        self._log.add(outcome, item.began, item.ended)
        self._summary.add(outcome, done.amounts, item.document.get("mapping"), created=done.created)
        if self._write_back is not None and _to_write_back(outcome, waited):
            note = Note(outcome, origin, item.document, done.customer, waited, self._noted)
            if not writes(note):
                return  # a balance transaction, say, has no metadata
            if waited is not None and outcome.good:
                # An earlier STATE may be written before this is settled, and its bookmark does not bring the id back.
                self._retries.put_back(origin, outcome, Code.WRITE_BACK_FAILED, waited, account)
            with self._lock:
                self._trail.append(note)
            self._write_back.take(note)

    def state(self, value: Json) -> None:
        """Write a STATE as soon as everything before it is settled.

        Raises:
            RunError: nobody reads it any more.
        """
        with self._lock:
            self._trail.append(value)
            self._advance()

    def again(self) -> None:
        """Write the last STATE again, if the retry list has changed since.

        Raises:
            RunError: nobody reads it any more.
        """
        with self._lock:
            self._advance()
            if self._last_state is not None and self._retries.applied(self._last_state) != self._last_written:
                self._write(self._last_state)

    def _judged(self, item: Item, origin: str, done: Done) -> Outcome:
        outcome = Outcome(
            item.id,
            item.stream,
            done.action,
            done.number,
            done.url,
            done.code,
            done.message,
            dry_run=self._write_state is None,
        )
        waits_for = self._retries.code(origin, item.id)
        if done.code == Code.NOT_FOUND_IN_STRIPE and waits_for == Code.WRITE_BACK_FAILED:
            # It was posted, and where that was to be written is gone.
            outcome = replace(outcome, action=Action.SKIPPED)
        if done.code == Code.TOTALS_CHANGED_IN_LEDGER and waits_for == Code.LEDGER_TOTALS_DIFFER:
            # It was wrong from the start; only agreement ends that, not the next look at it.
            message = f"{done.message} Hint: Correct the draft in e-conomic."
            outcome = replace(outcome, action=Action.FAILED, code=Code.LEDGER_TOTALS_DIFFER, message=message)
        if outcome.good and waits_for is None:
            return outcome
        return replace(outcome, attempts=self._retries.attempts(origin, item.id))

    def _noted(self, note: Note) -> None:
        """Hear from the write-back that one document is settled."""
        with self._lock:
            if note.result is Result.FAILED and note.outcome.good:
                self._left_to_do(note)
            elif note.waited is not None and note.outcome.good:
                self._retries.note(note.origin, note.outcome)
            self._advance()

    def _left_to_do(self, note: Note) -> None:
        self._put_back += 1
        if self._put_back <= _MOST_WAITING or note.waited is not None:
            account = _account(note.document)
            self._retries.put_back(note.origin, note.outcome, Code.WRITE_BACK_FAILED, note.waited, account)
        elif self._put_back == _MOST_WAITING + 1:
            logger.warning(
                "%d documents wait for the next run because their outcome could not be written to Stripe; more are "
                "not kept. Mend stripe_api_key, or leave it out.",
                _MOST_WAITING,
            )

    def _advance(self) -> None:
        while self._trail:
            first = self._trail[0]
            if isinstance(first, Note):
                if first.result is None:
                    return
            else:
                self._write(first)
            self._trail.popleft()

    def _write(self, state: Json) -> None:
        self._last_state = state
        if self._write_state is not None:
            self._last_written = self._retries.applied(state)
            self._write_state(self._last_written)


def _to_write_back(outcome: Outcome, waited: Entry | None) -> bool:
    if outcome.code == Code.NOT_FOUND_IN_STRIPE:
        return False
    return not outcome.good or outcome.action in _CHANGED or waited is not None


def _origin(item: Item) -> tuple[str, str | None]:
    """Return the tap's stream, which is where the id waits for the next run, and the connected account."""
    origin: Any = item.document.get("origin")
    stream = origin.get("stream") if isinstance(origin, dict) else None
    return (stream if isinstance(stream, str) else item.stream), _account(item.document)


def _account(document: Json) -> str | None:
    origin: Any = document.get("origin")
    account = origin.get("account") if isinstance(origin, dict) else None
    return account if isinstance(account, str) else None
