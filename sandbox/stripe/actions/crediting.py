"""Credit notes on open and paid invoices, and voiding them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import balances, paying, refunding
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money import credit_notes
from sandbox.stripe.money.amounts import line_amount, round_half_up, spread
from sandbox.stripe.money.credit_notes import Custom, Part, Payback

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note to be made.

    Either `parts`, or an `amount` that is shared out over the invoice's lines by their size. After payment the three
    ways of giving back (a refund of the card, the customer's balance, past Stripe) must make up the total; `refunds`
    are refunds made before.
    """

    invoice: str
    parts: Sequence[Part | Custom] = ()
    amount: int | None = None
    refund: int = 0
    to_balance: int = 0
    out_of_band: int = 0
    refunds: Sequence[tuple[str, int]] = ()
    reason: str | None = None
    memo: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def create(desk: Desk, credit: Credit) -> str:
    """A credit note; its id.

    Raises:
        ApiError: 400 for an invoice that is not open or paid, more than is left of it, and ways of giving back that
            do not make up the total.
    """
    invoice = desk.named("invoice", credit.invoice, "invoice")
    if invoice["status"] not in {"open", "paid", "uncollectible"}:
        raise invalid("Credit notes can only be created on finalized invoices.", param="invoice")
    parts = credit.parts or shared_out(desk, invoice, credit.amount or 0)
    made = credit_notes.lines(parts, desk.rng, lambda rate: desk.store.find("tax_rate", rate))
    summed = credit_notes.sums(parts, made)
    total = summed["total"]
    earlier = [note for note in desk.having("credit_note", "invoice", credit.invoice) if note["status"] == "issued"]
    left = invoice["total"] - sum(note["total"] for note in earlier)
    if not 0 < total <= left:
        raise invalid(
            f"The credit note's total of {total} must be between 1 and {left}, what is left of the invoice."
        )
    pre = min(invoice["amount_remaining"], total) if invoice["status"] != "paid" else 0
    payback = _payback(desk, invoice, credit, total, pre)
    serial = len(desk.having("credit_note", "invoice", credit.invoice)) + 1
    note = credit_notes.credit_note(
        invoice,
        summed,
        made,
        payback,
        desk.now,
        rng=desk.rng,
        serial=serial,
        reason=credit.reason,
        memo=credit.memo,
        metadata=dict(credit.metadata),
    )
    if payback.balance_transaction:
        desk.change("customer_balance_transaction", payback.balance_transaction, {"credit_note": note["id"]})
    desk.add(note, "credit_note.created")
    _apply(desk, invoice, payback)
    return str(note["id"])


def void(desk: Desk, identifier: str) -> None:
    """Take a credit note on an open invoice back.

    Raises:
        ApiError: 400 for one that gave money back, or whose invoice is not open any more (Stripe's documentation).
    """
    note = desk.get("credit_note", identifier)
    invoice = desk.get("invoice", note["invoice"])
    if note["status"] == "void" or note["post_payment_amount"] or invoice["status"] != "open":
        raise invalid("You can only void a credit note of an open invoice that has not been voided.", param="id")
    payback = credit_notes.payback_of(note)
    desk.change("credit_note", identifier, {"status": "void", "voided_at": desk.now}, "credit_note.voided")
    body = desk.change("invoice", invoice["id"], credit_notes.on_invoice(invoice, payback, back=True))
    paying.ask_for_rest(desk, body["id"], body["amount_remaining"])


def line_part(desk: Desk, invoice: str, line: str, *, quantity: int | None, amount: int | None) -> Part:
    """A part of an invoice line: so many of it, an amount of it, or all of it.

    Raises:
        ApiError: 400 for a line that is not the invoice's, and for more than the line has.
    """
    found = next((body for body in desk.all_lines(invoice) if body["id"] == line), None)
    if found is None:
        raise invalid(f"No such invoice line item: '{line}'", code="resource_missing", param="lines")
    if quantity is not None and found["quantity"]:
        unit = (found["pricing"] or {}).get("unit_amount_decimal")
        share = Fraction(quantity, found["quantity"])
        worth = line_amount_of(unit, quantity) if unit else round_half_up(found["amount"] * share)
        part = Part(found, found["amount"] if share == 1 else worth, quantity)
    elif amount is not None:
        part = Part(found, amount)
    else:
        part = credit_notes.whole(found)
    if abs(part.amount) > abs(found["amount"]):
        raise invalid(f"Line {line} has an amount of {found['amount']}, not {part.amount}.", param="lines")
    return part


def worth_of(desk: Desk, part: Part) -> int:
    """What a part of a line comes to, with its discounts and tax."""
    made = credit_notes.lines([part], desk.rng, lambda _: None)
    total: int = credit_notes.sums([part], made)["total"]
    return total


def line_amount_of(unit: str, quantity: int) -> int:
    """What so many of a line's units come to."""
    return line_amount(Decimal(quantity), Decimal(unit))


def shared_out(desk: Desk, invoice: JsonObject, amount: int) -> list[Part | Custom]:
    """An amount with tax, shared out over the invoice's lines by what they come to.

    That Stripe does the same with an amount is unverified. What rounding leaves over is a line of its own.

    Raises:
        ApiError: 400 for an invoice that has nothing to credit.
    """
    lines = [line for line in desk.all_lines(invoice["id"]) if _gross(line) > 0]
    if not lines:
        raise invalid("This invoice has no lines that could be credited.", param="invoice")
    if amount == sum(_gross(line) for line in lines) == invoice["total"]:
        return [credit_notes.whole(line) for line in lines]
    shares = spread(amount, [_gross(line) for line in lines])
    parts: list[Part | Custom] = [
        Part(line, round_half_up(Fraction(line["amount"] * share, _gross(line))))
        for line, share in zip(lines, shares, strict=True)
        if share
    ]
    made = credit_notes.lines(parts, desk.rng, lambda rate: desk.store.find("tax_rate", rate))
    rest = amount - credit_notes.sums(parts, made)["total"]
    return [*parts, Custom("Rounding", rest)] if rest else parts


def _gross(line: JsonObject) -> int:
    off = sum(entry["amount"] for entry in line["discount_amounts"])
    added = sum(entry["amount"] for entry in line["taxes"] if entry["tax_behavior"] == "exclusive")
    gross: int = line["amount"] - off + added
    return gross


def _payback(desk: Desk, invoice: JsonObject, credit: Credit, total: int, pre: int) -> Payback:
    post = total - pre
    given = credit.refund + credit.to_balance + credit.out_of_band + sum(amount for _, amount in credit.refunds)
    if given != post:
        raise invalid(
            f"The sum of credit_amount, refund_amount, refunds and out_of_band_amount must equal the credit note's "
            f"post-payment amount of {post}, not {given}."
        )
    payback = Payback(pre, tuple(credit.refunds), to_balance=credit.to_balance, out_of_band=credit.out_of_band)
    _check_refunds(desk, invoice, credit)
    if credit.refund:
        made = _refund_payments(desk, invoice, credit.refund)
        payback = replace(payback, refunds=(*payback.refunds, *made))
    if credit.to_balance:
        moved = balances.move(
            desk,
            invoice["customer"],
            -credit.to_balance,
            "credit_note",
            currency=invoice["currency"],
            invoice=invoice["id"],
        )
        payback = replace(payback, balance_transaction=moved["id"])
    return payback


def _check_refunds(desk: Desk, invoice: JsonObject, credit: Credit) -> None:
    """Refuse refunds that are not of the invoice's payments, or not worth that much any more; wording unverified."""
    payments = desk.having("invoice_payment", "invoice", invoice["id"])
    intents = {payment["payment"].get("payment_intent") for payment in payments}
    notes = desk.having("credit_note", "invoice", invoice["id"])
    used = [entry for note in notes if note["status"] == "issued" for entry in note["refunds"]]
    for name in dict.fromkeys(name for name, _ in credit.refunds):
        amount = sum(worth for one, worth in credit.refunds if one == name)
        found = desk.named("refund", name, "refunds")
        if found["payment_intent"] not in intents or found["status"] in {"failed", "canceled"}:
            raise invalid(f"Refund {name} gave nothing of this invoice's payments back.", param="refunds")
        left = found["amount"] - sum(entry["amount_refunded"] for entry in used if entry["refund"] == name)
        if amount > left:
            raise invalid(f"Refund {name} has {left} left that no credit note names, not {amount}.", param="refunds")


def _refund_payments(desk: Desk, invoice: JsonObject, amount: int) -> list[tuple[str, int]]:
    """Refund an amount from the charges that paid the invoice, the latest first."""
    planned: list[tuple[JsonObject, int]] = []
    for payment in reversed(desk.having("invoice_payment", "invoice", invoice["id"])):
        intent = payment["payment"].get("payment_intent")
        if payment["status"] != "paid" or not intent or not amount:
            continue
        charge = refunding.charge_of(desk, None, intent)
        if refunding.charged_back(desk, charge):
            continue
        part = min(amount, charge["amount_captured"] - charge["amount_refunded"])
        if part:
            planned.append((charge, part))
            amount -= part
    if amount:
        raise invalid("The refund amount exceeds what was charged for this invoice.", param="refund_amount")
    return [(refunding.refund(desk, charge, part), part) for charge, part in planned]


def _apply(desk: Desk, invoice: JsonObject, payback: Payback) -> None:
    values = credit_notes.on_invoice(invoice, payback)
    if payback.pre_payment and not values["amount_remaining"]:
        paying.cancel_payments(desk, invoice["id"])
        paying.become_paid(desk, invoice["id"], values, charged=False)
        return
    body = desk.change("invoice", invoice["id"], values)
    if payback.pre_payment:
        paying.ask_for_rest(desk, body["id"], body["amount_remaining"])
