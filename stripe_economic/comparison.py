"""Lays what Stripe says beside what e-conomic has, invoice by invoice, reading both sides anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests
from rich import box
from rich.table import Table
from rich.text import Text

from stripe_economic.errors import OperatorError
from stripe_economic.web import get

Json = dict[str, Any]

# Stripe's, not ISO 4217's; only what the sandbox sells in.
_TWO_DECIMALS = 2

_NAME = 22


@dataclass(frozen=True, slots=True)
class Amounts:
    """Net, VAT and gross in the invoice's currency."""

    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One paid Stripe invoice and what became of it."""

    stripe_id: str
    customer: str
    currency: str
    stripe: Amounts
    document: str | None
    economic: Amounts | None
    outcome: Json

    @property
    def agrees(self) -> bool:
        """Whether gross is the same on both sides, to the øre."""
        return self.economic is not None and self.economic.gross == self.stripe.gross

    @property
    def explained(self) -> bool:
        """Whether the row agrees, or its outcome says why not."""
        return self.agrees or bool(self.outcome.get("code") and self.outcome.get("message"))


@dataclass(frozen=True, slots=True)
class Stripe:
    """Where to read Stripe, with which key."""

    url: str
    key: str

    def paid_invoices(self) -> Iterator[Json]:
        """Yield every paid invoice, newest first."""
        after: str | None = None
        while True:
            params = {"status": "paid", "limit": "100"} | ({"starting_after": after} if after else {})
            page = _read(f"{self.url}/v1/invoices", params, {"Authorization": f"Bearer {self.key}"})
            yield from page["data"]
            if not page["has_more"]:
                return
            after = page["data"][-1]["id"]


@dataclass(frozen=True, slots=True)
class Economic:
    """Where to read e-conomic, with which tokens."""

    url: str
    app_secret_token: str
    agreement_grant_token: str

    def invoices(self) -> dict[str, list[tuple[str, Amounts]]]:
        """Return the invoices by the source id they refer to: each one's number and amounts."""
        found: dict[str, list[tuple[str, Amounts]]] = {}
        for place, name in (("drafts", "draftInvoiceNumber"), ("booked", "bookedInvoiceNumber")):
            for body in self._collection(f"/invoices/{place}"):
                amounts = Amounts(*(Decimal(body[key]) for key in ("netAmount", "vatAmount", "grossAmount")))
                source_id = body.get("references", {}).get("other", "")
                found.setdefault(source_id, []).append((f"{place.removesuffix('s')} {body[name]}", amounts))
        return found

    def _collection(self, path: str) -> Iterator[Json]:
        headers = {
            "X-AppSecretToken": self.app_secret_token,
            "X-AgreementGrantToken": self.agreement_grant_token,
        }
        page, more = 0, True
        while more:
            body = _read(f"{self.url}{path}", {"pagesize": "1000", "skippages": str(page)}, headers)
            yield from body["collection"]
            page, more = page + 1, "nextPage" in body["pagination"]


def compare(stripe: Stripe, economic: Economic, outcomes: Mapping[str, Json]) -> list[Row]:
    """Return a row per paid Stripe invoice, oldest first.

    Args:
        stripe: the one side.
        economic: the other.
        outcomes: the target's latest outcome per source id.

    Raises:
        OperatorError: one side cannot be read, or e-conomic has several invoices for one source id.
    """
    ledger = economic.invoices()
    rows = []
    for invoice in stripe.paid_invoices():
        documents = ledger.get(invoice["id"], [])
        if len(documents) > 1:
            numbers = ", ".join(number for number, _ in documents)
            raise OperatorError(
                "duplicate_in_ledger",
                f"e-conomic has several invoices for {invoice['id']}: {numbers}.",
                "Delete or credit all but one.",
            )
        document, amounts = documents[0] if documents else (None, None)
        rows.append(
            Row(
                stripe_id=invoice["id"],
                customer=invoice["customer_name"] or "",
                currency=invoice["currency"].upper(),
                stripe=_amounts(invoice),
                document=document,
                economic=amounts,
                outcome=dict(outcomes.get(invoice["id"], {})),
            )
        )
    return rows[::-1]


def table(rows: list[Row]) -> Table:
    """Draw the rows for a terminal."""
    drawn = Table(header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    drawn.add_column("Stripe id", no_wrap=True)
    drawn.add_column("Customer", max_width=_NAME, no_wrap=True)
    drawn.add_column("e-conomic", no_wrap=True)
    drawn.add_column("", no_wrap=True)
    for name in ("Net", "VAT", "Gross"):
        drawn.add_column(f"{name}\nStripe", justify="right", no_wrap=True)
        drawn.add_column(f"{name}\ne-conomic", justify="right", no_wrap=True)
    drawn.add_column("Outcome", no_wrap=True)
    for row in rows:
        pairs = (
            (getattr(row.stripe, name), getattr(row.economic, name) if row.economic else None)
            for name in ("net", "vat", "gross")
        )
        cells = [_shown(amount) for pair in pairs for amount in pair]
        customer = Text(" ".join(row.customer.split()))
        drawn.add_row(row.stripe_id, customer, row.document or "-", row.currency, *cells, _said(row))
    return drawn


def _said(row: Row) -> str:
    said = str(row.outcome.get("action") or ("posted earlier" if row.document else "not read"))
    if row.outcome.get("code"):
        said += f": {row.outcome['code']}"
    return said if row.agrees or not row.economic else f"{said} (differs)"


def _shown(amount: Decimal | None) -> str:
    return "-" if amount is None else f"{amount:,.2f}"


def _amounts(invoice: Json) -> Amounts:
    tax = sum(entry["amount"] for entry in invoice["total_taxes"] or [])
    numbers = (invoice["total"] - tax, tax, invoice["total"])
    return Amounts(*(Decimal(number).scaleb(-_TWO_DECIMALS) for number in numbers))


def _read(url: str, params: Mapping[str, str], headers: Mapping[str, str]) -> Json:
    try:
        response = get(url, params, headers)
        response.raise_for_status()
        body: Json = response.json(parse_float=Decimal)
    except requests.RequestException as error:
        raise OperatorError(
            "not_readable", f"Could not read {url}: {type(error).__name__}.", "Check that the server is running."
        ) from None
    return body
