"""The amounts of an entry: currency, rate, base currency and VAT, from what was sent and what the agreement says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.ledger.entries import base_amount, vat_in
from sandbox.economic.ledger.sent import Fields, identifier

if TYPE_CHECKING:
    from sandbox.economic.ledger.trees import Wrong
    from sandbox.economic.store import Store

_PAR = Decimal(100)
_NONE = Decimal("0.00")


@dataclass(frozen=True)
class Vat:
    """The VAT that one side of an entry holds."""

    code: str | None = None
    amount: Decimal = _NONE
    in_base: Decimal = _NONE


@dataclass(frozen=True)
class Money:
    """The amounts of an entry: the whole with 2 decimals, the rate with 6, the VAT of its own and its contra side."""

    amount: Decimal
    in_base: Decimal
    currency: str
    rate: Decimal
    vat: Vat
    contra_vat: Vat


def money(store: Store, fields: Fields, wrong: Wrong) -> Money | None:
    """Work the amounts out; None when the currency is not known. What is wrong is filed in `wrong`."""
    currency = _currency(store, fields, wrong)
    if currency is None:
        return None
    rate = _rate(store, currency, fields, wrong)
    amount = places(fields["amount"], 2)
    in_base = fields.get("amountBaseCurrency")
    if in_base is None:
        in_base = base_amount(store, amount, rate)
    elif currency == store.agreement.base_currency and in_base != amount:
        wrong("amountBaseCurrency", "The amount in base currency differs from the amount in that currency.", in_base)
    names = ("vatAccount", "vatAmount", "vatAmountBaseCurrency", "account")
    contra = ("contraVatAccount", "contraVatAmount", "contraVatAmountInBaseCurrency", "contraAccount")
    return Money(
        amount=amount,
        in_base=places(in_base, 2),
        currency=currency,
        rate=places(rate, 6),
        vat=_vat(store, fields, rate, names, wrong),
        contra_vat=_vat(store, fields, rate, contra, wrong),
    )


def _currency(store: Store, fields: Fields, wrong: Wrong) -> str | None:
    """The currency's code. That an entry without one is in base currency is unverified."""
    before = wrong.errors.count
    sent = identifier(fields, "currency", "code", wrong)
    if sent is None:
        return store.agreement.base_currency if wrong.errors.count == before else None
    if sent.upper() not in store.agreement.currencies:
        wrong("currency", f"Currency '{sent}' not found.", sent)
        return None
    return sent.upper()


def _rate(store: Store, currency: str, fields: Fields, wrong: Wrong) -> Decimal:
    """What 100 of the currency cost: as sent, else the agreement's.

    The newer API publishes that the base currency's must be 100 when sent; invoices are less strict.
    """
    default = store.agreement.currencies[currency].rate
    sent = fields.get("exchangeRate")
    if sent is None:
        return default
    if currency == store.agreement.base_currency and sent != _PAR:
        wrong("exchangeRate", "The exchange rate must be 100 for the base currency.", sent)
    elif sent <= 0:
        wrong("exchangeRate", "The exchange rate must be greater than 0.", sent)
    return Decimal(sent)


def _vat(store: Store, fields: Fields, rate: Decimal, names: tuple[str, str, str, str], wrong: Wrong) -> Vat:
    """The VAT of one side: as sent, or worked out. `names` are the properties of code, amounts and account."""
    name, amount_name, base_name, side = names
    code = identifier(fields, name, "vatCode", wrong)
    if code is None:
        # An amount of VAT without a code means nothing.
        return Vat()
    rule = store.agreement.vat_accounts.get(code)
    if rule is None or rule.barred:
        wrong(name, f"VatAccount '{code}' is barred." if rule else f"VatAccount '{code}' not found.", code)
        return Vat()
    if side not in fields:
        wrong(name, f"A VAT code needs an account: '{side}' is missing.", code)
    gross: Decimal = places(fields["amount"], 2)
    amount = fields.get(amount_name)
    if amount is None:
        amount = vat_in(rule, gross, store)
    elif abs(amount) > abs(gross) or amount * gross < 0:
        wrong(amount_name, "The amount of VAT does not fit into the amount.", amount)
    in_base = fields.get(base_name)
    return Vat(code, places(amount, 2), places(base_amount(store, amount, rate) if in_base is None else in_base, 2))
