"""Customers and products: streams of their own, and part of what names them."""

from __future__ import annotations

from tap_stripe_invoices.schemas.shapes import (
    Shape,
    address,
    array,
    custom_field,
    decimal,
    discount,
    flag,
    instant,
    integer,
    metadata,
    record,
    shipping,
    stream,
    text,
)


def customers() -> Shape:
    """Customers: Stripe's, with `tax_ids` a plain array."""
    return stream(**_customer_properties())


def products() -> Shape:
    """Products: Stripe's."""
    return stream(**_product_properties())


def customer() -> Shape:
    """The customer that another object names."""
    return record(id=text(), object=text(), deleted=flag(), **_customer_properties())


def product() -> Shape:
    """The product that a line names."""
    return record(id=text(), object=text(), deleted=flag(), **_product_properties())


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
        "discount": discount(),
        "email": text(),
        "individual_name": text(),
        "invoice_prefix": text(),
        "invoice_settings": record(
            custom_fields=array(custom_field()),
            default_payment_method=text(),
            footer=text(),
            rendering_options=record(amount_tax_display=text(), template=text()),
        ),
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
                owner=record(
                    account=text(), application=text(), customer=text(), customer_account=text(), type=text()
                ),
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
        "package_dimensions": record(height=decimal(), length=decimal(), weight=decimal(), width=decimal()),
        "shippable": flag(),
        "statement_descriptor": text(),
        "tax_code": text(),
        "tax_details": record(performance_location=text(), tax_code=text()),
        "type": text(),
        "unit_label": text(),
        "updated": instant(),
        "url": text(),
    }
