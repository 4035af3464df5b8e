"""Credit notes: which part of which invoice lines is taken back, with its share of discounts and tax.

Crediting a whole line takes back exactly its discounts and taxes. A part takes back its share of each, rounded half
up; Stripe's own rounding of shares is unverified. The tax is the invoice's, never worked out anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.amounts import round_half_up
from sandbox.stripe.money.invoicing import by_discount, by_rate
from sandbox.stripe.objects import credit_notes
from sandbox.stripe.objects.ids import ACCOUNT_ID, long_id

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What is credited of an invoice line: an amount before discounts and added tax; a quantity where it is whole."""

    line: JsonObject
    amount: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """An amount that is credited without an invoice line, and without tax."""

    description: str
    amount: int


@dataclass(frozen=True, slots=True)
class Payback:
    """How a credit note is settled, minor units: off the open invoice, or one or more ways after payment."""

    pre_payment: int = 0
    refunds: tuple[tuple[str, int], ...] = ()
    to_balance: int = 0
    balance_transaction: str | None = None
    out_of_band: int = 0

    @property
    def post_payment(self) -> int:
        """What was given back after payment."""
        return sum(amount for _, amount in self.refunds) + self.to_balance + self.out_of_band

    @property
    def kind(self) -> str:
        """Stripe's `type`."""
        if self.pre_payment and self.post_payment:
            return "mixed"
        return "post_payment" if self.post_payment else "pre_payment"


def whole(line: JsonObject) -> Part:
    """All of an invoice line."""
    return Part(line, line["amount"], line["quantity"])


def lines(
    parts: Sequence[Part | Custom], rng: random.Random, rate: Callable[[str], JsonObject | None]
) -> list[JsonObject]:
    """The credit note's lines; `rate` finds a tax rate, which Stripe embeds whole."""
    return [_custom(part, rng) if isinstance(part, Custom) else _credited(part, rng, rate) for part in parts]


def sums(parts: Sequence[Part | Custom], made: Sequence[JsonObject]) -> JsonObject:
    """The credit note's properties that are sums of its lines."""
    off = by_discount(line["discount_amounts"] for line in made)
    own = {name for part in parts if isinstance(part, Part) for name in part.line["discounts"]}
    taxes = [entry for line in made for entry in line["taxes"]]
    added = sum(entry["amount"] for entry in taxes if entry["tax_behavior"] == "exclusive")
    all_tax = sum(entry["amount"] for entry in taxes)
    gross = sum(line["amount"] for line in made)
    total = gross - sum(off.values()) + added
    subtotal = gross - sum(off[name] for name in off if name in own)
    return {
        "amount": total,
        "discount_amount": sum(off.values()),
        "discount_amounts": [{"amount": off[name], "discount": name} for name in off],
        "pretax_credit_amounts": [{"amount": off[name], "discount": name, "type": "discount"} for name in off],
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - (all_tax - added),
        "total": total,
        "total_excluding_tax": total - all_tax,
        "total_taxes": by_rate(taxes),
    }


def credit_note(  # noqa: PLR0913 - a credit note has these parts
    invoice: JsonObject,
    summed: JsonObject,
    made: list[JsonObject],
    payback: Payback,
    moment: int,
    *,
    rng: random.Random,
    serial: int,
    reason: str | None = None,
    memo: str | None = None,
    metadata: dict[str, str] | None = None,
) -> JsonObject:
    """An issued credit note; `serial` counts those of its invoice from 1."""
    identifier = long_id(rng, "cn")
    listed = {"object": "list", "data": made, "has_more": False, "url": f"/v1/credit_notes/{identifier}/lines"}
    refunds = [
        {"amount_refunded": amount, "payment_record_refund": None, "refund": name, "type": "refund"}
        for name, amount in payback.refunds
    ]
    return (
        credit_notes.credit_note()
        | summed
        | {
            "id": identifier,
            "created": moment,
            "currency": invoice["currency"],
            "customer": invoice["customer"],
            "customer_balance_transaction": payback.balance_transaction,
            "effective_at": moment,
            "invoice": invoice["id"],
            "lines": listed,
            "memo": memo,
            "metadata": metadata or {},
            "number": f"{invoice['number']}-CN-{serial:02d}",
            "out_of_band_amount": payback.out_of_band or None,
            "pdf": f"https://pay.stripe.com/credit_notes/{ACCOUNT_ID}/test_{identifier[-8:]}/pdf?s=ap",
            "post_payment_amount": payback.post_payment,
            "pre_payment_amount": payback.pre_payment,
            "reason": reason,
            "refunds": refunds,
            "type": payback.kind,
        }
    )


def on_invoice(invoice: JsonObject, payback: Payback, *, back: bool = False) -> JsonObject:
    """What a credit note changes in its invoice's amounts; with `back`, what voiding it changes."""
    sign = -1 if back else 1
    pre, post = sign * payback.pre_payment, sign * payback.post_payment
    return {
        "amount_due": invoice["amount_due"] - pre,
        "amount_remaining": invoice["amount_remaining"] - pre,
        "post_payment_credit_notes_amount": invoice["post_payment_credit_notes_amount"] + post,
        "pre_payment_credit_notes_amount": invoice["pre_payment_credit_notes_amount"] + pre,
    }


def payback_of(note: JsonObject) -> Payback:
    """How an existing credit note was settled."""
    refunds = tuple((entry["refund"], entry["amount_refunded"]) for entry in note["refunds"])
    out_of_band = note["out_of_band_amount"] or 0
    rest = note["post_payment_amount"] - sum(amount for _, amount in refunds) - out_of_band
    base = Payback(note["pre_payment_amount"], refunds, out_of_band=out_of_band)
    return replace(base, to_balance=rest, balance_transaction=note["customer_balance_transaction"])


def _credited(part: Part, rng: random.Random, rate: Callable[[str], JsonObject | None]) -> JsonObject:
    line, share = part.line, Fraction(part.amount, part.line["amount"] or 1)
    off = [
        {"amount": round_half_up(entry["amount"] * share), "discount": entry["discount"]}
        for entry in line["discount_amounts"]
    ]
    taxes = [
        entry
        | {
            "amount": round_half_up(entry["amount"] * share),
            "taxable_amount": round_half_up(entry["taxable_amount"] * share),
        }
        for entry in line["taxes"]
    ]
    rates = [rate(entry["tax_rate_details"]["tax_rate"]) for entry in line["taxes"]]
    unit = (line["pricing"] or {}).get("unit_amount_decimal") if part.quantity is not None else None
    plain = credit_notes.credit_note_line_item() | {
        "id": long_id(rng, "cnli"),
        "amount": part.amount,
        "description": line["description"],
        "discount_amount": sum(entry["amount"] for entry in off),
        "discount_amounts": off,
        "invoice_line_item": line["id"],
        "pretax_credit_amounts": [{**entry, "type": "discount"} for entry in off],
        "quantity": part.quantity,
        "tax_rates": [found for found in rates if found is not None],
        "taxes": taxes,
        "type": "invoice_line_item",
        "unit_amount": int(unit) if unit is not None and unit.isdigit() else None,
        "unit_amount_decimal": unit,
    }
    return {name: plain[name] for name in ("id", "object", *sorted(plain.keys() - {"id", "object"}))}


def _custom(part: Custom, rng: random.Random) -> JsonObject:
    return credit_notes.credit_note_line_item() | {
        "id": long_id(rng, "cnli"),
        "amount": part.amount,
        "description": part.description,
        "quantity": 1,
        "unit_amount": part.amount,
        "unit_amount_decimal": str(part.amount),
    }
