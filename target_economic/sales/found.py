"""A sales document as it stands in the ledger, and where the ledger keeps such documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from target_economic.http.client import Json

Place = Literal["draft", "booked", "draft order", "sent order", "archived order"]

INVOICES: tuple[Place, ...] = ("draft", "booked")
ORDERS: tuple[Place, ...] = ("draft order", "sent order", "archived order")

PATHS: Mapping[Place, str] = MappingProxyType(
    {
        "draft": "/invoices/drafts",
        "booked": "/invoices/booked",
        "draft order": "/orders/drafts",
        "sent order": "/orders/sent",
        "archived order": "/orders/archived",
    }
)

# By kind of document: where it is to end up.
WANTED: Mapping[str, Place] = MappingProxyType(
    {"draft_invoice": "draft", "booked_invoice": "booked", "draft_order": "draft order", "sent_order": "sent order"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """A document in the ledger, as the ledger has it; amounts in the document's currency.

    Attributes:
        place: where it is.
        number: the number that place gave it; places number for themselves, and give numbers out again.
        url: its address.
        net: of the whole document, as the next two.
        vat: what e-conomic computed.
        gross: net and VAT.
        currency: three letters.
        origin: of a booked invoice, the number that its draft had; e-conomic keeps it though no schema says so.
        there: False for what a dry run would have made.
        fresh: whether it was made by this very call, so that nobody can have changed it since.
        body: all that e-conomic said of it; without lines when it was found in a collection.
    """

    place: Place
    number: int
    url: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    currency: str
    origin: int | None = None
    there: bool = True
    fresh: bool = False
    body: Json = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """What people call it: `draft 12`, `booked 10001`."""
        return f"{self.place} {self.number}" if self.there else f"{self.place} (not yet there)"

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal]:
        """Net, VAT and gross."""
        return self.net, self.vat, self.gross

    @property
    def owed(self) -> bool:
        """Whether the customer owes it, rather than being owed."""
        return self.gross >= 0

    @property
    def path(self) -> str:
        """Its path in the API."""
        return f"{PATHS[self.place]}/{self.number}"


def read(place: Place, body: Json) -> Found:
    """Read a document as e-conomic answers it, alone or as a member of a collection."""
    net, vat, gross = (Decimal(body[name]) for name in ("netAmount", "vatAmount", "grossAmount"))
    number = body[_number(place)]
    origin = body.get("orderNumber") if place == "booked" else None
    return Found(place, number, body["self"], net, vat, gross, body["currency"], origin, body=body)


def read_draft(body: Json) -> Found:
    """Read a draft invoice."""
    return read("draft", body)


def made(place: Place, body: Json) -> Found:
    """Read a document that was made by this very call."""
    return replace(read(place, body), fresh=True)


def unreal(found: Found, place: Place) -> Found:
    """Return what a dry run would have made of a document."""
    return replace(found, place=place, number=0, url="", there=False, fresh=True)


def number_in(place: Place, body: Json) -> int:
    """Return the number that an answer of a place names."""
    number: int = body[_number(place)]
    return number


def reference(body: Json) -> str | None:
    """Return the source id that a document carries."""
    other = body.get("references", {}).get("other")
    return other.strip() if isinstance(other, str) else None


def _number(place: Place) -> str:
    return {"draft": "draftInvoiceNumber", "booked": "bookedInvoiceNumber"}.get(place, "orderNumber")
