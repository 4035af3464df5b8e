"""Which invoice has which story: how it is paid, and what happens to it afterwards.

The first 40 keep their amounts whatever is told of them; the stories that change what is due begin after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.company import aftermath, recipes
from sandbox.company.invoices import Built, Way
from sandbox.company.timeline import DAY
from sandbox.stripe.money import credit_notes
from sandbox.stripe.money.credit_notes import Payback

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from sandbox.company.aftermath import Story
    from sandbox.company.timeline import Timeline

JsonObject = dict[str, Any]

WRITTEN: Mapping[int, Story] = {
    1: aftermath.part_refunded,
    2: aftermath.refund_failed,
    3: aftermath.dispute_lost,
    5: aftermath.credited_to_card,
    6: aftermath.dispute_won,
    10: aftermath.refunded_later,
    13: aftermath.credited_and_voided,
    19: aftermath.credited_out_of_band,
    27: aftermath.credited_twice,
    33: aftermath.credited_to_balance,
    37: aftermath.dispute_open,
}
"""Stories of the first 40 invoices, of the kinds that leave an invoice's own amounts alone."""

WAYS: Mapping[int, Way] = {41: Way.OUT_OF_BAND, 43: Way.TOO_SMALL, 58: Way.INSTALMENTS}
RECIPES: Mapping[int, recipes.Recipe] = {42: recipes.prepaid, 43: recipes.tiny, 49: recipes.line_discount}
CREDITED_BEFORE = 49

_FIRST_DRAWN = 59
_DRAWN: tuple[tuple[Story | None, int], ...] = (
    (aftermath.part_refunded, 15), (aftermath.refunded_later, 10), (aftermath.refund_failed, 3),
    (aftermath.dispute_lost, 4), (aftermath.dispute_won, 4), (aftermath.dispute_open, 1),
    (aftermath.credited_to_card, 15), (aftermath.credited_twice, 5), (aftermath.credited_to_balance, 5),
    (aftermath.credited_out_of_band, 4), (aftermath.credited_and_voided, 10), (None, 924),
)  # fmt: skip
_STORIES = [story for story, _ in _DRAWN]
_WEIGHTS = [weight for _, weight in _DRAWN]
_INSTALMENTS_PERCENT, _OUT_OF_BAND_PER_MILLE, _CREDITED_PERCENT = 8, 12, 6


def way_of(number: int, times: Timeline, rng: random.Random) -> Way:
    """How the `number`-th invoice is paid; only those that were sent are paid in parts or past Stripe."""
    if number < _FIRST_DRAWN:
        return WAYS.get(number, Way.PAYMENT)
    if times.sent and rng.randrange(100) < _INSTALMENTS_PERCENT:
        return Way.INSTALMENTS
    if times.sent and rng.randrange(1_000) < _OUT_OF_BAND_PER_MILLE:
        return Way.OUT_OF_BAND
    return Way.PAYMENT


def story_of(number: int, rng: random.Random) -> Story | None:
    """What happens to the `number`-th invoice after it was paid."""
    if number < _FIRST_DRAWN:
        return WRITTEN.get(number)
    return rng.choices(_STORIES, _WEIGHTS)[0]


def credited_before(
    number: int, built: Built, rng: random.Random, rates: Mapping[str, JsonObject]
) -> JsonObject | None:
    """A credit note over one line of an open invoice, which then leaves less to be paid; None where there is none."""
    body = built.body
    lines = body["lines"]["data"]
    times = body["status_transitions"]
    drawn = number == CREDITED_BEFORE or (number >= _FIRST_DRAWN and rng.randrange(100) < _CREDITED_PERCENT)
    late = body["due_date"] and times["paid_at"] - times["finalized_at"] > 2 * DAY
    fits = 1 < len(lines) <= 10 and all(line["amount"] > 0 for line in lines) and len(built.payments) == 1  # noqa: PLR2004 - what Stripe embeds
    if not drawn or not late or not fits or body["amount_paid"] != body["total"]:
        return None
    part = credit_notes.whole(lines[-1])
    made = credit_notes.lines([part], rng, rates.get)
    summed = credit_notes.sums([part], made)
    total = summed["total"]
    if not 0 < total < body["total"] // 2:
        return None
    payback = Payback(pre_payment=total)
    note = credit_notes.credit_note(body, summed, made, payback, times["finalized_at"] + DAY, rng=rng, serial=1)
    body |= credit_notes.on_invoice(body, payback)
    body |= {"amount_paid": body["amount_due"], "amount_remaining": 0}
    built.payments[0] |= {"amount_paid": body["amount_due"], "amount_requested": body["amount_due"]}
    return note
