"""What a test or a person can set about a Stripe account: its keys, mode, clock, versions and limits."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.errors import SandboxError
from sandbox.stripe.account import ACCOUNT_ID
from sandbox.stripe.api.access import LIVE_KEY, READ_ONLY_KEY, SANDBOX_KEY
from sandbox.stripe.api.idempotency import Replays
from sandbox.stripe.api.versions import API_VERSION, KNOWN
from sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.stripe.api.access import Rights
    from sandbox.stripe.api.limits import Limits

_HOUR = 3_600


class Settings:
    """The settings of one account; all of them may be changed at any time.

    Attributes:
        account_id: `acct_…`.
        livemode: Whether what the account holds is live data. A key of the other mode sees an empty account.
        keys: The API keys with their rights: of each kind of object, or of `*`, `none`, `read` or `write`.
        expired_keys: Keys that are answered 401 `api_key_expired`.
        limits: The rate limits, or None for none.
        locked_objects: How many more requests find an object locked.
        paid_out: Which balance transactions each payout paid out: they do not name it themselves.
        strict_cursors: Whether all lists refuse a cursor that no longer passes their filters.
        replays: The answers that idempotency keys repeat.
    """

    def __init__(self, account_id: str = ACCOUNT_ID, *, livemode: bool = False, newest: int = 0) -> None:
        self.account_id = account_id
        self.livemode = livemode
        self.keys: dict[str, Rights] = {
            SANDBOX_KEY: {"*": "write"},
            LIVE_KEY: {"*": "write"},
            READ_ONLY_KEY: {"*": "read"},
        }
        self.expired_keys: set[str] = set()
        self.limits: Limits | None = None
        self.locked_objects: dict[str, int] = {}
        self.strict_cursors = False
        self.replays = Replays()
        self.paid_out: Table[str, tuple[str, ...]] = Table()
        self._newest = newest
        self._clock: int | None = None
        self._versions: list[tuple[int, str]] = [(0, API_VERSION)]

    @property
    def account_version(self) -> str:
        """The account's default API version: requests without a version and new events are in it.

        Setting it is as if it had never been another; see `Store.upgrade` for a change in the account's life.

        Raises:
            SandboxError: `unknown_version` when set to one that the sandbox does not serve.
        """
        return self._versions[-1][1]

    @account_version.setter
    def account_version(self, version: str) -> None:
        self._versions = [(0, checked(version))]

    def version_at(self, moment: int) -> str:
        """The version in force at a moment, in epoch seconds."""
        return next((version for since, version in reversed(self._versions) if since <= moment), API_VERSION)

    def lock_object(self, identifier: str, times: int = 1) -> None:
        """Answer the next requests that would change the object with 429 `lock_timeout`."""
        self.locked_objects[identifier] = times

    def locked(self, identifiers: set[str]) -> bool:
        """Whether a request about these objects finds one of them locked; counts it."""
        for identifier in identifiers & self.locked_objects.keys():
            left = self.locked_objects.pop(identifier)
            if left > 1:
                self.locked_objects[identifier] = left - 1
            return True
        return False

    @property
    def clock(self) -> int:
        """The account's present in epoch seconds.

        Unless set, one hour after the newest thing that happened in it; where nothing has, the wall clock's.
        """
        if self._clock is not None:
            return self._clock
        return self._newest + _HOUR if self._newest else int(time.time())

    @clock.setter
    def clock(self, value: int | None) -> None:
        self._clock = value
        self._tell(value)

    def _tell(self, clock: int | None) -> None:
        """Set the clocks of the accounts that live in the same present."""

    @contextmanager
    def standing(self, at: int | None = None) -> Iterator[int]:
        """Hold the clock, now or at another moment, while one thing after another is done; gives the moment."""
        before, moment = self._clock, self.clock if at is None else at
        self._clock = moment
        try:
            yield moment
        finally:
            self._clock = before

    def now(self) -> datetime:
        """`clock` as a moment, UTC."""
        return datetime.fromtimestamp(self.clock, UTC)

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None goes back to an hour after the newest thing."""
        self.clock = None if moment is None else int(moment.timestamp())

    def advance(self, by: timedelta) -> None:
        """Move the clock, and stop it there."""
        self.clock += int(by.total_seconds())

    def upgrade(self, version: str) -> None:
        """Make this the account's API version from now on; events of before stay in the version they were made in.

        Raises:
            SandboxError: `unknown_version`.
        """
        self._versions.append((self.clock, checked(version)))


def checked(version: str) -> str:
    """The version, if the sandbox serves it."""
    if version not in KNOWN:
        raise SandboxError(
            "unknown_version",
            f"Setting the Stripe account's API version: {version!r} is not served.",
            f"one of: {', '.join(sorted(KNOWN))}",
        )
    return version
