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
    "invoice": frozenset({"description", "footer"}),
    "customer": frozenset({"description", "email", "name", "phone"}),
    "product": frozenset({"description", "name", "unit_label"}),
    "price": frozenset({"nickname"}),
}
_SWITCHES: dict[str, frozenset[str]] = {"product": frozenset({"active"}), "price": frozenset({"active"})}
_REST: dict[str, str] = {
    "invoice": "account_tax_ids application_fee_amount auto_advance automatic_tax automatically_finalizes_at "
    "collection_method custom_fields days_until_due default_payment_method default_source default_tax_rates "
    "discounts due_date effective_at issuer number on_behalf_of payment_settings rendering shipping_cost "
    "shipping_details statement_descriptor transfer_data",
    "customer": "address balance business_name cash_balance default_source individual_name invoice_prefix "
    "invoice_settings next_invoice_sequence preferred_locales shipping source tax tax_exempt validate",
    "product": "default_price images marketing_features package_dimensions shippable statement_descriptor tax_code "
    "tax_details url",
    "price": "currency_options lookup_key tax_behavior transfer_lookup_key",
}


def changes(kind: str, body: Mapping[str, Any], params: Params, now: int) -> dict[str, Any]:
    """The properties that the parameters change, with their new values.

    Raises:
        ApiError: 400 for what Stripe does not know or allow, and for what the sandbox cannot carry out.
    """
    rest = frozenset(_REST[kind].split())
    texts, switches = _TEXTS[kind], _SWITCHES.get(kind, frozenset())
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
        changed["metadata"] = merged(body["metadata"], params["metadata"])
    if kind == "product" and changed:
        changed["updated"] = now
    return changed


def _finalised(name: str) -> ApiError:
    return invalid("Finalized invoices can't be updated in this way", code="invoice_not_editable", param=name)
