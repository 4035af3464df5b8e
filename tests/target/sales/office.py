"""The rooms that post sales documents, put together as a run does, and hurried: nobody waits."""

from decimal import Decimal
from typing import Any, Literal

import requests

from sandbox import Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.http.client import Client
from target_economic.posting.posting import Poster
from target_economic.products.products import Products
from target_economic.sales.policies import Policies
from target_economic.sales.posted import Posted
from target_economic.sales.rounding import Rounding
from target_economic.sales.sales import Sales
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock
from tests.target.documents import invoice

Json = dict[str, Any]


class Office:
    """Sales at one sandbox; each is a run of its own, with nothing remembered from another."""

    def __init__(self, sandbox: Sandbox, *, dry_run: bool = False, **policies: object) -> None:
        self.stopping = Clock()
        self.sandbox = sandbox
        self.client = Client(
            sandbox.economic.url, *ECONOMIC_TOKENS.values(), stopping=self.stopping, writes=not dry_run
        )
        agreement = Agreement(self.client)
        poster = Poster(self.client, agreement, dry_run=dry_run)
        self.sales = Sales(
            client=self.client,
            agreement=agreement,
            poster=poster,
            customers=Customers(self.client, poster, agreement),
            products=Products(self.client, poster, agreement),
            rounding=Rounding(Decimal("0.10"), "STRIPE-ROUNDING", 4),
            policies=Policies(**policies),  # type: ignore[arg-type]  # as the settings have them,
        )

    def post(self, *documents: Json) -> list[Posted]:
        """Carry documents out as one batch."""
        prepared = self.sales.prepare(list(documents))
        return [self.sales.post(document, prepared) for document in documents]

    def one(self, document: Json) -> Posted:
        """Carry one document out."""
        (posted,) = self.post(document)
        return posted


def booked(source_id: str = "in_1", of: Json | None = None) -> Json:
    """An invoice to book; `of` is the invoice where it is not the usual one."""
    return (of or invoice(source_id)) | {"kind": "booked_invoice"}


def order(source_id: str = "in_1", kind: Literal["draft_order", "sent_order"] = "draft_order") -> Json:
    """The usual invoice as an order."""
    return invoice(source_id) | {"kind": kind}


def withdrawn(document: Json, draft: str = "delete", on_booked: str = "report", *, told: bool = True) -> Json:
    """A document whose source was undone; `told` says whether it still brings what it came to."""
    nothing = dict.fromkeys(("body", "customer", "products", *(() if told else ("expected",))))
    order = {"code": "voided", "message": "Stripe has voided it.", "draft": draft, "booked": on_booked}
    return document | nothing | {"withdraw": order}


def ledger(sandbox: Sandbox) -> dict[str, list[tuple[str, Decimal]]]:
    """Every document in the ledger, by the source id it carries: where it is and its gross, in order."""
    store = sandbox.economic.store
    places = {
        "draft": store.drafts,
        "booked": store.booked,
        "draft order": store.orders_drafts,
        "sent order": store.orders_sent,
        "archived order": store.orders_archived,
    }
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for place, collection in places.items():
        for number in collection:
            body = collection[number]
            other = body.get("references", {}).get("other", "")
            found.setdefault(other, []).append((place, Decimal(body["grossAmount"])))
    return found


class Person:
    """A bookkeeper at the sandbox's e-conomic."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._url = sandbox.economic.url

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        answer = requests.request(
            method,
            f"{self._url}{path}",
            json=body,
            timeout=30,
            headers={
                "X-AppSecretToken": ECONOMIC_TOKENS["app_secret_token"],
                "X-AgreementGrantToken": ECONOMIC_TOKENS["agreement_grant_token"],
            },
        )
        assert answer.status_code < 300, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    def book(self, draft: int) -> Json:
        return self.call("POST", "/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": draft}})

    def edit(self, draft: int, **changes: object) -> None:
        body = self.call("GET", f"/invoices/drafts/{draft}")
        self.call("PUT", f"/invoices/drafts/{draft}", body | changes)

    def reprice(self, draft: int, unit_price: str) -> None:
        lines = self.call("GET", f"/invoices/drafts/{draft}")["lines"]
        self.edit(draft, lines=[lines[0] | {"unitNetPrice": float(unit_price)}, *lines[1:]])

    def delete(self, draft: int) -> None:
        self.call("DELETE", f"/invoices/drafts/{draft}")

    def upgrade(self, path: str) -> int:
        template = self.call("GET", f"{path}/templates/upgrade-instructions/draftInvoice")
        number: int = self.call("POST", "/invoices/drafts", template["draftInvoice"])["draftInvoiceNumber"]
        return number


def writes(sandbox: Sandbox) -> list[str]:
    """The writes that reached the sandbox, as `POST /invoices/drafts`."""
    return [f"{one.method} {one.path}" for one in sandbox.economic.requests if one.method != "GET"]
