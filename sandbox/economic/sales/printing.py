"""Documents as PDF, each a page with its name on it.

Seen in production: `Accept: application/pdf` is answered 406, `*/*` with the file; and the PDF of an invoice is 404
for the first seconds after booking.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.pdf import one_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.answering import Handler
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

# Seen: 1 to 3 seconds.
PRINTING_TAKES = timedelta(seconds=2)

# Which other types the real API takes is unverified; it answers JSON elsewhere, so whoever asks for JSON is served.
_ACCEPTED = frozenset({"", "*/*", "application/*", "application/json"})


def pdf(collection: Callable[[Store], Collection[int]], title: str) -> Handler:
    """GET of a document's PDF."""

    def handle(call: Call) -> Answer:
        entry = None if call.number_key is None else collection(call.store).entry(call.number_key)
        if entry is None:
            raise errors.not_found()
        wanted = {part.partition(";")[0].strip().lower() for part in call.headers.get("accept", "").split(",")}
        if not wanted & _ACCEPTED:
            raise errors.plain(406, "Not acceptable.", hint="Leave the Accept header out, or accept */*.")
        booked_at = entry.fields.get("bookedAt")
        if booked_at is not None and call.store.now() < datetime.fromisoformat(booked_at) + PRINTING_TAKES:
            raise errors.not_found()
        return Answer(200, one_page(f"{title} {entry.key}"), media_type="application/pdf")

    return handle
