"""Foreign money: what moved is posted to the øre, and a booked invoice is settled in both currencies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.economic.sales.totals import Ties, in_base
from target_economic.vouchers.exchange import Laid, lay_out
from target_economic.vouchers.parties import Party, Settled
from tests.properties.examples import examples
from tests.target.documents import customer, invoice, line
from tests.target.sales.office import Office as SalesOffice
from tests.target.sales.office import Person, booked
from tests.target.vouchers.movements import CLEARING, account, entry, fee, foreign, voucher
from tests.target.vouchers.office import Office

Json = dict[str, Any]

DEBTORS = 5600

tries = settings(max_examples=examples(300))
ties = st.sampled_from(["half-up", "half-even"])
rates = st.one_of(
    st.decimals("0.000001", "99999", places=6),
    st.decimals("0.5", "2000", places=6),
    st.sampled_from([Decimal(100), Decimal(50), Decimal("743.914941"), Decimal("0.5")]),
)


@dataclass(frozen=True)
class Foreign:
    """What a customer owed, in minor units of a currency, and what moved for it, in øre."""

    currency: str
    exponent: int
    owed: int
    moved: int

    @property
    def amount(self) -> Decimal:
        """What was owed, in the currency."""
        return Decimal(self.owed).scaleb(-self.exponent)


@st.composite
def movements(draw: st.DrawFn) -> Foreign:
    """Any amount of any currency that is worth anything from nothing to far more than it ever was."""
    currency, exponent = draw(st.sampled_from([("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3)]))
    owed = draw(st.one_of(st.integers(1, 100_000), st.integers(1, 10**11)))
    moved = draw(st.one_of(st.integers(0, 100_000), st.integers(0, 10**11)))
    sign = draw(st.sampled_from([1, -1]))
    return Foreign(currency, exponent, sign * owed * (10 if exponent == 3 else 1), sign * moved)


def in_ledger(laid: Laid, how: Ties) -> Decimal:
    """What e-conomic makes of an entry in base currency."""
    body = laid.body
    if body["currency"]["code"] == "DKK":
        return Decimal(body["amount"])
    assert body["exchangeRate"] > 0
    assert body["exchangeRate"] == round(body["exchangeRate"], 6)
    stated: Decimal | None = body.get("amountBaseCurrency")
    return in_base(body["amount"], body["exchangeRate"], how) if stated is None else stated


def posted(moving: Foreign, party: Party, how: Ties) -> tuple[Laid, ...]:
    """Lay a movement with a fee out, and make sure that the clearing account gets what moved, whoever rounds."""
    there = foreign(moving.owed, moving.currency, moving.exponent)
    document = voucher("txn_1", entry(moving.moved, settles="in_1", foreign=there), fee(550))
    entries = lay_out(document, party, "DKK").entries
    net = Decimal(document["expected"]["net"]).scaleb(-2)
    assert all(laid.body["contraAccount"] == account(CLEARING) for laid in entries)
    assert -sum(in_ledger(laid, how) for laid in entries) == net
    assert sum(laid.clearing for laid in entries) == net
    assert all(laid.base == in_ledger(laid, how) for laid in entries)
    return entries


@tries
@given(movements(), ties)
def test_what_is_not_booked_yet_comes_to_exactly_what_moved(moving: Foreign, how: Ties) -> None:
    payment, _ = posted(moving, Party(7), how)
    assert payment.body["amount"] == moving.amount
    assert in_ledger(payment, how) == Decimal(moving.moved).scaleb(-2)


@tries
@given(movements(), rates, ties)
def test_a_whole_invoice_is_settled_in_both_currencies(moving: Foreign, rate: Decimal, how: Ties) -> None:
    gross = -moving.amount
    stands = Settled(10031, 7, moving.currency, gross, rate, in_base(gross, rate, how))
    payment, *rest = posted(moving, Party(7, {"in_1": stands}), how)
    assert payment.body["customerInvoice"] == 10031
    assert payment.body["amount"] + gross == 0
    assert in_ledger(payment, how) + in_base(gross, rate, how) == 0
    left = sum(in_ledger(laid, how) for laid in rest if laid.body["account"] != account(2550))
    assert left == Decimal(moving.moved).scaleb(-2) + in_base(gross, rate, how)


@tries
@given(movements(), st.integers(1, 10**11), rates, ties)
def test_part_of_an_invoice_or_more_than_it_is_settled_at_its_rate(
    moving: Foreign, owed: int, rate: Decimal, how: Ties
) -> None:
    gross = Decimal(owed).scaleb(-2).copy_sign(-moving.amount)
    assume(abs(gross) != abs(moving.amount))
    stands = Settled(10031, 7, moving.currency, gross, rate, in_base(gross, rate, how))
    payment, *_ = posted(moving, Party(7, {"in_1": stands}), how)
    assert (payment.body["amount"], payment.body["exchangeRate"]) == (moving.amount, rate)
    assert abs(in_ledger(payment, how) - in_base(moving.amount, rate, how)) <= Decimal("0.01")


class Books:
    """A ledger in which an invoice is booked and then paid, again and again."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._sales = SalesOffice(sandbox)
        self._vouchers = Office(sandbox)
        self._person = Person(sandbox)
        self._count = 0

    def paid(self, euros: int, rate: Decimal, came_in: int) -> tuple[Json, Decimal]:
        """Book an invoice and the payment for it; return the invoice, and by how much the clearing account moved."""
        self._count += 1
        source_id = f"in_{self._count}"
        document = booked(of=invoice(source_id, lines=[line(euros)], tax=0, currency="EUR", zone=2, buyer=customer()))
        document["body"]["exchangeRate"] = format(rate, "f")
        number = self._sales.one(document).found.number  # type: ignore[union-attr]  # it is booked
        there = entry(-came_in, settles=source_id, foreign=foreign(-euros))
        before = self._balance()
        self._vouchers.one(voucher(f"txn_{self._count}", there, documents=[source_id]))
        self._person.call("POST", "/journalsapi/v15.0.0/journals/4/book")
        self._sandbox.economic.requests.clear()
        return self._sandbox.economic.store.booked[number], self._balance() - before

    def owed(self) -> Decimal:
        """What all customers owe together, in base currency."""
        return self._sandbox.economic.store.ledger.account_balance(DEBTORS)

    def _balance(self) -> Decimal:
        return self._sandbox.economic.store.ledger.account_balance(CLEARING)


@contextmanager
def books() -> Iterator[Books]:
    with Sandbox(invoices=0) as sandbox:
        yield Books(sandbox)
        assert sandbox.economic.store.ignored_properties == []


def test_in_the_sandbox_s_books_the_invoice_is_paid_and_the_clearing_account_has_what_came_in() -> None:
    with books() as ledger:

        @settings(max_examples=examples(15), suppress_health_check=list(HealthCheck), deadline=None)
        @given(st.integers(1, 10**8), st.decimals("1", "2000", places=6), st.integers(1, 10**9))
        def holds(euros: int, rate: Decimal, came_in: int) -> None:
            found, moved = ledger.paid(euros, rate, came_in)
            assert (found["remainder"], found["remainderInBaseCurrency"]) == (0, 0)
            assert moved == Decimal(came_in).scaleb(-2)
            assert ledger.owed() == 0

        holds()
