"""The account that the sandbox plays, as `GET /v1/account` shows it."""

from __future__ import annotations

from typing import Any

ACCOUNT_ID = "acct_1Made0NVsandbox0"
"""The same as in `sandbox.company`, whose hosted invoice addresses contain it."""


def account(identifier: str = ACCOUNT_ID) -> dict[str, Any]:
    """A Danish company's standard account."""
    return {
        "id": identifier,
        "object": "account",
        "business_profile": {
            "mcc": "5734",
            "name": "Nordvind Software ApS",
            "support_email": None,
            "support_phone": None,
            "url": "https://nordvind.example",
        },
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "DK",
        "created": 1_748_764_800,
        "default_currency": "dkk",
        "details_submitted": True,
        "email": "regnskab@nordvind.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "dashboard": {"display_name": "Nordvind Software ApS", "timezone": "Europe/Copenhagen"},
            "invoices": {"default_account_tax_ids": None},
        },
        "type": "standard",
    }
