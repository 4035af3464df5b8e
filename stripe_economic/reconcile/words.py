"""What a reconciliation is called where people read it, the same in a terminal and on a page."""

from datetime import date
from decimal import Decimal

from stripe_economic.reconcile.findings import Clearing, FindingCode, Kind, Result

NOTHING = "–"  # noqa: RUF001 - a dash in a column of numbers

KINDS = {
    Kind.INVOICES: "Invoices",
    Kind.CREDIT_NOTES: "Credit notes",
    Kind.PAYMENTS: "Payments without an invoice",
    Kind.VOUCHERS: "Movements of money",
}

CODES = {
    FindingCode.MISSING: "Not in e-conomic",
    FindingCode.DUPLICATE: "More than once in e-conomic",
    FindingCode.EDITED: "Other amounts in e-conomic",
    FindingCode.NOT_IN_STRIPE: "Unknown to Stripe",
    FindingCode.UNDONE_IN_STRIPE: "Undone in Stripe, still in e-conomic",
    FindingCode.CREDITED_IN_LEDGER: "Credited in e-conomic, standing in Stripe",
    FindingCode.LEFT_OUT: "Left out on purpose",
    FindingCode.AWAITING_PAYOUT: "Waiting for its payout",
    FindingCode.MOVED: "On another account or customer",
    FindingCode.DATED_LATER: "Dated outside these days",
    FindingCode.OPEN_DRAFT: "Still a draft",
    FindingCode.REFUND_WITHOUT_CREDIT_NOTE: "Refund without a credit note",
    FindingCode.RATE_DIFFERENCE: "Left on an empty account by the exchange rate",
    FindingCode.CUSTOMER_UNKNOWN: "Payment by an unknown customer",
}


def money(amount: Decimal | None, exponent: int = 2) -> str:
    """Write an amount with its currency's decimals and commas between thousands; a dash for none."""
    return NOTHING if amount is None else f"{amount + 0:,.{exponent}f}"


def long_day(day: date) -> str:
    """Write a day in words: 1 January 2026."""
    return f"{day.day} {day:%B %Y}"


def kind(of: Kind) -> str:
    """Name a kind of document."""
    return KINDS[of]


def code(of: FindingCode) -> str:
    """Say in a few words what a finding is about."""
    return CODES.get(of, str(of).replace("_", " ").capitalize())


def category(name: str) -> str:
    """Write one of Stripe's reporting categories as words."""
    return name.replace("_", " ").capitalize()


def accounts(one: Clearing) -> str:
    """Name the accounts that stand for a balance."""
    numbers = ", ".join(str(number) for number in one.accounts)
    return f"{numbers} {one.name}".rstrip()


def verdict(result: Result) -> str:
    """Say in one line whether the books close."""
    if result.closes:
        return "The books close."
    count = len(result.reasons)
    return f"The books do not close: {count} {'thing needs' if count == 1 else 'things need'} attention."


def plain(text: str) -> str:
    """Return text of others in one line, without control characters and without what turns the reading direction."""
    return "".join(char if char.isprintable() else " " for char in text)
