"""Results of reconciliations made by hand, for what renders them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from stripe_economic.reconcile.findings import (
    Books,
    Category,
    Clearing,
    Day,
    Figures,
    Finding,
    FindingCode,
    Kind,
    Result,
    Row,
    Section,
    Window,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def kroner(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"))


def figures(count: int, net: str) -> Figures:
    return Figures(count, kroner(net), kroner(net) / 4, kroner(net) * 5 / 4)


def finding(code: FindingCode, number: int = 1, message: str = "It is so.", *, explained: bool = True) -> Finding:
    there, known = code != FindingCode.MISSING, code != FindingCode.NOT_IN_STRIPE
    return Finding(
        kind=Kind.INVOICES,
        code=code,
        stripe_id=f"in_1TqHandmade{number:04}",
        document=f"draft {30000 + number}" if there else None,
        day=FIRST + timedelta(days=number % 90),
        currency="DKK",
        exponent=2,
        stripe_amount=kroner("1250.00") if known else None,
        ledger_amount=kroner("1250.00") if there else None,
        explained=explained,
        message=message,
        url=f"https://dashboard.stripe.com/invoices/in_1TqHandmade{number:04}" if known else None,
    )


def quarter(
    *findings: Finding, company: str = "Fjordkaffe ApS", off: str = "0.00", explained: str = "0.00"
) -> Result:
    """A quarter whose clearing account is off from the 21st day of the last month on."""
    days = []
    balance = kroner("0")
    for number in range((LAST - FIRST).days + 1):
        balance += kroner(str((number * 7919) % 4001)) - (balance if number % 14 == 13 else 0)
        gone = kroner(off) if number >= 80 else kroner("0")
        days.append(Day(FIRST + timedelta(days=number), balance, balance - gone))
    clearing = Clearing(
        accounts=(5830,),
        name="Stripe, mellemregning",
        currency="DKK",
        exponent=2,
        stripe=days[-1].stripe,
        ledger=days[-1].ledger,
        other=kroner("0"),
        other_count=0,
        explained=kroner(explained),
        days=tuple(days),
    )
    row = Row("DKK", 2, figures(37, "61234.40"), figures(37, "61234.40"))
    yen = Row(
        "JPY",
        0,
        Figures(2, Decimal(12000), Decimal(0), Decimal(12000)),
        Figures(2, Decimal(12000), Decimal(0), Decimal(12000)),
    )
    moved = Row(
        "DKK",
        2,
        Figures(61, kroner("74008.11"), kroner("1503.07"), kroner("75511.18")),
        Figures(61, kroner("74008.11"), None, None),
    )
    return Result(
        window=Window(FIRST, LAST, "Europe/Copenhagen", 1767222000, 1774994400),
        books=Books(
            "sandbox", datetime(2026, 4, 1, 6, 30, tzinfo=UTC), "acct_1Handmade", False, 516302, company, "DKK"
        ),
        sections=(
            Section(Kind.INVOICES, True, (row, yen), tuple(one for one in findings if one.kind == Kind.INVOICES)),
            Section(Kind.CREDIT_NOTES, True, (), ()),
            Section(Kind.PAYMENTS, False, (), ()),
            Section(Kind.VOUCHERS, True, (moved,), tuple(one for one in findings if one.kind == Kind.VOUCHERS)),
        ),
        categories=(
            category("charge", 40, "98543.00", "1391.07"),
            category("refund", 6, "-4120.50"),
            category("dispute", 1, "-1250.00", "112.00"),
            category("payout", 14, "-17661.32"),
        ),
        clearing=(clearing,),
    )


def category(name: str, count: int, gross: str, fee: str = "0.00") -> Category:
    return Category(name, "DKK", 2, count, kroner(gross), kroner(fee), kroner(gross) - kroner(fee))


def without_movements(result: Result) -> Result:
    return replace(result, categories=(), clearing=())
