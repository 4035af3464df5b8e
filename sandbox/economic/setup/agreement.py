"""The agreement that the sandbox's e-conomic side keeps the books of: its numbers, accounts, rates and years.

The numbers of zones, groups, terms, layouts and units are those of e-conomic's public demo agreement, so that a
mapping tried here reads like one for the real thing. The exchange rates are made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

AccountType = Literal["profitAndLoss", "status", "heading"]
TermsType = Literal["net", "invoiceMonth", "paidInCash", "prepaid", "dueDate"]


@dataclass(frozen=True)
class VatZone:
    """Where a customer is, for VAT."""

    number: int
    name: str
    for_supplier: bool = True


@dataclass(frozen=True)
class VatAccount:
    """A VAT code with its rate in percent."""

    code: str
    name: str
    rate: Decimal
    vat_type: int
    account: int


@dataclass(frozen=True)
class Account:
    """An account of the chart."""

    number: int
    name: str
    type: AccountType
    debit_credit: Literal["debit", "credit"] = "debit"
    vat_code: str | None = None


@dataclass(frozen=True)
class CustomerGroup:
    """A customer group, its debtor account and, where it has one, its layout."""

    number: int
    name: str
    account: int
    layout: int | None = None


@dataclass(frozen=True)
class ProductGroup:
    """A product group; `sales_accounts` maps a VAT zone's number to the account that its sales go to."""

    number: int
    name: str
    sales_accounts: Mapping[int, int]


@dataclass(frozen=True)
class PaymentTerms:
    """Payment terms; `days` is None for the types that have none."""

    number: int
    name: str
    type: TermsType
    days: int | None = None


@dataclass(frozen=True)
class Named:
    """A layout, unit, VAT type or employee: a number and a name."""

    number: int
    name: str


@dataclass(frozen=True)
class Currency:
    """A currency; `rate` is what 100 of it cost in the base currency, with six decimals."""

    code: str
    name: str
    iso_number: str
    rate: Decimal


@dataclass(frozen=True)
class AccountingYear:
    """An accounting year; nothing can be booked into a closed one."""

    year: str
    start: date
    end: date
    closed: bool = False


@dataclass(frozen=True)
class Agreement:
    """Everything that is set up in the agreement rather than traded in it. Keys are the numbers that clients send."""

    number: int
    company: str
    base_currency: str
    vat_zones: Mapping[int, VatZone]
    vat_types: Mapping[int, Named]
    vat_accounts: Mapping[str, VatAccount]
    accounts: Mapping[int, Account]
    customer_groups: Mapping[int, CustomerGroup]
    product_groups: Mapping[int, ProductGroup]
    payment_terms: Mapping[int, PaymentTerms]
    layouts: Mapping[int, Named]
    units: Mapping[int, Named]
    employees: Mapping[int, Named]
    currencies: Mapping[str, Currency]
    years: Mapping[str, AccountingYear]
    modules: tuple[Named, ...] = field(default=())

    def vat_rate(self, group: int, zone: int) -> Decimal | None:
        """The rate in percent at which a group's sales to a zone are taxed; None when the group has no account there.

        The rule: product group and zone give the sales account, its VAT code gives the rate, no code is 0 %.
        """
        number = self.product_groups[group].sales_accounts.get(zone)
        if number is None:
            return None
        code = self.accounts[number].vat_code
        return Decimal(0) if code is None else self.vat_accounts[code].rate


_CLOSED_YEAR = 2024

# Accounts that sales go to, by zone. Only 1010 bears VAT. 1020 with code Abr is the demo's own, 1030 to 1050 not.
_TAXED = {1: 1010, 2: 1030, 3: 1020, 4: 1040}
_UNTAXED = {1: 1050, 2: 1030, 3: 1020, 4: 1050}


def demo_agreement() -> Agreement:
    """A fresh copy of the built-in agreement: base currency DKK, years 2024 (closed) to 2027."""
    accounts = (
        Account(1000, "RESULTATOPGØRELSE", "heading"),
        Account(1001, "Omsætning", "heading"),
        Account(1010, "Salg af varer og ydelser m/moms", "profitAndLoss", "credit", "U25"),
        Account(1020, "Salg af varer til udland", "profitAndLoss", "credit", "Abr"),
        Account(1030, "Salg til EU", "profitAndLoss", "credit"),
        Account(1040, "Salg, momsfritaget kunde", "profitAndLoss", "credit"),
        Account(1050, "Salg af varer og ydelser u/moms", "profitAndLoss", "credit"),
        Account(2550, "Gebyrer", "profitAndLoss"),
        Account(5600, "Debitorer", "status"),
        Account(5820, "Bank", "status"),
        Account(5830, "Stripe, mellemregning", "status"),
        Account(6800, "Kreditorer", "status", "credit"),
        Account(6902, "Salgsmoms", "status", "credit"),
        Account(6904, "Købsmoms", "status"),
    )
    vat_accounts = (
        VatAccount("U25", "Salgsmoms 25 %", Decimal(25), 1, 6902),
        VatAccount("I25", "Købsmoms 25 %", Decimal(25), 2, 6904),
        VatAccount("Abr", "Salg til udland", Decimal(0), 1, 6902),
    )
    terms = (
        PaymentTerms(1, "Netto 8 dage", "net", 8),
        PaymentTerms(2, "Netto 14 dage", "net", 14),
        PaymentTerms(3, "Til omgående betaling", "net", 0),
        PaymentTerms(4, "Løbende måned 30 dage", "invoiceMonth", 30),
        PaymentTerms(5, "Netto 30 dage", "net", 30),
        PaymentTerms(6, "Net 14 days", "net", 14),
        PaymentTerms(7, "Forfaldsdato", "dueDate"),
        PaymentTerms(8, "Forudbetalt", "prepaid"),
        PaymentTerms(14, "Factors", "prepaid"),
    )
    groups = (
        ProductGroup(1, "Varer m/moms", _TAXED),
        ProductGroup(2, "Varer u/moms", _UNTAXED),
        ProductGroup(3, "Ydelser m/moms", _TAXED),
        ProductGroup(4, "Ydelser u/moms", _UNTAXED),
    )
    zones = (
        VatZone(1, "Domestic"),
        VatZone(2, "EU"),
        VatZone(3, "Abroad"),
        VatZone(4, "Domestic exempt VAT", for_supplier=False),
    )
    return Agreement(
        number=1118081,
        company="The Demo Company",
        base_currency="DKK",
        vat_zones={zone.number: zone for zone in zones},
        vat_types=_named((1, "Outgoing Sales Domestic"), (2, "Ingoing Purchase Domestic"), (3, "Reversed charge")),
        vat_accounts={account.code: account for account in vat_accounts},
        accounts={account.number: account for account in accounts},
        customer_groups={1: CustomerGroup(1, "Danske", 5600), 2: CustomerGroup(2, "Udenlandske", 5600, 21)},
        product_groups={group.number: group for group in groups},
        payment_terms={item.number: item for item in terms},
        layouts=_named(
            (19, "DK. std. m. bankoplys. 1.5"),
            (20, "DK. std. m. girokort 1.5"),
            (21, "Eng. std. m. bankoplys. 1.5 07.01.14"),
        ),
        units=_named((1, "stk."), (2, "timer"), (3, "pcs."), (4, "meter"), (5, "hours")),
        employees=_named((1, "Salg")),
        currencies={currency.code: currency for currency in _currencies()},
        years={
            str(year): AccountingYear(str(year), date(year, 1, 1), date(year, 12, 31), closed=year == _CLOSED_YEAR)
            for year in range(2024, 2028)
        },
        modules=tuple(_named((3, "Indscanning"), (14, "Dimension (afdeling/kvantum)"), (57, "Budget")).values()),
    )


def _named(*items: tuple[int, str]) -> dict[int, Named]:
    return {number: Named(number, name) for number, name in items}


def _currencies() -> tuple[Currency, ...]:
    rows = (
        ("DKK", "Danske kroner", "208", "100.000000"),
        ("EUR", "Euro", "978", "746.027400"),
        ("USD", "Amerikanske dollar", "840", "641.357000"),
        ("GBP", "Britiske pund", "826", "853.914600"),
        ("SEK", "Svenske kroner", "752", "67.842300"),
        ("NOK", "Norske kroner", "578", "63.508900"),
        ("CHF", "Schweiziske franc", "756", "801.226400"),
        ("JPY", "Japanske yen", "392", "4.118600"),
        ("KWD", "Kuwaitiske dinarer", "414", "2091.480000"),
        ("ISK", "Islandske kroner", "352", "5.214700"),
    )
    return tuple(Currency(code, name, iso, Decimal(rate)) for code, name, iso, rate in rows)
