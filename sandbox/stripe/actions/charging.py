"""Charging somebody: the payment intent, the charge, and the movement of the balance that follows.

Everybody has a means of payment on file: a card of the country in their address. Stripe's test names choose another:
`pm_card_visa` (United States), `pm_card_de` and the like (a card of that country), `pm_card_chargeDeclined` (a card
that is refused), `pm_sepa_debit` (a debit from a bank account, which takes days and may fail).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.errors import ApiError, invalid
from sandbox.stripe.money import payments
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.money.methods import Method
from sandbox.stripe.money.payments import Order, Payer

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

DEBIT_DAYS = 5
"""How long a bank debit takes to clear."""

_DAY = 86_400
_DECLINED = "pm_card_chargeDeclined"
_DEBITS = ("pm_sepa_debit", "sepa_debit")
_NAMED = {"visa": "US", "mastercard": "US", "amex": "US", "debit": "US", "card": "DK"}
_COUNTRY_LENGTH = 2


def payer(desk: Desk, customer: str | None) -> Payer:
    """Who a customer is to a payment; nobody known where there is none."""
    if customer is None:
        return Payer(None, country="DK")
    found = desk.store.find("customer", customer) or {}
    address = found.get("address") or {}
    return Payer(customer, found.get("name"), found.get("email"), address.get("country") or "DK")


def method(desk: Desk, who: Payer, name: str | None) -> Method:
    """The means of payment of that name, or the one on file.

    Raises:
        ApiError: 400 for a name that the sandbox does not know.
    """
    country = who.country or "DK"
    if name is None or (who.customer and name == _on_file(who.customer)):
        identifier = _on_file(who.customer) if who.customer else desk.long_id("pm")
        return Method(identifier, "card", country)
    if name in _DEBITS:
        return Method(desk.long_id("pm"), "sepa_debit", country, last4="3000")
    kind = name.removeprefix("pm_card_")
    if kind in _NAMED or (name != kind and len(kind) == _COUNTRY_LENGTH and kind.isalpha()):
        return Method(desk.long_id("pm"), "card", _NAMED.get(kind, kind.upper()))
    if name.startswith("pm_card_chargeDeclined"):
        return Method(_DECLINED, "card", country, last4="0002")
    raise invalid(
        f"No such PaymentMethod: '{name}'. The sandbox knows pm_card_visa, pm_card_xx with a country's two letters, "
        f"{_DECLINED} and pm_sepa_debit.",
        code="resource_missing",
        param="payment_method",
    )


def intend(desk: Desk, order: Order, who: Payer) -> str:
    """A new payment intent that waits for its payment; its id."""
    identifier = desk.long_id("pi", lead="3")
    return desk.add(payments.intent(order, identifier, who, None), "payment_intent.created")


def charge(desk: Desk, order: Order, intent: str, who: Payer, means: Method) -> JsonObject:
    """Charge a payment intent: `succeeded` for a card, `pending` for a bank debit.

    Raises:
        ApiError: 402 `card_declined`, with a failed charge left behind.
    """
    made = payments.charge(order, intent, who, means, desk.rng)
    if means.id == _DECLINED:
        _decline(desk, made, intent)
    if means.kind == "card":
        desk.add(made, "charge.succeeded")
        desk.change("payment_intent", intent, payments.succeeded(made), "payment_intent.succeeded")
        _settle_in_time(desk, made["id"])
    else:
        desk.add(made | {"paid": False, "receipt_url": None, "status": "pending"}, "charge.pending")
        processing = {
            "latest_charge": made["id"],
            "payment_method": means.id,
            "payment_method_types": [means.kind],
            "status": "processing",
        }
        desk.change("payment_intent", intent, processing, "payment_intent.processing")
        _settle_in_time(desk, made["id"])
        desk.later(desk.now + DEBIT_DAYS * _DAY, "clear", made["id"])
    return desk.get("charge", made["id"])


def settle(desk: Desk, identifier: str) -> None:
    """Give a charge its movement of the balance, if it has none yet."""
    found = desk.store.find("charge", identifier)
    if not found or found["balance_transaction"]:
        return
    means = Method(
        found["payment_method"], found["payment_method_details"]["type"], _country(found["payment_method_details"])
    )
    purse = found["currency"] if found["currency"] in desk.state.get("purses", ()) else SETTLEMENT
    moved = payments.charge_movement(found, means, desk.rng, purse=purse, present=desk.now)
    desk.add(moved)
    if moved["status"] == "pending":
        desk.later(moved["available_on"], "available", moved["id"])
    if found["created"] == desk.now:
        desk.add(found | {"balance_transaction": moved["id"]})
    else:
        desk.change("charge", identifier, {"balance_transaction": moved["id"]}, "charge.updated")


def purse_of(desk: Desk, charge: JsonObject) -> str:
    """The currency of the balance that a charge has moved, from which its refunds and disputes are taken."""
    found = desk.store.find("balance_transaction", charge["balance_transaction"] or "")
    return SETTLEMENT if found is None else str(found["currency"])


def _settle_in_time(desk: Desk, identifier: str) -> None:
    delay = desk.state.get("settlement_delay", 0)
    if delay:
        desk.later(desk.now + delay, "settle", identifier)
    else:
        settle(desk, identifier)


def _country(details: JsonObject) -> str:
    country: str = details[details["type"]]["country"]
    return country


def _on_file(customer: str) -> str:
    return f"pm_1File0{customer.partition('_')[2]}"


def _decline(desk: Desk, made: JsonObject, intent: str) -> None:
    reason = {"failure_code": "card_declined", "failure_message": "Your card was declined."}
    outcome = made["outcome"] | {
        "network_status": "declined_by_network",
        "reason": "generic_decline",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    failed = (
        made
        | reason
        | {
            "amount_captured": 0,
            "captured": False,
            "outcome": outcome,
            "paid": False,
            "receipt_url": None,
            "status": "failed",
        }
    )
    desk.add(failed, "charge.failed")
    problem = {
        "charge": made["id"],
        "code": "card_declined",
        "message": "Your card was declined.",
        "type": "card_error",
    }
    desk.change(
        "payment_intent",
        intent,
        {"last_payment_error": problem, "latest_charge": made["id"]},
        "payment_intent.payment_failed",
    )
    raise Declined


class Declined(ApiError):
    """A card that was refused: 402."""

    def __init__(self) -> None:
        super().__init__(402, "Your card was declined.", kind="card_error", code="card_declined")
