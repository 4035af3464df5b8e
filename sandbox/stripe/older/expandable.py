"""Which properties could be expanded at older API versions, as differences from the version above."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sandbox.stripe.api.versions import BASIL
from sandbox.stripe.lists.expandable import EXPANDABLE, Inside, Paths, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAXES = Inside({"tax_rate": Ref("tax_rate")})
_ORIGIN = {"invoice": Ref("invoice")}


@cache
def expandable(version: str) -> Mapping[str, Paths]:
    """The paths of every kind at a version."""
    table = dict(EXPANDABLE)
    for since, change in _CHANGES:
        if version < since:
            change(table)
    return table


def _before_refund_customer(table: dict[str, Paths]) -> None:
    table["refund"] = _without(table["refund"], "customer", "payment_method")


def _before_off_stripe(table: dict[str, Paths]) -> None:
    table["invoice"] = _without(table["invoice"], "amount_paid_off_stripe")


def _before_line_price(table: dict[str, Paths]) -> None:
    table["line_item"] = _without(table["line_item"], "pricing")
    table["invoiceitem"] = _without(table["invoiceitem"], "pricing")


def _before_clover(table: dict[str, Paths]) -> None:
    # A coupon was always there as a whole, under `coupon`.
    table["discount"] = _without(table["discount"], "source")
    table["customer"] = {**table["customer"], "discount": Inside(table["discount"])}
    table["promotion_code"] = _without(table["promotion_code"], "promotion")
    table["invoiceitem"] = _without(table["invoiceitem"], "proration_details")


def _before_basil(table: dict[str, Paths]) -> None:
    price = Inside(table["price"])
    table["charge"] = {**table["charge"], **_ORIGIN}
    table["payment_intent"] = {**table["payment_intent"], **_ORIGIN}
    table["credit_note"] = {
        **_without(table["credit_note"], "refunds"),
        "refund": Ref("refund"),
        "tax_amounts": _TAXES,
    }
    table["credit_note_line_item"] = {**table["credit_note_line_item"], "tax_amounts": _TAXES}
    table["invoice"] = {
        **_without(table["invoice"], "parent", "payments"),
        "charge": Ref("charge"),
        "discount": Inside(table["discount"]),
        "payment_intent": Ref("payment_intent"),
        "subscription": Ref("subscription"),
        "total_tax_amounts": _TAXES,
    }
    table["line_item"] = {
        **table["line_item"],
        "invoice_item": Ref("invoiceitem"),
        "price": price,
        "tax_amounts": _TAXES,
    }
    table["invoiceitem"] = {**table["invoiceitem"], "price": price, "subscription": Ref("subscription")}
    del table["invoice_payment"]


def _without(paths: Paths, *names: str) -> Paths:
    return {name: node for name, node in paths.items() if name not in names}


_CHANGES = (
    ("2026-07-29.dahlia", _before_refund_customer),
    ("2026-05-27.dahlia", _before_off_stripe),
    ("2025-12-15.clover", _before_line_price),
    ("2025-09-30.clover", _before_clover),
    (BASIL, _before_basil),
)
