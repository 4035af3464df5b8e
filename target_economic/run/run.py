"""One run over one agreement: takes documents in, gives each exactly one outcome, and each STATE back in its turn."""

import logging
import threading
from collections.abc import Callable

from run_telemetry import Telemetry
from target_economic.errors import RecordsFailed, TargetError
from target_economic.http.jsontext import Json
from target_economic.outcomes.log import OutcomeLog
from target_economic.outcomes.summary import Summary, SummaryFile
from target_economic.run.conveyor import Conveyor
from target_economic.run.delivery import Delivery
from target_economic.run.lock import AgreementLock
from target_economic.run.rooms import furnish
from target_economic.settings.settings import Settings
from target_economic.singer.retry import RetryList
from target_economic.stopping import Stopping

logger = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds that requests in flight are given once the run was asked to stop."""
_PATIENCE_FOR_NOTES = 1.0
_GLANCE = 0.1


class Run:
    """The target at work: everything that lives as long as one run.

    Args:
        settings: checked.
        stopping: asked by a signal.
        write_state: writes one STATE message.
        wake: called from another thread when something went wrong, as the caller may be waiting for input.
        telemetry: takes what becomes of each document, and each request.
    """

    def __init__(
        self,
        settings: Settings,
        stopping: Stopping,
        write_state: Callable[[Json], None],
        wake: Callable[[], None],
        telemetry: Telemetry,
    ) -> None:
        self._settings = settings
        self._stopping = stopping
        self._rooms = furnish(settings, stopping, telemetry.request)
        self._log = OutcomeLog(settings.outcomes_file, telemetry.document)
        self._summary_file = SummaryFile(settings.summary_json)
        self._summary = Summary(dry_run=settings.dry_run)
        self._retries = RetryList()
        self._delivery = Delivery(
            self._retries,
            self._log,
            self._summary,
            None if settings.dry_run else write_state,
            self._rooms.write_back,
        )
        self._conveyor = Conveyor(self._rooms.desk, self._delivery, stopping, settings.concurrency, wake)
        self._lock: AgreementLock | None = None

    def connect(self) -> None:
        """Make sure that e-conomic answers and accepts the tokens, and that this run is alone.

        Raises:
            RunError: it does not, or another run is at work.
            Stopped: the run was asked to stop.
        """
        number = self._aside(lambda: self._rooms.agreement.number)
        if not self._settings.dry_run:  # which disturbs nobody
            lock = AgreementLock(self._settings.api_url, number)
            lock.acquire(self._settings.lock_wait, self._stopping)
            self._lock = lock
        logger.info("Connected to e-conomic, agreement %d.", number)

    def take(self, stream: str, document: Json) -> None:
        """Take a document in; waits while enough are under way.

        Raises:
            RunError: the run cannot go on.
        """
        self._conveyor.take(stream, document)

    def state(self, value: Json) -> None:
        """Take a STATE in; it is written when everything before it has its outcome.

        Raises:
            RunError: it is not a STATE, or the run cannot go on.
        """
        # Before the documents are judged: what they had failed with decides how.
        self._retries.learn(value)
        self._conveyor.state(value)

    def check(self) -> None:
        """Go on unless the run was asked to stop or cannot go on.

        Raises:
            RunError: it was, or cannot.
        """
        self._conveyor.check()

    def finish(self) -> None:
        """Finish what was taken in, and say what became of the run.

        Raises:
            RecordsFailed: more documents failed than `fail_on` allows; STATE has been written all the same.
            RunError: the run could not go on.
        """
        self._conveyor.finish()
        if self._rooms.write_back is not None:
            self._rooms.write_back.close(PATIENCE)
        self._delivery.again()  # where that fails, the run is aborted
        failures, allowed = self._summary.failures, self._settings.fail_on
        error = RecordsFailed(failures) if allowed is not None and failures >= allowed else None
        self._close(error.code if error else "complete")
        if error:
            raise error

    def abort(self, code: str) -> None:
        """End a run that cannot go on: begin nothing, finish what is in flight, and keep what is known.

        Args:
            code: of what ended it.

        Raises:
            RunError: what is known could not be kept.
        """
        try:
            self._conveyor.abort(PATIENCE)
            if self._rooms.write_back is not None:
                self._rooms.write_back.close(_PATIENCE_FOR_NOTES)
            self._delivery.again()
        finally:
            self._close(code)

    def _close(self, ended: str) -> None:
        written_back = self._rooms.write_back.counts if self._rooms.write_back else None
        logger.info("Summary: %s.", self._summary.words())
        if written_back is not None:
            logger.info("Written back to Stripe: %s.", ", ".join(f"{n} {name}" for name, n in written_back.items()))
        self._rooms.client.close()
        if self._lock:
            self._lock.release()
        self._summary_file.write(self._summary.facts(ended, self._rooms.client.requests, written_back))

    def _aside(self, ask: Callable[[], int]) -> int:
        """Ask in another thread, so that a signal need not wait for the answer."""
        answers: list[int] = []
        errors: list[BaseException] = []

        def asking() -> None:
            try:
                answers.append(ask())
            except BaseException as error:  # noqa: BLE001 - raised below, in the thread that waits
                errors.append(error)

        thread = threading.Thread(target=asking, name="connect", daemon=True)
        thread.start()
        while thread.is_alive():
            self._stopping.check()
            thread.join(_GLANCE)
        if errors:
            raise errors[0]
        return answers[0]


def code_of(error: BaseException) -> str:
    """Return what ended a run, for its summary."""
    return error.code if isinstance(error, TargetError) else type(error).__name__
