"""The JSON Schemas of the streams: Stripe's objects at API version 2026-10-28.endive, with what the tap adds.

They are made anew for each stream, so that nothing is shared that the SDK might change.
"""

from __future__ import annotations

from tap_stripe_invoices.schemas.shapes import (
    Shape,
    address,
    array,
    discount_amount,
    flag,
    instant,
    integer,
    metadata,
    pretax_credit_amount,
    record,
    shipping,
    stream,
    tax,
    text,
)


def invoices() -> Shape:
    """Paid invoices: Stripe's, plus `amounts`, `paid_at` and the figures on each line."""
    return stream(
        account_country=text(),
        account_name=text(),
        account_tax_ids=array(text()),
        amount_due=integer(),
        amount_overpaid=integer(),
        amount_paid=integer(),
        amount_remaining=integer(),
        amount_shipping=integer(),
        amounts=record(net=integer(), tax=integer(), gross=integer(), exponent=integer()),
        application=text(),
        attempt_count=integer(),
        attempted=flag(),
        auto_advance=flag(),
        automatic_tax=record(
            disabled_reason=text(),
            enabled=flag(),
            liability=record(account=text(), type=text()),
            provider=text(),
            status=text(),
        ),
        automatically_finalizes_at=instant(),
        billing_reason=text(),
        collection_method=text(),
        created=instant(),
        currency=text(),
        custom_fields=array(record(name=text(), value=text())),
        customer=_customer(),
        customer_account=text(),
        customer_address=address(),
        customer_email=text(),
        customer_name=text(),
        customer_phone=text(),
        customer_shipping=shipping(),
        customer_tax_exempt=text(),
        customer_tax_ids=array(record(type=text(), value=text())),
        default_payment_method=text(),
        default_source=text(),
        default_tax_rates=array(record()),
        description=text(),
        discounts=array(text()),
        due_date=instant(),
        effective_at=instant(),
        ending_balance=integer(),
        footer=text(),
        from_invoice=record(action=text(), invoice=text()),
        hosted_invoice_url=text(),
        invoice_pdf=text(),
        issuer=record(account=text(), type=text()),
        last_finalization_error=record(code=text(), message=text(), type=text()),
        latest_revision=text(),
        lines=array(_line()),
        livemode=flag(),
        metadata=metadata(),
        next_payment_attempt=instant(),
        number=text(),
        on_behalf_of=text(),
        paid_at=instant(),
        parent=record(
            quote_details=record(quote=text()),
            subscription_details=record(metadata=metadata(), subscription=text()),
            type=text(),
        ),
        payment_settings=record(),
        period_end=instant(),
        period_start=instant(),
        post_payment_credit_notes_amount=integer(),
        pre_payment_credit_notes_amount=integer(),
        receipt_number=text(),
        rendering=record(),
        shipping_cost=record(
            amount_subtotal=integer(),
            amount_tax=integer(),
            amount_total=integer(),
            shipping_rate=text(),
            taxes=array(tax()),
        ),
        shipping_details=shipping(),
        starting_balance=integer(),
        statement_descriptor=text(),
        status=text(),
        status_details=record(uncollectible=record(reason=text())),
        status_transitions=record(
            finalized_at=instant(), marked_uncollectible_at=instant(), paid_at=instant(), voided_at=instant()
        ),
        subtotal=integer(),
        subtotal_excluding_tax=integer(),
        test_clock=text(),
        total=integer(),
        total_discount_amounts=array(discount_amount()),
        total_excluding_tax=integer(),
        total_pretax_credit_amounts=array(pretax_credit_amount()),
        total_taxes=array(tax()),
        webhooks_delivered_at=instant(),
    )


def customers() -> Shape:
    """Customers: Stripe's, with `tax_ids` a plain array."""
    return stream(**_customer_properties())


def products() -> Shape:
    """Products: Stripe's."""
    return stream(**_product_properties())


def _line() -> Shape:
    return record(
        id=text(),
        object=text(),
        kind={"type": ["string", "null"], "enum": ["item", "shipping", None]},
        net=integer(),
        tax=integer(),
        gross=integer(),
        discount=integer(),
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
        product=record(id=text(), object=text(), deleted=flag(), **_product_properties()),
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


def _customer() -> Shape:
    return record(id=text(), object=text(), deleted=flag(), **_customer_properties())


def _customer_properties() -> dict[str, Shape]:
    return {
        "address": address(),
        "balance": integer(),
        "business_name": text(),
        "created": instant(),
        "currency": text(),
        "customer_account": text(),
        "default_source": text(),
        "delinquent": flag(),
        "description": text(),
        "discount": record(),
        "email": text(),
        "individual_name": text(),
        "invoice_prefix": text(),
        "invoice_settings": record(),
        "livemode": flag(),
        "metadata": metadata(),
        "name": text(),
        "next_invoice_sequence": integer(),
        "phone": text(),
        "preferred_locales": array(text()),
        "shipping": shipping(),
        "tax_exempt": text(),
        "tax_ids": array(
            record(
                id=text(),
                object=text(),
                country=text(),
                created=instant(),
                customer=text(),
                customer_account=text(),
                livemode=flag(),
                owner=record(customer=text(), customer_account=text(), type=text()),
                type=text(),
                value=text(),
                verification=record(status=text(), verified_address=text(), verified_name=text()),
            )
        ),
        "test_clock": text(),
    }


def _product_properties() -> dict[str, Shape]:
    return {
        "active": flag(),
        "created": instant(),
        "default_price": text(),
        "description": text(),
        "images": array(text()),
        "livemode": flag(),
        "marketing_features": array(record(name=text())),
        "metadata": metadata(),
        "name": text(),
        "package_dimensions": record(),
        "shippable": flag(),
        "statement_descriptor": text(),
        "tax_code": text(),
        "tax_details": record(),
        "type": text(),
        "unit_label": text(),
        "updated": instant(),
        "url": text(),
    }
