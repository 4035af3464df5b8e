"""How invoices look: a draft, and the booked invoice it becomes, with the decimals that recorded ones have."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.sales.totals import LineTotals, margin_percentage
from sandbox.economic.setup.shapes import Json, filled, payment_terms, reference, unit, vat_zone

if TYPE_CHECKING:
    from sandbox.economic.sales.pricing import Priced
    from sandbox.economic.store import Store

_RECIPIENT = ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber")
_DELIVERY = ("address", "zip", "city", "country", "deliveryTerms", "deliveryDate")
_NOTES = ("heading", "textLine1", "textLine2")


def draft_document(store: Store, number: int, fields: Json, priced: Priced) -> Json:
    """A draft as POST, PUT and GET of the one answer it."""
    link = store.link("invoices/drafts", number)
    totals = priced.totals
    lines = [
        _draft_line(store, line, amounts, position)
        for position, (line, amounts) in enumerate(zip(fields.get("lines", ()), totals.lines, strict=True), start=1)
    ]
    return {
        "draftInvoiceNumber": number,
        "soap": {"currentInvoiceHandle": {"id": number}},
        "templates": {
            "bookingInstructions": f"{link}/templates/booking-instructions",
            "self": f"{link}/templates",
        },
        "attachment": f"{link}/attachment",
        **({"lines": lines} if lines else {}),
        "date": fields["date"],
        "currency": fields["currency"].upper(),
        "exchangeRate": places(priced.exchange_rate, 6),
        "netAmount": places(totals.net, 6),
        "netAmountInBaseCurrency": totals.net_in_base,
        "grossAmount": places(totals.gross, 6),
        "grossAmountInBaseCurrency": totals.gross_in_base,
        "marginInBaseCurrency": places(totals.margin_in_base, 4),
        "marginPercentage": margin_percentage(totals.margin_in_base, totals.net_in_base),
        "vatAmount": places(totals.vat, 6),
        "roundingAmount": Decimal("0.00"),
        "costPriceInBaseCurrency": places(totals.cost_in_base, 4),
        "dueDate": priced.due.isoformat(),
        "paymentTerms": payment_terms(store, priced.terms, described=True),
        "customer": _customer(store, fields),
        "recipient": _recipient(store, fields, priced) | _cvr(store, fields),
        **_texts(store, fields),
        "layout": reference(store, "layouts", "layoutNumber", fields["layout"]["layoutNumber"]),
        "pdf": {"download": f"{link}/pdf"},
        "lastUpdated": store.stamp()[:-3] + "00Z",
        "self": link,
    }


def booked_document(store: Store, number: int, draft_number: int, fields: Json, priced: Priced) -> Json:
    """A booked invoice. `orderNumber` is the old draft number: recorded, though no schema has it."""
    link = store.link("invoices/booked", number)
    totals = priced.totals
    rows = zip(fields.get("lines", ()), totals.lines, priced.vat_rates, strict=True)
    return {
        "bookedInvoiceNumber": number,
        "orderNumber": draft_number,
        "date": fields["date"],
        "currency": fields["currency"].upper(),
        "exchangeRate": places(priced.exchange_rate, 6),
        "netAmount": totals.net,
        "netAmountInBaseCurrency": totals.net_in_base,
        "grossAmount": totals.gross,
        "grossAmountInBaseCurrency": totals.gross_in_base,
        "vatAmount": totals.vat,
        "roundingAmount": Decimal("0.00"),
        "remainder": totals.gross,
        "remainderInBaseCurrency": totals.gross_in_base,
        "dueDate": priced.due.isoformat(),
        "paymentTerms": payment_terms(store, priced.terms, described=True),
        "customer": _customer(store, fields),
        "recipient": _recipient(store, fields, priced),
        **_texts(store, fields),
        "layout": reference(store, "layouts", "layoutNumber", fields["layout"]["layoutNumber"]),
        "pdf": {"download": f"{link}/pdf"},
        "lines": [
            _booked_line(store, line, amounts, rate, position)
            for position, (line, amounts, rate) in enumerate(rows, start=1)
        ],
        "sent": f"{link}/sent",
        "self": link,
    }


def _draft_line(store: Store, line: Json, amounts: LineTotals, position: int) -> Json:
    shown = {**_line_head(line, position), **_unit(store, line)}
    if "product" not in line:
        return shown
    net_in_base = amounts.margin_in_base + amounts.cost_in_base
    price = {}
    total = {}
    # A line without a price shows neither price nor total, as recorded.
    if "unitNetPrice" in line:
        price = {"unitNetPrice": places(line["unitNetPrice"], 2)}
        total = {"totalNetAmount": amounts.net}
    return {
        **shown,
        "product": _product(store, line),
        "quantity": places(line["quantity"], 2),
        **price,
        "discountPercentage": places(line.get("discountPercentage", 0), 2),
        "unitCostPrice": places(line.get("unitCostPrice", 0), 2),
        **total,
        "marginInBaseCurrency": places(amounts.margin_in_base, 2),
        "marginPercentage": margin_percentage(amounts.margin_in_base, net_in_base),
        **({"accrual": line["accrual"]} if line.get("accrual") else {}),
    }


def _booked_line(store: Store, line: Json, amounts: LineTotals, rate: Decimal, position: int) -> Json:
    shown = _line_head(line, position)
    if "product" not in line:
        return {**shown, **_unit(store, line)}
    return {
        **shown,
        "quantity": places(line["quantity"], 2),
        "unitNetPrice": places(line.get("unitNetPrice", 0), 2),
        "discountPercentage": places(line.get("discountPercentage", 0), 2),
        "unitCostPrice": places(line.get("unitCostPrice", 0), 2),
        "vatRate": places(rate, 8),
        "vatAmount": amounts.vat,
        "totalNetAmount": amounts.net,
        "product": _product(store, line),
        **_unit(store, line),
    }


def _line_head(line: Json, position: int) -> Json:
    return {
        "lineNumber": line.get("lineNumber", position),
        "sortKey": line.get("sortKey", position),
        **filled(line, "description"),
    }


def _unit(store: Store, line: Json) -> Json:
    return {"unit": unit(store, line["unit"]["unitNumber"])} if "unit" in line else {}


def _product(store: Store, line: Json) -> Json:
    return reference(store, "products", "productNumber", line["product"]["productNumber"])


def _customer(store: Store, fields: Json) -> Json:
    return reference(store, "customers", "customerNumber", fields["customer"]["customerNumber"])


def _recipient(store: Store, fields: Json, priced: Priced) -> Json:
    recipient = fields["recipient"]
    return {
        **filled(recipient, *_RECIPIENT),
        "vatZone": vat_zone(store, priced.zone),
        **filled(recipient, "mobilePhone", "nemHandelType"),
    }


def _cvr(store: Store, fields: Json) -> Json:
    """The customer's company number, which recorded drafts show and booked invoices do not."""
    customer = store.customers[fields["customer"]["customerNumber"]]
    number = customer.get("corporateIdentificationNumber")
    return {"cvr": number} if number else {}


def _texts(store: Store, fields: Json) -> Json:
    """Delivery, notes and references; each is absent when it holds nothing."""
    sent = fields.get("references", {})
    people = {
        name: reference(store, "employees", "employeeNumber", sent[name]["employeeNumber"])
        for name in ("salesPerson", "vendorReference")
        if name in sent
    }
    parts = {
        "delivery": filled(fields.get("delivery", {}), *_DELIVERY),
        "notes": filled(fields.get("notes", {}), *_NOTES),
        "references": {**people, **filled(sent, "other")},
    }
    return {name: part for name, part in parts.items() if part}
