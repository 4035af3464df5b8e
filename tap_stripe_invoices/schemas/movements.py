"""Movements of the Stripe balance, and payouts."""

from __future__ import annotations

from tap_stripe_invoices.schemas.charges import (
    charge_properties,
    dispute_properties,
    refund_properties,
    transaction,
    transaction_properties,
)
from tap_stripe_invoices.schemas.parties import customer
from tap_stripe_invoices.schemas.shapes import (
    Shape,
    array,
    flag,
    instant,
    integer,
    metadata,
    partly,
    record,
    stream,
    text,
)

RELATED = (
    "application_fee",
    "charge",
    "credit_note",
    "customer",
    "dispute",
    "invoice",
    "payment_intent",
    "payout",
    "refund",
    "topup",
    "transfer",
)


def balance_transactions() -> Shape:
    """Balance transactions: Stripe's, plus `exponent`, with `source` an object, and the ids it leads to.

    `customer` is the customer of a payment or refund; of anything else, and where there is none, it is null.
    `presented` is the amount as the customer was charged, refunded or disputed it, with the sign of the movement's.
    `invoice_pdf` is where the PDF of the invoice in `related` is, where the setting `invoice_pdfs` asks for it.
    """
    return stream(
        **transaction_properties(),
        customer=customer(),
        exponent=integer(),
        invoice_pdf=text(),
        presented=record(amount=integer(), currency=text(), exponent=integer()),
        related=record(**{name: text() for name in RELATED}),
        source=_source(),
    )


def payouts() -> Shape:
    """Payouts: Stripe's, plus `exponent`, and the sums of what an automatic payout pays out.

    `net` is what the payout and those together do to the balance: 0 on a good record, null where there are no sums.
    """
    sums = {"amount": integer(), "count": integer(), "fee": integer(), "net": integer()}
    return stream(
        **_payout_properties(),
        balance_transaction=transaction(),
        exponent=integer(),
        failure_balance_transaction=transaction(),
        net=integer(),
        transactions=record(
            **sums,
            categories=array(record(**sums, reporting_category=text())),
            fees=array(record(amount=integer(), type=text())),
        ),
    )


def _source() -> Shape:
    """What caused a movement: a charge, refund, dispute, payout, transfer, top-up, fee, and rarer things.

    Kinds share names with one meaning each; the few that do not (a legacy `source`, an issuing card) are left open.
    """
    return record(
        **{
            "id": text(),
            "object": text(),
            **_transfer_properties(),
            **_other_properties(),
            **_payout_properties(),
            **dispute_properties(),
            **refund_properties(),
            **charge_properties(),
            "customer": text(),
            "balance_transaction": text(),
            "exponent": integer(),
            "failure_balance_transaction": text(),
            # Of an application fee; a charge's come only where they are asked for.
            "refunds": array(record(created=instant(), metadata=metadata())),
        }
    )


def _payout_properties() -> dict[str, Shape]:
    return {
        "amount": integer(),
        "application_fee": text(),
        "application_fee_amount": integer(),
        "arrival_date": instant(),
        "automatic": flag(),
        "created": instant(),
        "currency": text(),
        "description": text(),
        "destination": text(),
        "failure_code": text(),
        "failure_message": text(),
        "livemode": flag(),
        "metadata": metadata(),
        "method": text(),
        "original_payout": text(),
        "payout_method": text(),
        "reconciliation_status": text(),
        "reversed_by": text(),
        "source_type": text(),
        "statement_descriptor": text(),
        "status": text(),
        "trace_id": record(status=text(), value=text()),
        "type": text(),
    }


def _transfer_properties() -> dict[str, Shape]:
    """Transfers and their reversals."""
    return {
        "amount_reversed": integer(),
        "destination_payment": text(),
        "destination_payment_refund": text(),
        "reversals": array(record(created=instant(), metadata=metadata())),
        "reversed": flag(),
        "source_refund": text(),
        "source_transaction": text(),
        "transfer": text(),
    }


def _other_properties() -> dict[str, Shape]:
    """Top-ups, application fees and their refunds, cash balances, and the like."""
    return {
        "account": text(),
        "ending_balance": integer(),
        "expected_availability_date": instant(),
        "fee": text(),
        "fee_source": record(charge=text(), payout=text(), type=text()),
        "initiated_by": text(),
        "net_amount": integer(),
        "originating_transaction": text(),
        "payment_method_options": partly(),
        "period_end": instant(),
        "period_start": instant(),
        "tax_deduction_account_number": text(),
    }
