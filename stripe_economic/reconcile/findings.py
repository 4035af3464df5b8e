"""What a reconciliation finds: plain values, made by comparing and rendered elsewhere.

All money is `Decimal` in the currency's own unit (kroner, not øre), quantized to its `exponent` decimals as Stripe
counts them (0 for JPY, 3 for KWD). Days are days of the window's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from stripe_economic.terminal.language import _
from stripe_economic.terminal.numbers import amount

if TYPE_CHECKING:
    from datetime import date, datetime


class Kind(StrEnum):
    """What is reconciled, in the order in which it is shown. Compares and prints as its text."""

    INVOICES = "invoices"
    CREDIT_NOTES = "credit_notes"
    PAYMENTS = "payments"
    VOUCHERS = "vouchers"


class FindingCode(StrEnum):
    """What a finding is about. Compares and prints as its text."""

    MISSING = "missing"  # Stripe has it, e-conomic does not
    DUPLICATE = "duplicate"  # e-conomic has it more than once
    EDITED = "edited"  # both have it, with other amounts or another currency
    NOT_IN_STRIPE = "not_in_stripe"  # e-conomic names a Stripe id that Stripe does not know
    UNDONE_IN_STRIPE = "undone_in_stripe"  # voided or reopened in Stripe, and still standing in e-conomic
    CREDITED_IN_LEDGER = "credited_in_ledger"  # stands in Stripe, and is taken back as a whole in e-conomic
    LEFT_OUT = "left_out"  # on purpose: `economic_ignore` in its metadata, or a condition of the mapping
    AWAITING_PAYOUT = "awaiting_payout"  # posted with its payout, and not paid out yet
    MOVED = "moved"  # right in its amounts, on other accounts or another customer than the mapping says
    DATED_LATER = "dated_later"  # posted on a day beyond the end of the window, where Stripe has it on this side
    OPEN_DRAFT = "open_draft"  # there and right, and not booked yet
    REFUND_WITHOUT_CREDIT_NOTE = "refund_without_credit_note"  # money went back for an invoice that nothing credits
    RATE_DIFFERENCE = "rate_difference"  # an account that is empty in its currency, and not in the agreement's
    CUSTOMER_UNKNOWN = "customer_unknown"  # posted on the account for what nobody could be found for


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are reconciled, both included.

    Attributes:
        first: the first day.
        last: the last day.
        zone: the time zone in which they are days, such as `Europe/Copenhagen`.
        start: epoch second at which the first day begins.
        end: epoch second at which the day after the last begins; itself not in the window.
    """

    first: date
    last: date
    zone: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Books:
    """Whose books were read, and when.

    Attributes:
        environment: Meltano's environment, empty where the settings came from elsewhere.
        read_at: when reading began, UTC.
        stripe_account: `acct_…`; None where the key may not read it.
        livemode: whether Stripe's data are real; None where nothing said so.
        agreement: e-conomic's number of the agreement.
        company: its company's name.
        base_currency: the agreement's own currency.
    """

    environment: str
    read_at: datetime
    stripe_account: str | None
    livemode: bool | None
    agreement: int | None
    company: str
    base_currency: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One object that is worth a look.

    Attributes:
        kind: the section it belongs to.
        code: what is found.
        stripe_id: `in_…`, `cn_…`, `ch_…`, `py_…`, `txn_…` or `po_…`; empty for what is found of an account.
        document: what e-conomic has, `draft 12`, `booked 10001`, `voucher 60001 (2026)` or `account 5831`; several
            with commas.
        day: the day it counts for in Stripe; of what Stripe does not know, its date in e-conomic.
        currency: three letters, upper case.
        exponent: decimals of the currency.
        stripe_amount: gross of a sales document, net of a movement; None where Stripe does not have it.
        ledger_amount: the same in e-conomic, all documents together; None where e-conomic does not have it.
        explained: whether the books close in spite of it.
        message: one sentence or two for a bookkeeper, with the reason where there is one.
        url: the object's page in Stripe's dashboard; None where Stripe does not have it.
    """

    kind: Kind
    code: FindingCode
    stripe_id: str
    document: str | None
    day: date
    currency: str
    exponent: int
    stripe_amount: Decimal | None
    ledger_amount: Decimal | None
    explained: bool
    message: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many, and what they come to.

    Of movements `gross` is what moved, `vat` the fee on it, and `net` what reached the balance. e-conomic has no fee
    as such: on its side of the vouchers `net` is the effect on the clearing account, `vat` and `gross` are None.
    Of payments Stripe knows no VAT: on its side `net` and `vat` are None.
    """

    count: int
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One currency of a section: what Stripe says of the window, and what e-conomic has for it.

    `ledger` holds the documents of the objects in `stripe`, whatever their dates, the second of one too, and those of
    the window that Stripe does not know.
    """

    currency: str
    exponent: int
    stripe: Figures
    ledger: Figures


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of document.

    Attributes:
        kind: which.
        read: whether the kind is carried over at all; False where its stream is not selected, and nothing is missing.
        rows: one per currency, in alphabetical order.
        findings: in the order of their days.
    """

    kind: Kind
    read: bool
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """Movements of one of Stripe's reporting categories in one currency, in the window."""

    reporting_category: str
    currency: str
    exponent: int
    count: int
    gross: Decimal
    fee: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """Both sides at the end of a day."""

    day: date
    stripe: Decimal
    ledger: Decimal


@dataclass(frozen=True, slots=True)
class Clearing:
    """Stripe's balance in a currency against the accounts that stand for it, at the end of the window.

    Attributes:
        accounts: numbers of the accounts, usually one.
        name: the name of the first of them.
        currency: of the balance.
        exponent: decimals of the currency.
        stripe: what Stripe's balance came to.
        ledger: what the accounts came to, booked and unbooked.
        other: of that, the sum of entries without a Stripe id: opening balances, corrections by hand.
        other_count: how many such entries there are.
        explained: what listed reasons make of the difference.
        days: the day before the window, and every day of it.
        base: what the accounts came to in the agreement's currency; None for the balance in that currency.
    """

    accounts: tuple[int, ...]
    name: str
    currency: str
    exponent: int
    stripe: Decimal
    ledger: Decimal
    other: Decimal
    other_count: int
    explained: Decimal
    days: tuple[Day, ...]
    base: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """Stripe's balance less the accounts'."""
        return self.stripe - self.ledger

    @property
    def unexplained(self) -> Decimal:
        """What of the difference nothing listed accounts for; the books close at zero."""
        return self.difference - self.explained


@dataclass(frozen=True, slots=True)
class Result:
    """A reconciliation."""

    window: Window
    books: Books
    sections: tuple[Section, ...]
    categories: tuple[Category, ...]
    clearing: tuple[Clearing, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of all sections, in their order."""
        return tuple(finding for section in self.sections for finding in section.findings)

    @property
    def closes(self) -> bool:
        """Whether all that is found is explained, and no clearing account is off by anything else."""
        return all(finding.explained for finding in self.findings) and not any(
            one.unexplained for one in self.clearing
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not close, a sentence each; empty where it closes."""
        open_ones = [finding for finding in self.findings if not finding.explained]
        said = [f"{one.stripe_id}: {one.message}" for one in open_ones]
        return (*said, *(_off(one) for one in self.clearing if one.unexplained))


def _off(one: Clearing) -> str:
    accounts = ", ".join(str(number) for number in one.accounts)
    said = _(
        "Account {accounts} has {ledger} {currency} where Stripe's balance is {stripe}: "
        "the difference is {difference}."
    )
    if one.explained:
        said = _(
            "Account {accounts} has {ledger} {currency} where Stripe's balance is {stripe}: the difference is "
            "{difference}, of which {explained} has a reason."
        )
    said = said.format(
        accounts=accounts,
        currency=one.currency,
        ledger=amount(one.ledger),
        stripe=amount(one.stripe),
        difference=amount(one.difference),
        explained=amount(one.explained),
    )
    before = one.days[0].stripe - one.days[0].ledger if one.days else Decimal(0)
    if before:
        told = _("It was off by {amount} before these days already; begin --from earlier.")
        said = f"{said} {told.format(amount=amount(before))}"
    return said
