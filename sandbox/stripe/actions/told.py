"""What the named actions can be told, in the words they share."""

from __future__ import annotations

from sandbox.stripe.actions.action import Parameter

MINOR = "minor units, such as øre"
METHOD = "pm_card_visa, pm_card_de and the like, pm_card_chargeDeclined, pm_sepa_debit; the card on file if not given"


def text(name: str, about: str, *, required: bool = False) -> Parameter:
    """A text."""
    return Parameter(name, "text", required, about)


def number(name: str, about: str, *, required: bool = False) -> Parameter:
    """A whole number."""
    return Parameter(name, "integer", required, about)


def switch(name: str, about: str) -> Parameter:
    """True or false."""
    return Parameter(name, "boolean", required=False, help=about)


def named(kind: str) -> Parameter:
    """The id of what is acted on."""
    return text(kind, "its id", required=True)


CURRENCY = text("currency", "three letters; the customer's, or dkk")
CHARGE = text("charge", "id of a charge, payment intent or invoice", required=True)
