"""What may be written of invoices and orders beyond a new draft: the limits of e-conomic's published JSON Schemas.

The schemas of PUT ask for the recipient alone. What they do not ask for and a document cannot be without keeps its
value; see `sales.drafts`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sandbox.economic.body.limits import BOOKING_POST, DRAFT_POST, TERMS_TYPES
from sandbox.economic.body.rules import Group, Many, Reference, Rule, Text, Whole

NEEDED: Final = ("date", "currency", "paymentTerms", "customer", "layout")
"""What every draft has. A PUT that leaves one out does not clear it."""

_AMOUNTS: Final = frozenset(
    {
        "costPriceInBaseCurrency",
        "grossAmount",
        "grossAmountInBaseCurrency",
        "marginInBaseCurrency",
        "marginPercentage",
        "netAmount",
        "netAmountInBaseCurrency",
        "roundingAmount",
        "vatAmount",
    }
)
_LINKS: Final = frozenset({"attachment", "lastUpdated", "pdf", "self", "templates"})
_NUMBER: Final = Whole(least=1, most=999_999_999)


def _group(rule: Rule) -> Group:
    assert isinstance(rule, Group)
    return rule


def _reference(rule: Rule) -> Reference:
    assert isinstance(rule, Reference)
    return rule


def _lines(rule: Rule) -> Many:
    assert isinstance(rule, Many)
    return rule


_POSTED: Final = DRAFT_POST.properties
_LINE: Final = _lines(_POSTED["lines"]).items
_RECIPIENT: Final = _group(_POSTED["recipient"])

# The handle that an order's upgrade template carries over is read too. No schema has it; see `sales.upgrading`.
_HANDLE: Final = Group(properties={"currentInvoiceHandle": Group(properties={"id": Whole()})})

INVOICE_POST: Final = replace(
    DRAFT_POST, properties={**_POSTED, "soap": _HANDLE}, read_only=DRAFT_POST.read_only - {"soap"}
)

_REPLACED: Final[dict[str, Rule]] = {
    **{name: replace(rule, required=False) for name, rule in _POSTED.items() if name in NEEDED},
    **{name: rule for name, rule in _POSTED.items() if name not in NEEDED},
    "recipient": replace(_RECIPIENT, properties={**_RECIPIENT.properties, "name": Text(most=250)}, required=True),
    "deliveryLocation": replace(_reference(_POSTED["deliveryLocation"]), least=None),
}

INVOICE_PUT: Final = Group(
    properties={"draftInvoiceNumber": _NUMBER, **_REPLACED}, read_only=_AMOUNTS | _LINKS | {"soap"}
)

LINES_POST: Final = Group(
    properties={
        "lines": Many(
            items=replace(
                _LINE,
                properties={name: rule for name, rule in _LINE.properties.items() if name != "lineNumber"},
                read_only=_LINE.read_only | {"lineNumber"},
            ),
            required=True,
        )
    }
)

# The order's number is read-only in the schema; a document that is posted back has it, and it says which order.
ORDER_POST: Final = Group(properties={**_POSTED, "orderNumber": _NUMBER}, read_only=_AMOUNTS | _LINKS | {"soap"})

# The schema of an order's PUT asks for the name of a unit, and that of invoices does not.
_UNIT_NAMED: Final = replace(_reference(_LINE.properties["unit"]), along={"name": Text(most=100, required=True)})
ORDER_PUT: Final = Group(
    properties={
        "orderNumber": _NUMBER,
        **_REPLACED,
        "paymentTerms": replace(
            _reference(_REPLACED["paymentTerms"]),
            choices={"paymentTermsType": tuple(word for word in TERMS_TYPES if word != "avtaleGiro")},
        ),
        "recipient": replace(
            _RECIPIENT,
            properties={
                **_RECIPIENT.properties,
                "name": Text(most=250),
                "vatZone": replace(_reference(_RECIPIENT.properties["vatZone"]), required=False),
            },
        ),
        "lines": Many(items=replace(_LINE, properties={**_LINE.properties, "unit": _UNIT_NAMED})),
    },
    read_only=_AMOUNTS | _LINKS | {"soap"},
)

BOOKING_PUT: Final = Group(
    properties={
        "draftInvoice": replace(_reference(BOOKING_POST.properties["draftInvoice"]), most=None),
        "bookWithNumber": BOOKING_POST.properties["bookWithNumber"],
    }
)
