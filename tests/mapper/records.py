"""Small records, in the form in which the tap sends them."""

from typing import Any

Json = dict[str, Any]


def product(identifier: str = "prod_pro", **changed: object) -> Json:
    return {
        "id": identifier,
        "object": "product",
        "livemode": False,
        "name": "Pro",
        "description": None,
        "metadata": {},
        "tap_error": None,
        **changed,
    }


def customer(identifier: str = "cus_ann", **changed: object) -> Json:
    return {
        "id": identifier,
        "object": "customer",
        "livemode": False,
        "name": "Ørsted & Søn ApS",
        "email": "bogholderi@example.com",
        "phone": "(+45) 12-34 56 78",
        "currency": "dkk",
        "address": address(),
        "tax_exempt": "none",
        "tax_ids": [{"type": "eu_vat", "value": "DK 12.34.56.78"}],
        "metadata": {},
        "tap_error": None,
        **changed,
    }


def address(country: str | None = "DK", **changed: object) -> Json:
    return {
        "line1": "Vestergade 1",
        "line2": "2. sal",
        "postal_code": "8000",
        "city": "Aarhus",
        "state": None,
        "country": country,
        **changed,
    }


def line(identifier: str = "il_1", net: int = 29900, tax: int = 7475, **changed: object) -> Json:
    return {
        "id": identifier,
        "object": "line_item",
        "kind": "item",
        "description": "Pro plan",
        "quantity": 2,
        "quantity_decimal": "2.00",
        "period": {"start": "2026-11-20T08:00:00Z", "end": "2026-11-20T08:00:00Z"},
        "product": product(),
        "net": net,
        "tax": tax,
        "gross": net + tax,
        "discount": 0,
        **changed,
    }


def shipping(net: int = 4000, tax: int = 1000) -> Json:
    without = {"product": None, "period": None, "quantity": 1, "quantity_decimal": None}
    return line("in_1-shipping", net, tax, kind="shipping", description="Shipping", **without)


def invoice(identifier: str = "in_1", **changed: object) -> Json:
    made: Json = {
        "id": identifier,
        "object": "invoice",
        "livemode": False,
        "status": "paid",
        "number": "STR-0001",
        "currency": "dkk",
        "created": "2026-11-20T08:00:00Z",
        "effective_at": None,
        "status_transitions": {"finalized_at": "2026-11-20T08:00:00Z"},
        "description": None,
        "customer_name": "Ørsted & Søn ApS",
        "customer_email": "bogholderi@example.com",
        "customer_address": address(),
        "customer_shipping": None,
        "customer_tax_ids": [{"type": "eu_vat", "value": "DK12345678"}],
        "customer": customer(),
        "lines": [line()],
        "metadata": {},
        "tap_error": None,
        **changed,
    }
    net, tax = (sum(one[name] for one in made["lines"]) for name in ("net", "tax"))
    made.setdefault("amounts", {"net": net, "tax": tax, "gross": net + tax, "exponent": 2})
    return made
