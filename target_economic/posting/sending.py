"""Sends one request under one Idempotency-Key until it is answered, identical each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from target_economic.errors import NoAnswer, Rejected, RunError, Unreachable
from target_economic.http.client import TRIES, Answer, Client, TooManyRequests
from target_economic.posting.hour import deadline

T = TypeVar("T")

_KEY_WAS_USED = frozenset({"PayloadChanged", "URLChanged"})


@dataclass(frozen=True, slots=True)
class Request:
    """One write, word for word."""

    method: str
    path: str
    what: str
    content: bytes | None
    key: str


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """What came of a request; exactly one of the first four is set.

    Attributes:
        answer: a 2xx.
        rejection: a 4xx.
        unanswered: it may or may not have been carried out.
        found: it was not sent again, because the thing turned out to be there.
        repeated: whether an earlier sending went unanswered.
    """

    answer: Answer | None = None
    rejection: Rejected | None = None
    unanswered: NoAnswer | None = None
    found: T | None = None
    repeated: bool = False

    @property
    def of_another(self) -> bool:
        """Whether a refusal says only that the key was used before, for something else."""
        return self.rejection is not None and self.rejection.error_code in _KEY_WAS_USED

    @property
    def final(self) -> bool:
        """Whether a refusal is one of this very request."""
        return self.rejection is not None and not self.rejection.from_cache and not self.of_another


class Sender:
    """Sends requests to one agreement."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    def send(self, request: Request, recheck: Callable[[], T | None]) -> Reply[T]:
        """Send a request, repeating it word for word while it is unanswered.

        Args:
            request: the write.
            recheck: asked before a repetition; the thing, if it is there, or raises where repeating could do harm.

        Raises:
            RunError: e-conomic cannot be reached, refuses the tokens or takes no more requests; nothing was written.
        """
        in_doubt: NoAnswer | None = None
        last: NoAnswer | Unreachable
        late = deadline(self._clock)
        for attempt in range(TRIES):
            if in_doubt is not None:
                if (found := recheck()) is not None:
                    return Reply(found=found, repeated=True)
                if late():
                    break
            try:
                answer = self._client.send(request.method, request.path, request.what, request.content, request.key)
                return Reply(answer=answer, repeated=in_doubt is not None)
            except Rejected as error:
                return Reply(rejection=error, repeated=in_doubt is not None)
            except (NoAnswer, Unreachable) as error:
                last = error
                if isinstance(error, NoAnswer) and not isinstance(error, TooManyRequests):
                    in_doubt = error
                if attempt < TRIES - 1:
                    self._client.back_off(error, attempt)
        if in_doubt is None:
            raise _never_taken(last)
        return Reply(unanswered=in_doubt, repeated=True)


def _never_taken(error: NoAnswer | Unreachable) -> RunError:
    if isinstance(error, Unreachable):
        return error
    return RunError("economic_unavailable", error.message, "Run again later: nothing was lost.")
