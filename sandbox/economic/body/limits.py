"""What may be written: the limits of e-conomic's published JSON Schemas of customers, products and invoices.

Codes for references: E07080 and E07140 are recorded. The others follow `errors.UNVERIFIED_CODE`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sandbox.economic.body.rules import Choice, Day, Flag, Group, Many, Number, Reference, Rule, Text, Whole
from sandbox.economic.errors import UNVERIFIED_CODE

TERMS_TYPES: Final = (
    "net",
    "invoiceMonth",
    "paidInCash",
    "prepaid",
    "dueDate",
    "factoring",
    "invoiceWeekStartingSunday",
    "invoiceWeekStartingMonday",
    "creditcard",
    "avtaleGiro",
)

_CURRENCY = Text(most=3, least=3, required=True)
_GROUP = Reference(
    key="customerGroupNumber", resource="customer-groups", name="CustomerGroup", code="E07140", required=True
)
_TERMS = Reference(
    key="paymentTermsNumber", resource="payment-terms", name="PaymentTerms", code="E07080", required=True
)
_ZONE = Reference(key="vatZoneNumber", resource="vat-zones", name="VatZone", code=UNVERIFIED_CODE, required=True)
_LAYOUT = Reference(key="layoutNumber", resource="layouts", name="Layout", code=UNVERIFIED_CODE)
_EMPLOYEE = Reference(key="employeeNumber", resource="employees", name="Employee", code=UNVERIFIED_CODE)
_CONTACT = Reference(
    key="customerContactNumber", resource="customer-contacts", name="CustomerContact", code=UNVERIFIED_CODE
)
_LOCATION = Reference(
    key="deliveryLocationNumber", resource="delivery-locations", name="DeliveryLocation", code=UNVERIFIED_CODE
)
_UNIT = Reference(key="unitNumber", resource="units", name="Unit", code=UNVERIFIED_CODE)
_DISTRIBUTION = Reference(
    key="departmentalDistributionNumber",
    resource="departmental-distributions",
    name="DepartmentalDistribution",
    code=UNVERIFIED_CODE,
    least=1,
)

CUSTOMER_POST: Final = Group(
    properties={
        "customerNumber": Whole(least=1, most=999_999_999),
        "currency": _CURRENCY,
        "paymentTerms": _TERMS,
        "customerGroup": _GROUP,
        "name": Text(most=255, least=1, required=True),
        "vatZone": _ZONE,
        "address": Text(most=510),
        "barred": Flag(),
        "city": Text(most=50),
        "corporateIdentificationNumber": Text(most=40),
        "country": Text(most=50),
        "creditLimit": Number(),
        "ean": Text(most=13),
        "email": Text(most=255),
        "layout": _LAYOUT,
        "mobilePhone": Text(most=50),
        "pNumber": Text(most=10, least=10),
        "publicEntryNumber": Text(most=50),
        "salesPerson": _EMPLOYEE,
        "telephoneAndFaxNumber": Text(most=255),
        "vatNumber": Text(most=20),
        "website": Text(most=255),
        "zip": Text(most=30),
    },
    # eInvoicingDisabledByDefault is writable in the schema and only by PATCH in the documentation and in practice.
    read_only=frozenset(
        {
            "balance",
            "contacts",
            "deliveryLocations",
            "dueAmount",
            "eInvoicingDisabledByDefault",
            "invoices",
            "lastUpdated",
            "metaData",
            "priceGroup",
            "self",
            "templates",
            "totals",
        }
    ),
)

CUSTOMER_PUT: Final = replace(
    CUSTOMER_POST,
    properties={
        **CUSTOMER_POST.properties,
        "attention": _CONTACT,
        "customerContact": _CONTACT,
        "defaultDeliveryLocation": _LOCATION,
    },
)

_PRODUCT: Final[dict[str, Rule]] = {
    "name": Text(most=300, least=1, required=True),
    "productGroup": Reference(
        key="productGroupNumber",
        resource="product-groups",
        name="ProductGroup",
        code=UNVERIFIED_CODE,
        required=True,
    ),
    "description": Text(most=500),
    "barCode": Text(most=50),
    "barred": Flag(),
    "costPrice": Number(),
    "departmentalDistribution": _DISTRIBUTION,
    "inventory": Group(
        properties={"packageVolume": Number(places=2), "recommendedCostPrice": Number(places=2)},
        read_only=frozenset(
            {"available", "grossWeight", "inStock", "netWeight", "orderedByCustomers", "orderedFromSuppliers"}
        ),
    ),
    "recommendedPrice": Number(),
    "salesPrice": Number(),
    "unit": _UNIT,
}
_PRODUCT_READ_ONLY: Final = frozenset({"invoices", "lastUpdated", "metaData", "pricing", "self"})

PRODUCT_POST: Final = Group(
    properties={"productNumber": Text(most=25, least=1, required=True), **_PRODUCT}, read_only=_PRODUCT_READ_ONLY
)
# The schema requires the number here too; a live PUT without it was accepted.
PRODUCT_PUT: Final = Group(
    properties={"productNumber": Text(most=25, least=1), **_PRODUCT}, read_only=_PRODUCT_READ_ONLY
)

_LINE: Final = Group(
    properties={
        "lineNumber": Whole(least=1),
        "sortKey": Whole(least=1),
        "description": Text(most=2500),
        "accrual": Group(properties={"startDate": Day(), "endDate": Day()}),
        "unit": replace(_UNIT, least=1),
        "product": Reference(
            key="productNumber", resource="products", name="Product", code=UNVERIFIED_CODE, text=True
        ),
        "quantity": Number(places=2),
        "unitNetPrice": Number(places=2),
        "discountPercentage": Number(places=2),
        "unitCostPrice": Number(places=2),
        "departmentalDistribution": _DISTRIBUTION,
    },
    read_only=frozenset({"marginInBaseCurrency", "marginPercentage", "totalNetAmount"}),
)

_RECIPIENT_TEXTS: Final[dict[str, Rule]] = {
    "address": Text(most=250),
    "zip": Text(most=50),
    "city": Text(most=250),
    "country": Text(most=50),
    "ean": Text(most=13),
    "publicEntryNumber": Text(most=40),
    "attention": _CONTACT,
    "mobilePhone": Text(),
    "nemHandelType": Choice(words=("ean", "corporateIdentificationNumber", "pNumber", "peppol")),
}

DRAFT_POST: Final = Group(
    properties={
        "date": Day(required=True),
        "currency": Text(pattern="^[a-zA-Z]{3}$", required=True),
        "exchangeRate": Number(places=6),
        "dueDate": Day(),
        "paymentTerms": replace(_TERMS, least=1, choices={"paymentTermsType": TERMS_TYPES}),
        "customer": Reference(
            key="customerNumber",
            resource="customers",
            name="Customer",
            code=UNVERIFIED_CODE,
            least=1,
            most=999_999_999,
            required=True,
        ),
        "recipient": Group(
            properties={"name": Text(most=250, required=True), **_RECIPIENT_TEXTS, "vatZone": _ZONE}, required=True
        ),
        "deliveryLocation": replace(_LOCATION, least=1),
        "delivery": Group(
            properties={
                "address": Text(most=255),
                "zip": Text(most=30),
                "city": Text(most=50),
                "country": Text(most=50),
                "deliveryTerms": Text(most=100),
                "deliveryDate": Day(),
            }
        ),
        "notes": Group(
            properties={"heading": Text(most=250), "textLine1": Text(most=1000), "textLine2": Text(most=1000)}
        ),
        "references": Group(
            properties={
                "customerContact": replace(_CONTACT, least=1),
                "salesPerson": replace(_EMPLOYEE, least=1),
                "vendorReference": replace(_EMPLOYEE, least=1),
                "other": Text(most=250),
            }
        ),
        "layout": replace(_LAYOUT, least=1, required=True),
        "project": Reference(key="projectNumber", resource="projects", name="Project", code=UNVERIFIED_CODE, least=1),
        "lines": Many(items=_LINE),
    },
    read_only=frozenset(
        {
            "attachment",
            "costPriceInBaseCurrency",
            "draftInvoiceNumber",
            "grossAmount",
            "grossAmountInBaseCurrency",
            "lastUpdated",
            "marginInBaseCurrency",
            "marginPercentage",
            "netAmount",
            "netAmountInBaseCurrency",
            "pdf",
            "roundingAmount",
            "self",
            "soap",
            "templates",
            "vatAmount",
        }
    ),
)

BOOKING_POST: Final = Group(
    properties={
        "draftInvoice": Reference(
            key="draftInvoiceNumber",
            resource="invoices/drafts",
            name="DraftInvoice",
            code=UNVERIFIED_CODE,
            least=1,
            most=999_999_999,
            required=True,
        ),
        "bookWithNumber": Whole(least=1, most=999_999_999),
        # The schema has "EAN"; a production integration sends "ean" and is served.
        "sendBy": Choice(words=("none", "EAN", "ean", "Email")),
    }
)
