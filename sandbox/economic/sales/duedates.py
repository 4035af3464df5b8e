"""Due dates by payment terms.

Recorded: net 8 from 2024-10-24 is 2024-11-01; "Løbende måned 30 dage" from 2017-01-13 is 2017-03-02, the end of the
month plus 30 days. A date that is sent counts for the type `dueDate` only and is dropped for all others. That weekly
terms run from the end of the week, by the same rule, is unverified.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.economic.errors import Tree
    from sandbox.economic.setup.agreement import PaymentTerms

_SATURDAY, _SUNDAY = 5, 6
_LAST_DAY_OF_WEEK = {"invoiceWeekStartingSunday": _SATURDAY, "invoiceWeekStartingMonday": _SUNDAY}


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
    if terms.type in _LAST_DAY_OF_WEEK:
        to_the_end = (_LAST_DAY_OF_WEEK[terms.type] - day.weekday()) % 7
        return day + timedelta(days=to_the_end + (terms.days or 0))
    # Prepaid and paid in cash have no days; that such an invoice is due at once is unverified.
    return day + timedelta(days=terms.days or 0)
