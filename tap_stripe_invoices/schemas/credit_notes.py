"""Credit notes and their lines."""

from __future__ import annotations

from tap_stripe_invoices.schemas.invoices import credited_invoice
from tap_stripe_invoices.schemas.parties import customer, product
from tap_stripe_invoices.schemas.shapes import (
    Shape,
    amounts,
    array,
    counted,
    discount_amount,
    flag,
    instant,
    integer,
    metadata,
    pretax_credit_amount,
    record,
    shipping_cost,
    stream,
    tax,
    tax_rate,
    text,
)


def credit_notes() -> Shape:
    """Credit notes: Stripe's, plus `amounts` and the figures on each line; all amounts are positive."""
    return stream(
        amount=integer(),
        amount_shipping=integer(),
        amounts=amounts(),
        created=instant(),
        currency=text(),
        customer=customer(),
        customer_account=text(),
        customer_balance_transaction=text(),
        discount_amount=integer(),
        discount_amounts=array(discount_amount()),
        effective_at=instant(),
        invoice=credited_invoice(),
        lines=array(_line()),
        livemode=flag(),
        memo=text(),
        metadata=metadata(),
        number=text(),
        out_of_band_amount=integer(),
        pdf=text(),
        post_payment_amount=integer(),
        pre_payment_amount=integer(),
        pretax_credit_amounts=array(pretax_credit_amount()),
        reason=text(),
        refunds=array(
            record(
                amount_refunded=integer(),
                payment_record_refund=record(payment_record=text(), refund_group=text()),
                refund=text(),
                type=text(),
            )
        ),
        shipping_cost=shipping_cost(),
        status=text(),
        subtotal=integer(),
        subtotal_excluding_tax=integer(),
        total=integer(),
        total_excluding_tax=integer(),
        total_taxes=array(tax()),
        type=text(),
        voided_at=instant(),
    )


def _line() -> Shape:
    return record(
        id=text(),
        object=text(),
        **counted(),
        amount=integer(),
        description=text(),
        discount_amount=integer(),
        discount_amounts=array(discount_amount()),
        invoice_line_item=text(),
        livemode=flag(),
        metadata=metadata(),
        pretax_credit_amounts=array(pretax_credit_amount()),
        product=product(),
        quantity=integer(),
        tax_rates=array(tax_rate()),
        taxes=array(tax()),
        type=text(),
        unit_amount=integer(),
        unit_amount_decimal=text(),
    )
