"""`Idempotency-Key` on POST: the same request gets the same answer, another request under that key is refused.

Only answers of requests that were carried out are remembered, a declined card's among them: Stripe keeps none for
requests that fail validation.
"""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.stripe.api.errors import ApiError, invalid
from sandbox.tables import Table

MAX_KEY = 255
# Stripe remembers for at least 24 hours; a sandbox that runs for long must not grow for ever.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer given before, with the id of the request it was given to."""

    path: str
    params: bytes
    body: bytes
    request_id: str
    status: int = 200


class Replays:
    """Answers by idempotency key, the newest of them."""

    def __init__(self) -> None:
        self._answers: Table[str, Answer] = Table()

    def find(self, key: str, path: str, params: bytes) -> Answer | None:
        """The answer already given to this request.

        Raises:
            ApiError: 400 `idempotency_error` where the key was used for another request.
        """
        if len(key) > MAX_KEY:
            raise invalid(f"Idempotency-Key can be at most {MAX_KEY} characters.")
        known = self._answers.get(key)
        if known is None:
            return None
        hint = f"Try using a key other than '{key}' if you meant to execute a different request."
        if known.path != path:
            words = f"for the same endpoint they were first used for ('{known.path}' vs '{path}'). {hint}"
            raise _reused(words)
        if known.params != params:
            raise _reused(f"with the same parameters they were first used with. {hint}")
        return known

    def remember(self, key: str, answer: Answer) -> None:
        """Keep an answer."""
        self._answers[key] = answer
        if len(self._answers) > _REMEMBERED:
            del self._answers[next(iter(self._answers))]


def _reused(words: str) -> ApiError:
    return ApiError(400, f"Keys for idempotent requests can only be used {words}", kind="idempotency_error")
