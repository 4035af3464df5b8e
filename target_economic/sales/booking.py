"""Books a draft invoice: the one step that nobody can take back.

It names the draft by number, and numbers of deleted drafts are given out again. So it is taken only with a draft that
this very call posted, or read a moment ago with its source id in it; and before it is sent a second time the draft is
read once more. A booking whose answer was lost is found among the booked invoices, by source id and by the number of
the draft, which the booked invoice keeps.
"""

from collections.abc import Callable

from target_economic.errors import NoAnswer, Rejected
from target_economic.http.client import Json
from target_economic.posting.posting import Creation, Poster
from target_economic.sales.found import PATHS, Found, made
from target_economic.sales.lookup import Lookup
from target_economic.sales.policies import SendBy


class Booking:
    """Books drafts of one agreement."""

    def __init__(self, lookup: Lookup, poster: Poster, send_by: SendBy) -> None:
        self._lookup = lookup
        self._poster = poster
        self._send_by = send_by

    def book(self, source_id: str, draft: Found) -> Found:
        """Book a draft and return the booked invoice.

        Args:
            source_id: which the draft carries.
            draft: posted or read just now; its totals are those of the source.

        Raises:
            Rejected: e-conomic refuses it; the draft stays.
            NoAnswer: it is not known whether it was booked.
        """
        what = f"book {draft.name} of {source_id}"

        def look_up() -> Found | None:
            return self._lookup.booked(source_id, draft)

        creation = Creation(
            path=PATHS["booked"],
            what=what,
            source_id=source_id,
            operation=f"book {draft.name}",
            body=self._body(draft),
            look_up=look_up,
            read=lambda answer: made("booked", answer),
            reread=lambda answer: self._reread(answer, source_id, draft),
            recheck=lambda: self._unless_there(source_id, draft, look_up, what),
        )
        try:
            return self._poster.create(creation)
        except Rejected as error:
            if not error.not_found:
                raise
            return self._moved(draft, look_up, what)  # somebody was faster

    def _body(self, draft: Found) -> Json:
        body: Json = {"draftInvoice": {"draftInvoiceNumber": draft.number}}
        return body if self._send_by == "none" else body | {"sendBy": self._send_by}

    def _reread(self, answer: Json, source_id: str, draft: Found) -> Found | None:
        """Read what an earlier answer names: the invoice's draft and its credit note's may have had one number."""
        booked = self._lookup.reread("booked", answer, source_id)
        return booked if booked is not None and booked.owed == draft.owed else None

    def _unless_there(
        self, source_id: str, draft: Found, look_up: Callable[[], Found | None], what: str
    ) -> Found | None:
        """Return None while the draft is there, ours and as it was; else the booked invoice that it has become."""
        now = self._lookup.now(draft, source_id)
        if now is None:
            return self._moved(draft, look_up, what)
        if now.amounts != draft.amounts:
            raise NoAnswer(what, "somebody has changed its amounts meanwhile")
        return None

    def _moved(self, draft: Found, look_up: Callable[[], Found | None], what: str) -> Found:
        booked = self._poster.patiently(look_up)
        if booked is None:
            raise NoAnswer(what, f"{draft.name} is gone, and no booked invoice is there in its place")
        return booked
