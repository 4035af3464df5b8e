"""Reads whole numbers out of Stripe's objects: what is not one is an error with a name, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import ObjectError
from tap_stripe_invoices.records.currencies import exponent

if TYPE_CHECKING:
    from collections.abc import Mapping


def integer(owner: Mapping[str, Any], name: str, where: str) -> int:
    """A property that holds a whole number, such as an amount in minor units.

    Args:
        owner: The object or the part of it that has the property.
        name: The property.
        where: What the owner is, for messages: `line il_1 of invoice in_1`.

    Raises:
        ObjectError: `object_malformed`: it holds something else.
    """
    value = owner.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise malformed(name, where, "is not a whole number")


def total(owner: Mapping[str, Any], name: str, where: str, **only: str) -> int:
    """The sum of `amount` over a list of entries; 0 where there is no such list.

    Args:
        owner: The object that has the list.
        name: The list, such as `taxes`.
        where: What the owner is, for messages.
        only: What an entry's properties have to be for it to count.

    Raises:
        ObjectError: `object_malformed`: the list holds something else.
    """
    entries = owner.get(name)
    if not entries and (entries is None or isinstance(entries, list)):
        return 0
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise malformed(name, where, "is not a list of objects")
    chosen = (entry for entry in entries if all(entry.get(key) == value for key, value in only.items()))
    return sum(integer(entry, "amount", f"an entry in {name} of {where}") for entry in chosen)


def exponent_of(owner: Mapping[str, Any], where: str) -> int:
    """How many decimals the amounts of an object stand for, by its currency.

    Raises:
        ObjectError: `object_malformed`: it names no currency.
    """
    currency = owner.get("currency")
    if isinstance(currency, str):
        return exponent(currency)
    raise malformed("currency", where, "is not text")


def malformed(name: str, where: str, trouble: str) -> ObjectError:
    """The error of an object that cannot be counted, and why."""
    return ObjectError("object_malformed", f"It cannot be counted: the {name} of {where} {trouble}.")


def does_not_add_up(where: str, differences: list[str]) -> ObjectError:
    """The error of an object whose figures contradict one another."""
    told = "; ".join(differences)
    return ObjectError(
        "amounts_do_not_add_up", f"The figures of {where} contradict one another, in minor units: {told}."
    )
