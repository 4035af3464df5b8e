"""The objects of Stripe's API version 2026-10-28.endive, empty: every property, in Stripe's order, null where unset.

The property lists are those of Stripe's Python SDK 16.1.0. Left out are the properties that Stripe sends only when
they are expanded or apply (invoice `payments`, `confirmation_secret`, `amount_paid_off_stripe`, `threshold_reason`;
customer `tax_ids`, `sources`, `subscriptions`, `tax`, `cash_balance`, `invoice_credit_balance`; price `tiers` and
`currency_options`; coupon `applies_to` and `currency_options`; event `account` and `context`; `deleted` everywhere).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.company import invoice_shapes, object_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JsonObject = dict[str, Any]

BLANKS: dict[str, Callable[[], JsonObject]] = {
    "coupon": invoice_shapes.coupon,
    "customer": object_shapes.customer,
    "discount": invoice_shapes.discount,
    "invoice": invoice_shapes.invoice,
    "invoice_payment": invoice_shapes.invoice_payment,
    "line_item": invoice_shapes.line_item,
    "price": object_shapes.price,
    "product": object_shapes.product,
    "shipping_rate": object_shapes.shipping_rate,
    "tax_id": object_shapes.tax_id,
    "tax_rate": object_shapes.tax_rate,
}


def complete(values: Mapping[str, Any]) -> JsonObject:
    """The object with every property of the pinned version, in Stripe's order; other kinds come as they are."""
    blank = BLANKS.get(values["object"])
    return {**blank(), **values} if blank else dict(values)
