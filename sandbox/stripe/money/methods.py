"""What customers pay with: a card, or a debit from a bank account, which can still fail after it succeeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]

# The European Economic Area, where Stripe's lower fee for cards holds.
_EEA = frozenset(
    (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    )
)  # fmt: skip
_BRANDS = (("visa", "4242"), ("mastercard", "4444"), ("visa", "0005"), ("amex", "8431"))


@dataclass(frozen=True, slots=True)
class Method:
    """A means of payment: `card` or `sepa_debit`, issued in a country (two letters)."""

    id: str
    kind: str
    country: str
    brand: str = "visa"
    last4: str = "4242"

    @property
    def european(self) -> bool:
        """Whether the lower fee holds."""
        return self.country in _EEA

    def details(self, amount: int) -> JsonObject:
        """A charge's `payment_method_details`, as recorded for cards."""
        if self.kind == "card":
            return {"card": self._card(amount), "type": "card"}
        debit = {
            "bank_code": "19043",
            "branch_code": "",
            "country": self.country,
            "expected_debit_date": None,
            "fingerprint": "sandboxBankAcct0",
            "last4": self.last4,
            "mandate": None,
        }
        return {"sepa_debit": debit, "type": "sepa_debit"}

    def _card(self, amount: int) -> JsonObject:
        return {
            "amount_authorized": amount,
            "authorization_code": None,
            "brand": self.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": self.country,
            "exp_month": 11,
            "exp_year": 2029,
            "extended_authorization": {"status": "disabled"},
            "fingerprint": "sandboxCardPrint",
            "funding": "credit",
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": self.last4,
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": self.brand,
            "network_token": {"used": False},
            "network_transaction_id": "119528868122817",
            "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            "regulated_status": "unregulated",
            "three_d_secure": None,
            "wallet": None,
        }


def card(identifier: str, country: str | None, draw: int) -> Method:
    """A card of somebody in a country; `draw` chooses among brands."""
    brand, last4 = _BRANDS[draw % len(_BRANDS)]
    return Method(identifier, "card", country or "DK", brand, last4)
