"""Movements that are posted with their payout: its voucher stands for all of them."""

from decimal import Decimal

import pytest

from tests.operator.reconcile.two_sides import TwoSides


@pytest.fixture
def paid_out(sides: TwoSides) -> TwoSides:
    """Two top-ups of the 10th that are paid out on the 12th, where vouchers are made by payout."""
    folder = sides.folder / "mappings"
    for name, active in (("vouchers.yml", "false"), ("vouchers_by_payout.yml", "true")):
        lines = (folder / name).read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("active:")]
        (folder / name).write_text("\n".join([*kept, f"active: {active}", ""]), encoding="utf-8")
    meltano = sides.folder / "meltano.yml"
    text = meltano.read_text("utf-8").replace("- balance_transactions.*", "- payouts.*")
    meltano.write_text(text, encoding="utf-8")
    sides.do("move_balance", type="topup", amount=10000)
    sides.do("move_balance", type="topup", amount=2500)
    sides.at("2026-11-12T10:00:00Z")
    sides.do("pay_out")
    sides.at("2026-11-20T10:00:00Z")
    return sides


def _post(sides: TwoSides, *amounts: str, day: str = "2026-11-14") -> str:
    """A voucher with the payout's id at the end of each text; amounts are what it does to the account."""
    (payout,) = sides.listed("payouts")
    for amount in amounts:
        sides.entry(-Decimal(amount), f"Stripe payout {payout['id']}", day=day)
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
    assert told.closes
    assert "period_closed" in told.one("missing")["message"]


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
