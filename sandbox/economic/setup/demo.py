"""The built-in agreement. Its zones, groups, terms, layouts, units and modules are those of e-conomic's public demo.

So a mapping tried here reads like one for the real thing. Terms 9 to 13 add the types that the demo lacks. The
exchange rates, the years and the chart of accounts (see `sandbox.economic.setup.chart`) are the sandbox's own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sandbox.economic.setup.agreement import (
    Agreement,
    Currency,
    CustomerGroup,
    Department,
    Distribution,
    Employee,
    Named,
    PaymentTerms,
    ProductGroup,
    VatZone,
)
from sandbox.economic.setup.chart import ACCOUNTS, VAT_ACCOUNTS, VAT_TYPES
from sandbox.economic.setup.years import AccountingYear

_CLOSED_YEAR = 2024

# Accounts that sales go to, by zone. Only 1010 bears VAT.
_TAXED_GOODS = {1: 1010, 2: 1030, 3: 1020, 4: 1040}
_TAXED_SERVICES = {1: 1010, 2: 1035, 3: 1025, 4: 1040}
_UNTAXED_GOODS = {1: 1050, 2: 1030, 3: 1020, 4: 1050}
_UNTAXED_SERVICES = {1: 1050, 2: 1035, 3: 1025, 4: 1050}

_ZONES = (
    VatZone(1, "Domestic"),
    VatZone(2, "EU"),
    VatZone(3, "Abroad"),
    VatZone(4, "Domestic exempt VAT", for_supplier=False),
)

_PRODUCT_GROUPS = (
    ProductGroup(1, "Varer m/moms", _TAXED_GOODS),
    ProductGroup(2, "Varer u/moms", _UNTAXED_GOODS),
    ProductGroup(3, "Ydelser m/moms", _TAXED_SERVICES),
    ProductGroup(4, "Ydelser u/moms", _UNTAXED_SERVICES),
)

_TERMS = (
    PaymentTerms(1, "Netto 8 dage", "net", 8),
    PaymentTerms(2, "Netto 14 dage", "net", 14),
    PaymentTerms(3, "Til omgående betaling", "net", 0),
    PaymentTerms(4, "Løbende måned 30 dage", "invoiceMonth", 30),
    PaymentTerms(5, "Netto 30 dage", "net", 30),
    PaymentTerms(6, "Net 14 days", "net", 14),
    PaymentTerms(7, "DemoDueDatePaymentTerms", "dueDate"),
    PaymentTerms(8, "Prepaid", "prepaid"),
    PaymentTerms(9, "Kontant", "paidInCash", remainder_account=5800),
    PaymentTerms(10, "Factoring", "factoring", remainder_account=5610),
    PaymentTerms(11, "Løbende uge fra mandag 8 dage", "invoiceWeekStartingMonday", 8),
    PaymentTerms(12, "Løbende uge fra søndag 8 dage", "invoiceWeekStartingSunday", 8),
    PaymentTerms(13, "Kreditkort", "creditcard"),
    PaymentTerms(14, "Factors", "prepaid"),
)


def demo_agreement() -> Agreement:
    """A fresh copy of the built-in agreement: base currency DKK, years 2024 (closed) to 2027."""
    return Agreement(
        number=1118081,
        company="The Demo Company",
        base_currency="DKK",
        vat_zones={zone.number: zone for zone in _ZONES},
        vat_types={kind.number: kind for kind in VAT_TYPES},
        vat_accounts={account.code: account for account in VAT_ACCOUNTS},
        accounts={account.number: account for account in ACCOUNTS},
        customer_groups={1: CustomerGroup(1, "Danske", 5600), 2: CustomerGroup(2, "Udenlandske", 5600, 21)},
        product_groups={group.number: group for group in _PRODUCT_GROUPS},
        payment_terms={item.number: item for item in _TERMS},
        payment_types=_named(
            (1, "+71"),
            (2, "+73"),
            (5, "+04"),
            (7, "Bank transfer"),
            (10, "IBAN"),
            (14, "Entry only"),
            (17, "+75"),
        ),
        layouts=_named(
            (19, "DK. std. m. bankoplys. 1.5"),
            (20, "DK. std. m. girokort 1.5"),
            (21, "Eng. std. m. bankoplys. 1.5 07.01.14"),
        ),
        units=_named((1, "stk."), (2, "timer"), (3, "pcs."), (4, "meter"), (5, "hours")),
        employees={1: Employee(1, "Salg"), 2: Employee(2, "Bogholderi")},
        departments={1: Department(1, "Department1"), 2: Department(2, "Department2")},
        distributions={
            1: Distribution(1, "Department1", {1: Decimal("100.0")}),
            2: Distribution(2, "Department2", {2: Decimal("100.0")}),
            3: Distribution(3, "Delt", {1: Decimal("50.0"), 2: Decimal("50.0")}),
        },
        currencies={currency.code: currency for currency in _currencies()},
        years={
            str(year): AccountingYear(str(year), date(year, 1, 1), date(year, 12, 31), closed=year == _CLOSED_YEAR)
            for year in range(2024, 2028)
        },
        # The demo has projects (4) and stock (15) too; with stock nobody could use orders.
        modules=tuple(
            _named(
                (3, "Indscanning"),
                (14, "Dimension (afdeling/kvantum)"),
                (33, "Balance posting (user)"),
                (42, "Automatic accrual in closed periods"),
                (57, "Budget"),
                (74, "Subscription and Direct Debit"),
                (75, "Fixed Assets and Accruals"),
            ).values()
        ),
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
