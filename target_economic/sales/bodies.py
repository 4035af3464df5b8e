"""Puts e-conomic's body of an invoice together from the document, its customer and its laid out lines."""

from dataclasses import dataclass
from decimal import Decimal

from target_economic.customers.customers import Customer
from target_economic.http.client import Json
from target_economic.sales.lines import Line

ROUNDING = "Afrunding / Rounding"


@dataclass(frozen=True, slots=True)
class RoundingLine:
    """The line that evens out a difference: its product, as in a document, and its net."""

    product: Json
    net: Decimal

    @property
    def body(self) -> Json:
        """The line as e-conomic takes it."""
        number = self.product["body"]["productNumber"]
        return {
            "product": {"productNumber": number},
            "description": ROUNDING,
            "quantity": 1,
            "unitNetPrice": self.net,
        }


def body_of(document: Json, customer: Customer, lines: list[Line], rounding: RoundingLine | None) -> Json:
    """Return what is posted for a document; the reference by which it is found again is its source id."""
    source = document["body"]
    numbers = {product["id"]: product["body"]["productNumber"] for product in document["products"]}
    body = {name: value for name, value in source.items() if name != "lines"}
    if "exchangeRate" in source:
        body["exchangeRate"] = Decimal(source["exchangeRate"])
    return body | {
        "customer": {"customerNumber": customer.number},
        "references": {**source.get("references", {}), "other": document["id"]},
        "lines": [_line(line, numbers) for line in lines] + ([rounding.body] if rounding else []),
    }


def _line(line: Line, numbers: dict[str, str]) -> Json:
    body: Json = {name: line.source[name] for name in ("unit", "accrual") if name in line.source}
    if line.text is not None:
        body["description"] = line.text
    if line.quantity is not None:
        body |= {
            "product": {"productNumber": numbers[line.source["product"]]},
            "quantity": line.quantity,
            "unitNetPrice": line.unit_price,
        }
    return body
