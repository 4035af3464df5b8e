"""The dates of a document: in an open period, and due when its payment terms say."""

from target_economic.agreement.agreement import Agreement
from target_economic.agreement.years import day_of
from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.sales.policies import ClosedPeriod


class Dating:
    """Dates documents for one agreement."""

    def __init__(self, agreement: Agreement, policy: ClosedPeriod) -> None:
        self._agreement = agreement
        self._policy = policy

    def dated(self, body: Json, *, into_books: bool = True) -> Json:
        """Return a body with the dates to post.

        e-conomic works the due date out from the payment terms and drops one that is sent, but for terms of the type
        `dueDate`, which have none of their own. So it is sent for those alone.

        Args:
            body: of a document, or one that e-conomic answered; with `date` and `paymentTerms`.
            into_books: False for an order, which touches no period until it is invoiced.

        Raises:
            RecordError: the period is closed and must not be left, the due date is missing or too early, or there is
                no such day.
        """
        day = self._agreement.posting_date(body["date"], self._policy) if into_books else body["date"]
        rest = {name: value for name, value in body.items() if name != "dueDate"} | {"date": day}
        terms = body["paymentTerms"]["paymentTermsNumber"]
        if not self._agreement.due_date_needed(terms):
            return rest
        due = body.get("dueDate")
        if due is None:
            raise RecordError(
                "due_date_missing",
                f"Payment terms {terms} leave the due date to whoever writes the invoice, and the document has none.",
                "Map dueDate, or choose other payment terms.",
            )
        if day_of(due) < day_of(body["date"]):
            raise RecordError(
                "due_date_too_early",
                f"The due date {due} is before the date {body['date']}.",
                "Map another date, or another dueDate.",
            )
        # A date that had to leave its closed period takes the due date along.
        return rest | {"dueDate": max(due, day)}
