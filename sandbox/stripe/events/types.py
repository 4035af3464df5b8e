"""The types of Stripe's events, and which kind of object each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ABOUT: Mapping[str, str] = {
    "charge.dispute": "dispute",
    "charge.refund": "refund",
    "customer.discount": "discount",
    "customer.subscription": "subscription",
    "customer.tax_id": "tax_id",
}
_PREFIX: Mapping[str, str] = {kind: prefix for prefix, kind in _ABOUT.items() if prefix != "charge.refund"}

_UPDATED: Mapping[str, tuple[str, ...]] = {
    "charge": ("charge.updated",),
    "coupon": ("coupon.updated",),
    "credit_note": ("credit_note.updated",),
    "customer": ("customer.updated",),
    "dispute": ("charge.dispute.updated",),
    "invoice": ("invoice.updated",),
    "payout": ("payout.updated",),
    "price": ("price.updated",),
    "product": ("product.updated",),
    "promotion_code": ("promotion_code.updated",),
    "refund": ("refund.updated", "charge.refund.updated"),
    "subscription": ("customer.subscription.updated",),
    "tax_id": ("customer.tax_id.updated",),
    "tax_rate": ("tax_rate.updated",),
}


def kind_of(what: str) -> str:
    """The kind of object that an event of this type is about: `charge.dispute.created` is about a dispute."""
    return _ABOUT.get(what.rpartition(".")[0]) or what.partition(".")[0]


def updated(kind: str) -> tuple[str, ...]:
    """The events that a change of an object leaves; none for a kind without such a type in Stripe's list."""
    return _UPDATED.get(kind, ())


def deleted(kind: str) -> str:
    """The event that the deletion of an object leaves."""
    return f"{_PREFIX.get(kind, kind)}.deleted"


def matches(what: str, wanted: list[str]) -> bool:
    """Whether an event type is asked for: by name, or by a pattern such as `invoice.*`."""
    return not wanted or any(
        what == pattern or (pattern.endswith(".*") and what.startswith(pattern[:-1])) or pattern == "*"
        for pattern in wanted
    )
