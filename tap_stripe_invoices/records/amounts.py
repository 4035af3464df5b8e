"""What Stripe leaves its readers to work out: net, tax, gross and discount of each line and of the invoice.

All figures are integers in minor units of the invoice's currency. Nothing is recomputed from rates: Stripe rounds tax
per line, and its own figures are the only ones that lead to its total. The rules, per line:

- `amount` is before discounts; it includes tax where a tax says `inclusive`, and no tax otherwise;
- `discount_amounts` holds the line's own discounts and its share of the invoice's, so they all come off here;
- billing credits (`pretax_credit_amounts` of type `credit_balance_transaction`) come off before tax like a discount;
- gross = amount - discounts - credits + exclusive taxes, tax = all taxes, net = gross - tax.

Shipping is one more line. The lines must sum to Stripe's own totals; an invoice where they do not is not guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.errors import ObjectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_stripe_invoices.http.answers import JsonObject

# Stripe's table, not ISO 4217's: ISK and UGX have no minor unit in the standard but two decimals at Stripe.
_ZERO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


@dataclass(frozen=True, slots=True)
class Amounts:
    """Figures of one line or one invoice, in minor units; net + tax = gross.

    Attributes:
        net: After discounts and credits, before tax.
        tax: Inclusive and exclusive taxes together.
        gross: What the customer owes for it.
        discount: What the discounts took off, as a positive number on a charge; already taken off net.
    """

    net: int
    tax: int
    gross: int
    discount: int


def exponent(currency: str) -> int:
    """How many decimals Stripe's minor unit stands for in a currency: 0, 2 or 3."""
    code = currency.upper()
    if code in _ZERO_DECIMALS:
        return 0
    return 3 if code in _THREE_DECIMALS else 2


def count_line(line: Mapping[str, Any], invoice_id: str) -> Amounts:
    """The figures of one invoice line.

    Args:
        line: The line as Stripe has it.
        invoice_id: Whose line it is, for messages.

    Raises:
        ObjectError: the line holds something else than integers where amounts belong.
    """
    where = f"line {line.get('id')} of invoice {invoice_id}"
    discount = _sum(line, "discount_amounts", where)
    credits_applied = _sum(line, "pretax_credit_amounts", where, type="credit_balance_transaction")
    tax = _sum(line, "taxes", where)
    exclusive = tax - _sum(line, "taxes", where, tax_behavior="inclusive")
    gross = _integer(line, "amount", where) - discount - credits_applied + exclusive
    return Amounts(net=gross - tax, tax=tax, gross=gross, discount=discount)


def shipping_line(invoice: Mapping[str, Any]) -> JsonObject | None:
    """The invoice's shipping as a line of its own, or None when it ships nothing that costs.

    Raises:
        ObjectError: the shipping cost holds something else than integers where amounts belong.
    """
    cost = invoice.get("shipping_cost")
    if cost is None:
        return None
    if not isinstance(cost, dict):
        raise _malformed("shipping_cost", f"invoice {invoice['id']}", "is not an object")
    total, tax, subtotal = (
        _integer(cost, name, f"the shipping of invoice {invoice['id']}")
        for name in ("amount_total", "amount_tax", "amount_subtotal")
    )
    if not total and not tax and not subtotal:
        return None
    return {
        "id": f"{invoice['id']}-shipping",
        "object": "line_item",
        "kind": "shipping",
        "amount": subtotal,
        "currency": invoice.get("currency"),
        "description": "Shipping",
        "discount_amounts": [],
        "discountable": False,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": invoice.get("livemode"),
        "metadata": {},
        "parent": None,
        "period": None,
        "pretax_credit_amounts": [],
        "pricing": None,
        "product": None,
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": None,
        "subtotal": subtotal,
        "taxes": cost.get("taxes") or [],
        "net": total - tax,
        "tax": tax,
        "gross": total,
        "discount": 0,
    }


def count_invoice(invoice: JsonObject) -> None:
    """Add the figures to an invoice whose `lines` is a complete, plain array.

    Each line gets `kind`, `net`, `tax`, `gross` and `discount`, shipping becomes the last line, and the invoice gets
    `amounts` with its exponent.

    Raises:
        ObjectError: `amounts_do_not_add_up` when the lines do not lead to Stripe's own totals (the figures are on the
            invoice nevertheless), another code when there are no figures to be had.
    """
    counted = []
    for line in invoice["lines"]:
        amounts = count_line(line, invoice["id"])
        line["kind"] = "item"
        line["net"], line["tax"], line["gross"] = amounts.net, amounts.tax, amounts.gross
        line["discount"] = amounts.discount
        counted.append(amounts)
    items_tax = sum(one.tax for one in counted)
    shipping = shipping_line(invoice)
    if shipping is not None:
        invoice["lines"].append(shipping)
        counted.append(Amounts(shipping["net"], shipping["tax"], shipping["gross"], 0))
    currency = invoice.get("currency")
    if not isinstance(currency, str):
        raise _malformed("currency", f"invoice {invoice['id']}", "is not text")
    net, tax, gross = (sum(getattr(one, name) for one in counted) for name in ("net", "tax", "gross"))
    invoice["amounts"] = {"net": net, "tax": tax, "gross": gross, "exponent": exponent(currency)}
    _check(invoice, net=net, gross=gross, taxes={tax, items_tax})


def _check(invoice: JsonObject, *, net: int, gross: int, taxes: set[int]) -> None:
    """Compare with Stripe's totals.

    Whether `total_taxes` counts the tax on shipping is not documented, so either is accepted there; `total` and
    `total_excluding_tax` leave no room. Figures that Stripe left null are not compared.
    """
    where = f"invoice {invoice['id']}"
    differences = []
    total = _integer(invoice, "total", where)
    if gross != total:
        differences.append(f"the lines' gross is {gross} where Stripe's total is {total}")
    if invoice.get("total_excluding_tax") is not None:
        excluding = _integer(invoice, "total_excluding_tax", where)
        if net != excluding:
            differences.append(f"their net is {net} where Stripe's total_excluding_tax is {excluding}")
    if invoice.get("total_taxes") is not None:
        total_taxes = _sum(invoice, "total_taxes", where)
        if total_taxes not in taxes:
            differences.append(f"their tax is {max(taxes)} where Stripe's total_taxes is {total_taxes}")
    if differences:
        raise ObjectError(
            "amounts_do_not_add_up",
            f"The lines of {invoice['id']} do not sum to its totals, in minor units: {'; '.join(differences)}.",
        )


def _sum(owner: Mapping[str, Any], name: str, where: str, **only: str) -> int:
    entries = owner.get(name)
    if entries is None or entries == []:
        return 0
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _malformed(name, where, "is not a list of objects")
    chosen = (entry for entry in entries if all(entry.get(key) == value for key, value in only.items()))
    return sum(_integer(entry, "amount", f"an entry in {name} of {where}") for entry in chosen)


def _integer(owner: Mapping[str, Any], name: str, where: str) -> int:
    value = owner.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _malformed(name, where, "is not a whole number")


def _malformed(name: str, where: str, trouble: str) -> ObjectError:
    return ObjectError("object_malformed", f"The invoice cannot be counted: the {name} of {where} {trouble}.")
