"""Documents as PDF: a page with the document's name on it, valid, and nothing like the real layout.

Seen in production: `Accept: application/pdf` is answered 406, `*/*` with the file; and the PDF of an invoice is 404
for the first seconds after booking.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call

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


def one_page(text: str) -> bytes:
    """A PDF of one page with one line of plain text."""
    escaped = "".join(f"\\{char}" if char in "()\\" else char for char in text).encode("cp1252", "replace")
    drawing = b"BT /F1 18 Tf 72 760 Td (" + escaped + b") Tj ET"
    resources = b"<< /Font << /F1 5 0 R >> >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(body))
    )
