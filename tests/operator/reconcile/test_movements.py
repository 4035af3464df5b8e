"""Movements of the balance: each is on one voucher that does to the clearing account what it did to the balance."""

from decimal import Decimal

import pytest

from tests.operator.reconcile.two_sides import BANK, CLEARING, FEES, UNASSIGNED, TwoSides

STRANGER = "txn_1QabcdefGHIJKLmnopQRSTuv"


@pytest.fixture
def taken(sides: TwoSides) -> TwoSides:
    """One payment of 50.00, invoiced, and not in the journal yet."""
    sides.post(sides.take(), 40)
    return sides


def test_the_balance_is_what_the_account_says(taken: TwoSides) -> None:
    taken.do("move_balance", type="stripe_fee", amount=-300, reporting_category="fee")
    taken.post_all()
    told = taken.reconcile()
    assert told.closes
    assert told.codes == set()
    found = told.clearing()
    assert found["accounts"] == [CLEARING]
    assert found["stripe"] == found["ledger"] == f"{sum(Decimal(one['net']) for one in taken.movements()) / 100:.2f}"
    assert found["difference"] == "0.00"
    days = {one["day"]: (one["stripe"], one["ledger"]) for one in found["days"]}
    assert len(days) == 31
    assert days["2026-10-31"] == days["2026-11-09"] == ("0.00", "0.00")
    assert days["2026-11-10"] == days["2026-11-30"] == (found["stripe"], found["ledger"])
    assert {one["reporting_category"]: one["count"] for one in told.body["categories"]} == {"charge": 1, "fee": 1}


def test_the_account_closes_booked_half_booked_and_not(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    fee = {"account": FEES, "mark": movement["id"]}
    taken.voucher(movement)
    taken.book_journal()
    taken.do("move_balance", type="topup", amount=1000)
    taken.voucher(taken.movements("topup")[0])
    told = taken.reconcile()
    assert told.closes
    # A second voucher of the same movement, booked or not, is found beside the first.
    taken.voucher(movement, **fee)
    assert taken.reconcile().codes == {("duplicate", movement["id"])}
    taken.book_journal()
    assert taken.reconcile().codes == {("duplicate", movement["id"])}


def test_vat_gives_a_booked_voucher_more_lines_and_it_is_one_voucher(sides: TwoSides) -> None:
    sides.do("move_balance", type="stripe_fee", amount=-1250, reporting_category="fee")
    (movement,) = sides.movements()
    sides.voucher(movement, account=FEES, vatAccount={"vatCode": "I25"})
    sides.book_journal()
    told = sides.reconcile()
    assert told.closes
    (row,) = told.body["sections"][3]["currencies"]
    assert (row["ledger"]["count"], row["ledger"]["net"]) == (1, "-12.50")


def test_a_movement_that_is_missing_is_named(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    told = taken.reconcile()
    assert not told.closes
    assert told.codes == {("missing", movement["id"])}
    assert told.clearing()["unexplained"] == told.clearing()["stripe"]


def test_one_that_no_rule_can_post_is_named_with_its_reason_and_the_books_do_not_close(taken: TwoSides) -> None:
    taken.post_all()
    taken.do("move_balance", type="gift", amount=777, reporting_category="moonshine")
    (movement,) = taken.movements("moonshine")
    told = taken.reconcile()
    assert not told.closes
    assert told.codes == {("missing", movement["id"])}
    assert "unknown_category" in told.one("missing")["message"]
    found = told.clearing()
    assert (found["difference"], found["explained"], found["unexplained"]) == ("7.77", "0.00", "7.77")
    # Posted by hand with its id, as docs/money.md says, it is there.
    taken.voucher(movement)
    assert taken.reconcile().closes


def test_a_payment_of_several_invoices_does_not_close_before_it_is_posted_by_hand(sides: TwoSides) -> None:
    sides.post(sides.sell())
    other = sides.shop.bill("other", {"amount": 4000})
    # The sandbox's own actions pay one invoice at a time.
    store = sides.sandbox.stripe.store
    (paid,) = [one for one in store.all("invoice_payment") if one["invoice"] != other]
    store.put(paid | {"id": f"{paid['id']}2", "invoice": other})
    (charge,) = sides.listed("charges")
    (movement,) = sides.movements()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("missing", movement["id"])}
    assert "payment_of_several_invoices" in told.one("missing")["message"]
    sides.voucher(movement)
    sides.note(f"charges/{charge['id']}", economic_ignore="true")
    assert sides.reconcile().closes


@pytest.mark.parametrize("by", ["0.01", "-10"])
def test_one_that_was_edited_is_named(taken: TwoSides, by: str) -> None:
    (movement,) = taken.movements()
    net = Decimal(movement["net"]) / 100
    taken.voucher(movement, net=net + Decimal(by))
    told = taken.reconcile()
    assert not told.closes
    assert told.codes == {("edited", movement["id"])}
    assert told.one("edited")["stripe_amount"] == f"{net:.2f}"


@pytest.mark.parametrize("booked", [False, True])
def test_one_that_was_taken_off_the_account_is_edited_and_not_missing(taken: TwoSides, *, booked: bool) -> None:
    (movement,) = taken.movements()
    taken.voucher(movement, account=FEES, contra=BANK)
    if booked:
        taken.book_journal()
    assert taken.reconcile().codes == {("edited", movement["id"])}


def test_what_was_split_over_several_vouchers_is_whole(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    taken.voucher(movement, net="50.00", account=UNASSIGNED)
    taken.voucher(movement, net=-Decimal(movement["fee"]) / 100, account=FEES)
    told = taken.reconcile()
    assert told.closes
    assert told.codes == {("customer_unknown", movement["id"])}


def test_an_id_that_stripe_does_not_know_is_named(taken: TwoSides) -> None:
    taken.post_all()
    taken.entry(Decimal("-3.00"), f"Stripe charge {STRANGER}")
    told = taken.reconcile()
    assert not told.closes
    assert told.codes == {("not_in_stripe", STRANGER)}
    assert told.one("not_in_stripe")["ledger_amount"] == "3.00"


def test_ids_that_differ_by_case_are_two_ids(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    other = f"txn_{movement['id'].removeprefix('txn_').swapcase()}"
    taken.voucher(movement, mark=other)
    assert taken.reconcile().codes == {("missing", movement["id"]), ("not_in_stripe", other)}


def test_entries_by_hand_are_part_of_the_balance_and_shown(sides: TwoSides) -> None:
    # Money from before the pipeline, which somebody has put into the books by hand.
    sides.at("2026-10-05T10:00:00Z")
    sides.do("move_balance", type="topup", amount=50000)
    sides.entry(Decimal("-500.00"), "Primo Stripe", day="2026-10-06")
    sides.at("2026-11-10T10:00:00Z")
    sides.do("move_balance", type="topup", amount=1000)
    sides.voucher(sides.movements()[-1])
    told = sides.reconcile()
    assert told.closes
    assert (told.clearing()["other"], told.clearing()["other_count"]) == ("500.00", 1)
    sides.entry(Decimal("-1.00"), "Ret")
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == set()
    assert "5830" in told.body["reasons"][0]


def test_what_came_after_the_window_is_taken_off_the_balance(taken: TwoSides) -> None:
    taken.post_all()
    taken.at("2026-12-03T10:00:00Z")
    taken.do("move_balance", type="topup", amount=1000)
    told = taken.reconcile()
    assert told.closes
    taken.post_all()
    assert taken.reconcile().closes
    assert taken.reconcile(last="2026-12-31").closes


def test_one_that_is_dated_later_explains_the_difference(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    taken.voucher(movement, day="2026-12-01")
    told = taken.reconcile()
    assert told.closes
    assert told.codes == {("dated_later", movement["id"])}
    # In December it is dated in the window, and was created before it.
    assert taken.reconcile(first="2026-12-01", last="2026-12-31").closes


def test_midnight_is_copenhagens_on_the_nights_when_clocks_change(sides: TwoSides) -> None:
    for moment in ("2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"):
        sides.at(moment)
        sides.do("move_balance", type="topup", amount=100)
    told = sides.reconcile(first="2026-10-25", last="2026-10-25")
    second, third = (one["id"] for one in sides.movements()[1:3])
    assert told.codes == {("missing", second), ("missing", third)}
    assert told.clearing()["stripe"] == "3.00"


def test_a_refund_without_a_credit_note_is_listed(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold)
    (charge,) = sides.listed("charges")
    sides.do("refund", charge=charge["id"])
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    (refund,) = sides.movements("refund")
    assert told.codes == {("refund_without_credit_note", refund["id"])}


def test_a_refund_that_came_back_needs_no_credit_note(sides: TwoSides) -> None:
    sides.post(sides.sell())
    (charge,) = sides.listed("charges")
    refund = sides.do("refund", charge=charge["id"], amount=5000)
    stays = sides.do("refund", charge=charge["id"], amount=2500)
    sides.at("2026-12-02T10:00:00Z")
    sides.do("fail_refund", refund=refund["id"])
    sides.post_all()
    (left,) = [one["id"] for one in sides.movements("refund") if one["source"] == stays["id"]]
    for last in ("2026-11-30", "2026-12-31"):
        told = sides.reconcile(last=last)
        assert told.closes, told.body["reasons"]
        assert told.codes == {("refund_without_credit_note", left)}


def test_a_payment_by_nobody_known_is_listed(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    taken.voucher(movement, account=UNASSIGNED)
    told = taken.reconcile()
    assert told.closes
    assert told.codes == {("customer_unknown", movement["id"])}
    taken.book_journal()
    assert taken.reconcile().codes == {("customer_unknown", movement["id"])}


def test_each_balance_has_its_currency(sides: TwoSides) -> None:
    sides.do("keep_currency", currency="eur")
    sides.post(sides.take(), 40)
    sides.post(sides.take(8000, "eur"), 64, currency="EUR")
    danish, european = sides.movements()
    sides.voucher(danish)
    sides.voucher(european, currency={"code": "EUR"})
    told = sides.reconcile()
    assert told.closes, told.body["reasons"]
    assert told.clearing("EUR")["stripe"] == f"{Decimal(european['net']) / 100:.2f}"
    sides.voucher(european, currency={"code": "EUR"})
    told = sides.reconcile()
    assert told.codes == {("duplicate", european["id"])}
    assert told.clearing("DKK")["unexplained"] == "0.00"


def test_a_foreign_entry_on_a_danish_balance_counts_in_kroner(sides: TwoSides) -> None:
    sides.post(sides.take(8000, "eur"), 64, currency="EUR")
    (movement,) = sides.movements()
    assert movement["currency"] == "dkk"
    amount, foreign = Decimal(movement["amount"]) / 100, Decimal("80.00")
    sides.voucher(
        movement,
        net=foreign,
        account=UNASSIGNED,
        currency={"code": "EUR"},
        exchangeRate=float((amount / foreign * 100).quantize(Decimal("0.000001"))),
        amountBaseCurrency=float(-amount),
    )
    sides.voucher(movement, net=-Decimal(movement["fee"]) / 100, account=FEES)
    told = sides.reconcile()
    assert told.closes, told.body["reasons"]
    assert {one["currency"] for one in told.body["clearing"]} == {"DKK"}


def test_an_issuing_movement_is_no_part_of_the_ordinary_balance(taken: TwoSides) -> None:
    taken.post_all()
    taken.do("move_balance", type="issuing_transaction", amount=-900, balance="issuing")
    told = taken.reconcile()
    assert not told.closes
    assert told.clearing()["difference"] == "0.00"
    assert told.one("missing")["stripe_id"] == taken.movements("issuing_transaction")[0]["id"]


def test_before_the_pipeline_began_nothing_is_missing(taken: TwoSides) -> None:
    told = taken.reconcile(TAP_STRIPE_INVOICES_START_DATE="2026-11-11")
    assert told.closes
    assert {code for code, _ in told.codes} == {"left_out"}


def test_what_is_left_out_may_be_posted_by_hand(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    taken.note(f"charges/{movement['source']}", economic_ignore="true")
    told = taken.reconcile()
    assert told.closes
    assert ("left_out", movement["id"]) in told.codes
    assert told.clearing()["explained"] == told.clearing()["difference"] != "0.00"
    taken.do("move_balance", type="gift", amount=777, reporting_category="moonshine")
    taken.entry(-Decimal(movement["net"]) / 100, "Stripe, bogført i hånden")
    told = taken.reconcile()
    assert {(one["code"], one["explained"]) for one in told.findings if one["kind"] == "vouchers"} == {
        ("left_out", True),
        ("missing", False),
    }
    assert (told.clearing()["difference"], told.clearing()["unexplained"]) == ("7.77", "7.77")


def test_another_account_may_stand_for_the_balance(taken: TwoSides) -> None:
    (movement,) = taken.movements()
    taken.voucher(movement, account=FEES, contra=BANK)
    told = taken.reconcile("--clearing", str(BANK))
    assert told.closes
    assert told.clearing()["accounts"] == [BANK]


def test_nothing_is_written_anywhere(taken: TwoSides) -> None:
    taken.post_all()
    for side in (taken.sandbox.stripe, taken.sandbox.economic):
        side.requests.clear()
    before = set(taken.folder.rglob("*"))
    taken.reconcile()
    assert {one.method for side in (taken.sandbox.stripe, taken.sandbox.economic) for one in side.requests} == {"GET"}
    assert set(taken.folder.rglob("*")) == before
