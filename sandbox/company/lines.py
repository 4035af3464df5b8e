"""Works out the lines of a draft and turns them into Stripe's line items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.company.timeline import DAY
from sandbox.stripe.money import amounts
from sandbox.stripe.money.invoicing import tax_entry
from sandbox.stripe.objects.ids import long_id, short_id
from sandbox.stripe.objects.invoices import line_item

if TYPE_CHECKING:
    import random

    from sandbox.company.drafts import InvoiceDraft, LineDraft

JsonObject = dict[str, Any]


def price_lines(draft: InvoiceDraft) -> list[amounts.Priced]:
    """Each line with its discounts and tax; an invoice's own discount leaves prorations alone, as Stripe's do."""
    item_discounts = [amounts.discounted(line.amount, line.coupon) for line in draft.lines]
    open_to_discount = [
        0 if line.proration else line.amount - off for line, off in zip(draft.lines, item_discounts, strict=True)
    ]
    shared = amounts.share_out(open_to_discount, draft.coupon)
    return [
        amounts.priced(line.amount, own, share, line.tax)
        for line, own, share in zip(draft.lines, item_discounts, shared, strict=True)
    ]


def build_line(  # noqa: PLR0913 - what a line takes from its invoice
    draft: InvoiceDraft,
    index: int,
    worth: amounts.Priced,
    *,
    created: int,
    rng: random.Random,
    ids: tuple[str, str, str | None, str | None],
) -> JsonObject:
    """One line item; `ids` are the invoice, the invoice item, the line's own discount and the invoice's."""
    line = draft.lines[index]
    invoice_id, item_id, own, whole = ids
    off = [(own, worth.item_discount), (whole, worth.invoice_discount)]
    discounts = [{"amount": amount, "discount": key} for key, amount in off if key and (amount or key == own)]
    start = created + min(line.days, 0) * DAY
    return line_item() | {
        "id": long_id(rng, "il"),
        "amount": line.amount,
        "currency": draft.currency,
        "description": line.description,
        "discount_amounts": discounts,
        "discountable": not line.proration,
        "discounts": [own] if own else [],
        "invoice": invoice_id,
        "parent": _parent(line, draft.customer.subscription, item_id, rng),
        "period": {"end": created + max(line.days, 0) * DAY, "start": start},
        "pretax_credit_amounts": [{**entry, "type": "discount"} for entry in discounts],
        "pricing": {
            "price_details": {"price": line.goods.price, "product": line.goods.product},
            "type": "price_details",
            "unit_amount_decimal": None if line.unit is None else str(line.unit),
        },
        "quantity": int(line.quantity),
        "quantity_decimal": str(line.quantity),
        "subscription": draft.customer.subscription if line.subscribed else None,
        "subtotal": line.amount,
        "taxes": [tax_entry(worth.rule, worth.tax, worth.taxable)] if worth.rule else [],
    }


def _parent(line: LineDraft, subscription: str, item_id: str, rng: random.Random) -> JsonObject:
    details = {
        "invoice_item": item_id,
        "proration": line.proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription if line.subscribed else None,
    }
    if not line.subscribed:
        return {"invoice_item_details": details, "subscription_item_details": None, "type": "invoice_item_details"}
    details |= {
        "invoice_item": item_id if line.proration else None,
        "subscription_item": short_id(rng, "si"),
    }
    return {"invoice_item_details": None, "subscription_item_details": details, "type": "subscription_item_details"}
