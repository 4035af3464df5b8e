"""An entry of a journal: what a client or a user wrote into it, worked out, and what it will post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

from sandbox.economic.jsontext import WIDE
from sandbox.economic.sales.totals import in_base, rounded

if TYPE_CHECKING:
    from sandbox.economic.ledger.journals import EntryType
    from sandbox.economic.setup.agreement import VatAccount
    from sandbox.economic.store import Store

_REVERSE_CHARGE = 3
_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """One entry. Amounts have 2 decimals; positive is debit on the entry's own side, credit on its contra side.

    Its own side is the account, the customer's debtor account or the supplier's creditor account; either side may be
    missing, when other entries of the voucher make up for it. An amount with a VAT code includes the VAT, except with
    reverse charge.

    Attributes:
        rate: What 100 of the currency cost in base currency.
        amount_in_base: The amount in base currency.
        vat_amount: The VAT that the own side holds, with its sign.
        contra_vat_amount: The VAT that the contra side holds, with the sign of `amount`.
        payment: The bank details of a supplier invoice.
    """

    kind: EntryType
    journal: int
    year: str
    voucher: int
    date: str
    amount: Decimal
    amount_in_base: Decimal
    currency: str
    rate: Decimal
    text: str | None = None
    account: int | None = None
    contra_account: int | None = None
    vat_code: str | None = None
    vat_amount: Decimal = Decimal("0.00")
    vat_amount_in_base: Decimal = Decimal("0.00")
    contra_vat_code: str | None = None
    contra_vat_amount: Decimal = Decimal("0.00")
    contra_vat_amount_in_base: Decimal = Decimal("0.00")
    customer: int | None = None
    customer_invoice: int | None = None
    supplier: int | None = None
    supplier_invoice: str | None = None
    due: str | None = None
    distribution: int | None = None
    employee: int | None = None
    quantity1: Decimal | None = None
    quantity2: Decimal | None = None
    unit1: int | None = None
    unit2: int | None = None
    payment: dict[str, Any] | None = None


@dataclass(frozen=True)
class Posting:
    """One line of the books: debit positive, in the entry's currency and in base currency.

    Attributes:
        vat_code: The VAT code that was used, on the line that bears the net amount.
        open: Whether it is a customer's or supplier's own line, which has a remainder.
    """

    account: int
    amount: Decimal
    in_base: Decimal
    vat_code: str | None = None
    open: bool = False


def vat_in(vat: VatAccount, amount: Decimal, store: Store) -> Decimal:
    """The VAT of an entry's amount: contained in it, or on top of it with reverse charge. 2 decimals.

    That an amount with a code includes the VAT was seen live for supplier invoices. That it does not with reverse
    charge is how the product works and unverified for the API.
    """
    if vat.vat_type == _REVERSE_CHARGE:
        return vat_on_top(vat, amount, store)
    with localcontext(WIDE):
        return rounded(amount * vat.rate / (_HUNDRED + vat.rate), 2, store.ties)


def vat_on_top(vat: VatAccount, net: Decimal, store: Store) -> Decimal:
    """The VAT to be added to a net amount, 2 decimals."""
    with localcontext(WIDE):
        return rounded(net * vat.rate / _HUNDRED, 2, store.ties)


def base_amount(store: Store, amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in base currency, 2 decimals."""
    return in_base(amount, rate, store.ties)


def own_account(store: Store, entry: JournalEntry) -> int | None:
    """The account of an entry's own side, now; None when it has none."""
    if entry.customer is not None:
        group = store.customers[entry.customer]["customerGroup"]["customerGroupNumber"]
        return store.agreement.customer_groups[group].account
    if entry.supplier is not None:
        return store.ledger.supplier_groups[store.ledger.suppliers[entry.supplier].group].account
    return entry.account


def postings(store: Store, entry: JournalEntry) -> list[Posting]:
    """What booking the entry posts. With both sides the lines add up to nothing in either currency."""
    lines: list[Posting] = []
    own = own_account(store, entry)
    if own is not None:
        is_open = entry.customer is not None or entry.supplier is not None
        whole = Posting(own, entry.amount, entry.amount_in_base, entry.vat_code, is_open)
        lines += _split(store, whole, entry.vat_amount, entry.vat_amount_in_base)
    if entry.contra_account is not None:
        whole = Posting(entry.contra_account, -entry.amount, -entry.amount_in_base, entry.contra_vat_code)
        lines += _split(store, whole, -entry.contra_vat_amount, -entry.contra_vat_amount_in_base)
    return lines


def _split(store: Store, whole: Posting, vat: Decimal, vat_in_base: Decimal) -> list[Posting]:
    """One side of an entry as the lines of its account and of its VAT."""
    if whole.vat_code is None or not (vat or vat_in_base):
        return [whole]
    rule = store.agreement.vat_accounts[whole.vat_code]
    if rule.vat_type != _REVERSE_CHARGE:
        net = replace(whole, amount=whole.amount - vat, in_base=whole.in_base - vat_in_base)
        return [net, Posting(rule.account, vat, vat_in_base)]
    if rule.contra_account is None:
        return [whole]
    # Owed and deducted at once: the one account gets what the other loses.
    return [whole, Posting(rule.account, -vat, -vat_in_base), Posting(rule.contra_account, vat, vat_in_base)]
