"""Puts e-conomic's body of an invoice or order together from the document, its customer and its lines."""

from decimal import Decimal
from typing import Any

from target_economic.customers.customers import Customer
from target_economic.http.client import Json

# e-conomic answers references with names and links; written is the number alone.
_REFERENCES = {
    "paymentTerms": "paymentTermsNumber",
    "customer": "customerNumber",
    "vatZone": "vatZoneNumber",
    "attention": "customerContactNumber",
    "layout": "layoutNumber",
    "project": "projectNumber",
    "deliveryLocation": "deliveryLocationNumber",
    "salesPerson": "employeeNumber",
    "vendorReference": "employeeNumber",
    "customerContact": "customerContactNumber",
    "product": "productNumber",
    "unit": "unitNumber",
    "departmentalDistribution": "departmentalDistributionNumber",
}
_WRITABLE = {
    "": (
        "date dueDate currency exchangeRate paymentTerms customer recipient deliveryLocation delivery notes "
        "references project layout lines"
    ),
    "recipient": ("name address zip city country ean publicEntryNumber attention vatZone mobilePhone nemHandelType"),
    "delivery": "address zip city country deliveryTerms deliveryDate",
    "notes": "heading textLine1 textLine2",
    "references": "other customerContact salesPerson vendorReference",
    "lines": (
        "lineNumber sortKey description product unit quantity unitNetPrice discountPercentage unitCostPrice accrual "
        "departmentalDistribution"
    ),
    "accrual": "startDate endDate",
}


def body_of(document: Json, customer: Customer, lines: list[Json], exchange_rate: Decimal | None) -> Json:
    """Return what is posted for a document; the reference by which it is found again is its source id.

    Args:
        document: with a body whose dates are those to post.
        customer: as found or created.
        lines: as e-conomic takes them.
        exchange_rate: what 100 of the currency cost in base currency; None leaves it to e-conomic.
    """
    source = document["body"]
    body = {name: value for name, value in source.items() if name not in {"lines", "exchangeRate"}}
    if exchange_rate is not None:
        body["exchangeRate"] = exchange_rate
    return body | {
        "customer": {"customerNumber": customer.number},
        "references": {**source.get("references", {}), "other": document["id"]},
        "lines": lines,
    }


def writable(body: Json, within: str = "") -> Json:
    """Return of a document as e-conomic answers it what may be written, as it is to be written."""
    names = _WRITABLE[within].split()
    return {name: _written(name, body[name]) for name in names if name in body}


def merged(there: Json, wanted: Json) -> Json:
    """Return what is there with what is wanted laid over it; what nobody asks for stays."""
    return there | {name: _over(there.get(name), value) for name, value in wanted.items()}


def covers(there: object, wanted: object) -> bool:
    """Whether everything that is wanted is there already; numbers by value, texts without regard to outer spaces."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(covers(there.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        pairs = isinstance(there, list) and len(there) == len(wanted)
        return pairs and all(covers(*pair) for pair in zip(there, wanted, strict=True))  # type: ignore[call-overload]  # a list by now
    if isinstance(wanted, str) and isinstance(there, str):
        return _plain(there) == _plain(wanted)
    return there == wanted


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _over(there: object, wanted: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(there, dict) and isinstance(wanted, dict):
        return merged(there, wanted)
    if isinstance(there, list) and isinstance(wanted, list) and len(there) == len(wanted):
        return [_over(*pair) for pair in zip(there, wanted, strict=True)]
    return wanted


def _written(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if name in _REFERENCES:
        number = _REFERENCES[name]
        return {number: value[number]}
    if name == "lines":
        return [writable(line, "lines") for line in value]
    return writable(value, name) if name in _WRITABLE else value
