"""JSON Schemas of the pieces that several Stripe objects share, as plain dictionaries made on request.

Everything but the id may be null: Stripe leaves out what does not apply, and a record that could not be read has
little more than its id. Objects are open: Stripe adds properties within an API version.
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]


def text() -> Shape:
    """Text; also the id of another object, which is never expanded where a schema says text."""
    return {"type": ["string", "null"]}


def integer() -> Shape:
    """A whole number; amounts are in minor units of the object's currency."""
    return {"type": ["integer", "null"]}


def flag() -> Shape:
    """True or false."""
    return {"type": ["boolean", "null"]}


def instant() -> Shape:
    """A time in UTC, such as 2026-11-20T08:00:00Z."""
    return {"type": ["string", "null"], "format": "date-time"}


def record(**properties: Shape) -> Shape:
    """An object with all its properties; Stripe may add more in the version that is read."""
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": True}


def partly(**properties: Shape) -> Shape:
    """An object of which only some properties are listed: what else it has depends on its kind, and may be mapped."""
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": {}}


def array(items: Shape) -> Shape:
    """A plain array."""
    return {"type": ["array", "null"], "items": items}


def decimal() -> Shape:
    """A number that may have decimals; written as it came, never as a float."""
    return {"type": ["number", "null"]}


def metadata() -> Shape:
    """Stripe's metadata: text by name."""
    return {"type": ["object", "null"], "additionalProperties": {"type": ["string", "null"]}}


def address() -> Shape:
    """A postal address."""
    return record(city=text(), country=text(), line1=text(), line2=text(), postal_code=text(), state=text())


def shipping() -> Shape:
    """Where and to whom goods are shipped."""
    return record(address=address(), carrier=text(), name=text(), phone=text(), tracking_number=text())


def tax() -> Shape:
    """One tax on a line, on shipping or on an invoice."""
    return record(
        amount=integer(),
        tax_behavior=text(),
        tax_rate_details=record(tax_rate=text()),
        taxability_reason=text(),
        taxable_amount=integer(),
        type=text(),
    )


def discount_amount() -> Shape:
    """What one discount took off."""
    return record(amount=integer(), discount=text())


def pretax_credit_amount() -> Shape:
    """What one discount or billing credit took off before tax."""
    return record(amount=integer(), credit_balance_transaction=text(), discount=text(), type=text())


def tax_rate() -> Shape:
    """The rate of a tax, whole."""
    return record(
        id=text(),
        object=text(),
        active=flag(),
        country=text(),
        created=instant(),
        description=text(),
        display_name=text(),
        effective_percentage=decimal(),
        flat_amount=record(amount=integer(), currency=text()),
        inclusive=flag(),
        jurisdiction=text(),
        jurisdiction_level=text(),
        livemode=flag(),
        metadata=metadata(),
        percentage=decimal(),
        rate_type=text(),
        state=text(),
        tax_type=text(),
    )


def shipping_cost() -> Shape:
    """What shipping costs; its taxes name their rate whole, unlike those of lines."""
    return record(
        amount_subtotal=integer(),
        amount_tax=integer(),
        amount_total=integer(),
        shipping_rate=text(),
        taxes=array(
            record(amount=integer(), rate=tax_rate(), taxability_reason=text(), taxable_amount=integer()),
        ),
    )


def discount() -> Shape:
    """A discount that a customer has."""
    return record(
        id=text(),
        object=text(),
        checkout_session=text(),
        customer=text(),
        customer_account=text(),
        end=instant(),
        invoice=text(),
        invoice_item=text(),
        promotion_code=text(),
        source=record(coupon=text(), type=text()),
        start=instant(),
        subscription=text(),
        subscription_item=text(),
    )


def custom_field() -> Shape:
    """A line of text that is printed on invoices."""
    return record(name=text(), value=text())


def counted() -> dict[str, Shape]:
    """The figures that the tap adds to a line, in minor units."""
    return {
        "kind": {"type": ["string", "null"], "enum": ["item", "shipping", None]},
        "net": integer(),
        "tax": integer(),
        "gross": integer(),
        "discount": integer(),
    }


def amounts(**more: Shape) -> Shape:
    """The figures that the tap adds to an object, in minor units, and how many decimals those stand for."""
    return record(net=integer(), tax=integer(), gross=integer(), exponent=integer(), **more)


def tap_error() -> Shape:
    """Null on a good record; on any other, why it is none."""
    return record(code=text(), message=text())


def stream(**properties: Shape) -> Shape:
    """The schema of a stream: an open object that has at least its id.

    `account` is the connected account the record was read from, null for the key's own.
    """
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "object": text(),
            "account": text(),
            **properties,
            "tap_error": tap_error(),
        },
        "required": ["id"],
        "additionalProperties": True,
    }
