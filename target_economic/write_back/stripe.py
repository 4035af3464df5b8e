"""The one request that goes to Stripe: metadata of one object.

No Stripe-Version is sent: metadata is written alike in all of them, and the account's own default serves.
"""

import logging
import re
import uuid
from collections.abc import Mapping
from urllib.parse import quote

import requests

from target_economic.http.sessions import Sessions
from target_economic.stopping import Stopping
from target_economic.write_back.notes import Result, Write

logger = logging.getLogger(__name__)

TRIES = 4
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 20.0
_TIMEOUT = (5.0, 20.0)
_TOO_MANY = 429


class Stripe:
    """Stripe's API with one key; used by several threads.

    Args:
        url: such as `https://api.stripe.com`.
        key: secret.
        stopping: nothing is sent once it was asked.
    """

    def __init__(self, url: str, key: str, stopping: Stopping) -> None:
        self._url = url.rstrip("/")
        self._sessions = Sessions(self._url, {"Authorization": f"Bearer {key}"})
        self._stopping = stopping
        self._refused = False

    def __repr__(self) -> str:
        return f"Stripe({self._url})"

    def close(self) -> None:
        """Give the connections back."""
        self._sessions.close()

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
            if self._refused:
                return Result.FAILED
            answer = self._send(one.path, form, headers)
            if isinstance(answer, Result):
                return answer
            why, wait = answer
            if attempt < TRIES - 1:
                self._stopping.wait(min(wait or _FIRST_WAIT * 2**attempt, _LONGEST_WAIT))
        logger.warning("The outcome could not be written to Stripe's %s: %s.", one.path, why)
        return Result.FAILED

    def _send(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Result | tuple[str, float | None]:
        """Send once; returns why, and how long to wait, where it is worth another try."""
        try:
            answer = self._sessions.mine.post(
                f"{self._url}{quote(path)}", data=form, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            return type(error).__name__, None
        status = answer.status_code
        if status == requests.codes.ok:
            return Result.WRITTEN
        if status == _TOO_MANY or status >= requests.codes.internal_server_error:
            asked = answer.headers.get("Retry-After", "")
            return f"HTTP {status}", float(asked) if re.fullmatch(r"\d{1,4}", asked) else None
        if status == requests.codes.not_found:
            logger.warning("Stripe does not have %s; its outcome is not written there.", path)
            return Result.GONE
        if status in {requests.codes.unauthorized, requests.codes.forbidden}:
            self._refuse(status, path)
        else:
            logger.warning("Stripe refused to write the outcome to %s (HTTP %d).", path, status)
        return Result.FAILED

    def _refuse(self, status: int, path: str) -> None:
        if not self._refused:
            logger.warning(
                "Stripe does not let stripe_api_key write %s (HTTP %d); no more outcomes are written in this run. "
                "Hint: give the key write access to what is posted.",
                path,
                status,
            )
        self._refused = True
