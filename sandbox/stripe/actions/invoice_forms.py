"""Forms of invoice items, invoices and credit notes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import charging, crediting, drafting, invoicing, paying
from sandbox.stripe.actions.crediting import Credit
from sandbox.stripe.actions.drafting import Item
from sandbox.stripe.actions.invoicing import Draft
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money.credit_notes import Custom, Part
from sandbox.stripe.money.currencies import SETTLEMENT

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk
    from sandbox.stripe.actions.form import Form

JsonObject = dict[str, Any]

_CREDIT_REASONS = ("duplicate", "fraudulent", "order_change", "product_unsatisfactory")


def item(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/invoiceitems`: an amount, or a price or unit amount and a quantity."""
    customer, invoice = form.needed("customer"), form.text("invoice")
    desk.named("customer", customer, "customer")
    body = desk.named("invoice", invoice, "invoice") if invoice else None
    if body and body["customer"] != customer:
        raise invalid("The invoice belongs to another customer.", param="invoice")
    amount, fine = form.amount("amount", least=None), form.decimal("unit_amount_decimal")
    price, unit, currency = _priced(desk, form, amount, fine)
    asked = form.currency() or currency or (body["currency"] if body else SETTLEMENT)
    if body and asked != body["currency"]:
        raise invalid(f"The invoice is in {body['currency']}, the item in {asked}.", param="currency")
    if currency and asked != currency:
        raise invalid(f"The price is in {currency}, the item in {asked}.", param="currency")
    quantity = form.decimal("quantity_decimal")
    if quantity is None:
        quantity = Decimal(1 if (count := form.integer("quantity")) is None else count)
    if quantity < 0 or (amount is not None and quantity != 1):
        raise invalid("Give a quantity of zero or more, and an amount or a quantity, not both.", param="quantity")
    made = Item(
        customer,
        asked,
        quantity,
        unit,
        price,
        form.text("description"),
        _single(form, "tax_rates"),
        _coupons(form),
        form.text("discountable") is None or form.boolean("discountable"),
        _period(form),
        form.metadata(),
    )
    form.finish("customer_account price_data subscription tax_behavior tax_code")
    if invoice:
        invoicing.check_editable(desk, invoice, 1)
    identifier = drafting.add_item(desk, made, invoice)
    if invoice:
        invoicing.put_items(desk, invoice, [identifier])
    return identifier


def invoice(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/invoices`: a draft."""
    customer = form.needed("customer")
    method = form.one_of("collection_method", "charge_automatically", "send_invoice") or "charge_automatically"
    days, due = form.integer("days_until_due"), form.integer("due_date")
    sent = method == "send_invoice"
    if sent and days is None and due is None:
        raise invalid(
            "If you pass `collection_method=send_invoice`, you must also pass one of the following params: "
            "`days_until_due`, `due_date`.",
            param="collection_method",
        )
    if not sent and (days is not None or due is not None):
        raise invalid("You can only set a due date on invoices that are sent.", param="days_until_due")
    if days is not None and not 0 <= days <= 3_650:  # noqa: PLR2004 - ten years
        raise invalid("Invalid days_until_due", param="days_until_due")
    draft = Draft(
        customer,
        form.currency() or desk.named("customer", customer, "customer")["currency"] or SETTLEMENT,
        due,
        days,
        form.boolean("auto_advance"),
        _single(form, "default_tax_rates"),
        _coupons(form),
        form.text("description"),
        form.text("footer"),
        form.integer("effective_at"),
        form.one_of("pending_invoice_items_behavior", "exclude", "include") == "include",
        form.metadata(),
    )
    form.finish(
        "account_tax_ids application_fee_amount automatic_tax automatically_finalizes_at custom_fields "
        "customer_account default_payment_method default_source from_invoice issuer number on_behalf_of "
        "payment_settings rendering shipping_cost shipping_details statement_descriptor subscription transfer_data"
    )
    return invoicing.create(desk, draft)


def finalise(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/finalize`."""
    form.boolean("auto_advance")
    form.finish()
    invoicing.finalise(desk, identifier)
    return identifier


def pay(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/pay`; a draft is finalised first (recorded by others)."""
    past, name = form.boolean("paid_out_of_band"), form.text("payment_method")
    form.boolean("off_session")
    form.finish("forgive mandate source")
    found = desk.get("invoice", identifier)
    if name:
        # Known to be good before anything is done: a refusal must leave the draft a draft.
        charging.method(desk, charging.payer(desk, found["customer"]), name)
    if found["status"] == "draft":
        invoicing.finalise(desk, identifier)
        if desk.get("invoice", identifier)["status"] == "paid":
            return identifier
    if past:
        paying.out_of_band(desk, identifier)
    else:
        paying.by_method(desk, identifier, name)
    return identifier


def attach(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/attach_payment`."""
    intent = form.needed("payment_intent")
    form.finish("payment_record")
    paying.attach(desk, identifier, intent)
    return identifier


def void(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/void`."""
    form.finish()
    invoicing.void(desk, identifier)
    return identifier


def mark_uncollectible(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/mark_uncollectible`."""
    form.finish()
    invoicing.mark_uncollectible(desk, identifier)
    return identifier


def send(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/invoices/:id/send`."""
    form.finish()
    invoicing.send(desk, identifier)
    return identifier


def credit_note(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/credit_notes`."""
    identifier = form.needed("invoice")
    desk.named("invoice", identifier, "invoice")
    amount = form.amount("amount", least=1)
    parts = [_part(desk, identifier, line) for line in form.each("lines")]
    if bool(parts) == (amount is not None):
        raise invalid("You must pass one of `amount`, `lines`, or `shipping_cost`.", param="amount")
    refunds = []
    for entry in form.each("refunds"):
        name = entry.needed("refund")
        worth = entry.amount("amount_refunded") or desk.named("refund", name, "refunds")["amount"]
        refunds.append((name, worth))
        entry.finish("payment_record_refund type")
    credit = Credit(
        identifier,
        parts,
        amount,
        form.amount("refund_amount") or 0,
        form.amount("credit_amount") or 0,
        form.amount("out_of_band_amount") or 0,
        refunds,
        form.one_of("reason", *_CREDIT_REASONS),
        form.text("memo"),
        form.metadata(),
    )
    form.one_of("email_type", "credit_note", "none")
    form.finish("effective_at shipping_cost")
    return crediting.create(desk, credit)


def void_credit_note(desk: Desk, form: Form, identifier: str) -> str:
    """`POST /v1/credit_notes/:id/void`."""
    form.finish()
    crediting.void(desk, identifier)
    return identifier


def _part(desk: Desk, invoice: str, form: Form) -> Part | Custom:
    kind = form.one_of("type", "custom_line_item", "invoice_line_item")
    if kind is None:
        raise form.missing("type")
    quantity, amount = form.integer("quantity"), form.amount("amount")
    if kind == "invoice_line_item":
        line = form.needed("invoice_line_item")
        form.finish("description metadata tax_amounts tax_rates unit_amount unit_amount_decimal")
        return crediting.line_part(desk, invoice, line, quantity=quantity, amount=amount)
    unit, text = form.amount("unit_amount"), form.needed("description")
    form.finish("metadata tax_amounts tax_rates unit_amount_decimal")
    if unit is None:
        raise form.missing("unit_amount")
    return Custom(text, unit * (1 if quantity is None else quantity))


def _priced(
    desk: Desk, form: Form, amount: int | None, fine: Decimal | None
) -> tuple[str | None, Decimal | None, str | None]:
    """The price named, the unit given, and the price's currency."""
    pricing = form.inside("pricing")
    named = pricing.text("price") if pricing else None
    if pricing:
        pricing.finish()
    if sum(value is not None for value in (named, amount, fine)) != 1:
        raise invalid("Give one of: amount, unit_amount_decimal, pricing[price].", param="amount")
    if named is None:
        return None, fine if amount is None else Decimal(amount), None
    price = desk.named("price", named, "pricing[price]")
    if price["recurring"]:
        raise invalid(f"The price {named} is recurring; invoice items take one-time prices.", param="pricing[price]")
    return named, None, price["currency"]


def _single(form: Form, name: str) -> list[str]:
    found = form.texts(name)
    if len(found) > 1:
        raise invalid(f"The sandbox carries out one of {name}, not several.", param=name)
    return found


def _coupons(form: Form) -> list[str]:
    coupons = []
    for entry in form.each("discounts"):
        coupons.append(entry.needed("coupon"))
        entry.finish("discount promotion_code")
    if len(coupons) > 1:
        raise invalid("The sandbox carries out one discount, not several.", param="discounts")
    return coupons


def _period(form: Form) -> tuple[int, int] | None:
    period = form.inside("period")
    if period is None:
        return None
    start, end = period.integer("start"), period.integer("end")
    period.finish()
    if start is None or end is None or end < start:
        raise invalid("A period has a start, and an end that is not before it.", param="period")
    return start, end
