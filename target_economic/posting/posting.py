"""Creates one thing in e-conomic exactly once, whatever happens to the connection or to this process.

The caller has looked the thing up and not found it. From there:

- an answer that never came is resolved by repeating the identical request under the same Idempotency-Key, which
  e-conomic answers from its memory for one hour, and then by looking up again;
- an answer from that memory to a request that this process sends for the first time speaks of an earlier run: it
  counts only if the thing is still there, because it may have been deleted since, or refused for a reason that has
  been mended since;
- `PayloadChanged` means that an earlier run sent another body under this key: looking up tells whether it arrived.

Where looking up says "not there", the next generation of the key opens and the thing is posted under it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from target_economic.agreement.agreement import Agreement
from target_economic.errors import NoAnswer, Rejected, RunError, Unreachable
from target_economic.http.client import TRIES, Answer, Client, Json, TooManyRequests, encode
from target_economic.posting import idempotency

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST_GENERATIONS = 20
# e-conomic serves some things a moment after it stored them; a run that was just killed may have stored one.
_PAUSES = (2.0, 4.0)
_KEY_WAS_USED = frozenset({"PayloadChanged", "URLChanged"})


@dataclass(frozen=True, slots=True)
class Creation(Generic[T]):
    """What to create.

    Attributes:
        path: the collection that is posted to.
        what: for messages, such as `create the draft of in_1`.
        source_id: identity of the thing at its source.
        operation: names the operation in the key, such as `create draft`.
        body: e-conomic's body.
        look_up: looks the thing up anew; None when it is not there.
        read: reads the thing from e-conomic's answer.
        reread: reads the thing that an earlier answer names once more; None when it is gone or has become another.
    """

    path: str
    what: str
    source_id: str
    operation: str
    body: Json
    look_up: Callable[[], T | None]
    read: Callable[[Json], T]
    reread: Callable[[Json], T | None]


class Poster:
    """Posts creations to one agreement."""

    def __init__(self, client: Client, agreement: Agreement) -> None:
        self._client = client
        self._agreement = agreement

    def create(self, creation: Creation[T]) -> T:
        """Create the thing, or adopt it when it turns out to be there.

        Raises:
            Rejected: e-conomic refuses it; nothing was created.
            NoAnswer: it is not known whether it was created; the next run looks it up.
            RunError: e-conomic cannot be reached or refuses the tokens; nothing was created.
        """
        content = encode(creation.body)
        rejection: Rejected | None = None
        for generation in range(MOST_GENERATIONS):
            key = idempotency.key(self._agreement.number, creation.source_id, creation.operation, generation)
            in_doubt: NoAnswer | None = None
            adopted: T | None = None
            try:
                answer, repeated = self._send(creation, content, key)
            except NoAnswer as error:
                in_doubt = error
            except Rejected as error:
                if not error.from_cache and error.error_code not in _KEY_WAS_USED:
                    raise
                rejection = error
            else:
                if repeated or not answer.from_cache:
                    return creation.read(answer.body)
                adopted = creation.reread(answer.body)
            if adopted is None:
                adopted = self._look_up(creation, patiently=rejection is None)
            if adopted is not None:
                return adopted
            if in_doubt is not None:
                raise in_doubt  # it may still arrive; the next run looks again before it posts
            logger.info("An earlier attempt to %s left nothing behind; posting under a new key.", creation.what)
        raise rejection or NoAnswer(creation.what, f"{MOST_GENERATIONS} earlier attempts are still remembered")

    def _look_up(self, creation: Creation[T], *, patiently: bool) -> T | None:
        """Look up after an answer that speaks of an earlier write, which a filter may not find at once."""
        found = creation.look_up()
        for pause in _PAUSES if patiently else ():
            if found is not None:
                break
            self._client.wait(pause)
            found = creation.look_up()
        return found

    def _send(self, creation: Creation[T], content: bytes, key: str) -> tuple[Answer, bool]:
        """Send the identical request until it is answered; the flag says whether one went unanswered before."""
        in_doubt = False
        last: NoAnswer | Unreachable
        for attempt in range(TRIES):
            try:
                return self._client.post(creation.path, creation.what, content, key), in_doubt
            except (NoAnswer, Unreachable) as error:
                last = error
                in_doubt = in_doubt or not isinstance(error, TooManyRequests | Unreachable)
                if attempt < TRIES - 1:
                    self._client.back_off(error, attempt)
        if isinstance(last, TooManyRequests):
            raise RunError("economic_unavailable", last.message, "Run again later: nothing was lost.")
        raise last
