"""What a reconciliation is called where people read it, the same in a terminal and on a page."""

import re
from datetime import date
from decimal import Decimal

from stripe_economic.reconcile.findings import Clearing, FindingCode, Kind, Result
from stripe_economic.terminal.language import DANISH, N_, _, plural, spoken
from stripe_economic.terminal.numbers import number

NOTHING = "–"  # noqa: RUF001 - a dash in a column of numbers

KINDS = {
    Kind.INVOICES: N_("Invoices"),
    Kind.CREDIT_NOTES: N_("Credit notes"),
    Kind.PAYMENTS: N_("Payments without an invoice"),
    Kind.VOUCHERS: N_("Movements of money"),
}

CODES = {
    FindingCode.MISSING: N_("Not in e-conomic"),
    FindingCode.DUPLICATE: N_("More than once in e-conomic"),
    FindingCode.EDITED: N_("Other amounts in e-conomic"),
    FindingCode.NOT_IN_STRIPE: N_("Unknown to Stripe"),
    FindingCode.UNDONE_IN_STRIPE: N_("Undone in Stripe, still in e-conomic"),
    FindingCode.CREDITED_IN_LEDGER: N_("Credited in e-conomic, standing in Stripe"),
    FindingCode.LEFT_OUT: N_("Left out on purpose"),
    FindingCode.AWAITING_PAYOUT: N_("Waiting for its payout"),
    FindingCode.MOVED: N_("On another account or customer"),
    FindingCode.DATED_LATER: N_("Dated outside these days"),
    FindingCode.OPEN_DRAFT: N_("Still a draft"),
    FindingCode.REFUND_WITHOUT_CREDIT_NOTE: N_("Refund without a credit note"),
    FindingCode.RATE_DIFFERENCE: N_("Left on an empty account by the exchange rate"),
    FindingCode.CUSTOMER_UNKNOWN: N_("Payment by an unknown customer"),
}


# Stripe's reporting categories that most accounts have; others are shown as Stripe writes them.
CATEGORIES = {
    "charge": N_("Charge"),
    "charge_failure": N_("Charge failure"),
    "dispute": N_("Dispute"),
    "dispute_reversal": N_("Dispute reversal"),
    "fee": N_("Fee"),
    "other_adjustment": N_("Other adjustment"),
    "partial_capture_reversal": N_("Partial capture reversal"),
    "payout": N_("Payout"),
    "payout_reversal": N_("Payout reversal"),
    "refund": N_("Refund"),
    "refund_failure": N_("Refund failure"),
    "risk_reserved_funds": N_("Risk reserved funds"),
    "tax": N_("Tax"),
    "topup": N_("Topup"),
    "transfer": N_("Transfer"),
    "transfer_reversal": N_("Transfer reversal"),
}

MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_SHORT = 3

# The words in what e-conomic's documents are called: `draft 12`, `voucher 60001 (2026, not booked)`.
DOCUMENTS = (
    N_("draft order"),
    N_("sent order"),
    N_("archived order"),
    N_("not booked"),
    N_("draft"),
    N_("booked"),
    N_("voucher"),
    N_("account"),
)
_DOCUMENT = re.compile("|".join(rf"\b{word}\b" for word in DOCUMENTS))


def money(amount: Decimal | None, exponent: int = 2) -> str:
    """Write an amount with its currency's decimals and marks between thousands; a dash for none."""
    return NOTHING if amount is None else number(amount + 0, exponent)


def long_day(day: date) -> str:
    """Write a day in words: 1 January 2026, or 1. januar 2026."""
    return f"{day.day}{'.' if spoken() == DANISH else ''} {_(MONTHS[day.month - 1])} {day.year}"


def short_day(day: date) -> str:
    """Write a day for an axis: 1 Jan, or 1. jan."""
    return f"{day.day}{'.' if spoken() == DANISH else ''} {_(MONTHS[day.month - 1])[:_SHORT]}"


def kind(of: Kind) -> str:
    """Name a kind of document."""
    return _(KINDS[of])


def document(name: str) -> str:
    """Say what e-conomic's documents are called."""
    return _DOCUMENT.sub(lambda found: _(found[0]), name)


def code(of: FindingCode) -> str:
    """Say in a few words what a finding is about."""
    return _(CODES[of]) if of in CODES else _as_words(of)


def category(name: str) -> str:
    """Write one of Stripe's reporting categories as words."""
    return _(CATEGORIES[name]) if name in CATEGORIES else _as_words(name)


def accounts(one: Clearing) -> str:
    """Name the accounts that stand for a balance."""
    numbers = ", ".join(str(number) for number in one.accounts)
    return f"{numbers} {one.name}".rstrip()


def verdict(result: Result) -> str:
    """Say in one line whether the books close."""
    if result.closes:
        return _("The books close.")
    return plural(
        "The books do not close: {count} thing needs attention.",
        "The books do not close: {count} things need attention.",
        len(result.reasons),
    ).format(count=len(result.reasons))


def plain(text: str) -> str:
    """Return text of others in one line, without control characters and without what turns the reading direction."""
    return "".join(char if char.isprintable() else " " for char in text)


def _as_words(name: str) -> str:
    return name.replace("_", " ").capitalize()
