"""Makes up what invoices name and a folder does not hold: customers from snapshots, products from lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.objects.catalogue import price, product
from sandbox.stripe.objects.customers import customer, no_address, tax_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JsonObject = dict[str, Any]


def filled(objects: Sequence[JsonObject]) -> list[JsonObject]:
    """The missing customers (with their tax ids), products and prices of the invoices among the objects.

    A customer gets what its latest invoice says of it, and the account's country where that says no address. A
    product is named after its first line's text; where the line has none, after its id.
    """
    known = {item["id"] for item in objects}
    made: dict[str, JsonObject] = {}
    for invoice in sorted(
        (item for item in objects if item["object"] == "invoice"), key=lambda item: item["created"]
    ):
        named = invoice["customer"]
        if named and named not in known:
            made.update({item["id"]: item for item in _customer(invoice, made.get(named))})
        for line in invoice["lines"]["data"]:
            made.update({item["id"]: item for item in _goods(line, invoice) if item["id"] not in known | made.keys()})
    return list(made.values())


def _customer(invoice: JsonObject, earlier: JsonObject | None) -> Iterable[JsonObject]:
    created = earlier["created"] if earlier else invoice["created"]
    address = invoice["customer_address"] or {}
    if not any(address.values()):
        # Accounting cannot do without a country; most of an account's customers live where the account is.
        address = {"country": invoice["account_country"]}
    yield customer() | {
        "id": invoice["customer"],
        "address": no_address() | address,
        "created": created,
        "currency": invoice["currency"],
        "email": invoice["customer_email"],
        "invoice_prefix": (invoice["number"] or "").partition("-")[0] or None,
        "name": invoice["customer_name"],
        "phone": invoice["customer_phone"],
        "shipping": invoice["customer_shipping"],
        "tax_exempt": invoice["customer_tax_exempt"] or "none",
    }
    for number, entry in enumerate(invoice["customer_tax_ids"] or ()):
        yield tax_id() | {
            "id": f"txi_{invoice['customer'].removeprefix('cus_')}{number}",
            "country": (entry["value"] or "")[:2] if entry["type"] == "eu_vat" else None,
            "created": created,
            "customer": invoice["customer"],
            "owner": {"customer": invoice["customer"], "customer_account": None, "type": "customer"},
            "type": entry["type"],
            "value": entry["value"] or "",
            "verification": {"status": "unavailable", "verified_address": None, "verified_name": None},
        }


def _goods(line: JsonObject, invoice: JsonObject) -> Iterable[JsonObject]:
    pricing = line["pricing"] or {}
    details = pricing.get("price_details") or {}
    created = invoice["created"]
    if named := details.get("product"):
        name = (line["description"] or named).splitlines()[0]
        yield product() | {"id": named, "created": created, "name": name, "updated": created}
    if priced := details.get("price"):
        unit = pricing.get("unit_amount_decimal")
        whole = int(unit) if unit is not None and unit.lstrip("-").isdigit() else None
        yield price() | {
            "id": priced,
            "created": created,
            "currency": line["currency"],
            "product": named or "",
            "unit_amount": whole,
            "unit_amount_decimal": unit,
        }
