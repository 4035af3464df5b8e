"""What Stripe leaves its readers to work out: net, tax, gross and discount of each line and of the whole.

All figures are integers in minor units of the document's currency. Nothing is recomputed from rates: Stripe rounds
tax per line, and its own figures are the only ones that lead to its total. The rules, per line of an invoice or a
credit note, whose lines Stripe documents alike:

- `amount` is before discounts; it includes tax where a tax says `inclusive`, and no tax otherwise;
- `discount_amounts` holds the line's own discounts and its share of the document's, so they all come off here;
- billing credits (`pretax_credit_amounts` of type `credit_balance_transaction`) come off before tax like a discount;
  the same list repeats the discounts, which are not taken off twice;
- gross = amount - discounts - credits + exclusive taxes, tax = all taxes, net = gross - tax.

Shipping is one more line. The lines must sum to Stripe's own totals; a document where they do not is not guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.records.figures import does_not_add_up, exponent_of, integer, total
from tap_stripe_invoices.records.shipping import credited_shipping_line, shipping_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_stripe_invoices.http.answers import JsonObject


@dataclass(frozen=True, slots=True)
class Amounts:
    """Figures of one line or one document, in minor units; net + tax = gross.

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


def count_invoice(invoice: JsonObject) -> None:
    """Add the figures to an invoice whose `lines` is a complete, plain array.

    Each line gets `kind`, `net`, `tax`, `gross` and `discount`, shipping becomes the last line, and the invoice gets
    `amounts` with its exponent.

    Raises:
        ObjectError: `amounts_do_not_add_up` when the lines do not lead to Stripe's own totals (the figures are on the
            invoice nevertheless), another code when there are no figures to be had.
    """
    where = f"invoice {invoice['id']}"
    _count(invoice, where, shipping_line(invoice, where))


def count_credit_note(note: JsonObject) -> None:
    """Add the figures to a credit note as to an invoice; what it credits is positive.

    Raises:
        ObjectError: as for an invoice.
    """
    where = f"credit note {note['id']}"
    _count(note, where, credited_shipping_line(note, where))


def count_line(line: Mapping[str, Any], where: str) -> Amounts:
    """The figures of one line.

    Args:
        line: The line as Stripe has it.
        where: Whose line it is, for messages: `invoice in_1`.

    Raises:
        ObjectError: the line holds something else than integers where amounts belong.
    """
    where = f"line {line.get('id')} of {where}"
    discount = total(line, "discount_amounts", where)
    credits_applied = total(line, "pretax_credit_amounts", where, type="credit_balance_transaction")
    tax = total(line, "taxes", where)
    exclusive = tax - total(line, "taxes", where, tax_behavior="inclusive")
    gross = integer(line, "amount", where) - discount - credits_applied + exclusive
    return Amounts(net=gross - tax, tax=tax, gross=gross, discount=discount)


def _count(document: JsonObject, where: str, shipping: JsonObject | None) -> None:
    net = tax = gross = 0
    for line in document["lines"]:
        amounts = count_line(line, where)
        line["kind"] = "item"
        line["net"], line["tax"], line["gross"] = amounts.net, amounts.tax, amounts.gross
        line["discount"] = amounts.discount
        net, tax, gross = net + amounts.net, tax + amounts.tax, gross + amounts.gross
    items_tax = tax
    if shipping is not None:
        document["lines"].append(shipping)
        net, tax, gross = net + shipping["net"], tax + shipping["tax"], gross + shipping["gross"]
    decimals = exponent_of(document, where)
    document["amounts"] = {"net": net, "tax": tax, "gross": gross, "exponent": decimals}
    _check(document, where, net=net, gross=gross, taxes={tax, items_tax})


def _check(document: Mapping[str, Any], where: str, *, net: int, gross: int, taxes: set[int]) -> None:
    """Compare with Stripe's totals.

    Whether `total_taxes` counts the tax on shipping is not documented, so either is accepted there; `total` and
    `total_excluding_tax` leave no room. Figures that Stripe left null are not compared.
    """
    differences = []
    stated = integer(document, "total", where)
    if gross != stated:
        differences.append(f"the lines' gross is {gross} where Stripe's total is {stated}")
    if document.get("total_excluding_tax") is not None:
        excluding = integer(document, "total_excluding_tax", where)
        if net != excluding:
            differences.append(f"their net is {net} where Stripe's total_excluding_tax is {excluding}")
    if document.get("total_taxes") is not None:
        stated_tax = total(document, "total_taxes", where)
        if stated_tax not in taxes:
            differences.append(f"their tax is {max(taxes)} where Stripe's total_taxes is {stated_tax}")
    if differences:
        raise does_not_add_up(where, differences)
