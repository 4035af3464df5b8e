"""The money of one invoice: payment intents, charges and their movements, and what the customer's balance did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.company.cashier import PRESENT, Cashier
from sandbox.stripe.money import payments
from sandbox.stripe.money.methods import Method, card
from sandbox.stripe.money.payments import Order, Payer
from sandbox.stripe.objects.customers import customer_balance_transaction
from sandbox.stripe.objects.ids import long_id, short_id

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from sandbox.company.customers import Person
    from sandbox.company.invoices import Built

JsonObject = dict[str, Any]

_DEBITED = ("DE", "NL")
"""Where the company's business customers pay by bank debit."""
_MINUTE = 60


@dataclass(slots=True)
class Paid:
    """A payment whose charge may still change: what a refund or a dispute is made of."""

    intent: JsonObject
    charge: JsonObject
    method: Method
    movement: JsonObject


def payer(person: Person) -> Payer:
    """What the company knows of somebody who pays."""
    return Payer(person.id, person.name, person.email, person.address["country"])


def method(person: Person) -> Method:
    """What somebody pays with, always the same."""
    identifier = f"pm_{person.tax_id.partition('_')[2]}"
    country = person.address["country"]
    if person.segment == "eu_business" and country in _DEBITED:
        return Method(identifier, "sepa_debit", country, last4="3000")
    return card(identifier, country, ord(person.id[-1]))


def pay(order: Order, intent: str, person: Person | None, rng: random.Random, cashier: Cashier) -> Paid:
    """A payment that went through, its movement told to the cashier."""
    who = payer(person) if person else Payer(None, country="DK")
    means = method(person) if person else card(long_id(rng, "pm"), "DK", 0)
    charge = payments.charge(order, intent, who, means, rng)
    moved = cashier.take(payments.charge_movement(charge, means, rng, present=PRESENT))
    charge["balance_transaction"] = moved["id"]
    made = payments.intent(order, intent, who, means) | payments.succeeded(charge)
    return Paid(made, charge, means, moved)


def settle(built: Built, person: Person, rng: random.Random, cashier: Cashier) -> list[Paid]:
    """The payments of an invoice."""
    body = built.body
    text = payments.describe(body["billing_reason"])
    made = []
    for payment in built.payments:
        order = Order(
            payment["amount_paid"],
            payment["currency"],
            payment["created"],
            payment["status_transitions"]["paid_at"],
            text,
            body["id"],
        )
        made.append(pay(order, payment["payment"]["payment_intent"], person, rng, cashier))
    return made


def balance_moves(built: Built, rng: random.Random) -> Iterator[JsonObject]:
    """What the customer's balance did for an invoice: it was filled by hand before, and set to nothing afterwards.

    So the balance is zero between the company's invoices, and each one's `starting_balance` is its own story.
    """
    body = built.body
    start, end = body["starting_balance"], body["ending_balance"]
    if not body["status_transitions"]["finalized_at"] or (not start and not end):
        return
    finalised = body["status_transitions"]["finalized_at"]
    if start:
        yield balance_move(body, rng, start, start, finalised - _MINUTE, kind="adjustment", text="Tilgodehavende")
    kind = "applied_to_invoice" if start else "invoice_too_small"
    yield balance_move(body, rng, end - start, end, finalised, kind=kind, invoice=body["id"])
    if end:
        yield balance_move(body, rng, -end, 0, finalised + _MINUTE, kind="adjustment", text="Saldo udlignet")


def balance_move(  # noqa: PLR0913 - what a movement consists of
    body: JsonObject,
    rng: random.Random,
    amount: int,
    ending: int,
    moment: int,
    *,
    kind: str,
    text: str | None = None,
    invoice: str | None = None,
    credit_note: str | None = None,
) -> JsonObject:
    """One movement of a customer's balance; a negative amount is credit."""
    return customer_balance_transaction() | {
        "id": short_id(rng, "cbtxn"),
        "amount": amount,
        "created": moment,
        "credit_note": credit_note,
        "currency": body["currency"],
        "customer": body["customer"],
        "description": text,
        "ending_balance": ending,
        "invoice": invoice,
        "type": kind,
    }
