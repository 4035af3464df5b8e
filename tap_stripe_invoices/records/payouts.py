"""Records of payouts: with their own balance transactions, and the sums of what an automatic one pays out.

Stripe tells what a payout consists of only for automatic ones, once `reconciliation_status` is `completed`. A record
holds sums and not the transactions themselves, of which there may be many thousands: they have a stream of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import AnswerError, ObjectError
from tap_stripe_invoices.records.figures import does_not_add_up, exponent_of, integer, total
from tap_stripe_invoices.records.finishing import Finisher
from tap_stripe_invoices.records.movements import PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.schemas.shapes import Shape

EXPAND = ("balance_transaction", "failure_balance_transaction")

_SUMMED = ("amount", "fee", "net")
# A payout becomes `paid` on its day of arrival, at an hour that is not told.
_ARRIVAL = 2 * 86_400


class PayoutHydrator:
    """Makes records of payouts that were read with `EXPAND` expanded.

    Args:
        schema: The schema of the stream's records.
        client: Where the transactions of a payout are read.
    """

    def __init__(self, schema: Shape, client: Client) -> None:
        self._finisher = Finisher(schema, client)
        self._client = client

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per payout.

        Raises:
            StripeError: the run cannot go on.
        """
        for payout in objects:
            trouble = None
            payout["net"] = payout["transactions"] = None
            try:
                self._finisher.complete(payout)
                payout["exponent"] = exponent_of(payout, f"payout {payout['id']}")
                if payout.get("automatic") and payout.get("reconciliation_status") == "completed":
                    self._sum_up(payout)
            except ObjectError as error:
                trouble = error
            yield self._finisher.finish(payout, trouble)

    def _sum_up(self, payout: JsonObject) -> None:
        """Add the sums of what a payout pays out, its own movement left out, and what both do to the balance.

        Raises:
            ObjectError: they cannot be read, or do not come to what was paid out.
        """
        where = f"payout {payout['id']}"
        own = payout.get("balance_transaction")
        if not isinstance(own, dict):
            raise ObjectError("object_malformed", f"The balance transaction of {where} did not come with it.")
        sums = _Sums()
        try:
            for one in self._members(payout["id"]):
                if one["id"] != own["id"]:
                    sums.add(one)
        except AnswerError as error:
            raise ObjectError(
                "list_incomplete", f"The transactions of {where} could not be read: {error.message}"
            ) from error
        payout["transactions"] = sums.as_record()
        moved = integer(own, "net", f"the balance transaction of {where}")
        payout["net"] = sums.all["net"] + moved
        if payout["net"]:
            told = f"its transactions come to {sums.all['net']} where {-moved} left the balance"
            raise does_not_add_up(where, [told])

    def _members(self, payout: str) -> Iterator[JsonObject]:
        page = self._client.page(PATH, (("payout", payout),))
        yield from page.data
        while page.has_more:
            page = self._client.page(PATH, (("payout", payout),), after=page.data[-1]["id"])
            yield from page.data


def is_over(payout: Mapping[str, Any]) -> bool:
    """Whether a payout has arrived or come back; until then there is nothing to say of it."""
    return payout.get("status") not in {"pending", "in_transit"}


def became_due(payout: Mapping[str, Any]) -> int | None:
    """When something last happened to a payout, in epoch seconds, or a little later; None where nothing says.

    A payout that comes back, sometimes after it was paid, gets a balance transaction that says when.
    """
    back = payout.get("failure_balance_transaction")
    if isinstance(back, dict):
        created = back.get("created")
        return created if isinstance(created, int) else None
    arrival = payout.get("arrival_date")
    return arrival + _ARRIVAL if isinstance(arrival, int) else None


class _Sums:
    """Adds balance transactions up, in minor units: all of them, by category, and their fees by type."""

    def __init__(self) -> None:
        self.all = dict.fromkeys((*_SUMMED, "count"), 0)
        self._categories: dict[str, dict[str, int]] = {}
        self._fees: dict[str, int] = {}

    def add(self, one: Mapping[str, Any]) -> None:
        """Add one transaction.

        Raises:
            ObjectError: it holds something else than integers where amounts belong.
        """
        where = f"balance transaction {one.get('id')}"
        category = self._categories.setdefault(
            str(one.get("reporting_category")), dict.fromkeys((*_SUMMED, "count"), 0)
        )
        for sums in (self.all, category):
            sums["count"] += 1
            for name in _SUMMED:
                sums[name] += integer(one, name, where)
        for kind in {str(entry.get("type")) for entry in one.get("fee_details") or ()}:
            self._fees[kind] = self._fees.get(kind, 0) + total(one, "fee_details", where, type=kind)

    def as_record(self) -> JsonObject:
        """The value of the record's `transactions`."""
        return {
            **self.all,
            "categories": [{"reporting_category": name, **sums} for name, sums in sorted(self._categories.items())],
            "fees": [{"type": name, "amount": amount} for name, amount in sorted(self._fees.items())],
        }
