"""Which credit note a refund belongs to: the refund does not say, the credit notes of its invoice do."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_stripe_invoices.http.client import Client

PATH = "/v1/credit_notes"

_AT_ONCE = 20
_REMEMBERED = 5_000


class RefundNotes:
    """Looks up credit notes by refund, and remembers those of an invoice for the rest of the run.

    Args:
        client: Where to read.
        remembered: Of how many refunds the answer is kept.
    """

    def __init__(self, client: Client, remembered: int = _REMEMBERED) -> None:
        self._client = client
        self._limit = remembered
        self._known: OrderedDict[str, str | None] = OrderedDict()

    def of_refunds(self, refunds: Mapping[str, str]) -> dict[str, str | AnswerError | None]:
        """The credit note of each refund, None where there is none; the first issued where there are several.

        In place of an answer that Stripe refuses stands the reason. A request for each invoice, several at once.

        Args:
            refunds: The invoice that was paid, by the id of the refund.

        Raises:
            StripeError: the run cannot go on.
        """
        unknown = [invoice for refund, invoice in refunds.items() if refund not in self._known]
        failed: dict[str, AnswerError] = {}
        invoices = list(dict.fromkeys(unknown))
        for first in range(0, len(invoices), _AT_ONCE):
            under_way = [
                (one, self._client.workers.submit(partial(self._client.members, PATH, (("invoice", one),))))
                for one in invoices[first : first + _AT_ONCE]
            ]
            for one, future in under_way:
                try:
                    notes = future.result()
                except AnswerError as error:
                    failed[one] = error
                else:
                    # Newest first, so the first issued is noted last.
                    self._known |= {refund: note["id"] for note in notes for refund in _refunds(note)}
        answers: dict[str, str | AnswerError | None] = {}
        for refund, invoice in refunds.items():
            answers[refund] = failed[invoice] if invoice in failed else self._known.setdefault(refund, None)
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return answers


def _refunds(note: Mapping[str, Any]) -> list[str]:
    """The refunds that a credit note made or took in; none where it has been voided."""
    if note.get("status") == "void":
        return []
    entries = note.get("refunds") or ()
    return [entry["refund"] for entry in entries if isinstance(entry.get("refund"), str)]
