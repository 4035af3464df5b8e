"""Empty balance transactions and payouts; see the package."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]


def balance_transaction() -> JsonObject:
    """A movement of nothing on the account's balance."""
    return {
        "id": "",
        "object": "balance_transaction",
        "amount": 0,
        "available_on": 0,
        "balance_type": "payments",
        "created": 0,
        "currency": "dkk",
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": 0,
        "reporting_category": "",
        "source": None,
        "status": "pending",
        "type": "charge",
    }


def payout() -> JsonObject:
    """A payout of nothing."""
    return {
        "id": "",
        "object": "payout",
        "amount": 0,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": 0,
        "automatic": True,
        "balance_transaction": None,
        "created": 0,
        "currency": "dkk",
        "description": None,
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }
