"""Takes back what was posted for a source that was undone: a draft is deleted, a booked invoice credited or reported.

A draft that a person changed is left alone. A change shows in its totals, compared with those that the document
expects; a change of texts alone does not keep a draft whose invoice is void.
"""

from target_economic.errors import NoAnswer
from target_economic.http.client import Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.posting.posting import Deletion
from target_economic.sales.booking import Booking
from target_economic.sales.crediting import Crediting
from target_economic.sales.drafting import Parts
from target_economic.sales.found import Found, unreal
from target_economic.sales.posted import Posted
from target_economic.sales.standing import Standing, undoes

_LOOKS = 3
_FINAL = frozenset({"booked", "archived order"})


class Withdrawing:
    """Takes documents of one agreement back."""

    def __init__(self, parts: Parts, booking: Booking, crediting: Crediting) -> None:
        self._parts = parts
        self._booking = booking
        self._crediting = crediting

    def withdraw(self, document: Json, standing: Standing) -> Posted:
        """Take a document back as its `withdraw` says.

        Raises:
            RecordError: e-conomic refuses it; what was posted stands.
            NoAnswer: it is not known whether it was done.
        """
        for _ in range(_LOOKS):
            posted = self._settled(document, standing)
            if posted is not None:
                return posted
            # It moved while it was looked at; what it has become may not be shown at once.
            standing = self._parts.poster.patiently(lambda: self._there(document["id"])) or Standing()
        raise NoAnswer(f"take back {document['id']}", "what is listed cannot be read")

    def _there(self, source_id: str) -> Standing | None:
        standing = self._parts.lookup.again(source_id)
        return None if standing.current is None else standing

    def _settled(self, document: Json, standing: Standing) -> Posted | None:
        found = standing.current
        if found is None:
            return Posted(Action.SKIPPED, None, Code.LEFT_OUT_BY_MAPPING, _reason(document))
        if standing.credit is not None:
            return self._credited(document, found, standing.credit)
        return self._booked_or_archived(document, found) if found.place in _FINAL else self._delete(document, found)

    def _booked_or_archived(self, document: Json, found: Found) -> Posted:
        if found.place == "archived order":
            message = f"{_reason(document)}. The order was archived, and no invoice refers to {document['id']}."
            return Posted(Action.UNCHANGED, found, Code.ORDER_ARCHIVED, message)
        if document["withdraw"]["booked"] == "credit" and found.net:
            credit = self._crediting.credit(document["id"], found)
            return self._booked(document, credit, Action.CREATED, created=True)
        return Posted(Action.UNCHANGED, found, Code.NEEDS_CREDIT_NOTE, f"{_reason(document)}. {found.name} stands.")

    def _credited(self, document: Json, invoice: Found, credit: Found) -> Posted | None:
        """Go on with a credit note that is there; None where it is gone meanwhile."""
        if credit.place == "booked" or document["withdraw"]["booked"] != "credit":
            message = f"{_reason(document)}. {credit.name} takes it back."
            return Posted(Action.UNCHANGED, credit, Code.CREDITED, message)
        now = self._parts.lookup.now(credit, document["id"])
        if now is None:
            return None
        if not undoes(now, invoice):
            message = (
                f"{_reason(document)}. {now.name} does not take back {invoice.name} any more. It was left alone."
            )
            return Posted(Action.UNCHANGED, now, Code.TOTALS_CHANGED_IN_LEDGER, message)
        return self._booked(document, now, Action.UNCHANGED, created=False)

    def _booked(self, document: Json, credit: Found, action: Action, *, created: bool) -> Posted:
        """Book the credit note where that is the document's kind."""
        if document["kind"] == "booked_invoice" and credit.place == "draft":
            action = Action.BOOKED
            if self._parts.poster.dry_run:
                credit = unreal(credit, "booked")
            else:
                credit = self._booking.book(document["id"], credit)
        message = f"{_reason(document)}. {credit.name} takes it back."
        return Posted(action, credit, Code.CREDITED, message, created=created)

    def _delete(self, document: Json, found: Found) -> Posted | None:
        """Delete a draft; None where it is gone meanwhile."""
        if document["withdraw"]["draft"] == "report":
            return Posted(Action.UNCHANGED, found, Code.NEEDS_DELETION, f"{_reason(document)}. {found.name} stands.")
        source_id = document["id"]
        now = self._parts.lookup.now(found, source_id)
        if now is None:
            return None
        difference = self._difference(document, now)
        if difference is not None:
            message = f"{_reason(document)}. {difference}. It was left alone."
            return Posted(Action.UNCHANGED, now, Code.TOTALS_CHANGED_IN_LEDGER, message)
        if not self._parts.poster.dry_run and not self._deleted(source_id, now):
            return None
        return Posted(Action.DELETED, now, Code.WITHDRAWN, _reason(document))

    def _deleted(self, source_id: str, draft: Found) -> bool:
        """Delete a draft; False where it is gone because it has become something else."""
        what = f"delete {draft.name} of {source_id}"

        def gone() -> bool:
            now = self._parts.lookup.now(draft, source_id)
            if now is not None and now.amounts != draft.amounts:
                raise NoAnswer(what, "somebody has changed its amounts meanwhile")
            return now is None

        deletion = Deletion(
            path=draft.path, what=what, source_id=source_id, operation=f"delete {draft.name}", gone=gone
        )
        if self._parts.poster.delete(deletion):
            return True
        return self._parts.poster.patiently(lambda: self._there(source_id)) is None

    def _difference(self, document: Json, found: Found) -> str | None:
        expected = document.get("expected")
        if expected is None:
            return None
        if expected["currency"] != found.currency:
            return f"{found.name} is in {found.currency} where the source says {expected['currency']}"
        stated = {"expected": expected, "body": {"currency": found.currency, "lines": []}}
        return self._parts.pricing.difference(stated, found)


def _reason(document: Json) -> str:
    order = document["withdraw"]
    return f"{order['code']}: {str(order['message']).rstrip('.')}"
