"""Goes on with movements that are in the ledger: compares, attaches, books.

Amounts that are not the source's any more are a person's doing: they are reported, left alone, and never booked.
"""

from collections.abc import Callable
from dataclasses import replace

from target_economic.errors import NoAnswer
from target_economic.http.client import Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.vouchers.attaching import Attaching
from target_economic.vouchers.booking import Booking
from target_economic.vouchers.found import Found
from target_economic.vouchers.lookup import Lookup
from target_economic.vouchers.making import Making
from target_economic.vouchers.policies import Policies
from target_economic.vouchers.posted import Posted
from target_economic.vouchers.standing import Standing


class Adopting:
    """Adopts the movements of one agreement."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of what is done with a movement
        self,
        lookup: Lookup,
        standing: Callable[[], Standing],
        making: Making,
        booking: Booking,
        attaching: Callable[[], Attaching],
        policies: Policies,
    ) -> None:
        self._lookup = lookup
        self._standing = standing
        self._making = making
        self._booking = booking
        self._attaching = attaching
        self._policies = policies

    def adopt(self, document: Json, found: Found) -> Posted:
        """Go on with a movement that was in the ledger, unless its amounts are no longer the source's.

        Raises:
            RecordError: e-conomic refuses to book it; it stays as it is.
            NoAnswer: it is not known whether it was booked.
        """
        difference = self._standing().difference(document, found)
        if difference is not None:
            message = f"{difference}. It was left alone."
            return Posted(Action.UNCHANGED, found, Code.TOTALS_CHANGED_IN_LEDGER, message)
        posted = Posted(Action.UNCHANGED, found)
        if self._making.dry_run:
            booked = found.open and self._policies.book == "each"
            return replace(posted, action=Action.BOOKED) if booked else posted
        posted = posted.noting(self.attached(document, found))
        return self._booked(document, posted) if self._policies.book == "each" and found.open else posted

    def _booked(self, document: Json, posted: Posted) -> Posted:
        """Book the entries of an adopted movement as they are now: it may be some time since they were looked up."""
        now = self._as_it_stood(document, posted) or self._making.looked_up([document]).get(document["id"])
        if now is None:
            raise NoAnswer(f"book the entries of {document['id']}", "they are gone, or about to be")
        if not isinstance(now, Found):
            raise now
        difference = self._standing().difference(document, now)
        if difference is not None:
            message = f"{difference}. It was left alone."
            return Posted(Action.UNCHANGED, now, Code.TOTALS_CHANGED_IN_LEDGER, message)
        if not now.open:
            return replace(posted, found=now)
        self._booking.book(document["id"], {document["id"]: now.open})
        return replace(posted, action=Action.BOOKED, found=now.once_booked())

    def _as_it_stood(self, document: Json, posted: Posted) -> Found | None:
        """Return a movement that stands in its journal just as it was found, by one request; else None."""
        found, source_id = posted.found, document["id"]
        journal = found.open[0].journal if found is not None else None
        if found is None or journal is None or len(found.open) != len(found.entries):
            return None
        now = self._lookup.unbooked([source_id], journal)[source_id]
        return found if set(now) == set(found.entries) else None

    def attached(self, document: Json, found: Found) -> list[tuple[Code, str]]:
        """Attach the file that a document names; returns what is to be said where that failed."""
        url = document.get("attachment")
        if not self._policies.attach or url is None or not found.open:
            return []
        why = self._attaching().attach(document["id"], url, found.open[0])
        return [] if why is None else [(Code.ATTACHMENT_MISSING, why)]
