"""Writes one thing to e-conomic exactly once, whatever happens to the connection or to this process.

The argument is in the package's docstring. Used by all threads of a run; nothing is kept between calls.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from target_economic.agreement.agreement import Agreement
from target_economic.errors import NoAnswer, Rejected
from target_economic.http.client import Answer, Client, encode
from target_economic.posting import idempotency
from target_economic.posting.intents import Creation, Deletion, Replacement
from target_economic.posting.ladder import Ladder
from target_economic.posting.sending import Reply, Request, Sender

__all__ = ["Creation", "Deletion", "Poster", "Replacement"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST_GENERATIONS = 20
# e-conomic serves some things one to three seconds after it stored them; a run that was just killed may have stored
# one.
_PAUSES = (1.0, 3.0)


class Poster:
    """Writes to one agreement.

    Args:
        client: the door.
        agreement: whose number is part of every key.
        dry_run: nothing may be written: who writes asks `dry_run` first.
        pauses: seconds between the looks for something that may not be shown yet.
        clock: the time of day in seconds.
    """

    def __init__(
        self,
        client: Client,
        agreement: Agreement,
        *,
        dry_run: bool = False,
        pauses: tuple[float, ...] = _PAUSES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.dry_run = dry_run
        self._client = client
        self._agreement = agreement
        self._pauses = pauses
        self._sender = Sender(client, clock)

    def create(self, creation: Creation[T]) -> T:
        """Make the thing, or adopt it when it turns out to be there.

        Raises:
            Rejected: e-conomic refuses it; nothing was made.
            NoAnswer: it is not known whether it was made; the next run looks it up.
            RunError: e-conomic cannot be reached or refuses the tokens; nothing was made.
        """
        content, refusal = encode(creation.body), None
        keys = self._keys(creation.source_id, creation.operation, creation.ladder)
        for tried, (generation, key) in enumerate(keys):
            if tried and (found := creation.recheck()) is not None:
                return found
            request = Request("POST", creation.path, creation.what, content, key)
            reply = self._sender.send(request, creation.recheck)
            if reply.found is not None:
                return reply.found
            if reply.answer is not None and not reply.answer.from_cache:
                made = creation.read(reply.answer.body)
                if creation.ladder is not None:
                    creation.ladder.take(generation)
                if tried:
                    creation.look_up()  # two of them are an error
                return made
            adopted = self._adopted(creation, reply)
            if creation.ladder is not None and reply.unanswered is None:
                creation.ladder.meet(generation)
            if adopted is not None:
                return adopted
            refusal = reply.rejection or refusal
            logger.info("An earlier attempt to %s left nothing behind; posting under a new key.", creation.what)
        raise refusal or _exhausted(creation.what)

    def replace(self, replacement: Replacement[T]) -> T:
        """Replace the thing; afterwards it is as wanted.

        Raises:
            Rejected: e-conomic refuses it; nothing was changed.
            NoAnswer: it is not known whether it was changed; the next run reads it again.
            RunError: e-conomic cannot be reached or refuses the tokens; nothing was changed.
        """
        content, refusal = encode(replacement.body), None
        operation = f"{replacement.operation} {hashlib.sha256(content).hexdigest()}"
        for _, key in self._keys(replacement.source_id, operation):
            request = Request("PUT", replacement.path, replacement.what, content, key)
            reply = self._sender.send(request, replacement.look_up)
            if reply.answer is not None and not reply.answer.from_cache:
                return replacement.read(reply.answer.body)
            found = reply.found if reply.found is not None else replacement.look_up()
            if found is not None:
                return found
            _give_up(reply)
            refusal = reply.rejection or refusal
        raise refusal or _exhausted(replacement.what)

    def delete(self, deletion: Deletion) -> bool:
        """Delete the thing; afterwards it is gone.

        Returns:
            Whether e-conomic says that this very request deleted it. Else it is gone, or has moved, otherwise.

        Raises:
            Rejected: e-conomic refuses it; it is still there.
            NoAnswer: it is not known whether it is gone; the next run reads it again.
            RunError: e-conomic cannot be reached or refuses the tokens; it is still there.
        """

        def gone() -> bool | None:
            return deletion.gone() or None

        refusal = None
        for _, key in self._keys(deletion.source_id, deletion.operation):
            reply = self._sender.send(Request("DELETE", deletion.path, deletion.what, None, key), gone)
            if reply.answer is not None and not reply.answer.from_cache:
                return True
            if reply.final and reply.rejection is not None and reply.rejection.not_found:
                return False
            if reply.found or gone():
                return False
            _give_up(reply)
            refusal = reply.rejection or refusal
        raise refusal or _exhausted(deletion.what)

    def patiently(self, look: Callable[[], T | None]) -> T | None:
        """Look for something that was written a moment ago, which e-conomic may not show at once."""
        found = look()
        for pause in self._pauses:
            if found is not None:
                break
            self._client.wait(pause)
            found = look()
        return found

    def _adopted(self, creation: Creation[T], reply: Reply[T]) -> T | None:
        """Return what an earlier sending made; None when it left nothing behind and it may be sent anew."""
        if reply.answer is not None:
            return self._remembered(creation, reply.answer, repeated=reply.repeated)
        if reply.rejection is not None and not reply.of_another and not reply.repeated:
            # A stored refusal; a fresh one is final.
            found = creation.look_up() if reply.rejection.from_cache else None
        else:
            found = self.patiently(creation.look_up)
        if found is None:
            _give_up(reply)
        return found

    def _remembered(self, creation: Creation[T], answer: Answer, *, repeated: bool) -> T | None:
        def look() -> T | None:
            found = creation.reread(answer.body)
            return creation.look_up() if found is None else found

        found = self.patiently(look)
        if found is None and repeated:
            # Most likely this very call made it a moment ago.
            raise NoAnswer(creation.what, "it says that this was done, and does not show it yet")
        if found is None:
            creation.gone(answer.body)
        return found

    def _keys(self, source_id: str, operation: str, ladder: Ladder | None = None) -> Iterator[tuple[int, str]]:
        if self.dry_run:
            raise AssertionError("a dry run writes nothing")
        for generation in ladder.open() if ladder else range(MOST_GENERATIONS):
            yield generation, idempotency.key(self._agreement.number, source_id, operation, generation)


def _give_up(reply: Reply[T]) -> None:
    """Raise what ends the attempts: no answer at all, or a refusal of this very request."""
    if reply.unanswered is not None:
        raise reply.unanswered  # it may still arrive; the next run looks again before it writes
    if reply.final and reply.rejection is not None:
        raise reply.rejection


def _exhausted(what: str) -> NoAnswer | Rejected:
    return NoAnswer(what, "too many earlier attempts are still remembered")
