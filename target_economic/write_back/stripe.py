"""The one request that goes to Stripe: metadata of one object.

No Stripe-Version is sent: metadata is written alike in all of them, and the account's own default serves.
"""

import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from urllib.parse import quote

import requests

from run_telemetry.facts import Request
from target_economic.http.connections import Connections
from target_economic.stopping import Stopping
from target_economic.write_back.notes import Result, Write

logger = logging.getLogger(__name__)

TRIES = 4
QUIET = 60.0
"""Seconds for which nothing is sent once Stripe gave no answer to any of the tries: posting does not wait for it."""
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 20.0
_TIMEOUT = (5.0, 20.0)
_CONFLICT = 409  # another request with the same key is still under way
_TOO_MANY = 429


class Stripe:
    """Stripe's API with one key; used by several threads.

    Args:
        url: such as `https://api.stripe.com`.
        key: secret.
        stopping: nothing is sent once it was asked.
        clock: seconds; given by tests.
        tell: takes each request and how long it took.
    """

    def __init__(
        self,
        url: str,
        key: str,
        stopping: Stopping,
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[Request], None] = lambda _: None,
    ) -> None:
        self._url = url.rstrip("/")
        self._connections = Connections(self._url, {"Authorization": f"Bearer {key}"}, tell)
        self._stopping = stopping
        self._clock = clock
        self._lock = threading.Lock()
        self._refused: set[tuple[str, str | None]] = set()
        self._unknown = False
        self._quiet_until = clock()

    def __repr__(self) -> str:
        return f"Stripe({self._url})"

    def close(self) -> None:
        """Give the connections back."""
        self._connections.close()

    def write(self, one: Write) -> Result:
        """Write metadata; a failure is logged and told, never raised.

        Raises:
            Stopped: the run was asked to stop.
        """
        form = {f"metadata[{name}]": value for name, value in one.metadata.items()}
        # One key for all tries of one write: Stripe answers a repetition from its memory.
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if one.account:
            headers["Stripe-Account"] = one.account
        why = ""
        for attempt in range(TRIES):
            self._stopping.check()
            if self._in_vain(one):
                return Result.FAILED
            answer = self._send(one, form, headers)
            if isinstance(answer, Result):
                return answer
            why, wait = answer
            if attempt < TRIES - 1:
                self._stopping.wait(min(wait or _FIRST_WAIT * 2**attempt, _LONGEST_WAIT))
        logger.warning(
            "The outcome could not be written to Stripe's %s: %s; nothing is written for %d s.", one.path, why, QUIET
        )
        with self._lock:
            self._quiet_until = self._clock() + QUIET
        return Result.FAILED

    def _in_vain(self, one: Write) -> bool:
        with self._lock:
            return self._unknown or _right(one) in self._refused or self._clock() < self._quiet_until

    def _send(
        self, one: Write, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Result | tuple[str, float | None]:
        """Send once; returns why, and how long to wait, where it is worth another try."""
        path = one.path
        try:
            request = self._connections.prepare("POST", quote(path), content=form, headers=headers)
        except (requests.RequestException, UnicodeError) as error:
            logger.warning("Stripe cannot be asked to write %s: %s.", path, type(error).__name__)
            return Result.FAILED
        try:
            answer = self._connections.send(request, _TIMEOUT)
        except requests.RequestException as error:
            return type(error).__name__, None
        status = answer.status_code
        if status == requests.codes.ok:
            return Result.WRITTEN
        if status in {_CONFLICT, _TOO_MANY} or status >= requests.codes.internal_server_error:
            asked = answer.headers.get("Retry-After", "")
            return f"HTTP {status}", float(asked) if re.fullmatch(r"\d{1,4}", asked) else None
        if status == requests.codes.not_found:
            logger.warning("Stripe does not have %s; its outcome is not written there.", path)
            return Result.GONE
        if status in {requests.codes.unauthorized, requests.codes.forbidden}:
            self._refuse(status, one)
        else:
            logger.warning("Stripe refused to write the outcome to %s (HTTP %d).", path, status)
        return Result.FAILED

    def _refuse(self, status: int, one: Write) -> None:
        """Write no more of what the key may not write; a restricted key may well write something else."""
        with self._lock:
            known = self._unknown or _right(one) in self._refused
            self._refused.add(_right(one))
            self._unknown = self._unknown or status == requests.codes.unauthorized
        if not known:
            logger.warning(
                "Stripe does not let stripe_api_key write %s (HTTP %d); no more %s written in this run. "
                "Hint: give the key write access to what is posted.",
                one.path,
                status,
                "outcomes are" if self._unknown else "of its kind is",
            )


def _right(one: Write) -> tuple[str, str | None]:
    """What a key has the right to write, or not: the objects of one kind in one account."""
    return one.path.rpartition("/")[0], one.account
