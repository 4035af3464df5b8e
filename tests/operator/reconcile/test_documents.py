"""Invoices, credit notes and payments: each is in e-conomic exactly once, or is named."""

import pytest

from tests.operator.reconcile.two_sides import TwoSides


def test_an_invoice_that_is_there_and_right_closes_and_an_unbooked_one_is_told(sides: TwoSides) -> None:
    one = sides.sell("one")
    other = sides.sell("other")
    sides.post(one)
    sides.book(sides.post(other))
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert told.codes == set()
    assert told.one("open_draft")["stripe_id"] == one
    (row,) = told.body["sections"][0]["currencies"]
    assert row["stripe"] == row["ledger"] == {"count": 2, "net": "200.00", "vat": "50.00", "gross": "250.00"}


def test_one_that_is_missing_is_named(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("missing", sold)}
    assert told.one("missing")["stripe_amount"] == "125.00"


def test_one_that_the_pipeline_could_not_post_is_listed_with_its_reason(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.note(f"invoices/{sold}", economic_status="failed", economic_error="totals_differ: by 3.00")
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert "totals_differ: by 3.00" in told.one("missing")["message"]


def test_one_that_was_posted_and_deleted_by_hand_is_missing_without_a_reason(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.note(f"invoices/{sold}", economic_status="created", economic_error="")
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("missing", sold)}


def test_one_that_is_left_out_on_purpose_closes(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.note(f"invoices/{sold}", economic_ignore="true")
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert told.codes == {("left_out", sold)}


def test_one_that_is_there_twice_is_named(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.book(sides.post(sold))
    sides.post(sold)
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("duplicate", sold)}
    assert told.one("duplicate")["ledger_amount"] == "250.00"


def test_one_that_is_copied_in_a_later_month_is_named_in_both(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.book(sides.post(sold))
    sides.post_all()
    sides.at("2026-12-12T10:00:00Z")
    assert sides.reconcile(first="2026-12-01", last="2026-12-31").codes == set()
    sides.post(sold, day="2026-12-12")
    for first, last in (("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")):
        told = sides.reconcile(first=first, last=last)
        assert not told.closes
        assert told.codes == {("duplicate", sold)}
    # The sale is November's.
    assert told.body["sections"][0]["currencies"] == []


def test_one_that_is_copied_after_more_than_a_year_is_named(sides: TwoSides) -> None:
    sides.at("2025-03-03T10:00:00Z")
    sold = sides.sell()
    sides.post(sold, day="2025-03-03")
    sides.at("2026-11-12T10:00:00Z")
    sides.post(sold, day="2026-11-12")
    told = sides.reconcile()
    assert ("duplicate", sold) in told.codes


def test_an_invoice_that_is_voided_in_a_later_month_is_named_in_that_one_too(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold)
    sides.at("2026-12-12T10:00:00Z")
    sides.do("reopen_invoice", invoice=sold)
    sides.do("void_invoice", invoice=sold)
    sides.post_all()
    for first, last in (("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")):
        told = sides.reconcile(first=first, last=last)
        assert not told.closes
        assert {one for one in told.codes if one[1].startswith("in_")} == {("undone_in_stripe", sold)}
    sides.at("2027-01-05T10:00:00Z")
    assert sides.reconcile(first="2027-01-01", last="2027-01-31").closes


def test_an_open_invoice_is_undone_only_where_invoices_are_due_when_paid(sides: TwoSides) -> None:
    billed = sides.shop.bill("open", {"price": sides.shop.price(10000), "tax_rates": [sides.shop.rate()]})
    sides.post(billed)
    assert sides.reconcile().codes == {("undone_in_stripe", billed)}
    finalized = {"TAP_STRIPE_INVOICES_TRIGGER": "finalized"}
    told = sides.reconcile(**finalized)
    assert told.closes
    assert told.codes == set()
    sides.post(billed)
    assert sides.reconcile(**finalized).codes == {("duplicate", billed)}


def test_ids_that_differ_by_case_are_two_ids(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold)
    sides.post(sold.swapcase().replace("IN_", "in_"))
    sides.post_all()
    told = sides.reconcile()
    assert {code for code, _ in told.codes} == {"not_in_stripe"}


@pytest.mark.parametrize("net", [99, 101])
def test_one_that_was_edited_is_named(sides: TwoSides, net: int) -> None:
    sold = sides.sell()
    sides.post(sold, net)
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("edited", sold)}


def test_one_in_another_currency_is_edited(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold, currency="EUR")
    sides.post_all()
    assert sides.reconcile().codes == {("edited", sold)}


def test_vat_may_differ_by_the_rounding_and_no_more(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold, 125, recipient={"name": "Kunde", "vatZone": {"vatZoneNumber": 3}})
    sides.post_all()
    told = sides.reconcile()
    assert told.codes == {("edited", sold)}
    assert "VAT" in told.one("edited")["message"]


def test_an_id_that_stripe_does_not_know_is_named_and_other_references_are_not(sides: TwoSides) -> None:
    stranger = "in_1QabcdefGHIJKLmnopQRSTuv"
    sides.post(stranger)
    for mine in ("in_progress", "po_12345678901234", "Order 17", "my in_1QabcdefGHIJKLmnopQRSTuv"):
        sides.post(mine)
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("not_in_stripe", stranger)}


def test_an_invoice_created_long_before_it_was_paid_counts_when_it_was_paid(sides: TwoSides) -> None:
    sides.at("2026-02-03T10:00:00Z")
    billed = sides.shop.bill("late", {"price": sides.shop.price(10000), "tax_rates": [sides.shop.rate()]})
    sides.at("2026-11-10T10:00:00Z")
    sides.shop.call(f"invoices/{billed}/pay")
    sides.post_all()
    since = ("--since", "2026-11-01")
    assert sides.reconcile(*since).codes == {("missing", billed)}
    sides.post(billed, day="2026-02-03")
    assert sides.reconcile(*since).closes
    # It is February's by its date, and not February's by its payment.
    assert sides.reconcile(first="2026-02-01", last="2026-02-28").codes == set()


def test_one_whose_date_was_moved_out_of_a_closed_period_is_found(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold, day="2026-12-01")
    sides.post_all()
    assert sides.reconcile().closes


def test_the_day_is_copenhagens(sides: TwoSides) -> None:
    sides.at("2026-10-31T22:59:59Z")
    before = sides.sell("before")
    sides.at("2026-10-31T23:00:00Z")
    after = sides.sell("after")
    assert {("missing", before)} == {
        one for one in sides.reconcile(first="2026-10-31", last="2026-10-31").codes if one[1].startswith("in_")
    }
    assert {("missing", after)} == {
        one for one in sides.reconcile(first="2026-11-01", last="2026-11-01").codes if one[1].startswith("in_")
    }


def test_an_order_stands_for_its_invoice_and_is_told_to_be_none_yet(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.order(sold)
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert "order" in told.one("open_draft")["message"]


def test_an_order_that_became_an_invoice_which_is_gone_is_missing(sides: TwoSides) -> None:
    sold = sides.sell()
    made = sides.order(sold)
    sent = sides.api.post("/orders/sent", sides.api.get(made["self"]).json()).json()
    template = sides.api.get(sent["templates"]["upgradeInstructions"]).json()
    invoice = sides.api.post("/invoices/drafts", template["draftInvoice"]).json()
    sides.post_all()
    assert sides.reconcile().closes
    assert sides.api.delete(f"/invoices/drafts/{invoice['draftInvoiceNumber']}").status_code == 200
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("missing", sold)}
    assert told.one("missing")["document"].startswith("archived order ")


def test_a_credit_note_is_an_invoice_of_the_opposite_amount(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.post(sold)
    made = sides.shop.call("credit_notes", invoice=sold, amount=12500, refund_amount=12500)["id"]
    sides.post_all()
    assert ("missing", made) in sides.reconcile().codes
    sides.post(made, -100)
    told = sides.reconcile()
    assert told.closes
    assert told.codes == set()
    (row,) = told.body["sections"][1]["currencies"]
    assert row["stripe"]["gross"] == row["ledger"]["gross"] == "-125.00"


def test_a_credit_note_that_was_voided_and_still_stands_is_named(sides: TwoSides) -> None:
    sides.shop.bill("open", {"price": sides.shop.price(10000), "tax_rates": [sides.shop.rate()]})
    made = sides.shop.call("credit_notes", invoice=sides.shop.sold["open"], amount=1250)["id"]
    sides.post(made, -10)
    sides.shop.call(f"credit_notes/{made}/void")
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("undone_in_stripe", made)}


def test_an_invoice_that_was_taken_back_in_the_ledger_is_named(sides: TwoSides) -> None:
    sold = sides.sell()
    sides.book(sides.post(sold))
    sides.book(sides.post(sold, -100))
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("credited_in_ledger", sold)}


def test_a_payment_without_an_invoice_is_compared_by_what_was_paid(sides: TwoSides) -> None:
    paid = sides.take(12500)
    sides.post_all()
    assert sides.reconcile().codes == {("missing", paid)}
    sides.post(paid)
    assert sides.reconcile().closes


def test_a_payment_that_turned_out_to_be_an_invoices_is_named(sides: TwoSides) -> None:
    paid = sides.take(12500)
    sides.post(paid)
    (charge,) = sides.listed("charges")
    sides.shop.bill("bill", {"price": sides.shop.price(10000), "tax_rates": [sides.shop.rate()]})
    billed = sides.shop.sold["bill"]
    sides.shop.call(f"invoices/{billed}/attach_payment", payment_intent=charge["payment_intent"])
    # Whoever posts is told as well, and tells Stripe; the sale stands twice all the same.
    sides.note(f"charges/{paid}", economic_status="skipped", economic_error="has_invoice: posted by itself")
    sides.post(billed)
    sides.post_all()
    told = sides.reconcile()
    assert not told.closes
    assert told.codes == {("undone_in_stripe", paid)}
    assert billed in told.one("undone_in_stripe")["message"]


def test_a_stream_that_is_not_selected_misses_nothing(sides: TwoSides) -> None:
    file = sides.folder / "meltano.yml"
    text = "\n".join(line for line in file.read_text("utf-8").splitlines() if line.strip() != "- payments.*")
    file.write_text(text, encoding="utf-8")
    sides.take()
    sides.post_all()
    told = sides.reconcile()
    assert told.closes
    assert [one["read"] for one in told.body["sections"]] == [True, True, False, True]


@pytest.mark.parametrize(("currency", "gross"), [("jpy", "125"), ("kwd", "125.000")])
def test_currencies_have_stripes_decimals(sides: TwoSides, currency: str, gross: str) -> None:
    sold = sides.sell(currency=currency)
    sides.post(sold, currency=currency.upper())
    sides.post_all()
    told = sides.reconcile()
    (row,) = [one for one in told.body["sections"][0]["currencies"] if one["currency"] == currency.upper()]
    assert row["stripe"]["gross"] == row["ledger"]["gross"] == gross
    assert told.closes
