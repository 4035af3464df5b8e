"""What contacts and delivery locations have in common: they belong to a customer, and are found below its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors

if TYPE_CHECKING:
    from sandbox.economic.body.validation import Checked
    from sandbox.economic.calls import Call
    from sandbox.economic.query.collection import Collection, Entry

_OWNER = "customer.customerNumber"


def customer(call: Call) -> int:
    """The number of the customer in the path.

    Raises:
        ApiError: 404 when there is none of that number.
    """
    number = call.number_key
    if number is None or number not in call.store.customers:
        raise errors.not_found()
    return number


def of_customer(call: Call, belongings: Collection[int]) -> Collection[int]:
    """Those of the customer in the path."""
    return belongings.part(belongings.having(_OWNER, frozenset({customer(call)})))


def existing(
    call: Call, belongings: Collection[int], name: str, *, code: str | None = None
) -> tuple[int, Entry[int]]:
    """The customer in the path, and the entry that the path's parameter `name` gives the number of.

    Raises:
        ApiError: 404, with `code`, when there is none, or it is another customer's.
    """
    owner, number = call.number_key, call.number(name)
    entry = None if number is None else belongings.entry(number)
    if entry is None or owner is None or entry.document["customer"]["customerNumber"] != owner:
        raise errors.not_found(code)
    return owner, entry


def check_customer(call: Call, checked: Checked, owner: int) -> None:
    """File an error when the body names another customer than the address. The real wording is unverified."""
    sent = checked.fields.get("customer", {}).get("customerNumber", owner)
    if sent != owner and call.store.exists("customers", sent):
        message = "customer does not match the one in the url."
        checked.tree.add(("customer",), errors.UNVERIFIED_CODE, message, sent)


def next_sort_key(belongings: Collection[int], owner: int) -> int:
    """One above the highest sort key that the customer has."""
    entries = belongings.having(_OWNER, frozenset({owner}))
    highest: int = max((entry.document["sortKey"] for entry in entries), default=0)
    return highest + 1
