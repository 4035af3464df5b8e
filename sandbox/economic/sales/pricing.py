"""What an invoice comes to in money and time: the rules that join lines, products, zone, terms and currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.economic.errors import UNVERIFIED_CODE, Tree
from sandbox.economic.sales.duedates import due_date
from sandbox.economic.sales.totals import LineInput, Totals, compute

if TYPE_CHECKING:
    from sandbox.economic.setup.agreement import PaymentTerms, VatZone
    from sandbox.economic.store import Store

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Priced:
    """An invoice worked out.

    Attributes:
        totals: All amounts; its lines are the invoice's lines in order, text lines included at 0.
        vat_rates: The lines' VAT rates in percent.
        exchange_rate: What 100 of the currency cost in base currency.
        due: The due date.
        terms: The payment terms.
        zone: The recipient's VAT zone.
    """

    totals: Totals
    vat_rates: tuple[Decimal, ...]
    exchange_rate: Decimal
    due: date
    terms: PaymentTerms
    zone: VatZone


def price(store: Store, fields: dict[str, Any], hints: dict[str, Any], tree: Tree, *, known_lines: int = 0) -> Priced:
    """Work an invoice or order out.

    Of its lines the first `known_lines` were there before the request: errors count the lines from those it sent.

    Raises:
        ApiError: 400 with every business error of the request, those already in `tree` included.
    """
    agreement = store.agreement
    _check_terms_type(store, fields, hints, tree)
    # A reference that is missing or unknown is in the tree already; what builds on it waits for a better body.
    tree.raise_if_any()
    terms = agreement.payment_terms[fields["paymentTerms"]["paymentTermsNumber"]]
    number = fields["customer"]["customerNumber"]
    if store.customers[number].get("barred"):
        # Recorded on voucher entries; that a draft is refused with the same code is unverified.
        hint = f"Find a list of customers at {store.url('customers')} ."
        tree.add(("customer",), "E06820", f"Customer '{number}' is barred.", number, hint)
    _check_belongings(store, fields, tree)
    sent_due = fields.get("dueDate")
    due = due_date(
        terms, date.fromisoformat(fields["date"]), date.fromisoformat(sent_due) if sent_due else None, tree
    )
    zone = agreement.vat_zones[fields["recipient"]["vatZone"]["vatZoneNumber"]]
    rate = _exchange_rate(store, fields, tree)
    inputs = [
        _line(store, line, index if index < known_lines else index - known_lines, zone.number, tree)
        for index, line in enumerate(fields.get("lines", ()))
    ]
    tree.raise_if_any()
    return Priced(
        totals=compute(inputs, rate, store.ties),
        vat_rates=tuple(line.vat_rate for line in inputs),
        exchange_rate=rate,
        due=due,
        terms=terms,
        zone=zone,
    )


def _check_terms_type(store: Store, fields: dict[str, Any], hints: dict[str, Any], tree: Tree) -> None:
    """A type sent along must be that of the terms. Terms that do not exist have none that fits, as recorded."""
    sent = hints.get("paymentTerms.paymentTermsType")
    terms = store.agreement.payment_terms.get(fields.get("paymentTerms", {}).get("paymentTermsNumber"))
    if sent is None or (terms is not None and sent == terms.type):
        return
    message = "Payment terms type does not match the type on the payment terms specified."
    hint = "Either specify the matching payment terms type for the payment terms in question, or omit the property."
    tree.add(("paymentTermsType",), "E07180", message, sent, hint)


def _check_belongings(store: Store, fields: dict[str, Any], tree: Tree) -> None:
    """Contacts and delivery location must be the customer's own, and still there when a draft is worked out again.

    That another customer's count as missing is unverified.
    """
    owner = fields["customer"]["customerNumber"]
    contact = ("customerContactNumber", store.contacts, "CustomerContact", "contacts")
    location = ("deliveryLocationNumber", store.delivery_locations, "DeliveryLocation", "delivery-locations")
    for path, (key, known, name, below) in (
        (("recipient", "attention"), contact),
        (("references", "customerContact"), contact),
        (("deliveryLocation",), location),
    ):
        named: Any = fields
        for step in path:
            named = named.get(step, {})
        number = named.get(key)
        if number is None:
            continue
        document = known.get(number)
        if document is None or document["customer"]["customerNumber"] != owner:
            tree.not_found(path, UNVERIFIED_CODE, name, number, f"{store.link('customers', owner)}/{below}")


def _exchange_rate(store: Store, fields: dict[str, Any], tree: Tree) -> Decimal:
    """100 for the base currency, whatever was sent; else the rate sent; else the agreement's.

    That a currency cannot cost nothing or less is unverified: the schema has no bound.
    """
    code = fields["currency"].upper()
    currency = store.agreement.currencies.get(code)
    if currency is None:
        tree.not_found(("currency",), UNVERIFIED_CODE, "Currency", fields["currency"], store.url("currencies"))
        return _ZERO
    if code == store.agreement.base_currency:
        return currency.rate
    sent = fields.get("exchangeRate")
    if sent is None:
        return currency.rate
    if sent <= 0:
        tree.add(("exchangeRate",), UNVERIFIED_CODE, "exchangeRate must be greater than 0.", sent)
    return Decimal(sent)


def _line(store: Store, line: dict[str, Any], index: int, zone: int, tree: Tree) -> LineInput:
    quantity, unit_price = line.get("quantity"), line.get("unitNetPrice")
    vat_rate = _ZERO
    unit = line["unit"]["unitNumber"] if "unit" in line else None
    if unit is not None and not store.exists("units", unit):
        # Deleted since the line was written.
        tree.not_found(("lines", index, "unit"), UNVERIFIED_CODE, "Unit", unit, store.url("units"))
    if "product" in line:
        vat_rate = _vat_rate(store, line["product"]["productNumber"], index, zone, tree)
        if quantity is None:
            message = "Property quantity must have a value when product is set."
            tree.add(("lines", index, "quantity"), "E04730", message, None, "Please check your request data.")
    elif quantity is not None or unit_price is not None:
        name = "quantity" if quantity is not None else "unitNetPrice"
        # Seen in production in words; its code is unverified.
        message = f"When {name} is set product must also be set."
        tree.add(("lines", index, "product"), UNVERIFIED_CODE, message, None, "Please check your request data.")
    return LineInput(
        quantity=Decimal(quantity or 0),
        unit_net_price=Decimal(unit_price or 0),
        discount=Decimal(line.get("discountPercentage", 0)),
        unit_cost_price=Decimal(line.get("unitCostPrice", 0)),
        vat_rate=vat_rate,
    )


def _vat_rate(store: Store, number: str, index: int, zone: int, tree: Tree) -> Decimal:
    product = store.products[number]
    path = ("lines", index, "product")
    hint = f"Find a list of products at {store.url('products')} ."
    if product["barred"]:
        tree.add(path, "E06600", f"Product '{number}' is barred.", number, hint)
    group = product["productGroup"]["productGroupNumber"]
    rate = store.agreement.vat_rate(group, zone)
    if rate is None:
        # That such a sale is refused is documented; the code and the words are unverified.
        message = f"Product group '{group}' has no sales account for vat zone '{zone}'."
        tree.add(path, UNVERIFIED_CODE, message, number, hint)
        return _ZERO
    return rate
