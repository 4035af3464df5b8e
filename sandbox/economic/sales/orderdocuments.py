"""How orders look: drafts, sent and archived ones, with the decimals that recorded ones have.

Recorded orders are of 2019 and show less than invoices do today: the VAT zone as a reference, gross amounts and
margins with two decimals. They have no `lastUpdated`, which the published schemas of drafts and sent orders have and
filter by; here drafts and sent orders carry it.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.sales import pieces
from sandbox.economic.sales.totals import margin_percentage, rounded
from sandbox.economic.setup.shapes import Json, payment_terms

if TYPE_CHECKING:
    from sandbox.economic.sales.pricing import Priced
    from sandbox.economic.store import Store


class State(StrEnum):
    """What an order has come to; its path under `/orders`."""

    DRAFT = "drafts"
    SENT = "sent"
    ARCHIVED = "archived"


def order_body(store: Store, fields: Json, priced: Priced) -> Json:
    """What an order says, whatever its state."""
    totals = priced.totals
    return {
        "lines": pieces.draft_lines(store, fields, priced),
        "date": fields["date"],
        "currency": fields["currency"].upper(),
        "exchangeRate": places(priced.exchange_rate, 6),
        "netAmount": places(totals.net, 6),
        "netAmountInBaseCurrency": totals.net_in_base,
        "grossAmount": totals.gross,
        "grossAmountInBaseCurrency": totals.gross_in_base,
        "marginInBaseCurrency": rounded(totals.margin_in_base, 2, store.ties),
        "marginPercentage": margin_percentage(totals.margin_in_base, totals.net_in_base, store.ties),
        "vatAmount": places(totals.vat, 6),
        "roundingAmount": Decimal("0.00"),
        "costPriceInBaseCurrency": places(totals.cost_in_base, 4),
        "dueDate": priced.due.isoformat(),
        "paymentTerms": payment_terms(store, priced.terms),
        "customer": pieces.customer(store, fields),
        "recipient": pieces.recipient(store, fields, priced, zone_in_full=False),
        **pieces.texts(store, fields),
        "layout": pieces.layout(store, fields),
        **pieces.project(store, fields),
    }


def order_document(store: Store, state: State, number: int, handle: int, body: Json) -> Json:
    """An order in a state; `body` is what `order_body` made, or the document it had in another state."""
    link = store.link(f"orders/{state}", number)
    frame = {"orderNumber", "templates", "soap", "attachment", "pdf", "lastUpdated", "self"}
    return {
        "orderNumber": number,
        "templates": {
            "upgradeInstructions": f"{link}/templates/upgrade-instructions/draftInvoice",
            "self": f"{link}/templates",
        },
        "soap": {"orderHandle": {"id": handle}},
        "attachment": f"{link}/attachment",
        **{name: value for name, value in body.items() if name not in frame},
        **({} if state is State.ARCHIVED else {"lastUpdated": store.stamp()[:-3] + "00Z"}),
        "pdf": {"download": f"{link}/pdf"},
        "self": link,
    }
