"""What a status consists of: plain values, gathered in `gathering` and shown in `command`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stripe_economic.outcomes.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Stream:
    """How far one stream has come in one account.

    Attributes:
        name: the stream's.
        account: the connected account; None for the key's own.
        up_to: everything created before this has been read; empty where nothing was.
        read_at: changes up to this have been read.
        behind: how many objects the next run would read besides those that wait; None where it was not counted.
        waiting: how many wait to be tried again.
    """

    name: str
    account: str | None
    up_to: str
    read_at: str
    behind: int | None
    waiting: int

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "stream": self.name,
            "account": self.account,
            "up_to": self.up_to or None,
            "read_at": self.read_at or None,
            "behind": self.behind,
            "waiting": self.waiting,
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """What waits, with what the last run wrote about it into Stripe.

    Attributes:
        waiting: the entry of the retry list.
        message: code and message from the metadata; empty where there is none, as on movements of money.
        posted_as: the document, where the metadata says that it has been posted since, by a replay.
        written_at: when that was written.
    """

    waiting: Waiting
    message: str
    posted_as: str
    written_at: str

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            **self.waiting.as_json(),
            "message": self.message or None,
            "posted_as": self.posted_as or None,
            "written_at": self.written_at or None,
        }


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last normal run.

    Attributes:
        source: who says so: `meltano`, its system database; `metadata`, what a run wrote into Stripe; `state`, STATE.
        began_at: empty where it is not known.
        ended_at: the same; of `metadata` and `state` the latest moment that they tell of.
        ended: Meltano's word for how it ended, in lower case: success, fail, running, dead; empty where not known.
    """

    source: str
    began_at: str
    ended_at: str
    ended: str

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "source": self.source,
            "began_at": self.began_at or None,
            "ended_at": self.ended_at or None,
            "ended": self.ended or None,
        }


@dataclass(frozen=True, slots=True)
class Drafts:
    """Open drafts in e-conomic that bear a Stripe id; the last three are of the oldest, empty where there is none."""

    count: int
    oldest: str
    date: str
    stripe_id: str

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        oldest = {"number": self.oldest, "date": self.date, "id": self.stripe_id} if self.count else None
        return {"count": self.count, "oldest": oldest}


@dataclass(frozen=True, slots=True)
class Status:
    """How the pipeline stands."""

    environment: str
    streams: tuple[Stream, ...]
    failed: tuple[Failed, ...]
    last_run: LastRun | None
    drafts: Drafts

    @property
    def codes(self) -> Mapping[str, int]:
        """How many wait, by outcome code, the most frequent first."""
        return dict(Counter(one.waiting.code for one in self.failed).most_common())

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "environment": self.environment,
            "streams": [one.as_json() for one in self.streams],
            "waiting": [one.as_json() for one in self.failed],
            "codes": self.codes,
            "last_run": self.last_run.as_json() if self.last_run else None,
            "drafts": self.drafts.as_json(),
        }
