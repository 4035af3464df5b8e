"""Draft invoices: which items are on one, and its lines and sums worked out from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money import amounts
from sandbox.stripe.money.invoicing import tax_entry, totals
from sandbox.stripe.objects.catalogue import discount, price, product
from sandbox.stripe.objects.invoices import invoiceitem, line_item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

_REASONS = {"reverse": "reverse_charge", "exempt": "customer_exempt"}


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be invoiced: an amount, or a price and how many of it, in minor units.

    `unit` is given where no price is: Stripe then makes a price and a product of its own.
    """

    customer: str
    currency: str
    quantity: Decimal = Decimal(1)
    unit: Decimal | None = None
    price: str | None = None
    description: str | None = None
    tax_rates: Sequence[str] = ()
    coupons: Sequence[str] = ()
    discountable: bool = True
    period: tuple[int, int] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def add_item(desk: Desk, item: Item, invoice: str | None) -> str:
    """An invoice item, on a draft invoice or waiting for one; its id."""
    rates = [desk.named("tax_rate", rate, "tax_rates") for rate in item.tax_rates]
    for coupon in item.coupons:
        desk.named("coupon", coupon, "discounts")
    if item.price is None:
        price_id, product_id = _auto_made(desk, item)
        unit, text = item.unit or Decimal(0), item.description
    else:
        found = desk.named("price", item.price, "price")
        price_id, product_id = item.price, found["product"]
        unit = item.unit if item.unit is not None else Decimal(found["unit_amount_decimal"])
        text = item.description or (desk.store.find("product", product_id) or {}).get("name")
    identifier = desk.long_id("ii")
    start, end = item.period or (desk.now, desk.now)
    return desk.add(
        invoiceitem()
        | {
            "id": identifier,
            "amount": amounts.line_amount(item.quantity, unit),
            "currency": item.currency,
            "customer": item.customer,
            "date": desk.now,
            "description": text,
            "discountable": item.discountable,
            "discounts": [
                put_discount(desk, coupon, item.customer, invoice_item=identifier) for coupon in item.coupons
            ],
            "invoice": invoice,
            "metadata": dict(item.metadata),
            "period": {"end": end, "start": start},
            "pricing": {
                "price_details": {"price": price_id, "product": product_id},
                "type": "price_details",
                "unit_amount_decimal": plain(unit),
            },
            "quantity": int(item.quantity),
            "quantity_decimal": plain(item.quantity),
            "tax_rates": rates,
        },
        "invoiceitem.created",
    )


def put_discount(desk: Desk, coupon: str, customer: str, **on: str) -> str:
    """A coupon put to use on an invoice or an item of one; the id of the discount."""
    found = desk.named("coupon", coupon, "discounts")
    desk.change("coupon", coupon, {"times_redeemed": found["times_redeemed"] + 1})
    values = {
        "id": desk.long_id("di"),
        "customer": customer,
        "source": {"coupon": coupon, "type": "coupon"},
        "start": desk.now,
    }
    return desk.add(discount() | values | on)


def rework(desk: Desk, invoice: str, added: Sequence[str] = ()) -> None:
    """Work out a draft's lines and sums anew, with these items put on it after the ones that it has."""
    body = desk.get("invoice", invoice)
    known = {_item_of(line): line["id"] for line in desk.all_lines(invoice)}
    items = [desk.get("invoiceitem", identifier) for identifier in [*known, *added] if identifier]
    exempt = body["customer_tax_exempt"]
    whole = body["discounts"][0] if body["discounts"] else None
    coupon = _coupon(desk, whole)
    own = [item["discounts"][0] if item["discounts"] else None for item in items]
    off = [
        amounts.discounted(item["amount"], _coupon(desk, name)) if item["discountable"] else 0
        for item, name in zip(items, own, strict=True)
    ]
    shared = amounts.share_out(
        [item["amount"] - less if item["discountable"] else 0 for item, less in zip(items, off, strict=True)], coupon
    )
    rules = [_rule(item["tax_rates"] or _default_rates(body), exempt) for item in items]
    priced = [
        amounts.priced(item["amount"], less, share, rule)
        for item, less, share, rule in zip(items, off, shared, rules, strict=True)
    ]
    lines = [
        _line(item, worth, invoice, known.get(item["id"]) or desk.long_id("il"), (name, whole))
        for item, worth, name in zip(items, priced, own, strict=True)
    ]
    values = totals(priced, lines, None)
    due = max(values["total"], 0)
    values |= {"amount_due": due, "amount_remaining": due}
    desk.set_lines(invoice, lines, values)


def plain(value: Decimal) -> str:
    """A decimal as Stripe writes it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _default_rates(invoice: JsonObject) -> list[JsonObject]:
    rates: list[JsonObject] = invoice["default_tax_rates"]
    return rates


def _item_of(line: JsonObject) -> str | None:
    details = (line["parent"] or {}).get("invoice_item_details") or {}
    found: str | None = details.get("invoice_item")
    return found


def _coupon(desk: Desk, name: str | None) -> amounts.Coupon | None:
    if name is None:
        return None
    found = desk.get("coupon", desk.get("discount", name)["source"]["coupon"])
    percent = found["percent_off"]
    return amounts.Coupon(
        found["id"],
        found["name"] or "",
        None if percent is None else Decimal(str(percent)),
        found["amount_off"],
        found["currency"],
    )


def _rule(rates: Sequence[JsonObject], exempt: str) -> amounts.TaxRule | None:
    """The tax of a line; the customer's exemption makes any rate zero. Stripe's reasons here are unverified."""
    if not rates:
        return None
    rate = rates[0]
    percent, behavior = Decimal(str(rate["percentage"])), "inclusive" if rate["inclusive"] else "exclusive"
    if exempt in _REASONS:
        return amounts.TaxRule(Decimal(0), behavior, _REASONS[exempt], rate["id"])
    return amounts.TaxRule(percent, behavior, "standard_rated" if percent else "zero_rated", rate["id"])


def _line(
    item: JsonObject, worth: amounts.Priced, invoice: str, identifier: str, discounts: tuple[str | None, str | None]
) -> JsonObject:
    own, whole = discounts
    off = [(own, worth.item_discount), (whole, worth.invoice_discount)]
    taken = [{"amount": amount, "discount": name} for name, amount in off if name and (amount or name == own)]
    details = {
        "invoice_item": item["id"],
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    return line_item() | {
        "id": identifier,
        "amount": item["amount"],
        "currency": item["currency"],
        "description": item["description"],
        "discount_amounts": taken,
        "discountable": item["discountable"],
        "discounts": item["discounts"],
        "invoice": invoice,
        "livemode": item["livemode"],
        "metadata": item["metadata"],
        "parent": {
            "invoice_item_details": details,
            "subscription_item_details": None,
            "type": "invoice_item_details",
        },
        "period": item["period"],
        "pretax_credit_amounts": [{**entry, "type": "discount"} for entry in taken],
        "pricing": item["pricing"],
        "quantity": item["quantity"],
        "quantity_decimal": item["quantity_decimal"],
        "subtotal": item["amount"],
        "taxes": [tax_entry(worth.rule, worth.tax, worth.taxable)] if worth.rule else [],
    }


def _auto_made(desk: Desk, item: Item) -> tuple[str, str]:
    """The price and the product that Stripe makes by itself behind an amount (seen live by others)."""
    unit = item.unit or Decimal(0)
    product_id = desk.add(
        product()
        | {
            "id": desk.short_id("prod"),
            "active": False,
            "created": desk.now,
            "name": item.description or "Invoice item",
            "updated": desk.now,
        },
        "product.created",
    )
    price_id = desk.add(
        price()
        | {
            "id": desk.long_id("price"),
            "active": False,
            "created": desk.now,
            "currency": item.currency,
            "product": product_id,
            "unit_amount": int(unit) if unit == int(unit) else None,
            "unit_amount_decimal": plain(unit),
        },
        "price.created",
    )
    return price_id, product_id
