"""Checks what the target posts against e-conomic's published JSON Schemas, which must know every property of it."""

import functools
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jsonschema import Draft3Validator
from jsonschema.validators import extend

from sandbox.journal import Request
from tests.support import SHARED

SCHEMAS = SHARED / "economic" / "schemas"

# Which schema holds for which request. POST /orders/sent has none.
_ROUTES = (
    ("POST", r"/customers", "customers.post"),
    ("PUT", r"/customers/\d+", "customers.customerNo.put"),
    ("POST", r"/products", "products.post"),
    ("POST", r"/invoices/drafts", "invoices.drafts.post"),
    ("PUT", r"/invoices/drafts/\d+", "invoices.drafts.draftInvoiceNumber.put"),
    ("POST", r"/invoices/booked", "invoices.booked.post"),
    ("POST", r"/orders/drafts", "orders.drafts.post"),
    ("PUT", r"/orders/drafts/\d+", "orders.drafts.orderNumber.put"),
)
# Amounts are read as Decimal, which is a number, too.
_DRAFT_3 = extend(  # type: ignore[no-untyped-call]  # the library's
    Draft3Validator,
    type_checker=Draft3Validator.TYPE_CHECKER.redefine(
        "number", lambda _, value: isinstance(value, int | Decimal) and not isinstance(value, bool)
    ),
)
# The schemas of PUT lack the layout that those of POST and GET have, and a PUT replaces everything.
_MISSING_IN_PUT = frozenset({"layout"})


def complaints(request: Request) -> Iterator[str]:
    """What is wrong with a request's body, in words."""
    name = next(
        (name for method, path, name in _ROUTES if request.method == method and re.fullmatch(path, request.path)),
        None,
    )
    if name is None or _on_purpose(request):
        return
    body = json.loads(request.body, parse_float=Decimal)
    validator, properties = _schema(name)
    for error in validator.iter_errors(body):
        yield f"{request.method} {request.path}: {'.'.join(map(str, error.path))}: {error.message}"
    for path in _unknown(properties, body, ""):
        if not (request.method == "PUT" and path.strip(".") in _MISSING_IN_PUT):
            yield f"{request.method} {request.path}: {path} is not in the schema"


def _on_purpose(request: Request) -> bool:
    """Whether it is e-conomic's own template of an order, sent back."""
    return request.path == "/invoices/drafts" and "soap" in json.loads(request.body)


@functools.cache
def _schema(name: str) -> tuple[Any, dict[str, Any]]:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return _DRAFT_3(schema), schema


def _unknown(schema: dict[str, Any], value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name, one in value.items():
            if name in known:
                yield from _unknown(known[name], one, f"{path}.{name}")
            elif name != "self":
                yield f"{path}.{name}"
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unknown(schema.get("items", {}), one, f"{path}[{index}]")
    elif isinstance(value, Decimal) and "maxDecimal" in schema:
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > int(schema["maxDecimal"]):
            yield f"{path} has more decimals than {schema['maxDecimal']} and so"
