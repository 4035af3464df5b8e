"""An invoice's life: drafted, finalised, sent, void, uncollectible, deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import balances, paying
from sandbox.stripe.actions.drafting import put_discount, rework
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money.currencies import minimum
from sandbox.stripe.objects.ids import ACCOUNT_COUNTRY, ACCOUNT_NAME, ALPHABET, INVOICE_PREFIX
from sandbox.stripe.objects.invoices import invoice as blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

MOST_ITEMS = 250
"""How many items an invoice can have."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice to be made; `due_in_days` or `due` make it one that is sent."""

    customer: str
    currency: str
    due: int | None = None
    due_in_days: int | None = None
    auto_advance: bool = False
    tax_rates: Sequence[str] = ()
    coupons: Sequence[str] = ()
    description: str | None = None
    footer: str | None = None
    effective_at: int | None = None
    pending_items: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


def create(desk: Desk, draft: Draft) -> str:
    """A draft invoice, empty or with the customer's pending items, newest first; its id."""
    customer = desk.named("customer", draft.customer, "customer")
    identifier = desk.long_id("in")
    due = draft.due if draft.due_in_days is None else desk.now + draft.due_in_days * _DAY
    sent = due is not None
    tax_ids = desk.having("tax_id", "customer", draft.customer)
    body = blank() | {
        "id": identifier,
        "account_country": ACCOUNT_COUNTRY,
        "account_name": ACCOUNT_NAME,
        "auto_advance": draft.auto_advance,
        "collection_method": "send_invoice" if sent else "charge_automatically",
        "created": desk.now,
        "currency": draft.currency,
        "customer": draft.customer,
        **_snapshot(customer),
        "customer_tax_ids": [{"type": entry["type"], "value": entry["value"]} for entry in tax_ids],
        "default_tax_rates": [desk.named("tax_rate", rate, "default_tax_rates") for rate in draft.tax_rates],
        "description": draft.description,
        "due_date": due,
        "effective_at": draft.effective_at,
        "footer": draft.footer,
        "metadata": dict(draft.metadata),
        "period_end": desk.now,
        "period_start": desk.now,
        "starting_balance": balances.of(desk, draft.customer, draft.currency),
    }
    waiting = [
        item["id"]
        for item in desk.having("invoiceitem", "customer", draft.customer)
        if draft.pending_items and item["invoice"] is None and item["currency"] == draft.currency
    ]
    _check_room(len(waiting))
    body["lines"]["url"] = f"/v1/invoices/{identifier}/lines"
    body["discounts"] = [put_discount(desk, coupon, draft.customer, invoice=identifier) for coupon in draft.coupons]
    desk.add(body, "invoice.created")
    for item in waiting:
        desk.change("invoiceitem", item, {"invoice": identifier})
    put_items(desk, identifier, waiting[::-1])
    return identifier


def put_items(desk: Desk, identifier: str, items: Sequence[str]) -> None:
    """Put items on a draft.

    Raises:
        ApiError: 400 for an invoice that is no draft, and for more items than an invoice can have.
    """
    check_editable(desk, identifier, len(items))
    if items:
        rework(desk, identifier, items)


def check_editable(desk: Desk, identifier: str, more: int) -> None:
    """Refuse an invoice that cannot take so many more items.

    Raises:
        ApiError: 400 for an invoice that is no draft, and for more items than an invoice can have.
    """
    invoice = desk.named("invoice", identifier, "invoice")
    if invoice["status"] != "draft":
        raise invalid("This invoice is no longer editable", code="invoice_not_editable", param="invoice")
    _check_room(invoice["lines"]["total_count"] + more)


def finalise(desk: Desk, identifier: str) -> JsonObject:
    """Give a draft its number and the customer's balance its part; what is left waits to be paid, zero is paid.

    What is below the smallest amount that Stripe charges goes to the customer's balance (recorded by others).

    Raises:
        ApiError: 400 for an invoice that is no draft.
    """
    invoice = desk.get("invoice", identifier)
    if invoice["status"] != "draft":
        raise invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    currency, total = invoice["currency"], invoice["total"]
    customer = desk.named("customer", invoice["customer"], "customer")
    starting = balances.of(desk, customer["id"], currency)
    due, ending = _with_balance(total, starting)
    too_small = 0 < due < minimum(currency)
    if too_small:
        due, ending = 0, ending + due
    if ending != starting:
        kind = "invoice_too_small" if too_small else "applied_to_invoice"
        balances.move(desk, customer["id"], ending - starting, kind, currency=currency, invoice=identifier)
    secret = "".join(desk.rng.choices(ALPHABET, k=24))
    account = desk.store.account_id
    body = desk.change(
        "invoice",
        identifier,
        {
            **_snapshot(customer),
            "amount_due": due,
            "amount_remaining": due,
            "effective_at": invoice["effective_at"] or desk.now,
            "ending_balance": ending,
            "hosted_invoice_url": f"https://invoice.stripe.com/i/{account}/test_{secret}?s=ap",
            "invoice_pdf": f"https://pay.stripe.com/invoice/{account}/test_{secret}/pdf?s=ap",
            "number": f"{INVOICE_PREFIX}-{_next_number(desk):04d}",
            "starting_balance": starting,
            "status": "open",
            "status_transitions": invoice["status_transitions"] | {"finalized_at": desk.now},
            "webhooks_delivered_at": desk.now,
        },
        "invoice.finalized",
        "invoice.updated",
    )
    if due:
        paying.request_payment(desk, body)
    else:
        paying.become_paid(desk, identifier, {"attempted": True}, charged=False)
    return desk.get("invoice", identifier)


def send(desk: Desk, identifier: str) -> None:
    """Send an invoice to its customer, finalising a draft first.

    Raises:
        ApiError: 400 for an invoice that is charged automatically, or not open.
    """
    invoice = desk.get("invoice", identifier)
    if invoice["collection_method"] != "send_invoice":
        raise invalid("You can only manually send an invoice if its collection method is 'send_invoice'.")
    if invoice["status"] == "draft":
        invoice = finalise(desk, identifier)
    if invoice["status"] not in {"open", "paid"}:
        raise invalid(f"Invoices with status {invoice['status']} cannot be sent.", code="invoice_not_open")
    desk.store.record("invoice.sent", "invoice", identifier)


def void(desk: Desk, identifier: str) -> None:
    """Make an open or uncollectible invoice void; what the customer's balance had paid goes back to it.

    Raises:
        ApiError: 400 for other invoices, and for one with a payment on its way (unverified).
    """
    invoice = _unpaid(desk, identifier, ("open", "uncollectible"), "void")
    paying.check_nothing_underway(desk, identifier)
    paying.cancel_payments(desk, identifier)
    balances.unapply(desk, invoice)
    moments = invoice["status_transitions"] | {"voided_at": desk.now}
    values = {"auto_advance": False, "status": "void", "status_transitions": moments}
    desk.change("invoice", identifier, values, "invoice.voided", "invoice.updated")


def mark_uncollectible(desk: Desk, identifier: str) -> None:
    """Give an open invoice up.

    Raises:
        ApiError: 400 for an invoice that is not open.
    """
    invoice = _unpaid(desk, identifier, ("open",), "marked uncollectible")
    moments = invoice["status_transitions"] | {"marked_uncollectible_at": desk.now}
    values = {
        "auto_advance": False,
        "status": "uncollectible",
        "status_details": {"uncollectible": {"reason": None}},
        "status_transitions": moments,
    }
    desk.change("invoice", identifier, values, "invoice.marked_uncollectible", "invoice.updated")


def delete(desk: Desk, identifier: str) -> None:
    """Delete a draft and its items.

    Raises:
        ApiError: 400 for a finalised invoice.
    """
    invoice = desk.get("invoice", identifier)
    if invoice["status"] != "draft":
        raise invalid("You can only delete draft invoices.", code="invoice_not_editable")
    for item in desk.having("invoiceitem", "invoice", identifier):
        desk.store.delete("invoiceitem", item["id"])
    desk.store.delete("invoice", identifier)


def _check_room(items: int) -> None:
    if items > MOST_ITEMS:
        raise invalid(f"An invoice can have at most {MOST_ITEMS} items.", code="invoice_items_limit", param="invoice")


def _unpaid(desk: Desk, identifier: str, allowed: tuple[str, ...], done: str) -> JsonObject:
    invoice = desk.get("invoice", identifier)
    if invoice["status"] not in allowed:
        raise invalid(
            f"You can only pass in {' or '.join(allowed)} invoices. This invoice is {invoice['status']} and cannot "
            f"be {done}.",
            code="invoice_not_open",
        )
    return invoice


def _with_balance(total: int, balance: int) -> tuple[int, int]:
    """What is due of a total, and the customer's balance afterwards."""
    if total <= 0:
        return 0, balance + total
    if balance >= 0:
        return total + balance, 0
    used = min(total, -balance)
    return total - used, balance + used


def _snapshot(customer: JsonObject) -> JsonObject:
    return {
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
    }


def _next_number(desk: Desk) -> int:
    """The running number: after those of the invoices that the account was filled with."""
    if "invoice_number" not in desk.state:
        tails = (str(body["number"] or "").rpartition("-")[2] for body in desk.store.all("invoice"))
        desk.state["invoice_number"] = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    desk.state["invoice_number"] += 1
    number: int = desk.state["invoice_number"]
    return number
