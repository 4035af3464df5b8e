"""What is written to a Stripe object about one document.

Stripe merges metadata: keys that are not named here stay as they are, and a key with an empty value is removed. A
value holds at most 500 characters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from target_economic.http.jsontext import Json
from target_economic.outcomes.outcomes import Action, Outcome

LONGEST_VALUE = 500
CUSTOMER_NUMBER = "economic_customer_number"

# Where objects live in Stripe's API; what is not here has no metadata that can be written.
_COLLECTIONS = {
    "invoice": "invoices",
    "customer": "customers",
    "product": "products",
    "charge": "charges",
    "payment_intent": "payment_intents",
    "credit_note": "credit_notes",
    "refund": "refunds",
    "payout": "payouts",
}
_CUSTOMER_ID = "cus_"


class Result(Enum):
    """What became of a note."""

    WRITTEN = auto()
    GONE = auto()
    FAILED = auto()


@dataclass(slots=True, eq=False)
class Note:
    """One document's outcome, on its way to Stripe.

    Attributes:
        outcome: what became of the document.
        origin: stream of the tap.
        document: the document.
        customer: number of the ledger's customer, where it is known.
        waited: the entry with which the id waited on the retry list, if it did.
        settled: called once, when `result` is known.
        result: None until then.
    """

    outcome: Outcome
    origin: str
    document: Json
    customer: int | None
    waited: Json | None
    settled: Callable[["Note"], None]
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One request: where, on whose account, and which metadata."""

    path: str
    account: str | None
    metadata: Mapping[str, str]


def writes(note: Note) -> list[Write]:
    """Return the requests that a note comes to; none where its object has no metadata."""
    origin = _dict(note.document.get("origin"))
    collection, account = _COLLECTIONS.get(str(origin.get("object"))), origin.get("account")
    found = []
    if collection:
        found.append(Write(f"/v1/{collection}/{note.outcome.id}", account, metadata(note.outcome, _own_number(note))))
    buyer = _dict(note.document.get("customer"))
    known = _dict(buyer.get("body")).get("customerNumber")
    if note.customer and str(buyer.get("id", "")).startswith(_CUSTOMER_ID) and known is None:
        found.append(Write(f"/v1/customers/{buyer['id']}", account, {CUSTOMER_NUMBER: str(note.customer)}))
    return found


def metadata(outcome: Outcome, customer: int | None) -> dict[str, str]:
    """Return an outcome as Stripe metadata; an error that is over is removed."""
    error = f"{outcome.code}: {outcome.message}" if outcome.code else ""
    values = {
        "economic_status": str(outcome.action),
        "economic_error": error[:LONGEST_VALUE],
        "economic_synced_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if outcome.action == Action.DELETED:
        values["economic_document"] = ""
    elif outcome.number and outcome.document != "customers":
        values["economic_document"] = outcome.number[:LONGEST_VALUE]
    if customer:
        values[CUSTOMER_NUMBER] = str(customer)
    return values


def _own_number(note: Note) -> int | None:
    return note.customer if note.outcome.document == "customers" else None


def _dict(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an invalid document holds anything
    return value if isinstance(value, dict) else {}
