"""What people do to the journal by hand, and what of it belongs to which days."""

from decimal import Decimal

import pytest

from tests.operator.reconcile.two_sides import CLEARING, UNASSIGNED, TwoSides

STRANGER = "txn_1QabcdefGHIJKLmnopQRSTuv"


@pytest.fixture
def topped(sides: TwoSides) -> TwoSides:
    """A top-up of 10.00 on the 10th of November, with its voucher."""
    sides.do("move_balance", type="topup", amount=1000)
    sides.post_all()
    return sides


def test_kroner_on_the_account_count_although_only_euro_moved(sides: TwoSides) -> None:
    sides.do("keep_currency", currency="eur")
    sides.do("move_balance", type="topup", amount=1000, currency="eur")
    (movement,) = sides.movements()
    sides.voucher(movement, currency={"code": "EUR"})
    assert sides.reconcile().closes
    sides.entry(Decimal("-1.00"), "Ret")
    told = sides.reconcile()
    assert not told.closes
    assert told.clearing("DKK")["unexplained"] == "-1.00"
    assert told.clearing("EUR")["unexplained"] == "0.00"


@pytest.mark.parametrize("booked", [False, True])
def test_a_voucher_too_many_that_was_reversed_is_none_too_many(topped: TwoSides, *, booked: bool) -> None:
    (movement,) = topped.movements()
    topped.voucher(movement)
    assert topped.reconcile().codes == {("duplicate", movement["id"])}
    topped.voucher(movement, net="-10.00")
    if booked:
        topped.book_journal()
    assert topped.reconcile().closes


def test_a_movement_whose_only_voucher_was_reversed_is_named(topped: TwoSides) -> None:
    (movement,) = topped.movements()
    topped.voucher(movement, net="-10.00")
    told = topped.reconcile()
    assert not told.closes
    assert told.codes == {("edited", movement["id"])}
    assert "take each other back" in told.one("edited")["message"]


def test_what_was_doubled_in_these_days_is_named_though_it_moved_before_them(topped: TwoSides) -> None:
    (movement,) = topped.movements()
    topped.voucher(movement, day="2026-12-02")
    told = topped.reconcile(first="2026-12-01", last="2026-12-31")
    assert not told.closes
    assert told.codes == {("duplicate", movement["id"])}


def test_an_id_that_stripe_does_not_know_is_named_in_its_own_days_only(topped: TwoSides) -> None:
    topped.entry(Decimal("-3.00"), f"Stripe charge {STRANGER}", day="2026-12-02")
    assert topped.reconcile().closes
    assert topped.reconcile(last="2026-12-31").codes == {("not_in_stripe", STRANGER)}


def test_what_a_person_moves_on_to_its_customer_is_none_too_many(topped: TwoSides) -> None:
    topped.post(topped.take(), 40)
    (movement,) = topped.movements("charge")
    topped.voucher(movement, account=UNASSIGNED)
    assert topped.reconcile().codes == {("customer_unknown", movement["id"])}
    moved = {
        "customer": {"customerNumber": 1},
        "contraAccount": {"accountNumber": UNASSIGNED},
        "amount": -50,
        "date": "2026-11-10",
        "text": f"Flyttet til kunden {movement['id']}",
    }
    topped.typed({"customerPayments": [moved]}, day="2026-11-10")
    assert topped.reconcile().codes == set()
    topped.book_journal()
    told = topped.reconcile()
    assert told.closes
    assert told.codes == set()


@pytest.mark.parametrize("kind", ["openingEntry", "transferredOpeningEntry"])
def test_what_the_first_year_opens_with_counts_and_what_is_carried_over_does_not(sides: TwoSides, kind: str) -> None:
    sides.at("2025-10-05T10:00:00Z")
    sides.do("move_balance", type="topup", amount=1000)
    sides.at("2026-11-10T10:00:00Z")
    years = sides.api.get("/accounting-years").json()["collection"]
    first, second = sorted((one["year"] for one in years), key=str)[:2]
    for year in (first, second):
        _opening(sides, year, kind)
    told = sides.reconcile()
    assert told.closes, told.body["reasons"]
    assert (told.clearing()["other"], told.clearing()["other_count"]) == ("10.00", 1)


def _opening(sides: TwoSides, year: str, kind: str) -> None:
    """10.00 on the clearing account, as an opening of a year."""
    store = sides.sandbox.economic.store
    number = store.ledger.next_entry_number()
    document = {
        "account": {"accountNumber": CLEARING},
        "amount": Decimal("10.00"),
        "amountInBaseCurrency": Decimal("10.00"),
        "currency": "DKK",
        "date": f"{year[:4]}-01-01",
        "entryNumber": number,
        "text": "Primo",
        "entryType": kind,
        "voucherNumber": number,
    }
    store.ledger.book(number, document, {"year": year, "journal": 1})


def test_a_key_that_may_not_read_the_balance_is_told_so(topped: TwoSides) -> None:
    kinds = ("charge", "invoice", "credit_note", "customer", "product", "event", "dispute", "payout", "refund")
    topped.do(
        "register_key", key="rk_test_nobalance", rights=[f"{one}:read" for one in (*kinds, "balance_transaction")]
    )
    ended = topped.run("--from", "2026-11-01", "--to", "2026-11-30", TAP_STRIPE_INVOICES_API_KEY="rk_test_nobalance")
    assert ended.status == 1
    assert "stripe_permission_missing" in ended.last_words
    assert "Balance: Read" in ended.last_words
    assert "nobalance" not in ended.stderr
