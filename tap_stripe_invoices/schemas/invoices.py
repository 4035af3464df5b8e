"""Invoices and their lines."""

from __future__ import annotations

from tap_stripe_invoices.schemas.parties import customer, product
from tap_stripe_invoices.schemas.shapes import (
    Shape,
    address,
    amounts,
    array,
    counted,
    custom_field,
    discount_amount,
    flag,
    instant,
    integer,
    metadata,
    partly,
    pretax_credit_amount,
    record,
    shipping,
    shipping_cost,
    stream,
    tax,
    tax_rate,
    text,
)


def invoices() -> Shape:
    """Paid invoices: Stripe's, plus `amounts`, `paid_at` and the figures on each line."""
    return stream(
        **invoice_properties(),
        amounts=amounts(),
        customer=customer(),
        lines=array(_line()),
        paid_at=instant(),
    )


def credited_invoice() -> Shape:
    """The invoice that a credit note names, without its lines; its customer is the credit note's."""
    return record(id=text(), object=text(), **invoice_properties(), customer=text(), paid_at=instant())


def invoice_properties() -> dict[str, Shape]:
    """What invoices have, but for their customer and lines."""
    return {
        "account_country": text(),
        "account_name": text(),
        "account_tax_ids": array(text()),
        "amount_due": integer(),
        "amount_overpaid": integer(),
        "amount_paid": integer(),
        "amount_remaining": integer(),
        "amount_shipping": integer(),
        "application": text(),
        "attempt_count": integer(),
        "attempted": flag(),
        "auto_advance": flag(),
        "automatic_tax": record(
            disabled_reason=text(),
            enabled=flag(),
            liability=record(account=text(), type=text()),
            provider=text(),
            status=text(),
        ),
        "automatically_finalizes_at": instant(),
        "billing_reason": text(),
        "collection_method": text(),
        "created": instant(),
        "currency": text(),
        "custom_fields": array(custom_field()),
        "customer_account": text(),
        "customer_address": address(),
        "customer_email": text(),
        "customer_name": text(),
        "customer_phone": text(),
        "customer_shipping": shipping(),
        "customer_tax_exempt": text(),
        "customer_tax_ids": array(record(type=text(), value=text())),
        "default_payment_method": text(),
        "default_source": text(),
        "default_tax_rates": array(tax_rate()),
        "description": text(),
        "discounts": array(text()),
        "due_date": instant(),
        "effective_at": instant(),
        "ending_balance": integer(),
        "footer": text(),
        "from_invoice": record(action=text(), invoice=text()),
        "hosted_invoice_url": text(),
        "invoice_pdf": text(),
        "issuer": record(account=text(), type=text()),
        "last_finalization_error": record(code=text(), message=text(), param=text(), type=text()),
        "latest_revision": text(),
        "livemode": flag(),
        "metadata": metadata(),
        "next_payment_attempt": instant(),
        "number": text(),
        "on_behalf_of": text(),
        "parent": record(
            quote_details=record(quote=text()),
            subscription_details=record(
                metadata=metadata(), subscription=text(), subscription_proration_date=instant()
            ),
            type=text(),
        ),
        "payment_settings": partly(),
        "period_end": instant(),
        "period_start": instant(),
        "post_payment_credit_notes_amount": integer(),
        "pre_payment_credit_notes_amount": integer(),
        "receipt_number": text(),
        "rendering": record(
            amount_tax_display=text(), pdf=record(page_size=text()), template=text(), template_version=integer()
        ),
        "shipping_cost": shipping_cost(),
        "shipping_details": shipping(),
        "starting_balance": integer(),
        "statement_descriptor": text(),
        "status": text(),
        "status_details": record(uncollectible=record(reason=text())),
        "status_transitions": record(
            finalized_at=instant(), marked_uncollectible_at=instant(), paid_at=instant(), voided_at=instant()
        ),
        "subtotal": integer(),
        "subtotal_excluding_tax": integer(),
        "test_clock": text(),
        "threshold_reason": record(amount_gte=integer()),
        "total": integer(),
        "total_discount_amounts": array(discount_amount()),
        "total_excluding_tax": integer(),
        "total_pretax_credit_amounts": array(pretax_credit_amount()),
        "total_taxes": array(tax()),
        "webhooks_delivered_at": instant(),
    }


def _line() -> Shape:
    return record(
        id=text(),
        object=text(),
        **counted(),
        amount=integer(),
        currency=text(),
        description=text(),
        discount_amounts=array(discount_amount()),
        discountable=flag(),
        discounts=array(text()),
        invoice=text(),
        livemode=flag(),
        metadata=metadata(),
        parent=record(invoice_item_details=_line_parent(), subscription_item_details=_line_parent(), type=text()),
        period=record(end=instant(), start=instant()),
        pretax_credit_amounts=array(pretax_credit_amount()),
        pricing=record(price_details=record(price=text(), product=text()), type=text(), unit_amount_decimal=text()),
        product=product(),
        quantity=integer(),
        quantity_decimal=text(),
        subscription=text(),
        subtotal=integer(),
        taxes=array(tax()),
    )


def _line_parent() -> Shape:
    return record(
        invoice_item=text(),
        proration=flag(),
        proration_details=record(credited_items=record(invoice=text(), invoice_line_items=array(text()))),
        subscription=text(),
        subscription_item=text(),
    )
