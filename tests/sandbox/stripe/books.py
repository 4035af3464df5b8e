"""A Stripe account to do things in, through its API and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from tests.sandbox.stripe.asking import Account

if TYPE_CHECKING:
    from sandbox import Sandbox

JsonObject = dict[str, Any]


class Books(Account):
    """An account to do things in."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.sandbox = sandbox

    def post(self, path: str, status: int = 200, **data: object) -> JsonObject:
        answer = self.ask(path, method="POST", data=data)
        assert answer.status_code == status, answer.text
        body: JsonObject = answer.json()
        return body["error"] if status != 200 else body

    def do(self, name: str, **arguments: object) -> JsonObject:
        answer = requests.post(f"{self.url}/_sandbox/actions/{name}", json=arguments, timeout=10)
        assert answer.status_code == 200, answer.text
        body: JsonObject = answer.json()
        return body

    def customer(self, **data: object) -> str:
        return str(self.post("/v1/customers", 200, name="Ane", **data)["id"])

    def draft(self, customer: str, amount: int = 10_000, currency: str = "dkk") -> str:
        invoice = self.post("/v1/invoices", customer=customer, currency=currency)["id"]
        self.post("/v1/invoiceitems", customer=customer, invoice=invoice, amount=amount, currency=currency)
        return str(invoice)

    def invoice(self, customer: str, amount: int = 10_000, currency: str = "dkk") -> str:
        identifier = self.draft(customer, amount, currency)
        self.post(f"/v1/invoices/{identifier}/finalize")
        return identifier

    def payment(self, customer: str, amount: int = 10_000) -> JsonObject:
        return self.post("/v1/payment_intents", amount=amount, currency="dkk", confirm="true", customer=customer)

    def refused(self, path: str, status: int = 400, **data: object) -> JsonObject:
        """The error of a POST, which must not have changed a thing."""
        before = self.sandbox.stripe.store.revision
        error = self.post(path, status, **data)
        assert self.sandbox.stripe.store.revision == before
        return error
