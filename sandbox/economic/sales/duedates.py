"""Due dates by payment terms.

Recorded: net 8 from 2024-10-24 is 2024-11-01; "Løbende måned 30 dage" from 2017-01-13 is 2017-03-02, the end of the
month plus 30 days. A date that is sent counts for the type `dueDate` only and is dropped for all others.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.economic.errors import Tree
    from sandbox.economic.setup.agreement import PaymentTerms


def due_date(terms: PaymentTerms, day: date, sent: date | None, tree: Tree) -> date:
    """When an invoice of `day` is due. Problems (E04042 missing, E04760 too early) are filed in `tree`."""
    if terms.type == "dueDate":
        if sent is None:
            tree.add(("dueDate",), "E04042", "dueDate is missing a value.")
            return day
        if sent < day:
            message = "dueDate may not be set to an earlier date than property `date`."
            tree.add(("dueDate",), "E04760", message, sent.isoformat())
        return sent
    if terms.type == "invoiceMonth":
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return next_month + timedelta(days=(terms.days or 0) - 1)
    # Prepaid and paid in cash have no days; that such an invoice is due at once is unverified.
    return day + timedelta(days=terms.days or 0)
