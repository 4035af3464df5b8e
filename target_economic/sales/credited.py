"""The invoice that a credit note credits, where the source names it: whose it was and with which VAT it was sold.

VAT goes back where it came from. So a credit note has the customer, the recipient and the exchange rate of its
invoice as they stand in e-conomic, whatever has become of the customer at the source since. e-conomic knows no link
between the two; a line of the notes names the invoice by its number.

The run hands a credit note out when its invoice is done. That may be a moment ago, and not be shown yet.
"""

import threading
from collections import deque
from collections.abc import Sequence
from decimal import Decimal

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.posting.posting import Poster
from target_economic.sales.bodies import writable
from target_economic.sales.found import Found
from target_economic.sales.lookup import Lookup
from target_economic.sales.prepared import Prepared
from target_economic.sales.standing import Standing

_RECENT = 1000


class Credited:
    """The credited invoices of one agreement.

    Args:
        lookup: looks them up.
        poster: tells a dry run.
    """

    def __init__(self, lookup: Lookup, poster: Poster) -> None:
        self._lookup = lookup
        self._poster = poster
        self._lock = threading.Lock()
        self._recent: deque[str] = deque(maxlen=_RECENT)
        self._imagined: dict[str, int] = {}  # VAT zones

    def made(self, document: Json) -> None:
        """Take note of a document that this run has made, or in a dry run would have: it may not be shown yet."""
        with self._lock:
            if self._poster.dry_run:
                self._imagined[document["id"]] = document["body"]["recipient"]["vatZone"]["vatZoneNumber"]
            else:
                self._recent.append(document["id"])

    def prepare(self, documents: Sequence[Json], prepared: Prepared) -> list[Json]:
        """Look up together what the documents of a batch credit, and return them with it, as far as it is there."""
        named = [document["credits"] for document in documents if document.get("credits")]
        self._lookup.extend(prepared, [source_id for source_id in named if prepared.seen(source_id) is None])
        return [
            self.applied(one, self.standing(one, prepared)) if prepared.seen(one.get("credits") or "") else one
            for one in documents
        ]

    def standing(self, document: Json, prepared: Prepared | None = None) -> Standing:
        """Return how the invoice that a document credits stands; nothing stands where it credits none.

        Args:
            document: of an invoice or order.
            prepared: what its batch's look-ups found; None looks the invoice up anew.

        Raises:
            RecordError: several documents have the invoice's id.
        """
        source_id = document.get("credits")
        if not source_id:
            return Standing()
        there = self._lookup.again(source_id) if prepared is None else self._lookup.standing(source_id, prepared)
        with self._lock:
            recent = source_id in self._recent
        return (
            there if there.current or not recent else self._poster.patiently(lambda: self._there(source_id)) or there
        )

    def applied(self, document: Json, standing: Standing | None = None) -> Json:
        """Return a document with what it takes from the invoice that it credits; as it is where it credits none.

        Args:
            document: of an invoice or order.
            standing: how the invoice stands; None looks it up anew.

        Raises:
            RecordError: `credited_invoice_missing`, or several documents have the invoice's id.
        """
        source_id = document.get("credits")
        if not source_id:
            return document
        found = (self.standing(document) if standing is None else standing).current
        if found is None and source_id in self._imagined:
            zone = {"vatZone": {"vatZoneNumber": self._imagined[source_id]}}
            body = document["body"]
            return document | {"credits": None, "body": body | {"recipient": body["recipient"] | zone}}
        if found is None:
            raise RecordError(
                "credited_invoice_missing",
                f"{document['id']} credits {source_id}, which e-conomic does not have.",
                "It is tried again in the next run, once the invoice is posted; else post the credit note by hand.",
            )
        return document | {"credits": None, "body": _body(document["body"], found), "customer": _customer(found)}

    def _there(self, source_id: str) -> Standing | None:
        standing = self._lookup.again(source_id)
        return None if standing.current is None else standing


def _body(body: Json, found: Found) -> Json:
    changed: Json = {"recipient": writable(found.body["recipient"], "recipient")}
    notes = body.get("notes", {})
    if found.place == "booked" and "textLine2" not in notes:
        changed["notes"] = notes | {"textLine2": f"Credits invoice {found.number}."}
    rate = found.body.get("exchangeRate")
    if rate is not None and found.currency == body["currency"] and "exchangeRate" not in body:
        changed["exchangeRate"] = format(Decimal(rate), "f")
    return body | changed


def _customer(found: Found) -> Json:
    """Return the customer by number, which nobody creates."""
    number: int = found.body["customer"]["customerNumber"]
    return {"id": f"of {found.name}", "match": ["customerNumber"], "body": {"customerNumber": number}}
