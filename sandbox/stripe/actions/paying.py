"""Paying an invoice: at once, in parts, past Stripe, too much.

An open invoice has a default payment with a payment intent from the moment it was finalised (recorded). Other
payments are attached to it; the default one then asks for what is left, and is canceled when nothing is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import balances, charging
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money.payments import Order, describe
from sandbox.stripe.objects.invoices import invoice_payment

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

_PAYABLE = ("open", "uncollectible")


def ask(desk: Desk, invoice: JsonObject, amount: int, intent: str, *, default: bool) -> str:
    """A payment of an invoice that is still to come."""
    return desk.add(
        invoice_payment()
        | {
            "id": desk.long_id("inpay"),
            "amount_requested": amount,
            "created": desk.now,
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": default,
            "payment": {"payment_intent": intent, "type": "payment_intent"},
        }
    )


def by_method(desk: Desk, identifier: str, name: str | None = None) -> None:
    """Charge what is left of an open invoice; a bank debit leaves it open until it has cleared.

    Raises:
        ApiError: 400 for an invoice that cannot be paid or has a payment on its way, 402 for a card that is refused.
    """
    invoice = payable(desk, identifier)
    check_nothing_underway(desk, identifier)
    who = charging.payer(desk, invoice["customer"])
    means = charging.method(desk, who, name)
    payment = default_of(desk, identifier)
    order = Order(
        invoice["amount_remaining"],
        invoice["currency"],
        desk.now,
        desk.now,
        describe(invoice["billing_reason"]),
        identifier,
    )
    tried = {"attempt_count": invoice["attempt_count"] + 1, "attempted": True}
    intent = payment["payment"]["payment_intent"]
    try:
        charge = charging.charge(desk, order, intent, who, means)
    except charging.Declined:
        desk.change("invoice", identifier, tried, "invoice.updated", "invoice.payment_failed")
        raise
    desk.change("invoice", identifier, tried)
    if charge["status"] == "succeeded":
        received(desk, desk.get("invoice_payment", payment["id"]), charge["amount"])


def in_part(desk: Desk, identifier: str, amount: int, name: str | None = None) -> None:
    """Charge an amount of one's own choosing and attach it to an open invoice; more than is left is too much."""
    invoice = payable(desk, identifier)
    who = charging.payer(desk, invoice["customer"])
    means = charging.method(desk, who, name)
    order = Order(amount, invoice["currency"], desk.now, desk.now, describe(invoice["billing_reason"]), identifier)
    intent = charging.intend(desk, order, who)
    charging.charge(desk, order, intent, who, means)
    attach(desk, identifier, intent)


def attach(desk: Desk, identifier: str, intent: str) -> None:
    """Make a payment intent a payment of an open invoice.

    Raises:
        ApiError: 400 for an invoice that cannot be paid, and for an intent that is canceled, or of another currency,
            customer or invoice.
    """
    invoice = payable(desk, identifier)
    found = desk.named("payment_intent", intent, "payment_intent")
    if desk.having("invoice_payment", "payment_intent", intent):
        raise invalid(f"The PaymentIntent {intent} is already attached to an invoice.", param="payment_intent")
    if found["status"] == "canceled":
        raise invalid(f"The PaymentIntent {intent} is canceled.", param="payment_intent")
    if found["customer"] not in {None, invoice["customer"]}:
        raise invalid("The PaymentIntent belongs to another customer than the invoice.", param="payment_intent")
    if found["currency"] != invoice["currency"]:
        raise invalid("The PaymentIntent's currency differs from the invoice's.", param="payment_intent")
    payment = ask(desk, invoice, found["amount"], intent, default=False)
    if found["status"] == "succeeded":
        received(desk, desk.get("invoice_payment", payment), found["amount_received"])


def out_of_band(desk: Desk, identifier: str) -> None:
    """Mark an open invoice as paid past Stripe: nothing is charged, and it counts as never attempted (recorded)."""
    invoice = payable(desk, identifier)
    check_nothing_underway(desk, identifier)
    _cancel_asked(desk, identifier)
    paid = invoice["amount_paid"] + invoice["amount_remaining"]
    become_paid(desk, identifier, {"amount_paid": paid, "amount_remaining": 0}, charged=False)


def received(desk: Desk, payment: JsonObject, amount: int) -> None:
    """A payment of an invoice came in: enter it, and let the invoice be paid when nothing is left.

    What comes in after the invoice was paid in another way is all too much.
    """
    moments = {"canceled_at": None, "paid_at": desk.now}
    values = {"amount_paid": amount, "status": "paid", "status_transitions": moments}
    desk.change("invoice_payment", payment["id"], values, "invoice_payment.paid")
    invoice = desk.get("invoice", payment["invoice"])
    too_much = max(amount - invoice["amount_remaining"], 0)
    entered = {
        "amount_overpaid": invoice["amount_overpaid"] + too_much,
        "amount_paid": invoice["amount_paid"] + amount - too_much,
        "amount_remaining": max(invoice["amount_remaining"] - amount, 0),
    }
    if too_much:
        balances.move(
            desk,
            invoice["customer"],
            -too_much,
            "invoice_overpaid",
            currency=invoice["currency"],
            invoice=invoice["id"],
        )
    if entered["amount_remaining"]:
        desk.change("invoice", invoice["id"], entered)
        ask_for_rest(desk, invoice["id"], entered["amount_remaining"])
        return
    if invoice["status"] == "paid":
        desk.change("invoice", invoice["id"], entered, "invoice.updated", "invoice.overpaid")
        return
    _cancel_asked(desk, invoice["id"])
    become_paid(desk, invoice["id"], entered, charged=True, overpaid=bool(too_much))


def request_payment(desk: Desk, invoice: JsonObject) -> None:
    """Give an open invoice the default payment that waits to be charged."""
    order = Order(
        invoice["amount_remaining"],
        invoice["currency"],
        desk.now,
        desk.now,
        describe(invoice["billing_reason"]),
        invoice["id"],
    )
    intent = charging.intend(desk, order, charging.payer(desk, invoice["customer"]))
    ask(desk, invoice, order.amount, intent, default=True)


def become_paid(desk: Desk, identifier: str, values: JsonObject, *, charged: bool, overpaid: bool = False) -> None:
    """Let an invoice be paid; `invoice.payment_succeeded` only where something was charged (documentation)."""
    invoice = desk.get("invoice", identifier)
    moments = invoice["status_transitions"] | {"paid_at": desk.now}
    state = {"auto_advance": False, "next_payment_attempt": None, "status": "paid", "status_transitions": moments}
    events = ["invoice.updated", "invoice.paid"]
    if charged:
        events.append("invoice.payment_succeeded")
    if overpaid:
        events.append("invoice.overpaid")
    desk.change("invoice", identifier, values | state, *events)


def payable(desk: Desk, identifier: str) -> JsonObject:
    """An invoice that can be paid.

    Raises:
        ApiError: 400.
    """
    invoice = desk.get("invoice", identifier)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in _PAYABLE:
        raise invalid(f"Invoices with status {invoice['status']} cannot be paid.", code="invoice_not_open")
    return invoice


def default_of(desk: Desk, identifier: str) -> JsonObject:
    """The payment that an open invoice waits for; made where the invoice came without one."""
    for _ in range(2):
        for payment in desk.having("invoice_payment", "invoice", identifier):
            if payment["status"] == "open" and payment["is_default"]:
                return payment
        request_payment(desk, desk.get("invoice", identifier))
    raise invalid(f"Invoice {identifier} cannot be paid.")


def check_nothing_underway(desk: Desk, identifier: str) -> None:
    """Refuse to go on while a payment of an invoice is on its way.

    Raises:
        ApiError: 400; code and wording are unverified.
    """
    for payment in desk.having("invoice_payment", "invoice", identifier):
        if payment["status"] == "open" and _underway(desk, payment):
            raise invalid(
                f"Invoice {identifier} has a payment that is processing; wait until it has succeeded or failed.",
                code="payment_intent_unexpected_state",
            )


def cancel_payments(desk: Desk, identifier: str) -> None:
    """Cancel what an invoice still waits for."""
    _cancel_asked(desk, identifier)


def _cancel_asked(desk: Desk, identifier: str) -> None:
    for payment in desk.having("invoice_payment", "invoice", identifier):
        if payment["status"] != "open" or _underway(desk, payment):
            continue
        moments = {"canceled_at": desk.now, "paid_at": None}
        desk.change("invoice_payment", payment["id"], {"status": "canceled", "status_transitions": moments})
        intent = desk.get("payment_intent", payment["payment"]["payment_intent"])
        if intent["status"] == "requires_payment_method":
            values = {"canceled_at": desk.now, "cancellation_reason": "void_invoice", "status": "canceled"}
            desk.change("payment_intent", intent["id"], values, "payment_intent.canceled")


def _underway(desk: Desk, payment: JsonObject) -> bool:
    intent = payment["payment"].get("payment_intent")
    found = desk.store.find("payment_intent", intent) if intent else None
    return found is not None and found["status"] == "processing"


def ask_for_rest(desk: Desk, identifier: str, rest: int) -> None:
    """Let the payment that an open invoice waits for ask for what is left; one on its way stays as it is."""
    payment = default_of(desk, identifier)
    if _underway(desk, payment):
        return
    desk.change("invoice_payment", payment["id"], {"amount_requested": rest})
    desk.change("payment_intent", payment["payment"]["payment_intent"], {"amount": rest})
