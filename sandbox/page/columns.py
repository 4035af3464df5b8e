"""How a property of a Stripe object stands in a table: as text, as money, as a moment, or as a link to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sandbox.page.frame import Cell, Heading, cut, link

Style = Literal["text", "money", "moment", "object", "self"]
Body = Mapping[str, Any]
Known = Callable[[str, str], bool]
"""Whether there is an object of a kind with an id."""

SECTIONS: Final[Mapping[str, str]] = {
    "invoice": "invoices",
    "customer": "customers",
    "product": "products",
    "charge": "charges",
    "payment_intent": "payment_intents",
    "refund": "refunds",
    "credit_note": "credit_notes",
    "dispute": "disputes",
    "payout": "payouts",
    "balance_transaction": "balance_transactions",
    "subscription": "subscriptions",
    "price": "prices",
    "invoice_payment": "invoice_payments",
    "tax_rate": "tax_rates",
    "coupon": "coupons",
}
"""The kinds that have pages, with the names of their sections."""

_PREFIXES: Final[Mapping[str, str]] = {
    "in": "invoice",
    "cus": "customer",
    "prod": "product",
    "ch": "charge",
    "py": "charge",
    "pi": "payment_intent",
    "re": "refund",
    "pyr": "refund",
    "cn": "credit_note",
    "dp": "dispute",
    "du": "dispute",
    "po": "payout",
    "txn": "balance_transaction",
    "sub": "subscription",
    "price": "price",
    "inpay": "invoice_payment",
    "txr": "tax_rate",
}
_NO_DECIMALS: Final = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf"}
)
_THREE_DECIMALS: Final = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


@dataclass(frozen=True)
class Column:
    """A column of a table of Stripe objects."""

    heading: str
    path: str
    style: Style = "text"

    def head(self) -> Heading:
        """The column's heading."""
        return Heading(self.heading, number=self.style == "money")

    def cell(self, body: Body, known: Known) -> Cell:
        """An object's cell in this column; it leads to another one that is known."""
        value = at(body, self.path)
        if self.style == "self":
            return Cell(str(value), page_of(str(body.get("id")), str(body.get("object"))))
        if value is None:
            return Cell("")
        if self.style == "money":
            return Cell(money(value, body.get("currency")), number=True)
        if self.style == "moment":
            return Cell(moment(value))
        if self.style == "object":
            found = value.get("id") if isinstance(value, Mapping) else value
            return reference(str(found), known)
        return Cell(cut(str(value)))


def at(body: Body, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """The property at a dotted path, None where a step is missing."""
    node: Any = body
    for step in path.split("."):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


def kind_of(identifier: str) -> str | None:
    """The kind that an id's prefix says it is of."""
    prefix, _, rest = identifier.partition("_")
    return _PREFIXES.get(prefix) if rest else None


def page_of(identifier: str, kind: str | None = None, base: str = "") -> str:
    """The address of the page of an object, empty for a kind without pages."""
    section = SECTIONS.get(kind or kind_of(identifier) or "")
    return link(section, identifier, base) if section else ""


def reference(text: str, known: Known) -> Cell:
    """A text that leads to the page of the object whose id it is, if there is one."""
    kind = kind_of(text)
    return Cell(text, page_of(text, kind) if kind is not None and known(kind, text) else "")


def money(amount: object, currency: object) -> str:
    """Minor units as people write them: `1250.00 DKK`."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        return str(amount)
    code = str(currency or "").lower()
    places = 0 if code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2
    digits = f"{abs(amount):0{places + 1}d}"
    whole, rest = (digits[:-places], f".{digits[-places:]}") if places else (digits, "")
    return f"{'-' if amount < 0 else ''}{whole}{rest} {code.upper()}".rstrip()


def moment(value: object) -> str:
    """Epoch seconds as people write them, UTC: `2026-11-20 08:00:00`."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    try:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return str(value)
