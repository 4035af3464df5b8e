"""Credits a booked invoice as a whole: an invoice of its own lines with the amounts turned round.

e-conomic knows no link between the two. The credit note has the same source id, by which both are found together, and
names the invoice in its heading. Recipient, VAT zone, currency, rate and terms are those of the invoice, so VAT goes
back where it came from. It has the invoice's date where that period is still open, and else the first open one's.
"""

from decimal import Decimal

from target_economic.errors import NoAnswer, RecordError
from target_economic.http.client import Json
from target_economic.posting.posting import Creation
from target_economic.sales.bodies import writable
from target_economic.sales.dating import Dating
from target_economic.sales.drafting import Parts
from target_economic.sales.found import PATHS, Found, made

_NOT_IN_CREDIT = frozenset({"lineNumber", "sortKey", "unitCostPrice"})


class Crediting:
    """Credits invoices of one agreement."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._dating = Dating(parts.agreement, "first_open_date")

    def credit(self, source_id: str, booked: Found) -> Found:
        """Make the draft of the credit note of a booked invoice and return it.

        Raises:
            RecordError: e-conomic refuses it, or would not credit the whole; the invoice stands.
            NoAnswer: it is not known whether it was made.
        """
        if self._parts.poster.dry_run:
            amounts = (-booked.net, -booked.vat, -booked.gross)
            return Found("draft", 0, "", *amounts, booked.currency, there=False, fresh=True)
        lookup, what = self._parts.lookup, f"credit {booked.name} of {source_id}"
        whole = lookup.now(booked, source_id)
        if whole is None:
            raise NoAnswer(what, "it is not shown at the moment")
        credit = self._parts.poster.create(
            Creation(
                path=PATHS["draft"],
                what=what,
                source_id=source_id,
                operation=f"credit {booked.name}",
                body=self._body(source_id, whole),
                look_up=lambda: lookup.again(source_id).credit,
                read=lambda answer: made("draft", answer),
                reread=lambda answer: lookup.reread("draft", answer, source_id),
            )
        )
        if (credit.net, credit.vat, credit.gross) != (-booked.net, -booked.vat, -booked.gross):
            raise RecordError(
                "ledger_totals_differ",
                f"{credit.name} comes to {credit.gross:.2f} and should take back {booked.name} of "
                f"{booked.gross:.2f}. It was posted and stays.",
                "Correct the credit note in e-conomic; VAT rates may have changed since the invoice was booked.",
            )
        return credit

    def _body(self, source_id: str, booked: Found) -> Json:
        body = writable(booked.body)
        heading = f"Kreditnota / Credit note {booked.number}"
        return self._dating.dated(body) | {
            "references": {**body.get("references", {}), "other": source_id},
            "notes": {**body.get("notes", {}), "heading": heading},
            "lines": [_turned_round(line) for line in body.get("lines", [])],
        }


def _turned_round(line: Json) -> Json:
    kept = {name: value for name, value in line.items() if name not in _NOT_IN_CREDIT}
    if "unitNetPrice" in kept:
        kept["unitNetPrice"] = -Decimal(kept["unitNetPrice"])
    return kept
