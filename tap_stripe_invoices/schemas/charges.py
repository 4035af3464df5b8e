"""Charges, refunds and disputes: payments in a stream of their own, and part of what moves money."""

from __future__ import annotations

from tap_stripe_invoices.schemas.parties import customer
from tap_stripe_invoices.schemas.shapes import (
    Shape,
    address,
    amounts,
    array,
    decimal,
    flag,
    instant,
    integer,
    metadata,
    partly,
    record,
    shipping,
    stream,
    text,
)


def payments() -> Shape:
    """Payments without an invoice: Stripe's charges, plus `amounts`, with their refunds a plain array.

    `invoice` is null but on a charge that was asked for by id and has one.
    """
    return stream(
        **charge_properties(),
        amounts=amounts(refunded=integer()),
        balance_transaction=transaction(),
        customer=customer(),
        failure_balance_transaction=transaction(),
        invoice=text(),
        refunds=array(record(id=text(), object=text(), **refund_properties())),
    )


def transaction(source: Shape | None = None) -> Shape:
    """A balance transaction that another object names."""
    return record(id=text(), object=text(), **transaction_properties(), source=source or text())


def transaction_properties() -> dict[str, Shape]:
    """What balance transactions have, but for their source."""
    return {
        "amount": integer(),
        "available_on": instant(),
        "balance_type": text(),
        "created": instant(),
        "currency": text(),
        "description": text(),
        "exchange_rate": decimal(),
        "fee": integer(),
        "fee_details": array(
            record(amount=integer(), application=text(), currency=text(), description=text(), type=text())
        ),
        "net": integer(),
        "reporting_category": text(),
        "status": text(),
        "type": text(),
    }


def charge_properties() -> dict[str, Shape]:
    """What charges have, but for their customer, balance transactions and refunds."""
    return {
        "amount": integer(),
        "amount_captured": integer(),
        "amount_refunded": integer(),
        "application": text(),
        "application_fee": text(),
        "application_fee_amount": integer(),
        "authorization_code": text(),
        "billing_details": record(address=address(), email=text(), name=text(), phone=text(), tax_id=text()),
        "calculated_statement_descriptor": text(),
        "captured": flag(),
        "created": instant(),
        "currency": text(),
        "description": text(),
        "disputed": flag(),
        "failure_code": text(),
        "failure_message": text(),
        "fraud_details": record(stripe_report=text(), user_report=text()),
        "level3": partly(),
        "livemode": flag(),
        "metadata": metadata(),
        "on_behalf_of": text(),
        "outcome": partly(),
        "paid": flag(),
        "payment_intent": text(),
        "payment_method": text(),
        "payment_method_details": partly(
            card=partly(capture_before=instant()),
            card_present=partly(capture_before=instant(), offline=partly(stored_at=instant())),
            type=text(),
        ),
        "presentment_details": presentment(),
        "radar_options": record(session=text()),
        "receipt_email": text(),
        "receipt_number": text(),
        "receipt_url": text(),
        "refunded": flag(),
        "review": text(),
        "shipping": shipping(),
        "source": partly(created=instant()),
        "source_transfer": text(),
        "statement_descriptor": text(),
        "statement_descriptor_suffix": text(),
        "status": text(),
        "transfer": text(),
        "transfer_data": record(amount=integer(), destination=text()),
        "transfer_group": text(),
    }


def refund_properties() -> dict[str, Shape]:
    """What refunds have."""
    return {
        "amount": integer(),
        "balance_transaction": text(),
        "charge": text(),
        "created": instant(),
        "currency": text(),
        "customer": text(),
        "customer_account": text(),
        "description": text(),
        "destination_details": partly(),
        "failure_balance_transaction": text(),
        "failure_reason": text(),
        "instructions_email": text(),
        "metadata": metadata(),
        "next_action": record(
            display_details=record(email_sent=record(email_sent_at=instant()), expires_at=instant()), type=text()
        ),
        "payment_intent": text(),
        "payment_method": text(),
        "pending_reason": text(),
        "presentment_details": presentment(),
        "reason": text(),
        "receipt_number": text(),
        "source_transfer_reversal": text(),
        "status": text(),
        "transfer_reversal": text(),
    }


def dispute_properties() -> dict[str, Shape]:
    """What disputes have."""
    return {
        "amount": integer(),
        "balance_transactions": array(transaction()),
        "charge": text(),
        "created": instant(),
        "currency": text(),
        "enhanced_eligibility_types": array(text()),
        "evidence": partly(),
        "evidence_details": record(
            due_by=instant(),
            enhanced_eligibility=partly(),
            has_evidence=flag(),
            past_due=flag(),
            submission_count=integer(),
            submission_method=text(),
        ),
        "intended_submission_method": text(),
        "is_charge_refundable": flag(),
        "livemode": flag(),
        "metadata": metadata(),
        "network_reason_code": text(),
        "payment_intent": text(),
        "payment_method_details": partly(),
        "reason": text(),
        "status": text(),
    }


def presentment() -> Shape:
    """What the customer was shown where it is not what was charged."""
    return record(presentment_amount=integer(), presentment_currency=text())
