"""The agreement that the sandbox's e-conomic side keeps the books of: what can be set up in one.

Everything is frozen. A changed agreement is a new one: `dataclasses.replace(agreement, years=...)`, or one of the
methods here, put into the store as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sandbox.economic.setup.years import AccountingYear

AccountType = Literal["profitAndLoss", "status", "totalFrom", "heading", "headingStart", "sumInterval", "sumAlpha"]
TermsType = Literal[
    "net",
    "invoiceMonth",
    "paidInCash",
    "prepaid",
    "dueDate",
    "factoring",
    "invoiceWeekStartingSunday",
    "invoiceWeekStartingMonday",
    "creditcard",
    "avtaleGiro",
]


@dataclass(frozen=True)
class VatZone:
    """Where a customer is, for VAT."""

    number: int
    name: str
    for_supplier: bool = True
    for_customer: bool = True


@dataclass(frozen=True)
class VatAccount:
    """A VAT code with its rate in percent.

    Attributes:
        account: The account its VAT goes to; with reverse charge, the one that owes it.
        contra_account: With reverse charge: the account that deducts it.
    """

    code: str
    name: str
    rate: Decimal
    vat_type: int
    account: int
    contra_account: int | None = None
    barred: bool = False


@dataclass(frozen=True)
class Account:
    """An account of the chart.

    Attributes:
        vat_code: The VAT code it suggests.
        total_from: For `totalFrom`: the first of the accounts that it adds up; the last is the one before it.
        sums: For `sumInterval` and `sumAlpha`: the first and last account of each range that it adds up.
    """

    number: int
    name: str
    type: AccountType
    debit_credit: Literal["debit", "credit"] = "debit"
    vat_code: str | None = None
    barred: bool = False
    block_direct_entries: bool = False
    contra_account: int | None = None
    total_from: int | None = None
    sums: tuple[tuple[int, int], ...] = ()

    @property
    def takes_entries(self) -> bool:
        """Whether anything can be posted to it; headings and sums are there to be read."""
        return self.type in {"profitAndLoss", "status"}


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
    """Payment terms; `days` is None for the types that have none.

    Attributes:
        prepaid_account: `contraAccountForPrepaidAmount`.
        remainder_account: `contraAccountForRemainderAmount`.
        prepaid_percentage: `percentageForPrepaidAmount`.
        remainder_percentage: `percentageForRemainderAmount`.
        card_company: The customer that owes what was paid by card.
    """

    number: int
    name: str
    type: TermsType
    days: int | None = None
    description: str | None = None
    prepaid_account: int | None = None
    remainder_account: int | None = None
    prepaid_percentage: Decimal | None = None
    remainder_percentage: Decimal | None = None
    card_company: int | None = None


@dataclass(frozen=True)
class Named:
    """A layout, unit, VAT type, payment type or module: a number and a name; layouts alone can be `deleted`."""

    number: int
    name: str
    deleted: bool = False


@dataclass(frozen=True)
class Employee:
    """Someone who sells or is referred to."""

    number: int
    name: str
    group: int = 1
    email: str | None = None
    barred: bool = False


@dataclass(frozen=True)
class Department:
    """A department."""

    number: int
    name: str
    barred: bool = False


@dataclass(frozen=True)
class Distribution:
    """How an amount is shared among departments; a department alone is one too. `shares` are percentages."""

    number: int
    name: str
    shares: Mapping[int, Decimal]
    barred: bool = False

    @property
    def type(self) -> Literal["department", "distribution"]:
        """`department` for a single one."""
        return "department" if len(self.shares) == 1 else "distribution"


@dataclass(frozen=True)
class Currency:
    """A currency; `rate` is what 100 of it cost in the base currency, with six decimals."""

    code: str
    name: str
    iso_number: str
    rate: Decimal


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
    payment_types: Mapping[int, Named]
    layouts: Mapping[int, Named]
    units: Mapping[int, Named]
    employees: Mapping[int, Employee]
    departments: Mapping[int, Department]
    distributions: Mapping[int, Distribution]
    currencies: Mapping[str, Currency]
    years: Mapping[str, AccountingYear]
    modules: tuple[Named, ...] = field(default=())
    # None without the project module. Documents may refer to one; the resource itself is not served.
    projects: Mapping[int, Named] = field(default_factory=dict)

    def vat_rate(self, group: int, zone: int) -> Decimal | None:
        """The rate in percent at which a group's sales to a zone are taxed; None when the group has no account there.

        The rule: product group and zone give the sales account, its VAT code gives the rate, no code is 0 %.
        """
        number = self.product_groups[group].sales_accounts.get(zone)
        if number is None:
            return None
        code = self.accounts[number].vat_code
        return Decimal(0) if code is None else self.vat_accounts[code].rate

    def year_on(self, day: date) -> AccountingYear | None:
        """The accounting year that holds a day."""
        return next((year for year in self.years.values() if year.start <= day <= year.end), None)

    def closed_on(self, day: date) -> bool:
        """Whether nothing can be booked on a day because its year or period is closed. False without a year."""
        year = self.year_on(day)
        return year is not None and year.period_on(day).closed

    def with_years(self, *years: AccountingYear) -> Self:
        """The same with these years added, or put in place of those of the same name."""
        return replace(self, years={**self.years, **{year.year: year for year in years}})

    def with_period_closed(self, day: date, *, closed: bool = True) -> Self:
        """The same with the period of a day barred, or opened again.

        Raises:
            ValueError: No year holds the day.
        """
        year = self.year_on(day)
        if year is None:
            raise ValueError(f"No accounting year holds {day}.")
        return self.with_years(year.with_period_closed(year.period_on(day).number, closed=closed))

    def with_rate(self, code: str, rate: Decimal) -> Self:
        """The same with another rate of a currency; what is posted keeps its own.

        Raises:
            KeyError: There is no such currency.
            ValueError: It is the base currency, which costs 100 for ever.
        """
        if code == self.base_currency:
            raise ValueError(f"{code} is the base currency.")
        changed = replace(self.currencies[code], rate=rate)
        return replace(self, currencies={**self.currencies, code: changed})

    def with_accounts(self, *accounts: Account) -> Self:
        """The same with these accounts added, or put in place of those of the same number."""
        return replace(self, accounts=dict(sorted({**self.accounts, **_by_number(accounts)}.items())))


def _by_number(accounts: Iterable[Account]) -> dict[int, Account]:
    return {account.number: account for account in accounts}
