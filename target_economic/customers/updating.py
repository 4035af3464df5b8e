"""Works out a customer's update: what to send so that the listed fields are the source's and nothing else changes.

A PUT replaces the whole customer and clears what it leaves out, so all of it is sent as e-conomic has it, unknown
properties included, without those that only e-conomic writes. A field that the source has no value for is left as
a person filled it in.
"""

from collections.abc import Iterable

from target_economic.customers import matching
from target_economic.http.client import Json

READ_ONLY = frozenset(
    {
        "balance",
        "contacts",
        "deliveryLocations",
        "dueAmount",
        "eInvoicingDisabledByDefault",  # written by PATCH alone
        "invoices",
        "lastUpdated",
        "metaData",
        "self",
        "templates",
        "totals",
    }
)

_KEYS = {
    "customerGroup": "customerGroupNumber",
    "layout": "layoutNumber",
    "paymentTerms": "paymentTermsNumber",
    "salesPerson": "employeeNumber",
    "vatZone": "vatZoneNumber",
}


def changes(current: Json, wanted: Json, fields: Iterable[str]) -> Json:
    """Return the listed fields that differ, with the source's values; empty when the customer is up to date.

    Args:
        current: the customer as e-conomic has it.
        wanted: its body in a document.
        fields: names of the properties that follow the source.
    """
    listed = (name for name in fields if not _empty(wanted.get(name)))
    return {name: wanted[name] for name in listed if not _same(name, current.get(name), wanted[name])}


def merged(current: Json, changed: Json) -> Json:
    """Return the body of the PUT: the customer as it is, with what changed."""
    kept = {name: value for name, value in current.items() if name not in READ_ONLY and value is not None}
    return kept | changed


def _empty(value: object) -> bool:
    return value is None or value == {} or (isinstance(value, str) and not value.strip())


def _same(name: str, current: object, wanted: object) -> bool:
    if name in _KEYS and isinstance(current, dict) and isinstance(wanted, dict):
        return bool(current.get(_KEYS[name]) == wanted.get(_KEYS[name]))
    if name in matching.NUMBERED or name == "email":
        # However it is spelled, and whatever further addresses a person added.
        return matching.facts(name, wanted).keys() <= matching.facts(name, current).keys()
    if isinstance(current, str) and isinstance(wanted, str):
        return current.strip() == wanted.strip()
    return current == wanted
