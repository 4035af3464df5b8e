"""Documents and Singer messages as the mapper would send them."""

from collections.abc import Sequence
from typing import Any

from target_economic.documents import schema

Json = dict[str, Any]

MAPPING = "sha256:" + "0" * 64


def customer(source_id: str = "cus_1", **body: object) -> Json:
    return {
        "id": source_id,
        "match": ["customerNumber", "corporateIdentificationNumber", "email"],
        "body": {
            "name": "Ærø Bådebyggeri ApS",
            "currency": "DKK",
            "email": f"{source_id}@example.dk",
            "customerGroup": {"customerGroupNumber": 1},
            "paymentTerms": {"paymentTermsNumber": 3},
            "vatZone": {"vatZoneNumber": 1},
            **body,
        },
    }


def product(source_id: str = "prod_1", **body: object) -> Json:
    return {
        "id": source_id,
        "body": {
            "productNumber": source_id,
            "name": "Abonnement",
            "productGroup": {"productGroupNumber": 1},
            **body,
        },
    }


def line(net: int, quantity: str = "1", product: str = "prod_1", text: str = "Abonnement, marts") -> Json:
    return {"product": product, "description": text, "quantity": quantity, "net": net}


def invoice(  # noqa: PLR0913 - one parameter per thing a test varies
    source_id: str = "in_1",
    *,
    lines: Sequence[Json] | None = None,
    tax: int | None = None,
    zone: int = 1,
    currency: str = "DKK",
    exponent: int = 2,
    buyer: Json | None = None,
    products: Sequence[Json] | None = None,
) -> Json:
    given = [line(29900)] if lines is None else list(lines)
    net = sum(one.get("net", 0) for one in given)
    vat = net // 4 if tax is None else tax
    return {
        "id": source_id,
        "kind": "draft_invoice",
        "body": {
            "date": "2026-03-31",
            "currency": currency,
            "layout": {"layoutNumber": 19},
            "paymentTerms": {"paymentTermsNumber": 3},
            "recipient": {"name": "Ærø Bådebyggeri ApS", "vatZone": {"vatZoneNumber": zone}},
            "lines": given,
        },
        "customer": buyer or customer(),
        "products": list(products) if products is not None else [product()],
        "expected": {"currency": currency, "exponent": exponent, "net": net, "tax": vat, "gross": net + vat},
        "origin": {"stream": "invoices", "object": "invoice", "url": None, "livemode": False, "account": None},
        "mapping": MAPPING,
        "error": None,
        "skip": None,
    }


def schema_message(stream: str = "invoices") -> Json:
    return {"type": "SCHEMA", "stream": stream, "schema": schema(stream), "key_properties": ["id"]}


def record(document: Json, stream: str = "invoices") -> Json:
    return {"type": "RECORD", "stream": stream, "record": document}


def state(at: str, retry: Sequence[Json] | None = None) -> Json:
    bookmark: Json = {"replication_key": "created", "replication_key_value": at}
    if retry is not None:
        bookmark["retry"] = list(retry)
    return {"type": "STATE", "value": {"bookmarks": {"invoices": bookmark}}}
