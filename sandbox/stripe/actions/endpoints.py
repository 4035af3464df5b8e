"""Stripe's own addresses that change the account, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.stripe.actions import goods, invoice_forms, invoicing, money_forms, people, sales_forms
from sandbox.stripe.actions.desk import Desk, at_desk
from sandbox.stripe.actions.dues import settle_due
from sandbox.stripe.actions.form import Form

if TYPE_CHECKING:
    from sandbox.stripe.api.params import Params
    from sandbox.stripe.store import Store

Work = Callable[[Desk, Form, str], str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address.

    Attributes:
        method: `POST` or `DELETE`.
        path: Its pattern, such as `/v1/invoices/{id}/pay`.
        kind: The kind of object that it answers with.
        work: Reads the form, changes the account and gives the id of that object.
    """

    method: str
    path: str
    kind: str
    work: Work

    def perform(self, store: Store, identifier: str, params: Params) -> str:
        """Do what is asked; the id of the object to answer with. `identifier` is the address's, or empty.

        Raises:
            ApiError: What Stripe would answer.
        """
        with at_desk(store) as desk:
            settle_due(desk)
            return self.work(desk, Form(params), identifier)


def _deleting(delete: Callable[[Desk, str], None]) -> Work:
    def work(desk: Desk, form: Form, identifier: str) -> str:
        form.finish()
        delete(desk, identifier)
        return identifier

    return work


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/v1/customers", "customer", sales_forms.customer),
    Endpoint("DELETE", "/v1/customers/{id}", "customer", _deleting(people.delete)),
    Endpoint("POST", "/v1/customers/{id}/tax_ids", "tax_id", sales_forms.tax_id),
    Endpoint("POST", "/v1/products", "product", sales_forms.product),
    Endpoint("DELETE", "/v1/products/{id}", "product", _deleting(goods.delete_product)),
    Endpoint("POST", "/v1/prices", "price", sales_forms.price),
    Endpoint("POST", "/v1/tax_rates", "tax_rate", sales_forms.tax_rate),
    Endpoint("POST", "/v1/coupons", "coupon", sales_forms.coupon),
    Endpoint("POST", "/v1/invoiceitems", "invoiceitem", invoice_forms.item),
    Endpoint("POST", "/v1/invoices", "invoice", invoice_forms.invoice),
    Endpoint("DELETE", "/v1/invoices/{id}", "invoice", _deleting(invoicing.delete)),
    Endpoint("POST", "/v1/invoices/{id}/finalize", "invoice", invoice_forms.finalise),
    Endpoint("POST", "/v1/invoices/{id}/pay", "invoice", invoice_forms.pay),
    Endpoint("POST", "/v1/invoices/{id}/attach_payment", "invoice", invoice_forms.attach),
    Endpoint("POST", "/v1/invoices/{id}/send", "invoice", invoice_forms.send),
    Endpoint("POST", "/v1/invoices/{id}/void", "invoice", invoice_forms.void),
    Endpoint("POST", "/v1/invoices/{id}/mark_uncollectible", "invoice", invoice_forms.mark_uncollectible),
    Endpoint("POST", "/v1/credit_notes", "credit_note", invoice_forms.credit_note),
    Endpoint("POST", "/v1/credit_notes/{id}/void", "credit_note", invoice_forms.void_credit_note),
    Endpoint("POST", "/v1/payment_intents", "payment_intent", money_forms.payment_intent),
    Endpoint("POST", "/v1/refunds", "refund", money_forms.refund),
    Endpoint("POST", "/v1/disputes/{id}/close", "dispute", money_forms.close_dispute),
    Endpoint("POST", "/v1/payouts", "payout", money_forms.payout),
)
"""Everything that can be done through Stripe's API, beside the updates of `sandbox.stripe.writes`."""
