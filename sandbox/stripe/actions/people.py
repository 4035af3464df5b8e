"""Customers and their tax ids: created and deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import balances
from sandbox.stripe.money.currencies import SETTLEMENT
from sandbox.stripe.objects.customers import customer, no_address, tax_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]

_PREFIX_LENGTH = 8
_COUNTRY_FIRST = frozenset({"eu_vat", "eu_oss_vat", "gb_vat", "no_vat", "ch_vat"})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A customer to be made; `balance` in minor units, negative for credit; `tax_ids` are type and value."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    description: str | None = None
    address: Mapping[str, str | None] | None = None
    shipping: JsonObject | None = None
    tax_exempt: str = "none"
    locales: Sequence[str] = ()
    balance: int = 0
    tax_ids: Sequence[tuple[str, str]] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


def create(desk: Desk, person: Newcomer) -> str:
    """A customer; its id."""
    identifier = desk.short_id("cus")
    desk.add(
        customer()
        | {
            "id": identifier,
            "address": None if person.address is None else no_address() | dict(person.address),
            "created": desk.now,
            "description": person.description,
            "email": person.email,
            "invoice_prefix": identifier[-_PREFIX_LENGTH:].upper(),
            "metadata": dict(person.metadata),
            "name": person.name,
            "phone": person.phone,
            "preferred_locales": list(person.locales),
            "shipping": person.shipping,
            "tax_exempt": person.tax_exempt,
        },
        "customer.created",
    )
    if person.balance:
        balances.move(desk, identifier, person.balance, "initial", currency=SETTLEMENT)
    for kind, value in person.tax_ids:
        add_tax_id(desk, identifier, kind, value)
    return identifier


def add_tax_id(desk: Desk, owner: str, kind: str, value: str) -> str:
    """A tax id of a customer; its id. Whether it is a real one is not checked."""
    desk.get("customer", owner)
    return desk.add(
        tax_id()
        | {
            "id": desk.long_id("txi"),
            "country": value[:2].upper() if kind in _COUNTRY_FIRST else None,
            "created": desk.now,
            "customer": owner,
            "owner": {"customer": owner, "customer_account": None, "type": "customer"},
            "type": kind,
            "value": value,
            "verification": {"status": "pending", "verified_address": None, "verified_name": None},
        },
        "customer.tax_id.created",
    )


def delete(desk: Desk, identifier: str) -> None:
    """Delete a customer: from now on it answers as a stub. Its invoices and payments stay."""
    desk.get("customer", identifier)
    desk.store.delete("customer", identifier)
