"""What is read of the two sides, reduced to what is compared. All money is in the currency's own unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tap_stripe_invoices.records.currencies import exponent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from stripe_economic.reconcile.findings import Kind

ZERO = Decimal(0)
PAYMENTS = "payments"


@dataclass(frozen=True, slots=True)
class Told:
    """What the pipeline and people have written into an object's metadata in Stripe.

    Attributes:
        left_out: why it is left out on purpose, empty where it is not.
        reason: why it was not posted, empty where it was or where nothing was written.
        error: the last outcome's code and message, whatever became of the object; empty where it had none.
        is_skipped: whether the last outcome was that it is left out.
    """

    left_out: str = ""
    reason: str = ""
    error: str = ""
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """An invoice, a credit note or a payment in Stripe; a credit note's amounts are negative.

    Attributes:
        counts_at: when it came to count, in epoch seconds; None while it does not.
        undone: in Stripe's words what became of one that does not count; empty for one that does.
        net: None where Stripe does not know it, as `vat`.
        tolerance: by how much VAT may differ because the two sides round it in different places.
    """

    kind: Kind
    id: str
    counts_at: int | None
    undone: str
    day: date
    currency: str
    net: Decimal | None
    vat: Decimal | None
    gross: Decimal
    tolerance: Decimal
    told: Told
    url: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of what the mappings post for a movement, other than on the clearing account.

    Attributes:
        account: the account; None where it is a customer's.
        amount: in the currency of the balance; debits are positive.
    """

    account: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the mappings make of a movement.

    Attributes:
        skip: why they leave it out, empty where they do not.
        error: why they cannot make a voucher of it, with a code; empty where they can.
        clearing: the account that stands for the balance; None where nothing says it.
        unassigned: accounts on which it stands where nobody can tell the customer.
        postings: what they post beside the clearing account; empty where they do not say.
        exchange: accounts on which a part of what is a customer's may stand, as an exchange gain or loss.
        documents: ids of the sales documents that tell the customer, the most telling first.
    """

    skip: str = ""
    error: str = ""
    clearing: int | None = None
    unassigned: frozenset[int] = frozenset()
    postings: tuple[Posting, ...] = ()
    exchange: frozenset[int] = frozenset()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """A balance transaction.

    Attributes:
        amount: what moved; negative where it left the balance.
        net: the amount less the fee.
        balance_type: the balance that moved, `payments` for the ordinary one.
        source: id of the charge, refund, payout, ... that moved it; None where nothing did.
        payout: the payout that it is; None for other movements.
        invoice: the invoice behind it, where that was looked up.
        credit_note: of a refund, the credit note it belongs to, where that was looked up.
        ruling: what the mappings make of it.
    """

    id: str
    created: int
    day: date
    category: str
    currency: str
    amount: Decimal
    fee: Decimal
    net: Decimal
    url: str
    balance_type: str = PAYMENTS
    source: str | None = None
    payout: str | None = None
    invoice: str | None = None
    credit_note: str | None = None
    ruling: Ruling = Ruling()

    @property
    def is_refund(self) -> bool:
        """Whether money of a customer's went back."""
        return self.category == "refund"


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout, with the movements that it pays out and its own; none where Stripe does not tell them.

    Attributes:
        is_over: whether it has arrived or come back; before that it is not posted.
    """

    id: str
    created: int
    day: date
    currency: str
    amount: Decimal
    members: tuple[Movement, ...]
    is_over: bool
    told: Told
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry, or one line of a booked one, does to an account or to a customer.

    Attributes:
        mark: the Stripe id at the end of its text; None for entries of other origin.
        voucher: accounting year and number, which tell vouchers apart.
        name: what people call the voucher.
        account: the account; None where it is not told, as of an entry in a journal whose side is a customer.
        currency: of `amount`.
        amount: debits are positive.
        base: the same in the agreement's currency.
        customer: number of the customer whose it is; None where it is nobody's.
    """

    mark: str | None
    voucher: tuple[str, int]
    name: str
    day: date
    account: int | None
    currency: str
    amount: Decimal
    base: Decimal
    customer: int | None = None

    def in_currency(self, currency: str, base_currency: str) -> Decimal:
        """Return what it does to a balance of a currency; an amount in a third one does nothing to it."""
        if currency == base_currency:
            return self.base
        return self.amount if currency == self.currency else ZERO


def minor(amount: int, currency: str) -> Decimal:
    """Return an amount of Stripe's in the currency's own unit, with the currency's decimals at Stripe."""
    return Decimal(amount).scaleb(-exponent(currency))


def shown(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with the currency's decimals, or with those that it has where they are more."""
    rounded = amount.quantize(Decimal(1).scaleb(-exponent(currency)))
    return rounded if rounded == amount else amount


def by_mark(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """Return the entries that bear a Stripe id, by it."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.mark is not None:
            found[entry.mark].append(entry)
    return found


def named(entries: Iterable[Entry]) -> str:
    """Return what people call the vouchers of some entries, each once."""
    return ", ".join(dict.fromkeys(entry.name for entry in entries))
