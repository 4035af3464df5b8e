"""Where the PDFs of invoices are: only the invoice says, and its addresses expire, so each run reads them anew."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_stripe_invoices.http.client import Client

_REMEMBERED = 5_000

_log = logging.getLogger(__name__)


class InvoicePdfs:
    """Looks up the PDFs of invoices, and remembers them for the rest of the run.

    Args:
        client: Where to read.
        remembered: Of how many invoices the answer is kept.
    """

    def __init__(self, client: Client, remembered: int = _REMEMBERED) -> None:
        self._client = client
        self._limit = remembered
        self._known: OrderedDict[str, str | None] = OrderedDict()

    def of_invoices(self, invoices: Iterable[str]) -> dict[str, str | None]:
        """The address of each invoice's PDF; None where it has none. A request for each invoice, several at once.

        None as well, with a warning, where Stripe does not give the invoice out: money is not kept waiting for paper.

        Raises:
            StripeError: the run cannot go on.
        """
        wanted = list(dict.fromkeys(invoices))
        unknown = [one for one in wanted if one not in self._known]
        found = self._client.get_many(f"/v1/invoices/{quote(one, safe='')}" for one in unknown)
        for one, answer in zip(unknown, found, strict=True):
            if isinstance(answer, AnswerError):
                _log.warning("Movements of invoice %s come without its PDF: %s", one, answer.message)
            address = None if isinstance(answer, AnswerError) else answer.get("invoice_pdf")
            self._known[one] = address if isinstance(address, str) else None
        addresses = {one: self._known[one] for one in wanted}
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return addresses
