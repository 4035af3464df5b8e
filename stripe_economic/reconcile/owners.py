"""Which customer of e-conomic's has a sales document, by its Stripe id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_economic.errors import RecordError
from target_economic.sales.standing import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stripe_economic.reconcile.ledger_side import LedgerSide, Sold


def customers_of(
    named: Iterable[Sequence[str]], sold: Mapping[str, Sequence[Sold]], ledger: LedgerSide
) -> dict[str, int]:
    """Return the numbers of customers by the ids of their documents.

    Args:
        named: of each movement, the ids of the documents that tell whose it is, the most telling first. Where one of
            them is among `sold`, the others are not looked up.
        sold: documents that were read already.
        ledger: where the others are looked up.
    """
    groups = list(named)
    known = {one: sold[one] for group in groups for one in group if sold.get(one)}
    asked = {one: None for group in groups if not any(one in known for one in group) for one in group}
    known |= ledger.sales_of(asked)
    found = {one: _customer(one, documents) for one, documents in known.items()}
    return {one: number for one, number in found.items() if number is not None}


def _customer(stripe_id: str, documents: Sequence[Sold]) -> int | None:
    """Return whose the document is that stands; None where none does, or more than one."""
    try:
        found = settle(stripe_id, (one.found for one in documents)).current
    except RecordError:
        return None
    number: int | None = found.body["customer"]["customerNumber"] if found is not None else None
    return number
