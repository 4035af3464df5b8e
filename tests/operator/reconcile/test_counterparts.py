"""What is posted against the clearing account: the customer's whole payment and each fee, or it is named."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sandbox.economic.ledger.entries import JournalEntry
from sandbox.economic.ledger.shapes import put_draft
from tests.operator.reconcile.two_sides import BANK, CLEARING, FEES, TwoSides

LOSSES, OTHER_FEES, HELD = 2575, 2570, 6860


@pytest.fixture
def paid(sides: TwoSides) -> TwoSides:
    """A sale of 125.00, invoiced and paid, with its voucher: 125.00 of the customer's and a fee."""
    sides.post(sides.sell())
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert told.codes == set()
    return sides


def change(sides: TwoSides, *, fee: bool, **changes: Any) -> None:  # noqa: ANN401 - the sandbox's own
    """Change the entry of the fee, or that of the payment; `by` changes its amount."""
    store = sides.sandbox.economic.store
    for entry in list(store.ledger.drafts.entries()):
        one = JournalEntry(**entry.fields)
        if (one.account == FEES) is fee:
            by = changes.pop("by", Decimal(0))
            put_draft(
                store,
                entry.key,
                replace(one, amount=one.amount + by, amount_in_base=one.amount_in_base + by, **changes),
            )
            return
    pytest.fail("There is no such entry.")


@pytest.mark.parametrize("booked", [False, True])
def test_a_krone_less_of_the_payment_and_less_of_the_fee_is_edited(paid: TwoSides, *, booked: bool) -> None:
    (movement,) = paid.movements()
    change(paid, fee=False, by=Decimal(1))
    change(paid, fee=True, by=Decimal(-1))
    if booked:
        paid.book_journal()
    told = paid.reconcile()
    assert not told.closes
    assert told.clearing()["difference"] == "0.00"
    assert told.codes == {("edited", movement["id"])}
    message = told.one("edited")["message"]
    assert "customer 1 (-124.00)" in message
    assert "customer 1 (-125.00)" in message


@pytest.mark.parametrize("booked", [False, True])
def test_a_fee_on_another_account_is_listed_and_may_be_meant(paid: TwoSides, *, booked: bool) -> None:
    (movement,) = paid.movements()
    change(paid, fee=True, account=OTHER_FEES)
    if booked:
        paid.book_journal()
    told = paid.reconcile()
    assert told.closes
    assert told.codes == {("moved", movement["id"])}
    fee = f"{Decimal(movement['fee']) / 100:.2f}"
    expected = f"It stands on account {OTHER_FEES} ({fee}) where the mapping says account {FEES} ({fee})."
    assert told.one("moved")["message"] == expected


@pytest.mark.parametrize("booked", [False, True])
def test_a_payment_on_another_customer_than_its_invoice_is_listed(paid: TwoSides, *, booked: bool) -> None:
    (movement,) = paid.movements()
    other = paid.api.customer(customerNumber=2)
    change(paid, fee=False, customer=other)
    if booked:
        paid.book_journal()
    told = paid.reconcile()
    assert told.closes
    assert told.codes == {("moved", movement["id"])}
    assert "customer 2 (-125.00) where the mapping says customer 1 (-125.00)" in told.one("moved")["message"]


def test_a_payment_whose_customer_nobody_can_tell_may_be_anybodys(sides: TwoSides) -> None:
    # The payment has no document in e-conomic; a person has posted it to a customer all the same.
    charge = sides.take(12500)
    sides.note(f"charges/{charge}", economic_status="failed", economic_error="product_missing: none")
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert told.codes == {("missing", charge)}


def test_a_payment_that_was_moved_on_as_a_whole_is_listed_however_it_was_moved(paid: TwoSides) -> None:
    (movement,) = paid.movements()
    moved = {
        "customer": {"customerNumber": 1},
        "contraAccount": {"accountNumber": HELD},
        "amount": 125,
        "date": "2026-11-10",
        "text": f"Flyttet {movement['id']}",
    }
    paid.typed({"customerPayments": [moved]}, day="2026-11-10")
    told = paid.reconcile()
    assert told.closes
    assert told.codes == {("moved", movement["id"])}


def test_a_part_that_a_person_writes_off_by_another_voucher_is_the_persons(paid: TwoSides) -> None:
    (movement,) = paid.movements()
    rest = {
        "customer": {"customerNumber": 1},
        "contraAccount": {"accountNumber": LOSSES},
        "amount": 1,
        "date": "2026-11-10",
        "text": f"Øredifference {movement['id']}",
    }
    paid.typed({"customerPayments": [rest]}, day="2026-11-10")
    told = paid.reconcile()
    assert told.closes
    assert told.codes == set()


def test_a_voucher_of_the_net_alone_lacks_the_fee(sides: TwoSides) -> None:
    sides.post(sides.sell())
    (movement,) = sides.movements()
    sides.voucher(movement, net=Decimal(movement["net"]) / 100, account=BANK, contra=CLEARING)
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("edited", movement["id"])}


def test_vat_on_a_fee_takes_nothing_from_it(sides: TwoSides) -> None:
    for code in ("I25", "IY25"):
        sides.do("move_balance", type="stripe_fee", amount=-1250, reporting_category="fee", description=code)
    for movement, code in zip(sides.movements(), ("I25", "IY25"), strict=True):
        sides.voucher(movement, vatAccount={"vatCode": code})
    for booked in (False, True):
        if booked:
            sides.book_journal()
        told = sides.reconcile()
        assert told.closes, told.body["reasons"]
        assert told.codes == set()
