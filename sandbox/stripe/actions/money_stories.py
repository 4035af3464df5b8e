"""Named actions about payments, refunds, disputes, payouts and the balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.actions import charging, debits, payouts, refunding
from sandbox.stripe.actions.action import Action
from sandbox.stripe.actions.told import CHARGE, CURRENCY, METHOD, MINOR, named, number, text
from sandbox.stripe.money import currencies
from sandbox.stripe.money.payments import Order

if TYPE_CHECKING:
    from sandbox.stripe.actions.action import Arguments
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


# What Stripe names as `balance_type` (SDK documentation).
_BALANCES = ("payments", "risk_reserved", "issuing", "refund_and_dispute_prefunding")


def _charge(desk: Desk, given: Arguments) -> JsonObject:
    """The charge itself, or that of a payment intent, or the latest one of an invoice."""
    name = given["charge"]
    if name.startswith("pi_"):
        return refunding.charge_of(desk, None, name)
    if name.startswith("in_"):
        desk.named("invoice", name, "charge")
        for payment in reversed(desk.having("invoice_payment", "invoice", name)):
            intent = desk.get("payment_intent", payment["payment"]["payment_intent"])
            if intent["latest_charge"]:
                return desk.get("charge", intent["latest_charge"])
        raise SandboxError("bad_argument", f"Invoice {name} has no charge.")
    return desk.named("charge", name, "charge")


def _refund(desk: Desk, given: Arguments) -> JsonObject:
    made = refunding.refund(desk, _charge(desk, given), given.get("amount"), reason=given.get("reason"))
    return desk.get("refund", made)


def _fail_refund(desk: Desk, given: Arguments) -> JsonObject:
    refunding.fail_refund(desk, given["refund"])
    return desk.get("refund", given["refund"])


def _fail_payment(desk: Desk, given: Arguments) -> JsonObject:
    return debits.fail(desk, _charge(desk, given)["id"])


def _clear_payment(desk: Desk, given: Arguments) -> JsonObject:
    charge = _charge(desk, given)
    if charge["status"] != "pending":
        raise SandboxError("bad_argument", f"Charge {charge['id']} is {charge['status']}, not pending.")
    debits.clear(desk, charge["id"])
    return desk.get("charge", charge["id"])


def _take_payment(desk: Desk, given: Arguments) -> JsonObject:
    customer = given.get("customer")
    if customer:
        desk.named("customer", customer, "customer")
    currency = currencies.check(given.get("currency", currencies.SETTLEMENT))
    if given["amount"] < currencies.minimum(currency):
        raise SandboxError("bad_argument", f"Stripe charges {currencies.minimum(currency)} {currency} at least.")
    order = Order(given["amount"], currency, desk.now, desk.now, given.get("description"))
    who = charging.payer(desk, customer)
    means = charging.method(desk, who, given.get("payment_method"))
    intent = charging.intend(desk, order, who)
    charging.charge(desk, order, intent, who, means)
    return desk.get("payment_intent", intent)


def _open_dispute(desk: Desk, given: Arguments) -> JsonObject:
    made = refunding.dispute(desk, _charge(desk, given), given.get("amount"), given.get("reason", "fraudulent"))
    return desk.get("dispute", made)


def _close_dispute(desk: Desk, given: Arguments) -> JsonObject:
    outcome = given["outcome"]
    if outcome not in {"won", "lost"}:
        raise SandboxError("bad_argument", f"outcome must be won or lost, not {outcome!r:.50}.")
    (refunding.win if outcome == "won" else refunding.lose)(desk, given["dispute"])
    return desk.get("dispute", given["dispute"])


def _pay_out(desk: Desk, given: Arguments) -> JsonObject:
    if "amount" in given and given["amount"] < 1:
        raise SandboxError("bad_argument", "amount must be more than zero.")
    purse = currencies.check(given.get("currency", currencies.SETTLEMENT))
    made = payouts.manual(desk, given["amount"], purse) if "amount" in given else payouts.automatic(desk, purse)
    if made is None:
        raise SandboxError("nothing_available", "There is nothing to pay out.", "money is available after some days")
    return desk.get("payout", made)


def _fail_payout(desk: Desk, given: Arguments) -> JsonObject:
    payouts.fail(desk, given["payout"])
    return desk.get("payout", given["payout"])


def _move_balance(desk: Desk, given: Arguments) -> JsonObject:
    kind, text = given["type"], given.get("description")
    category = str(given.get("reporting_category") or kind)
    balance = given.get("balance", "payments")
    if balance not in _BALANCES:
        raise SandboxError("bad_argument", f"balance must be one of {', '.join(_BALANCES)}, not {balance!r:.50}.")
    moved = payouts.move(
        desk,
        kind,
        category,
        given["amount"],
        currency=currencies.check(given.get("currency", currencies.SETTLEMENT)),
        balance=balance,
        fee=given.get("fee", 0),
        fee_type=given.get("fee_type", "stripe_fee"),
        description=text,
    )
    return desk.get("balance_transaction", moved)


def _keep_currency(desk: Desk, given: Arguments) -> JsonObject:
    purses = desk.state.setdefault("purses", [])
    currency = currencies.check(given["currency"])
    if currency not in purses and currency != currencies.SETTLEMENT:
        purses.append(currency)
    return {"object": "balances", "currencies": [currencies.SETTLEMENT, *purses]}


def _settle(desk: Desk, given: Arguments) -> JsonObject:
    if "delay" in given:
        desk.state["settlement_delay"] = max(given["delay"], 0)
    waiting = [name for _, what, name in desk.state["due"] if what == "settle"]
    if "delay" not in given:
        for name in waiting:
            charging.settle(desk, name)
        waiting = []
    return {"object": "settlement", "delay": desk.state.get("settlement_delay", 0), "waiting": waiting}


MONEY = (
    Action(
        "take_payment",
        "Take a payment without an invoice.",
        (
            number("amount", MINOR, required=True),
            CURRENCY,
            text("customer", "id"),
            text("description", "text on it"),
            text("payment_method", METHOD),
        ),
        _take_payment,
    ),
    Action(
        "refund",
        "Refund a charge, or a part of it.",
        (
            CHARGE,
            number("amount", f"{MINOR}; all that is left if not given"),
            text("reason", "duplicate, fraudulent or requested_by_customer"),
        ),
        _refund,
    ),
    Action("fail_refund", "Let a refund come back.", (named("refund"),), _fail_refund),
    Action(
        "clear_payment",
        "Let a bank debit clear now.",
        (CHARGE,),
        _clear_payment,
    ),
    Action(
        "fail_payment",
        "Let a bank debit fail, also one that had cleared.",
        (CHARGE,),
        _fail_payment,
    ),
    Action(
        "open_dispute",
        "Let a charge be disputed.",
        (
            CHARGE,
            number("amount", f"{MINOR}; all of it if not given"),
            text("reason", "fraudulent unless given"),
        ),
        _open_dispute,
    ),
    Action(
        "close_dispute",
        "Let a dispute be won or lost.",
        (named("dispute"), text("outcome", "won or lost", required=True)),
        _close_dispute,
    ),
    Action(
        "pay_out",
        "Pay the available balance out as the schedule does, or an amount by hand.",
        (number("amount", f"{MINOR}, for a payout by hand"), text("currency", "of the balance; dkk if not given")),
        _pay_out,
    ),
    Action("fail_payout", "Let the bank send a payout back.", (named("payout"),), _fail_payout),
    Action(
        "move_balance",
        "Move the balance in any way, also one that nobody has seen.",
        (
            text("type", "such as adjustment, topup, stripe_fee", required=True),
            number("amount", MINOR, required=True),
            text("reporting_category", "the type if not given"),
            number("fee", MINOR),
            text("fee_type", "stripe_fee if not given, or such as tax, application_fee"),
            text("currency", "of the balance; dkk if not given"),
            text("balance", "payments if not given, risk_reserved, issuing or refund_and_dispute_prefunding"),
            text("description", "text on it"),
        ),
        _move_balance,
    ),
    Action(
        "keep_currency",
        "Keep what is charged in a currency from now on on a balance in that currency, instead of converting it.",
        (text("currency", "three letters", required=True),),
        _keep_currency,
    ),
    Action(
        "settle",
        "Let charges have their balance transaction now, or set how long that takes from now on.",
        (number("delay", "seconds; 0 is at once"),),
        _settle,
    ),
)
"""In the order in which they are likely to be wanted."""
