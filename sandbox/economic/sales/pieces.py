"""The pieces that draft invoices, booked invoices and orders are made of: recipient, texts, lines, amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.sales.totals import LineTotals, margin_percentage, rounded
from sandbox.economic.setup.shapes import Json, filled, reference, unit, vat_zone

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.economic.sales.pricing import Priced
    from sandbox.economic.store import Store

_RECIPIENT = ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber")
_DELIVERY = ("address", "zip", "city", "country", "deliveryTerms", "deliveryDate")
_NOTES = ("heading", "textLine1", "textLine2")


def customer(store: Store, fields: Json) -> Json:
    """Whose it is."""
    return reference(store, "customers", "customerNumber", fields["customer"]["customerNumber"])


def layout(store: Store, fields: Json) -> Json:
    """How it is printed."""
    return reference(store, "layouts", "layoutNumber", fields["layout"]["layoutNumber"])


def project(store: Store, fields: Json) -> Json:
    """The project it belongs to, on the documents that have one."""
    if "project" not in fields:
        return {}
    return {"project": reference(store, "projects", "projectNumber", fields["project"]["projectNumber"])}


def recipient(store: Store, fields: Json, priced: Priced, *, zone_in_full: bool = True) -> Json:
    """Who it is addressed to. Invoices show the whole VAT zone, orders its number and link."""
    sent = fields["recipient"]
    contact = {}
    if "attention" in sent:
        number = sent["attention"]["customerContactNumber"]
        contact = {"attention": {"customerContactNumber": number, "self": _contact_link(store, fields, number)}}
    zone = priced.zone
    return {
        **filled(sent, *_RECIPIENT),
        **contact,
        "vatZone": vat_zone(store, zone)
        if zone_in_full
        else reference(store, "vat-zones", "vatZoneNumber", zone.number),
        **filled(sent, "mobilePhone", "nemHandelType"),
    }


def cvr(store: Store, fields: Json) -> Json:
    """The customer's company number, which recorded drafts show at the end of the recipient."""
    found = store.customers[fields["customer"]["customerNumber"]]
    number = found.get("corporateIdentificationNumber")
    return {"cvr": number} if number else {}


def texts(store: Store, fields: Json) -> Json:
    """Delivery location, delivery, notes and references; each is absent when it holds nothing."""
    sent = fields.get("references", {})
    people: Json = {}
    if "customerContact" in sent:
        number = sent["customerContact"]["customerContactNumber"]
        link = _contact_link(store, fields, number)
        people["customerContact"] = {
            "customerContactNumber": number,
            "customer": customer(store, fields),
            "self": link,
        }
    people |= {
        name: reference(store, "employees", "employeeNumber", sent[name]["employeeNumber"])
        for name in ("salesPerson", "vendorReference")
        if name in sent
    }
    parts = {
        "deliveryLocation": _location(store, fields),
        "delivery": filled(fields.get("delivery", {}), *_DELIVERY),
        "notes": filled(fields.get("notes", {}), *_NOTES),
        "references": {**people, **filled(sent, "other")},
    }
    return {name: part for name, part in parts.items() if part}


def draft_lines(store: Store, fields: Json, priced: Priced) -> list[Json]:
    """The lines of a draft invoice or an order."""
    rows = zip(fields.get("lines", ()), priced.totals.lines, strict=True)
    return [_draft_line(store, line, amounts, position) for position, (line, amounts) in enumerate(rows, start=1)]


def booked_lines(store: Store, fields: Json, priced: Priced) -> list[Json]:
    """The lines of a booked invoice, with their VAT."""
    rows = zip(fields.get("lines", ()), priced.totals.lines, priced.vat_rates, strict=True)
    return [
        _booked_line(store, line, amounts, rate, position)
        for position, (line, amounts, rate) in enumerate(rows, start=1)
    ]


def _draft_line(store: Store, line: Json, amounts: LineTotals, position: int) -> Json:
    shown = {**_line_head(line, position), **_unit(store, line)}
    if "product" not in line:
        return {**shown, **_distribution(store, line)}
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
        "marginInBaseCurrency": rounded(amounts.margin_in_base, 2, store.ties),
        "marginPercentage": margin_percentage(amounts.margin_in_base, net_in_base, store.ties),
        # No recorded line has an accrual; its place is unverified.
        **({"accrual": line["accrual"]} if line.get("accrual") else {}),
        **_distribution(store, line),
    }


def _booked_line(store: Store, line: Json, amounts: LineTotals, rate: Decimal, position: int) -> Json:
    shown = _line_head(line, position)
    if "product" not in line:
        return {**shown, **_unit(store, line), **_distribution(store, line)}
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
        **_distribution(store, line),
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


def _distribution(store: Store, line: Json) -> Json:
    """Recorded with one department, which has its own path under the distributions."""
    if "departmentalDistribution" not in line:
        return {}
    number = line["departmentalDistribution"]["departmentalDistributionNumber"]
    kind = store.agreement.distributions[number].type
    link = f"{store.url('departmental-distributions')}/{kind}s/{number}"
    shown = {"departmentalDistributionNumber": number, "distributionType": kind, "self": link}
    return {"departmentalDistribution": shown}


def _contact_link(store: Store, fields: Json, number: int) -> str:
    return f"{store.link('customers', fields['customer']['customerNumber'])}/contacts/{number}"


def _location(store: Store, fields: Json) -> Json:
    if "deliveryLocation" not in fields:
        return {}
    number = fields["deliveryLocation"]["deliveryLocationNumber"]
    link = f"{store.link('customers', fields['customer']['customerNumber'])}/delivery-locations/{number}"
    return {"deliveryLocationNumber": number, "self": link}
