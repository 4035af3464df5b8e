"""The PDFs of invoices, served without a key as Stripe serves them, at the sandbox's own address.

An invoice names Stripe's address of its PDF, whatever port the sandbox is on; answers that show the invoice name the
sandbox's, with the same path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from sandbox import guard
from sandbox.errors import SandboxError
from sandbox.pdf import one_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from sandbox.stripe.store import Store

PATH = "/invoice/{account}/{secret}/pdf"

_STRIPES = "https://pay.stripe.com"
_NAMED = b'"invoice_pdf": "' + _STRIPES.encode()
_FORBIDDEN, _NOT_FOUND = 403, 404


def shown(body: bytes, server: tuple[str, int]) -> bytes:
    """A rendered answer whose invoices name the PDFs that this server has.

    A property of that name is followed by an address only where Stripe put it: in text the quotes are escaped.
    """
    host, port = server
    return body.replace(_NAMED, f'"invoice_pdf": "http://{host}:{port}'.encode())


class InvoicePdfs:
    """Answers requests for PDFs.

    Args:
        store: The account, whose connected accounts are looked through as well.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        # The invoice's number by the path of its PDF; made again when a path is asked for that it lacks.
        self._numbers: dict[str, str] = {}

    async def answer(self, request: Request) -> Response:
        """The PDF at an address, for programs of this machine."""
        try:
            guard.check(request.headers)
        except SandboxError as error:
            return PlainTextResponse(f"{error.message}\n", _FORBIDDEN)
        path = request.url.path
        with self._store.lock:
            if path not in self._numbers:
                self._numbers = dict(self._paths())
        if path not in self._numbers:
            return PlainTextResponse("There is no such invoice.\n", _NOT_FOUND)
        number = self._numbers[path]
        # A number of somebody's own data may hold what a header must not.
        name = "".join(char if char.isascii() and char.isalnum() else "-" for char in number)
        headers = {"Content-Disposition": f'attachment; filename="Invoice-{name}.pdf"'}
        return Response(one_page(f"Invoice {number}"), headers=headers, media_type="application/pdf")

    def _paths(self) -> Iterator[tuple[str, str]]:
        for account in (self._store, *self._store.accounts.values()):
            for mode in (False, True):
                for invoice in account.in_mode(live=mode).all("invoice"):
                    path = str(invoice["invoice_pdf"] or "").removeprefix(_STRIPES).partition("?")[0]
                    if path.startswith("/"):
                        yield path, str(invoice["number"])
