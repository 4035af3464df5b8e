"""Records of payments that belong to no invoice: charges, with their customer, refunds and balance transaction.

Stripe knows no tax of a bare charge, so net and tax are null: how much of the gross is VAT is for the mapping to say,
and a zero would read as a sale without VAT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import AnswerError, ObjectError
from tap_stripe_invoices.records.figures import exponent_of, integer
from tap_stripe_invoices.records.finishing import Finisher
from tap_stripe_invoices.records.settlements import Hint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.links import Invoices
    from tap_stripe_invoices.records.settlements import Settlements
    from tap_stripe_invoices.schemas.shapes import Shape

EXPAND = ("balance_transaction", "customer", "customer.tax_ids", "failure_balance_transaction", "refunds")

# The type of the balance transactions of card payments; that of other means is `payment`.
_CARD = "charge"
_SUCCESS_IS_TOLD_LATE = 7 * 86_400


class PaymentHydrator:
    """Makes records of charges that were read with `EXPAND` expanded.

    Args:
        schema: The schema of the stream's records.
        client: Where refunds beyond the embedded ones are read.
        settlements: Knows which charges paid invoices.
    """

    def __init__(self, schema: Shape, client: Client, settlements: Settlements) -> None:
        self._finisher = Finisher(schema, client)
        self._settlements = settlements

    def records(self, objects: list[JsonObject]) -> Iterable[JsonObject]:
        """One record per charge, whatever became of it; `invoice` names the invoice of one that was asked for by id.

        Raises:
            StripeError: the run cannot go on.
        """
        answers = invoices_of(objects, self._settlements)
        for charge in objects:
            trouble = None
            try:
                self._fill(charge, answers[charge["id"]])
            except ObjectError as error:
                trouble = error
            yield self._finisher.finish(charge, trouble)

    def _fill(self, charge: JsonObject, answer: Invoices | AnswerError) -> None:
        charge["customer"] = customer_of(charge)
        charge["invoice"] = None
        self._finisher.complete(charge)
        where = f"charge {charge['id']}"
        charge["amounts"] = {
            "net": None,
            "tax": None,
            "gross": integer(charge, "amount_captured", where),
            "refunded": integer(charge, "amount_refunded", where),
            "exponent": exponent_of(charge, where),
        }
        if isinstance(answer, AnswerError):
            raise ObjectError(
                "invoice_unknown", f"Whether charge {charge['id']} belongs to an invoice is unknown: {answer.message}"
            )
        charge["invoice"] = answer[0] if answer else None


def has_paid(charge: Mapping[str, Any]) -> bool:
    """Whether a charge brought money in: it succeeded and was captured, or it did and the money left again.

    A bank debit moves the balance while it is pending, and may fail days later; only then has a failed charge a
    balance transaction of its failure. One that was simply declined never moved anything.
    """
    if charge.get("status") == "failed":
        return charge.get("failure_balance_transaction") is not None
    return charge.get("status") == "succeeded" and bool(charge.get("captured"))


def became_due(charge: Mapping[str, Any]) -> int | None:
    """When a charge succeeded or failed at the latest, in epoch seconds; None while nothing says so.

    The balance transaction is written seconds after the charge, and until it is there the charge stays due. That of
    a bank debit is written while the charge is pending; it succeeds about when its money becomes available.
    """
    failure, own = charge.get("failure_balance_transaction"), charge.get("balance_transaction")
    if isinstance(failure, dict):
        return _seconds(failure, "created")
    if not isinstance(own, dict):
        return None
    if own.get("type") == _CARD:
        return _seconds(own, "created")
    available = _seconds(own, "available_on")
    return None if available is None else available + _SUCCESS_IS_TOLD_LATE


def invoices_of(charges: Collection[JsonObject], settlements: Settlements) -> dict[str, Invoices | AnswerError]:
    """The invoices that each charge paid, by its id; empty where there is surely none.

    Raises:
        StripeError: the run cannot go on.
    """
    keys: dict[str, str] = {charge["id"]: charge.get("payment_intent") or charge["id"] for charge in charges}
    hints = {keys[charge["id"]]: _hint(charge) for charge in charges}
    answers = settlements.invoices_of(keys.values(), hints)
    return {one: answers[key] for one, key in keys.items()}


def _hint(charge: Mapping[str, Any]) -> Hint:
    customer = charge.get("customer")
    if isinstance(customer, dict):
        customer = customer.get("id")
    return Hint(paid_by=charge["created"], amount=charge.get("amount_captured"), customer=customer)


def customer_of(owner: Mapping[str, Any]) -> JsonObject | None:
    """The customer of a charge or refund; a deleted one is filled from the charge's own billing details.

    Raises:
        ObjectError: the customer did not come with it.
    """
    customer = owner.get("customer")
    if customer is None:
        return None
    if not isinstance(customer, dict):
        raise ObjectError(
            "object_malformed", f"The customer of {owner.get('object')} {owner['id']} came as an id only."
        )
    if not customer.get("deleted"):
        return customer
    billing = owner.get("billing_details") or {}
    known = {name: billing.get(name) for name in ("name", "email", "phone", "address")}
    return {
        **customer,
        **known,
        "shipping": owner.get("shipping"),
        "tax_exempt": None,
        "tax_ids": [],
        "metadata": {},
    }


def _seconds(transaction: Mapping[str, Any], name: str) -> int | None:
    value = transaction.get(name)
    return value if isinstance(value, int) else None
