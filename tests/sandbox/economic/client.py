"""A client of the e-conomic side, and the bodies that most tests begin with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests

Json = dict[str, Any]

TOKENS = {"X-AppSecretToken": "sandbox-app-secret", "X-AgreementGrantToken": "sandbox-agreement-grant"}


@dataclass(frozen=True)
class Client:
    """Sends requests with tokens and reads numbers exactly."""

    url: str
    session: requests.Session

    def get(self, path: str, **params: object) -> requests.Response:
        return self.call("GET", path, params={name: str(value) for name, value in params.items()})

    def post(self, path: str, body: object, *, key: str | None = None) -> requests.Response:
        return self._write("POST", path, body, key)

    def put(self, path: str, body: object, *, key: str | None = None) -> requests.Response:
        return self._write("PUT", path, body, key)

    def delete(self, path: str, *, key: str | None = None) -> requests.Response:
        return self.call("DELETE", path, headers={} if key is None else {"Idempotency-Key": key})

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = path if path.startswith("http") else self.url + path
        return self.session.request(
            method, url, params=params, data=data, headers={**TOKENS, **(headers or {})}, timeout=30
        )

    def _write(self, method: str, path: str, body: object, key: str | None) -> requests.Response:
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.call(method, path, data=json.dumps(body).encode(), headers=headers)

    def filtered(self, path: str, text: str) -> list[Json]:
        """The items that a filter finds."""
        answer = self.get(path, filter=text, pagesize=1000)
        assert answer.status_code == 200, answer.text
        items: list[Json] = exact(answer)["collection"]
        return items

    def customer(self, **changes: object) -> int:
        """Create a customer; its number."""
        answer = self.post("/customers", customer(**changes))
        assert answer.status_code == 201, answer.text
        number: int = answer.json()["customerNumber"]
        return number

    def product(self, number: str = "P1", **changes: object) -> str:
        """Create a product; its number."""
        answer = self.post("/products", product(number, **changes))
        assert answer.status_code == 201, answer.text
        return number

    def draft(self, **changes: object) -> Json:
        """Create a draft for customer 1 with one line of product P1, making both when they are missing."""
        if self.get("/customers/1").status_code == 404:
            self.customer(customerNumber=1)
        if self.get("/products/P1").status_code == 404:
            self.product("P1")
        answer = self.post("/invoices/drafts", draft(**changes))
        assert answer.status_code == 201, answer.text
        return exact(answer)


def exact(answer: requests.Response) -> Json:
    """A JSON answer with its decimals as written."""
    body: Json = json.loads(answer.text, parse_float=Decimal)
    return body


def customer(**changes: object) -> Json:
    return {
        "name": "Ålborg Værft ApS",
        "currency": "DKK",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 1},
        "vatZone": {"vatZoneNumber": 1},
        **changes,
    }


def product(number: str = "P1", **changes: object) -> Json:
    return {"productNumber": number, "name": "Abonnement", "productGroup": {"productGroupNumber": 1}, **changes}


def draft(**changes: object) -> Json:
    return {
        "date": "2026-11-20",
        "currency": "DKK",
        "customer": {"customerNumber": 1},
        "layout": {"layoutNumber": 19},
        "paymentTerms": {"paymentTermsNumber": 1},
        "recipient": {"name": "Ålborg Værft ApS", "vatZone": {"vatZoneNumber": 1}},
        "lines": [line()],
        **changes,
    }


def line(**changes: object) -> Json:
    return {
        "description": "Abonnement",
        "product": {"productNumber": "P1"},
        "quantity": 1,
        "unitNetPrice": 100,
        **changes,
    }


def tree_codes(answer: requests.Response) -> dict[str, str]:
    """The codes of a business-validation answer by the place they are filed under, such as `lines[8].product`."""
    body = answer.json()
    assert answer.status_code == 400, answer.text
    assert body["errorCode"] == "E04300", body
    found: dict[str, str] = {}

    def walk(node: Json, path: str) -> None:
        for entry in node.get("errors", ()):
            found[path] = entry["errorCode"]
        for item in node.get("items", ()):
            walk(item, f"{path}[{item['arrayIndex']}]")
        for name, inner in node.items():
            if isinstance(inner, dict):
                walk(inner, f"{path}.{name}" if path else name)

    walk(body["errors"], "")
    assert body["errorCount"] == len(found)
    return found
