"""Forms of payments, refunds, disputes and payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.actions import charging, payouts, refunding
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money.currencies import SETTLEMENT, minimum
from sandbox.stripe.money.payments import Order

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk
    from sandbox.stripe.actions.form import Form


def payment_intent(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/payment_intents` with `confirm=true`: a payment without an invoice."""
    amount, currency = form.amount("amount", least=1), form.currency()
    if amount is None:
        raise form.missing("amount")
    if currency is None:
        raise form.missing("currency")
    if amount < minimum(currency):
        raise invalid(
            f"Amount must be at least {minimum(currency)} {currency}.", code="amount_too_small", param="amount"
        )
    if not form.boolean("confirm"):
        raise invalid("The sandbox makes payment intents only with confirm=true.", param="confirm")
    customer = form.text("customer")
    if customer:
        desk.named("customer", customer, "customer")
    automatic = form.inside("automatic_payment_methods")
    if automatic:
        automatic.boolean("enabled")
        automatic.one_of("allow_redirects", "always", "never")
        automatic.finish()
    order = Order(amount, currency, desk.now, desk.now, form.text("description"), metadata=form.metadata())
    name = form.text("payment_method")
    form.boolean("off_session")
    form.text("return_url")
    form.texts("payment_method_types")
    form.finish(
        "allowed_payment_method_types amount_details application_fee_amount capture_method confirmation_method "
        "confirmation_token customer_account error_on_requires_action excluded_payment_method_types hooks mandate "
        "mandate_data on_behalf_of payment_details payment_method_configuration payment_method_data "
        "payment_method_options radar_options receipt_email setup_future_usage shipping statement_descriptor "
        "statement_descriptor_suffix transfer_data transfer_group use_stripe_sdk"
    )
    who = charging.payer(desk, customer)
    means = charging.method(desk, who, name)
    intent = charging.intend(desk, order, who)
    charging.charge(desk, order, intent, who, means)
    return intent


def refund(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/refunds`."""
    charge = refunding.charge_of(desk, form.text("charge"), form.text("payment_intent"))
    amount, reason = form.amount("amount", least=1), form.one_of("reason", *refunding.REASONS)
    metadata = form.metadata()
    form.finish("currency customer instructions_email origin refund_application_fee reverse_transfer")
    return refunding.refund(desk, charge, amount, reason=reason, metadata=metadata)


def close_dispute(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/disputes/:id/close`: the dispute is given up, and so lost."""
    form.finish()
    refunding.lose(desk, identifier)
    return identifier


def payout(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/payouts`: a payout by hand."""
    amount, currency = form.amount("amount", least=1), form.currency()
    if amount is None:
        raise form.missing("amount")
    if currency != SETTLEMENT:
        raise invalid(f"The sandbox's account is paid out in {SETTLEMENT}.", param="currency")
    method = form.one_of("method", "instant", "standard")
    if method == "instant":
        raise invalid("The sandbox does not carry out instant payouts.", param="method")
    text, statement, metadata = form.text("description"), form.text("statement_descriptor"), form.metadata()
    form.finish("destination payout_method source_type")
    return payouts.manual(desk, amount, description=text, statement_descriptor=statement, metadata=metadata)
