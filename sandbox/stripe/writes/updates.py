"""What a POST on an existing object changes: metadata everywhere, and a few plain texts where Stripe allows them.

Parameter names are those of stripe-python 16.1.0's update parameters. A parameter that Stripe takes and the sandbox
does not carry out is refused in plain words, never ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import ApiError, invalid
from sandbox.stripe.writes.metadata import merged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stripe.api.params import Params

_TEXTS: dict[str, frozenset[str]] = {
    "charge": frozenset({"description"}),
    "coupon": frozenset({"name"}),
    "credit_note": frozenset({"memo"}),
    "customer": frozenset({"description", "email", "name", "phone"}),
    "customer_balance_transaction": frozenset({"description"}),
    "invoice": frozenset({"description", "footer"}),
    "invoiceitem": frozenset({"description"}),
    "payment_intent": frozenset({"description"}),
    "price": frozenset({"nickname"}),
    "product": frozenset({"description", "name", "unit_label"}),
    "subscription": frozenset({"description"}),
    "tax_rate": frozenset({"description", "display_name", "jurisdiction"}),
}
_SWITCHES: dict[str, frozenset[str]] = {
    "price": frozenset({"active"}),
    "product": frozenset({"active"}),
    "shipping_rate": frozenset({"active"}),
    "tax_rate": frozenset({"active"}),
}
_REST: dict[str, str] = {
    "charge": "customer fraud_details receipt_email shipping transfer_group",
    "coupon": "currency_options",
    "customer": "address balance business_name cash_balance default_source individual_name invoice_prefix "
    "invoice_settings next_invoice_sequence preferred_locales shipping source tax tax_exempt validate",
    "dispute": "evidence intended_submission_method submit",
    "invoice": "account_tax_ids application_fee_amount auto_advance automatic_tax automatically_finalizes_at "
    "collection_method custom_fields days_until_due default_payment_method default_source default_tax_rates "
    "discounts due_date effective_at issuer number on_behalf_of payment_settings rendering shipping_cost "
    "shipping_details statement_descriptor transfer_data",
    "invoiceitem": "amount discountable discounts invoicing_rules period price_data pricing quantity "
    "quantity_decimal tax_behavior tax_code tax_rates unit_amount_decimal",
    "payment_intent": "allowed_payment_method_types amount amount_details application_fee_amount capture_method "
    "currency customer customer_account excluded_payment_method_types hooks payment_details payment_method "
    "payment_method_configuration payment_method_data payment_method_options payment_method_types receipt_email "
    "setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_data transfer_group",
    "price": "currency_options lookup_key tax_behavior transfer_lookup_key",
    "product": "default_price images marketing_features package_dimensions shippable statement_descriptor tax_code "
    "tax_details url",
    "shipping_rate": "fixed_amount tax_behavior",
    "subscription": "add_invoice_items application_fee_percent automatic_tax billing_cycle_anchor billing_schedules "
    "billing_thresholds cancel_at cancel_at_period_end cancellation_details collection_method days_until_due "
    "default_payment_method default_source default_tax_rates discounts invoice_settings items off_session "
    "on_behalf_of pause_collection payment_behavior payment_settings pending_invoice_item_interval "
    "proration_behavior proration_date transfer_data trial_end trial_from_plan trial_settings",
    "tax_rate": "country state tax_type",
}


def changes(kind: str, body: Mapping[str, Any], params: Params, now: int) -> dict[str, Any]:
    """The properties that the parameters change, with their new values.

    Raises:
        ApiError: 400 for what Stripe does not know or allow, and for what the sandbox cannot carry out.
    """
    rest = frozenset(_REST.get(kind, "").split())
    texts, switches = _TEXTS.get(kind, frozenset()), _SWITCHES.get(kind, frozenset())
    p.only_known(params, texts | switches | rest | {"expand", "metadata"})
    beyond = [name for name in params if name not in {"expand", "metadata"}]
    if kind == "invoice" and beyond and body["status"] != "draft":
        raise _finalised(beyond[0])
    if refused := [name for name in beyond if name in rest]:
        raise invalid(f"The sandbox does not change {refused[0]} of a {kind}.", param=refused[0])

    changed: dict[str, Any] = {name: p.text(params, name) or None for name in texts if name in params}
    for name in switches & params.keys():
        changed[name] = p.boolean(p.text(params, name) or "", name)
    if kind == "product" and changed.get("name", body.get("name")) is None:
        raise invalid(
            "You passed an empty string for 'name'. We assume empty values are an attempt to unset a parameter; "
            "however 'name' cannot be unset.",
            code="parameter_invalid_empty",
            param="name",
        )
    if "metadata" in params:
        changed["metadata"] = merged(body.get("metadata") or {}, params["metadata"])
    if kind == "product" and changed:
        changed["updated"] = now
    return changed


def _finalised(name: str) -> ApiError:
    return invalid("Finalized invoices can't be updated in this way", code="invoice_not_editable", param=name)
