"""Turns a draft into Stripe's objects: the invoice with its lines and totals, its discounts and its payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.company import amounts
from sandbox.company.ids import ACCOUNT_COUNTRY, ACCOUNT_ID, ACCOUNT_NAME, ALPHABET, INVOICE_PREFIX, long_id
from sandbox.company.invoice_shapes import discount, invoice, invoice_payment
from sandbox.company.lines import build_line, price_lines, tax_entry
from sandbox.company.timeline import DAY, Timeline

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

    from sandbox.company.drafts import InvoiceDraft

JsonObject = dict[str, Any]


def build(
    draft: InvoiceDraft, times: Timeline, rng: random.Random, *, number: int | None, shipping_rate: str
) -> Iterator[JsonObject]:
    """The objects of one invoice: discounts, the invoice with all its lines, the payment if money moved.

    `number` is the running number of finalised invoices, None for a draft.
    """
    invoice_id = long_id(rng, "in")
    item_ids = [long_id(rng, "ii") for _ in draft.lines]
    own_discounts = [long_id(rng, "di") if line.coupon else None for line in draft.lines]
    whole_discount = long_id(rng, "di") if draft.coupon else None
    for line, item, discount_id in zip(draft.lines, item_ids, own_discounts, strict=True):
        if line.coupon and discount_id:
            yield _discount(discount_id, line.coupon.id, draft, times, {"invoice_item": item})
    if draft.coupon and whole_discount:
        yield _discount(whole_discount, draft.coupon.id, draft, times, {"invoice": invoice_id})

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
    body = _frame(draft, times, invoice_id) | _totals(draft, priced, lines, shipping_rate)
    body["discounts"] = [whole_discount] if whole_discount else []
    body["lines"] = {
        "object": "list",
        "data": lines,
        "has_more": False,
        "total_count": len(lines),
        "url": f"/v1/invoices/{invoice_id}/lines",
    }
    body |= _settlement(draft, times, body["total"])
    if number is not None:
        body |= _finalised(times, number, rng)
    yield body
    if body["amount_paid"]:
        yield _payment(body, rng)


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


def _totals(
    draft: InvoiceDraft, priced: Sequence[amounts.Priced], lines: Sequence[JsonObject], shipping_rate: str
) -> JsonObject:
    """The sums; see `amounts` for the rules."""
    postage_tax, taxable = amounts.tax_on(draft.shipping, draft.shipping_tax)
    taxes = [entry for line in lines for entry in line["taxes"]]
    if draft.shipping and draft.shipping_tax:
        taxes.append(tax_entry(draft.shipping_tax, postage_tax, taxable))
    subtotal = sum(line.amount - line.item_discount for line in priced)
    total = sum(line.after_discounts + line.added_tax for line in priced) + draft.shipping + postage_tax
    all_tax = sum(entry["amount"] for entry in taxes)
    off = _by_discount(line["discount_amounts"] for line in lines)
    postage = {
        "amount_subtotal": draft.shipping,
        "amount_tax": postage_tax,
        "amount_total": draft.shipping + postage_tax,
        "shipping_rate": shipping_rate,
    }
    return {
        "amount_shipping": draft.shipping,
        "shipping_cost": postage if draft.shipping else None,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - sum(line.subtotal_tax for line in priced),
        "total": total,
        "total_discount_amounts": [{"amount": off[key], "discount": key} for key in off],
        "total_excluding_tax": total - all_tax,
        "total_pretax_credit_amounts": [{"amount": off[key], "discount": key, "type": "discount"} for key in off],
        "total_taxes": _by_rate(taxes),
    }


def _by_discount(lists: Iterable[Sequence[JsonObject]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entries in lists:
        for entry in entries:
            sums[entry["discount"]] = sums.get(entry["discount"], 0) + entry["amount"]
    return sums


def _by_rate(taxes: Sequence[JsonObject]) -> list[JsonObject]:
    sums: dict[str, JsonObject] = {}
    for entry in taxes:
        rate = entry["tax_rate_details"]["tax_rate"]
        known = sums.setdefault(rate, {**entry, "amount": 0, "taxable_amount": 0})
        known["amount"] += entry["amount"]
        known["taxable_amount"] += entry["taxable_amount"]
    return list(sums.values())


def _settlement(draft: InvoiceDraft, times: Timeline, total: int) -> JsonObject:
    """What is due and what was paid: a credit balance pays its part first, and a total of zero needs no payment."""
    credit = min(draft.credit, max(total, 0))
    due = max(total, 0) - credit
    paid = due if times.status == "paid" else 0
    return {
        "amount_due": due,
        "amount_paid": paid,
        "amount_remaining": due - paid,
        "attempt_count": 1 if paid and not times.sent else 0,
        "attempted": times.status == "paid",
        "auto_advance": times.status in {"draft", "open"},
        "ending_balance": None if times.status == "draft" else credit - draft.credit,
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


def _payment(body: JsonObject, rng: random.Random) -> JsonObject:
    return invoice_payment() | {
        "id": long_id(rng, "inpay"),
        "amount_paid": body["amount_paid"],
        "amount_requested": body["amount_paid"],
        "created": body["status_transitions"]["finalized_at"],
        "currency": body["currency"],
        "invoice": body["id"],
        "payment": {"payment_intent": long_id(rng, "pi", lead="3"), "type": "payment_intent"},
        "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": body["status_transitions"]["paid_at"]},
    }
