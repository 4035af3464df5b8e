"""What happens to a paid invoice afterwards: refunds, credit notes and disputes, in every form that Stripe has.

Each story changes the charge and the invoice in place and gives the objects that it leaves. A story for which the
year has no time left, or which does not fit the invoice, leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.company.cashier import PRESENT, Cashier
from sandbox.company.money import Paid, balance_move
from sandbox.company.timeline import DAY
from sandbox.stripe.money import credit_notes, disputes, refunds
from sandbox.stripe.money.credit_notes import Part, Payback

if TYPE_CHECKING:
    import random

JsonObject = dict[str, Any]

_HOUR = 3_600
_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A paid invoice, how it was paid, and until when something may still happen to it."""

    invoice: JsonObject
    paid: Paid
    rng: random.Random
    cashier: Cashier
    rates: Mapping[str, JsonObject]
    last: int

    def later(self, low: int, high: int) -> int | None:
        """A moment so many days after the charge, or None where the year is over by then."""
        moment = int(self.paid.charge["created"]) + self.rng.randint(low * DAY, high * DAY)
        return moment if moment < self.last else None

    def plain(self) -> bool:
        """Whether every line is positive and the charge paid all of it, so that any line can be credited."""
        body = self.invoice
        lines = body["lines"]["data"]
        return (
            len(lines) <= _MOST_LINES
            and body["amount_paid"] == body["total"] == self.paid.charge["amount"]
            and not body["shipping_cost"]
            and all(line["amount"] > 0 for line in lines)
        )


Story = Callable[[Case], Iterator[JsonObject]]


def give_back(case: Case, amount: int, moment: int, reason: str | None) -> tuple[JsonObject, JsonObject]:
    """A refund of the case's charge, told to the cashier."""
    charge = case.paid.charge
    made, moved = refunds.refund(charge, amount, moment, case.rng, reason=reason, present=PRESENT)
    charge |= refunds.on_charge(charge, amount)
    return made, case.cashier.take(moved)


def part_refunded(case: Case) -> Iterator[JsonObject]:
    """A part of the money goes back, without a credit note."""
    moment = case.later(1, 9)
    amount = case.paid.charge["amount"] // 4
    if moment and amount:
        yield from give_back(case, amount, moment, "requested_by_customer")


def refunded_later(case: Case) -> Iterator[JsonObject]:
    """All of it goes back in a later month, without a credit note."""
    moment = case.later(32, 45)
    if moment:
        yield from give_back(case, case.paid.charge["amount"], moment, None)


def refund_failed(case: Case) -> Iterator[JsonObject]:
    """A refund that the customer's bank sends back."""
    moment = case.later(3, 12)
    if not moment:
        return
    charge, amount = case.paid.charge, case.paid.charge["amount"] // 2
    made, moved = give_back(case, amount, moment, "requested_by_customer")
    changes, back = refunds.failure(made, moved, moment + 3 * DAY, case.rng, present=PRESENT)
    charge |= refunds.on_charge(charge, -amount)
    yield from (moved, case.cashier.take(back), made | changes)


def dispute_lost(case: Case) -> Iterator[JsonObject]:
    """The customer's bank takes the money back for good."""
    yield from _disputed(case, "lost", "fraudulent")


def dispute_won(case: Case) -> Iterator[JsonObject]:
    """The customer's bank takes the money, and gives it back some weeks later."""
    yield from _disputed(case, "won", "product_not_received")


def dispute_open(case: Case) -> Iterator[JsonObject]:
    """The customer's bank has taken the money; nobody has answered yet."""
    yield from _disputed(case, "needs_response", "duplicate")


def _disputed(case: Case, outcome: str, reason: str) -> Iterator[JsonObject]:
    charge, moment = case.paid.charge, case.later(6, 20)
    if not moment or charge["payment_method_details"]["type"] != "card":
        return
    made, moved = disputes.opened(charge, charge["amount"], moment, case.rng, reason=reason, present=PRESENT)
    yield case.cashier.take(moved)
    charge["disputed"] = True
    decided = moment + 15 * DAY
    if outcome == "won" and decided < case.last:
        changes, back = disputes.won(made, decided, case.rng, present=PRESENT)
        yield case.cashier.take(back)
        made |= changes
    elif outcome == "lost":
        made["status"] = "lost"
    yield made


def credited_to_card(case: Case) -> Iterator[JsonObject]:
    """One line, or one unit of it, is credited and refunded to the card."""
    moment = case.later(1, 15)
    if moment and case.plain():
        yield from _credit(case, [_first(case)], moment, way="card", reason="product_unsatisfactory")


def credited_twice(case: Case) -> Iterator[JsonObject]:
    """Two credit notes on one invoice: a first line, and later another, or what is left of the first."""
    moment = case.later(1, 15)
    if not moment or not case.plain():
        return
    lines = case.invoice["lines"]["data"]
    first = Part(lines[0], lines[0]["amount"] // 3)
    second = credit_notes.whole(lines[1]) if len(lines) > 1 else Part(lines[0], lines[0]["amount"] // 3)
    yield from _credit(case, [first], moment, way="card", reason="order_change")
    yield from _credit(case, [second], moment + 2 * DAY, way="card", serial=2, reason="order_change")


def credited_to_balance(case: Case) -> Iterator[JsonObject]:
    """Credited to the customer's balance, which is then paid out by hand."""
    moment = case.later(1, 15)
    if moment and case.plain():
        yield from _credit(case, [_first(case)], moment, way="balance")


def credited_out_of_band(case: Case) -> Iterator[JsonObject]:
    """The whole invoice is credited, and paid back past Stripe."""
    moment = case.later(1, 15)
    if moment and case.plain():
        yield from _credit(case, _everything(case), moment, way="out_of_band", reason="duplicate")


def credited_and_voided(case: Case) -> Iterator[JsonObject]:
    """A credit note that was issued while the invoice was open, and voided again before it was paid."""
    times = case.invoice["status_transitions"]
    moment = times["finalized_at"] + DAY
    if times["paid_at"] > moment + DAY and case.plain():
        parts = [_first(case)]
        made = credit_notes.lines(parts, case.rng, case.rates.get)
        summed = credit_notes.sums(parts, made)
        payback = Payback(pre_payment=summed["total"])
        note = credit_notes.credit_note(case.invoice, summed, made, payback, moment, rng=case.rng, serial=1)
        yield note | {"status": "void", "voided_at": moment + _HOUR}


def _first(case: Case) -> Part:
    line = case.invoice["lines"]["data"][0]
    unit = (line["pricing"] or {}).get("unit_amount_decimal") or ""
    if line["quantity"] > 1 and unit.isdigit() and str(line["quantity"]) == line["quantity_decimal"]:
        return Part(line, int(unit), 1)
    return credit_notes.whole(line)


def _everything(case: Case) -> list[Part]:
    return [credit_notes.whole(line) for line in case.invoice["lines"]["data"]]


def _credit(  # noqa: PLR0913 - a credit note takes these
    case: Case, parts: list[Part], moment: int, *, way: str, serial: int = 1, reason: str | None = None
) -> Iterator[JsonObject]:
    invoice = case.invoice
    made = credit_notes.lines(parts, case.rng, case.rates.get)
    summed = credit_notes.sums(parts, made)
    total = summed["total"]
    if not total or moment + 2 * _HOUR > case.last:
        return
    payback = Payback(out_of_band=total)
    if way == "card":
        refund, moved = give_back(case, total, moment, None)
        yield from (refund, moved)
        payback = Payback(refunds=((refund["id"], total),))
    moves: list[JsonObject] = []
    if way == "balance":
        moves = [
            balance_move(invoice, case.rng, -total, -total, moment, kind="credit_note", invoice=invoice["id"]),
            balance_move(invoice, case.rng, total, 0, moment + _HOUR, kind="adjustment", text="Saldo udbetalt"),
        ]
        payback = Payback(to_balance=total, balance_transaction=moves[0]["id"])
    note = credit_notes.credit_note(
        invoice, summed, made, payback, moment, rng=case.rng, serial=serial, reason=reason
    )
    if moves:
        moves[0]["credit_note"] = note["id"]
    invoice |= credit_notes.on_invoice(invoice, payback)
    yield from (*moves, note)
