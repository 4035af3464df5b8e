"""Suppliers: a few to post entries for. They are read only here; the real API lets clients create them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.economic.setup.shapes import Json, filled, reference

if TYPE_CHECKING:
    from sandbox.economic.store import Store


@dataclass(frozen=True)
class SupplierGroup:
    """A supplier group and its creditor account."""

    number: int
    name: str
    account: int


@dataclass(frozen=True)
class Supplier:
    """Someone the company buys from."""

    number: int
    name: str
    group: int = 1
    vat_zone: int = 1
    payment_terms: int = 5
    currency: str = "DKK"
    address: str = ""
    zip: str = ""
    city: str = ""
    barred: bool = False


DEMO_GROUPS: Final = (SupplierGroup(1, "Indenlandske", 6800), SupplierGroup(2, "Udenlandske", 6800))
DEMO_SUPPLIERS: Final = (
    Supplier(1, "Kontorforsyning Nord A/S", address="Industrivej 1", zip="9000", city="Aalborg"),
    Supplier(2, "Stripe Payments Europe", group=2, vat_zone=2, currency="EUR", city="Dublin"),
    Supplier(3, "Nedlagt Leverandør ApS", barred=True),
)


def supplier_document(store: Store, supplier: Supplier) -> Json:
    """A supplier, as recorded."""
    link = store.link("suppliers", supplier.number)
    return {
        "supplierNumber": supplier.number,
        "name": supplier.name,
        "currency": supplier.currency,
        "paymentTerms": reference(store, "payment-terms", "paymentTermsNumber", supplier.payment_terms),
        "vatZone": reference(store, "vat-zones", "vatZoneNumber", supplier.vat_zone),
        "supplierGroup": reference(store, "supplier-groups", "supplierGroupNumber", supplier.group),
        **filled({"address": supplier.address, "zip": supplier.zip, "city": supplier.city}, "address", "zip", "city"),
        **({"barred": True} if supplier.barred else {}),
        "defaultInvoiceText": "",
        "contacts": f"{link}/contacts",
        "self": link,
    }


def group_document(store: Store, group: SupplierGroup) -> Json:
    """A supplier group, as recorded."""
    return {
        "supplierGroupNumber": group.number,
        "name": group.name,
        "account": reference(store, "accounts", "accountNumber", group.account),
        "self": store.link("supplier-groups", group.number),
    }
