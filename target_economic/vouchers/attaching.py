"""Attaches a PDF to a voucher, such as the invoice that was paid. No voucher fails by what happens here.

A voucher takes one file. Where it has one already, be it from an earlier run, from another movement of the same
voucher or from a person, that one stays.
"""

import hashlib

from target_economic.errors import AccessError, NoAnswer, Rejected
from target_economic.http import filters
from target_economic.http.client import Client
from target_economic.http.files import FileUnavailable, fetch
from target_economic.posting import idempotency
from target_economic.vouchers.found import Entry

# e-conomic takes 9.0 MB a request; what is left is for the form around the file.
MOST_BYTES = 9_000_000 - 1_000


class Attaching:
    """Attaches files to vouchers of one agreement.

    Args:
        client: the door.
        agreement: its number, a part of every key.
    """

    def __init__(self, client: Client, agreement: int) -> None:
        self._client = client
        self._agreement = agreement

    def attach(self, source_id: str, url: str, entry: Entry) -> str | None:
        """Attach a file to the voucher of an entry that stands in a journal; returns why it could not be, or None.

        Its address stays untold: whoever has that of an invoice at Stripe may open it.

        Raises:
            RunError: the run cannot go on.
        """
        try:
            content = fetch(url, MOST_BYTES)
        except FileUnavailable as error:
            return f"The file cannot be attached: {error}."
        if not content.startswith(b"%PDF-"):
            return "The file cannot be attached: it is no PDF."
        path = f"/journals/{entry.journal}/vouchers/{filters.in_url(entry.year)}-{entry.voucher}/attachment"
        what = f"attach a file to voucher {entry.voucher} of {source_id}"
        digest = hashlib.sha256(content).hexdigest()
        key = idempotency.key(self._agreement, source_id, f"attach {digest} to {entry.year}-{entry.voucher}", 0)
        try:
            self._client.send(
                "POST", f"{path}/file", what, _form(content, digest), key, f"multipart/form-data; boundary={digest}"
            )
        except (Rejected, NoAnswer, AccessError) as error:
            return None if self._has_one(path, what) else f"{error.message} The file is not attached."
        return None

    def _has_one(self, path: str, what: str) -> bool:
        try:
            self._client.get(path, what)
        except (Rejected, AccessError):
            return False
        return True


def _form(content: bytes, boundary: str) -> bytes:
    """Return a form with one file; the same for the same content, as its key asks."""
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="invoice.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
