"""Turns a draft into Stripe's objects: the invoice with its lines and totals, its discounts and its payments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from sandbox.company.lines import build_line, price_lines
from sandbox.company.timeline import DAY, Timeline
from sandbox.stripe.money.invoicing import Postage, totals
from sandbox.stripe.objects.catalogue import discount
from sandbox.stripe.objects.ids import ACCOUNT_COUNTRY, ACCOUNT_ID, ACCOUNT_NAME, ALPHABET, INVOICE_PREFIX, long_id
from sandbox.stripe.objects.invoices import invoice, invoice_payment

if TYPE_CHECKING:
    import random

    from sandbox.company.drafts import InvoiceDraft

JsonObject = dict[str, Any]


class Way(Enum):
    """How a paid invoice was paid."""

    PAYMENT = auto()
    INSTALMENTS = auto()
    OUT_OF_BAND = auto()
    TOO_SMALL = auto()


@dataclass(frozen=True, slots=True)
class Built:
    """An invoice with all its lines, the discounts on it, and its payments (the default one last)."""

    body: JsonObject
    discounts: list[JsonObject]
    payments: list[JsonObject]


def build(  # noqa: PLR0913 - what an invoice is made from
    draft: InvoiceDraft,
    times: Timeline,
    rng: random.Random,
    *,
    number: int | None,
    shipping_rate: str,
    way: Way = Way.PAYMENT,
) -> Built:
    """The objects of one invoice; `number` is the running number of finalised invoices, None for a draft."""
    invoice_id = long_id(rng, "in")
    item_ids = [long_id(rng, "ii") for _ in draft.lines]
    own_discounts = [long_id(rng, "di") if line.coupon else None for line in draft.lines]
    whole_discount = long_id(rng, "di") if draft.coupon else None
    discounts = [
        _discount(discount_id, line.coupon.id, draft, times, {"invoice_item": item})
        for line, item, discount_id in zip(draft.lines, item_ids, own_discounts, strict=True)
        if line.coupon and discount_id
    ]
    if draft.coupon and whole_discount:
        discounts.append(_discount(whole_discount, draft.coupon.id, draft, times, {"invoice": invoice_id}))

    priced = price_lines(draft)
    lines = [
        build_line(
            draft,
            index,
            worth,
            created=times.created,
            rng=rng,
            ids=(invoice_id, item_ids[index], own, whole_discount),
        )
        for index, (worth, own) in enumerate(zip(priced, own_discounts, strict=True))
    ]
    postage = Postage(draft.shipping, draft.shipping_tax, shipping_rate) if draft.shipping else None
    body = _frame(draft, times, invoice_id) | totals(priced, lines, postage)
    body["discounts"] = [whole_discount] if whole_discount else []
    body["lines"] = {
        "object": "list",
        "data": lines,
        "has_more": False,
        "total_count": len(lines),
        "url": f"/v1/invoices/{invoice_id}/lines",
    }
    body |= _settlement(draft, times, body["total"], way)
    if number is not None:
        body |= _finalised(times, number, rng)
    moved = body["amount_paid"] and way in {Way.PAYMENT, Way.INSTALMENTS}
    return Built(body, discounts, _payments(body, rng, way) if moved else [])


def _frame(draft: InvoiceDraft, times: Timeline, invoice_id: str) -> JsonObject:
    person = draft.customer
    parent = {
        "quote_details": None,
        "subscription_details": {"metadata": {}, "subscription": person.subscription},
        "type": "subscription_details",
    }
    taxed = any(line.tax for line in draft.lines)
    return invoice() | {
        "id": invoice_id,
        "account_country": ACCOUNT_COUNTRY,
        "account_name": ACCOUNT_NAME,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": taxed,
            "liability": {"type": "self"} if taxed else None,
            "provider": "stripe" if taxed else None,
            "status": "complete" if taxed else None,
        },
        "billing_reason": "subscription_cycle" if draft.subscribed else "manual",
        "collection_method": "send_invoice" if times.sent else "charge_automatically",
        "created": times.created,
        "currency": draft.currency,
        "customer": person.id,
        "customer_address": dict(person.address),
        "customer_email": person.email,
        "customer_name": person.name,
        "customer_phone": person.phone,
        "customer_tax_exempt": person.tax_exempt,
        "customer_tax_ids": [{"type": "eu_vat", "value": person.vat}] if person.vat else [],
        "description": draft.description,
        "due_date": times.due,
        "footer": draft.footer,
        "metadata": dict(draft.metadata),
        "parent": parent if draft.subscribed else None,
        "period_end": times.created,
        "period_start": times.created - (30 * DAY if draft.subscribed else 0),
        "status": times.status,
    }


def _settlement(draft: InvoiceDraft, times: Timeline, total: int, way: Way) -> JsonObject:
    """What is due and what was paid: a credit balance pays its part first, and a total of zero needs no payment.

    What is below the smallest amount that Stripe charges goes to the customer's balance, as a debt (recorded by
    others). Payment out of band leaves the invoice unattempted (recorded by others).
    """
    credit = min(draft.credit, max(total, 0))
    owed = total if way is Way.TOO_SMALL else 0
    due = max(total, 0) - credit - owed
    paid = due if times.status == "paid" else 0
    return {
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": due - paid,
        "attempt_count": 1 if paid and not times.sent and way is not Way.OUT_OF_BAND else 0,
        "attempted": times.status == "paid" and way is not Way.OUT_OF_BAND,
        "auto_advance": times.status in {"draft", "open"},
        "ending_balance": None if times.status == "draft" else credit + owed - draft.credit,
        "starting_balance": -draft.credit,
    }


def _finalised(times: Timeline, number: int, rng: random.Random) -> JsonObject:
    secret = "".join(rng.choices(ALPHABET, k=24))
    transitions = {
        "finalized_at": times.finalized,
        "marked_uncollectible_at": times.ended if times.status == "uncollectible" else None,
        "paid_at": times.paid,
        "voided_at": times.ended if times.status == "void" else None,
    }
    return {
        "effective_at": times.finalized,
        "hosted_invoice_url": f"https://invoice.stripe.com/i/{ACCOUNT_ID}/test_{secret}?s=ap",
        "invoice_pdf": f"https://pay.stripe.com/invoice/{ACCOUNT_ID}/test_{secret}/pdf?s=ap",
        "number": f"{INVOICE_PREFIX}-{number:04d}",
        "status_details": {"uncollectible": {"reason": None}} if times.status == "uncollectible" else None,
        "status_transitions": transitions,
        "webhooks_delivered_at": times.created,
    }


def _discount(discount_id: str, coupon: str, draft: InvoiceDraft, times: Timeline, on: JsonObject) -> JsonObject:
    source = {"coupon": coupon, "type": "coupon"}
    values = {"id": discount_id, "customer": draft.customer.id, "source": source, "start": times.created}
    return discount() | values | on


def _payments(body: JsonObject, rng: random.Random, way: Way) -> list[JsonObject]:
    """The invoice's payments: one, or two where a part was paid earlier by a payment that was attached to it."""
    last = _payment(body, rng, body["amount_paid"], body["status_transitions"]["paid_at"])
    if way is not Way.INSTALMENTS:
        return [last]
    finalised, paid = body["status_transitions"]["finalized_at"], body["status_transitions"]["paid_at"]
    part, moment = body["amount_paid"] // 3, finalised + (paid - finalised) // 2
    first = _payment(body, rng, part, moment) | {"created": moment, "is_default": False}
    rest = body["amount_paid"] - part
    return [first, last | {"amount_paid": rest, "amount_requested": rest}]


def _payment(body: JsonObject, rng: random.Random, amount: int, paid: int) -> JsonObject:
    return invoice_payment() | {
        "id": long_id(rng, "inpay"),
        "amount_paid": amount,
        "amount_requested": amount,
        "created": body["status_transitions"]["finalized_at"],
        "currency": body["currency"],
        "invoice": body["id"],
        "payment": {"payment_intent": long_id(rng, "pi", lead="3"), "type": "payment_intent"},
        "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": paid},
    }
