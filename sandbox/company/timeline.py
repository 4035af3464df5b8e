"""When things happen to an invoice, and how it ends: paid, or one of the states that are not for the books yet."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.stripe.objects.ids import randomness

OPENING = 1_767_600_000
"""2026-01-05T08:00:00Z: the first invoice."""
CLOSING = 1_794_736_800
"""2026-11-15T10:00:00Z: nothing happens after this."""
DAY = 86_400

_LAST_CREATED = CLOSING - 20 * 3_600
_LATE_EVERY, _LATE_AT = 9, 4
_TIED_EVERY = 20
_UNPAID = ("open", "draft", "void", "uncollectible", "open")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments of one invoice in epoch seconds (UTC); None for what has not happened."""

    created: int
    finalized: int | None
    paid: int | None
    due: int | None
    status: str
    ended: int | None = None

    @property
    def sent(self) -> bool:
        """Whether it was sent to be paid later rather than charged at once."""
        return self.due is not None


def paid_timeline(seed: int, number: int, count: int) -> Timeline:
    """The times of the `number`-th of `count` paid invoices, evenly spread over the year with some jitter.

    Every ninth is sent and paid weeks or months late; every twentieth shares its second with the one before it.
    """
    if number and number % _TIED_EVERY == 0:
        number, tied = number - 1, True
    else:
        tied = False
    rng = randomness(seed, "times", number)
    slot = (_LAST_CREATED - OPENING) // max(count, 1)
    created = OPENING + slot * number + rng.randrange(max(slot * 3 // 4, 1))
    if number % _LATE_EVERY == _LATE_AT and not tied:
        finalized = created + rng.randint(60, 600)
        paid = min(finalized + rng.randint(20 * DAY, 140 * DAY), CLOSING - rng.randint(0, 6 * 3_600))
        return Timeline(created, finalized, max(paid, finalized), finalized + 14 * DAY, "paid")
    finalized = created + 3_600
    return Timeline(created, finalized, finalized + rng.randint(2, 90), None, "paid")


def unpaid_timeline(seed: int, number: int, after: int) -> Timeline:
    """The times of the `number`-th invoice that is not paid, created shortly after the moment `after`."""
    rng = randomness(seed, "unpaid times", number)
    created = after + rng.randint(60, 3_000)
    status = _UNPAID[number % len(_UNPAID)]
    if status == "draft":
        return Timeline(created, None, None, None, status)
    finalized = created + 3_600
    ended = min(finalized + rng.randint(DAY, 40 * DAY), CLOSING) if status in {"void", "uncollectible"} else None
    return Timeline(created, finalized, None, finalized + 14 * DAY, status, ended)
