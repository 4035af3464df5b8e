"""Movements that are posted with their payout: its voucher stands for all of them."""

from decimal import Decimal

import pytest

from tests.operator.reconcile.two_sides import BANK, FEES, UNASSIGNED, TwoSides


@pytest.fixture
def paid_out(sides: TwoSides) -> TwoSides:
    """Two top-ups of the 10th that are paid out on the 12th, where vouchers are made by payout."""
    by_payout(sides)
    sides.do("move_balance", type="topup", amount=10000)
    sides.do("move_balance", type="topup", amount=2500)
    sides.at("2026-11-12T10:00:00Z")
    sides.do("pay_out")
    sides.at("2026-11-20T10:00:00Z")
    return sides


def by_payout(sides: TwoSides) -> None:
    """Make vouchers by payout."""
    folder = sides.folder / "mappings"
    for name, active in (("vouchers.yml", "false"), ("vouchers_by_payout.yml", "true")):
        lines = (folder / name).read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("active:")]
        (folder / name).write_text("\n".join([*kept, f"active: {active}", ""]), encoding="utf-8")
    meltano = sides.folder / "meltano.yml"
    text = meltano.read_text("utf-8").replace("- balance_transactions.*", "- payouts.*")
    meltano.write_text(text, encoding="utf-8")


def _post(sides: TwoSides, *apart: str, day: str = "2026-11-14", paid: str = "125.00") -> str:
    """A voucher for each of `apart`, which is by how much it does not come to nothing on the account."""
    (payout,) = sides.listed("payouts")
    text = f"Stripe payout {payout['id']}"
    for more in apart:
        sides.entries(-Decimal(paid) - Decimal(more), Decimal(paid), text=text, day=day)
    return str(payout["id"])


def test_its_voucher_stands_for_its_movements(paid_out: TwoSides) -> None:
    _post(paid_out, "0.00")
    told = paid_out.reconcile()
    assert told.closes, told.body["reasons"]
    assert told.codes == set()
    assert (told.clearing()["stripe"], told.clearing()["ledger"]) == ("0.00", "0.00")
    (row,) = told.body["sections"][3]["currencies"]
    assert row["ledger"]["count"] == row["stripe"]["count"] == 3


def test_a_payout_without_a_voucher_is_missing_once(paid_out: TwoSides) -> None:
    (payout,) = paid_out.listed("payouts")
    told = paid_out.reconcile()
    assert not told.closes
    assert told.codes == {("missing", payout["id"])}
    paid_out.note(f"payouts/{payout['id']}", economic_status="failed", economic_error="period_closed: 2026-11")
    told = paid_out.reconcile()
    assert not told.closes
    assert "period_closed" in told.one("missing")["message"]
    paid_out.note(f"payouts/{payout['id']}", economic_ignore="true")
    assert paid_out.reconcile().closes


def test_a_payout_that_does_not_come_to_nothing_is_edited(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.01")
    assert paid_out.reconcile().codes == {("edited", payout)}


def test_a_payout_that_is_on_two_vouchers_is_named(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.00", "0.00")
    assert paid_out.reconcile().codes == {("duplicate", payout)}


def test_a_movement_that_is_posted_by_itself_as_well_is_named(paid_out: TwoSides) -> None:
    _post(paid_out, "0.00")
    first = paid_out.movements("topup")[0]
    paid_out.voucher(first)
    told = paid_out.reconcile()
    assert not told.closes
    assert told.codes == {("duplicate", first["id"])}


def test_movements_wait_for_their_payout(paid_out: TwoSides) -> None:
    _post(paid_out, "0.00")
    paid_out.do("move_balance", type="topup", amount=700)
    told = paid_out.reconcile()
    assert told.closes, told.body["reasons"]
    assert told.codes == {("awaiting_payout", paid_out.movements("topup")[-1]["id"])}
    assert (told.clearing()["difference"], told.clearing()["explained"]) == ("7.00", "7.00")


def test_a_window_may_end_between_movements_and_their_payout(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.00")
    told = paid_out.reconcile(last="2026-11-11")
    assert told.closes, told.body["reasons"]
    assert told.clearing()["stripe"] == "125.00"
    assert told.codes == {("dated_later", payout)}
    # And begin there: what is paid out was created before it.
    assert paid_out.reconcile(first="2026-11-12").closes
    assert paid_out.reconcile(first="2026-11-11", last="2026-11-11").closes


def test_a_payout_of_another_amount_is_edited_though_it_comes_to_nothing(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.00", paid="120.00")
    told = paid_out.reconcile()
    assert not told.closes
    assert told.codes == {("edited", payout)}


def test_a_payout_whose_voucher_leaves_the_account_alone_is_edited(paid_out: TwoSides) -> None:
    (payout,) = paid_out.listed("payouts")
    paid_out.entry(Decimal("125.00"), f"Stripe payout {payout['id']}", account=BANK, contra=UNASSIGNED)
    assert paid_out.reconcile().codes == {("edited", payout["id"])}


def test_what_a_person_moves_on_from_a_payout_is_no_second_voucher(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.00")
    paid_out.entry(Decimal("125.00"), f"Stripe payout {payout}", account=UNASSIGNED, contra=FEES)
    told = paid_out.reconcile()
    assert told.closes, told.body["reasons"]


def test_a_payout_that_is_on_its_way_is_not_missing(sides: TwoSides) -> None:
    by_payout(sides)
    sides.at("2026-11-26T10:00:00Z")
    sides.do("move_balance", type="topup", amount=10000)
    sides.do("pay_out", amount=4000)
    (payout,) = sides.listed("payouts")
    assert payout["status"] == "in_transit"
    told = sides.reconcile()
    assert told.closes, told.body["reasons"]
    assert {code for code, _ in told.codes} == {"awaiting_payout"}


def test_a_payout_by_hand_is_missing_with_its_reason(sides: TwoSides) -> None:
    by_payout(sides)
    sides.do("move_balance", type="topup", amount=10000)
    sides.do("pay_out", amount=10000)
    sides.at("2026-11-28T10:00:00Z")
    (payout,) = sides.listed("payouts")
    assert payout["status"] == "paid"
    told = sides.reconcile()
    assert not told.closes
    assert ("missing", payout["id"]) in told.codes
    sides.note(f"payouts/{payout['id']}", economic_status="failed", economic_error="missing_value: transactions")
    told = sides.reconcile()
    assert not told.closes
    assert "missing_value" in told.one("missing")["message"]


def test_what_came_back_waits_for_a_later_payout(paid_out: TwoSides) -> None:
    payout = _post(paid_out, "0.00")
    paid_out.do("fail_payout", payout=payout)
    (back,) = paid_out.movements("payout_reversal")
    told = paid_out.reconcile()
    assert told.closes, told.body["reasons"]
    assert told.codes == {("awaiting_payout", back["id"])}
