"""Records of balance transactions: what moved the balance, the customer, and the invoice, charge or payout behind it.

A balance transaction does not name the payout that pays it out, and cannot: it is written days before. Payouts tell
what they consist of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError, ObjectError
from tap_stripe_invoices.records.figures import does_not_add_up, exponent_of, integer, total
from tap_stripe_invoices.records.finishing import Finisher
from tap_stripe_invoices.records.payments import customer_of
from tap_stripe_invoices.records.presented import presented
from tap_stripe_invoices.records.related import SETTLING, related
from tap_stripe_invoices.records.settlements import Hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.invoice_pdfs import InvoicePdfs
    from tap_stripe_invoices.records.links import Invoices
    from tap_stripe_invoices.records.refund_notes import RefundNotes
    from tap_stripe_invoices.records.related import Related
    from tap_stripe_invoices.records.settlements import Settlements
    from tap_stripe_invoices.schemas.shapes import Shape

PATH = "/v1/balance_transactions"
# As deep as Stripe goes. Kinds of source that have no customer are none the worse for being asked for it.
EXPAND = ("source", "source.customer", "source.customer.tax_ids")

# Kinds whose customer is taken into the record: those that customers pay with and get back by.
_PAID_BY_CUSTOMERS = frozenset({"charge", "refund"})


class MovementHydrator:
    """Makes records of balance transactions that were read with `EXPAND` expanded.

    Args:
        schema: The schema of the stream's records.
        client: Where the charges of disputes are read.
        settlements: Knows which invoice a charge paid.
        credit_notes: Knows which credit note a refund belongs to.
        pdfs: Knows where the PDF of an invoice is; None where nobody wants to know.
    """

    def __init__(
        self,
        schema: Shape,
        client: Client,
        settlements: Settlements,
        credit_notes: RefundNotes,
        pdfs: InvoicePdfs | None = None,
    ) -> None:
        self._finisher = Finisher(schema, client)
        self._client = client
        self._settlements = settlements
        self._credit_notes = credit_notes
        self._pdfs = pdfs
        # Whose the disputed charges are: a dispute that is won is met again.
        self._customers: dict[str, str | None] = {}

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per balance transaction; invoices and credit notes are looked up for all of them at once.

        Raises:
            StripeError: the run cannot go on.
        """
        errors: dict[str, ObjectError] = {}
        for one in objects:
            one["invoice_pdf"] = one["presented"] = None
            try:
                one["customer"] = _lift_customer(one.get("source"))
            except ObjectError as error:
                one["customer"], errors[one["id"]] = None, error
            source = one.get("source")
            one["related"] = related(source if isinstance(source, dict) else None)
        errors |= self._find_customers([one for one in objects if _kind(one) == "dispute"])
        errors |= self._find_invoices([one for one in objects if _kind(one) in SETTLING])
        errors |= self._find_credit_notes([one for one in objects if _kind(one) == "refund"])
        self._find_pdfs([one for one in objects if one["related"]["invoice"] is not None])
        for one in objects:
            trouble = errors.get(one["id"])
            try:
                self._finisher.complete(one)
                _count(one)
            except ObjectError as error:
                trouble = error
            yield self._finisher.finish(one, trouble)

    def _find_customers(self, disputes: list[JsonObject]) -> dict[str, ObjectError]:
        """Say whose the disputed charges are: disputes themselves do not."""
        charges = {one["id"]: charge for one in disputes if (charge := one["related"]["charge"]) is not None}
        failed: dict[str, AnswerError] = {}
        unknown = [one for one in dict.fromkeys(charges.values()) if one not in self._customers]
        paths = [f"/v1/charges/{quote(one, safe='')}" for one in unknown]
        for one, charge in zip(unknown, self._client.get_many(paths), strict=True):
            if isinstance(charge, AnswerError):
                failed[one] = charge
            else:
                self._customers[one] = charge.get("customer")
        errors: dict[str, ObjectError] = {}
        for dispute in disputes:
            one = charges.get(dispute["id"])
            if one in failed:
                errors[dispute["id"]] = _unknown("customer_unknown", "whose the charge is", dispute, failed[one])
            elif one is not None:
                dispute["related"]["customer"] = self._customers[one]
        return errors

    def _find_invoices(self, settling: list[JsonObject]) -> dict[str, ObjectError]:
        errors: dict[str, ObjectError] = {}
        keys = {one["id"]: key for one in settling if (key := _key(one["related"])) is not None}
        hints = {keys[one["id"]]: hint for one in settling if (hint := _hint(one)) is not None and one["id"] in keys}
        answers = self._settlements.invoices_of(keys.values(), hints)
        for one in settling:
            answer: Invoices | AnswerError = answers[keys[one["id"]]] if one["id"] in keys else ()
            if isinstance(answer, AnswerError):
                errors[one["id"]] = _unknown("invoice_unknown", "which invoice it belongs to", one, answer)
            elif len(answer) > 1:
                errors[one["id"]] = ObjectError(
                    "payment_of_several_invoices",
                    f"The payment behind balance transaction {one['id']} paid several invoices: {', '.join(answer)}.",
                )
            elif answer:
                one["related"]["invoice"] = answer[0]
        return errors

    def _find_credit_notes(self, refunds: list[JsonObject]) -> dict[str, ObjectError]:
        errors: dict[str, ObjectError] = {}
        found = [one["related"] for one in refunds if one["related"]["invoice"] is not None]
        wanted = {ids["refund"]: ids["invoice"] for ids in found}
        answers = self._credit_notes.of_refunds(wanted)
        for one in refunds:
            answer = answers.get(one["related"]["refund"])
            if isinstance(answer, AnswerError):
                errors[one["id"]] = _unknown("credit_note_unknown", "which credit note it belongs to", one, answer)
            else:
                one["related"]["credit_note"] = answer
        return errors

    def _find_pdfs(self, invoiced: list[JsonObject]) -> None:
        if self._pdfs is not None:
            addresses = self._pdfs.of_invoices(one["related"]["invoice"] for one in invoiced)
            for one in invoiced:
                one["invoice_pdf"] = addresses[one["related"]["invoice"]]


def _lift_customer(source: object) -> JsonObject | None:
    """The customer of a payment or refund, whole; in the source the id alone stays.

    Raises:
        ObjectError: it did not come with the source.
    """
    if not isinstance(source, dict):
        return None
    customer = source.get("customer")
    found = customer_of(source) if source.get("object") in _PAID_BY_CUSTOMERS else None
    if isinstance(customer, dict):
        source["customer"] = customer.get("id")
    return found


def _count(one: JsonObject) -> None:
    """Add the exponents and the amount on the customer's side, and check that amount, fee and net agree."""
    where = f"balance transaction {one['id']}"
    one["exponent"] = exponent_of(one, where)
    source = one.get("source")
    if isinstance(source, dict):
        # Rare kinds have no amount of their own.
        if source.get("currency") is not None:
            source["exponent"] = exponent_of(source, f"the source of {where}")
    elif source is not None:
        one["source"] = None
        raise ObjectError("object_malformed", f"The source {source} of {where} came as an id only.")
    amount, fee, net = (integer(one, name, where) for name in ("amount", "fee", "net"))
    one["presented"] = presented(one, where)
    details = total(one, "fee_details", where)
    differences = []
    if net != amount - fee:
        differences.append(f"amount {amount} less fee {fee} is not net {net}")
    if details != fee:
        differences.append(f"fee_details come to {details} where fee is {fee}")
    if differences:
        raise does_not_add_up(where, differences)


def _kind(one: Mapping[str, Any]) -> str:
    source = one.get("source")
    return str(source.get("object")) if isinstance(source, dict) else ""


def _key(found: Related) -> str | None:
    """What the invoice is looked up by."""
    return found["payment_intent"] or found["charge"]


def _hint(one: Mapping[str, Any]) -> Hint | None:
    """What a movement tells of the payment behind it; None where the charge itself has more to say."""
    source, found = one["source"], one["related"]
    if _kind(one) == "charge":
        return Hint(source["created"], source.get("amount_captured"), found["customer"])
    return None if found["payment_intent"] is None else Hint(one["created"])


def _unknown(code: str, what: str, one: Mapping[str, Any], answer: AnswerError) -> ObjectError:
    return ObjectError(code, f"It is unknown of balance transaction {one['id']} {what}: {answer.message}")
