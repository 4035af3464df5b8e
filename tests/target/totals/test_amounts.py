"""The totals gate: gross agrees to the øre, or nothing is posted."""

from decimal import Decimal

from sandbox import Sandbox
from tests.target.conftest import Post
from tests.target.documents import invoice, line
from tests.target.ledger import batch, drafts


def test_vat_that_stripe_did_not_charge_is_refused_before_anything_is_created(
    empty_sandbox: Sandbox, post: Post
) -> None:
    ended = post(batch(invoice(tax=0)))
    assert ended.outcome("in_1")["code"] == "totals_differ"
    assert "25.00%" in ended.outcome("in_1")["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_an_ore_between_vat_per_line_and_per_invoice_is_evened_out(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice(lines=[line(1001)] * 3, tax=750)))
    assert ended.status == 0
    draft = drafts(empty_sandbox)["in_1"]
    assert draft["grossAmount"] == Decimal("37.53")
    assert draft["lines"][-1]["unitNetPrice"] == Decimal("-0.01")


def test_without_a_group_for_it_no_rounding_line_is_made_up(post: Post) -> None:
    ended = post(batch(invoice(lines=[line(1001)] * 3, tax=750)), rounding_product_group=None)
    assert ended.outcome("in_1")["code"] == "rounding_product_missing"
    taxed = post(batch(invoice(lines=[line(1001)] * 3, tax=750)), rounding_product_group=1)
    assert taxed.outcome("in_1")["code"] == "rounding_product_taxed"


def test_an_invoice_without_lines_is_a_draft_without_lines(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice(lines=[], products=[])))
    assert (ended.status, drafts(empty_sandbox)["in_1"]["grossAmount"]) == (0, 0)


def test_a_third_decimal_in_the_totals_is_refused_before_anything_is_created(
    empty_sandbox: Sandbox, post: Post
) -> None:
    document = invoice(lines=[line(1230)], tax=308, currency="KWD", exponent=3)
    assert post(batch(document)).outcome("in_1")["code"] == "currency_decimals"
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_a_currency_without_cents_agrees_although_vat_is_rounded_to_whole_units(
    empty_sandbox: Sandbox, post: Post
) -> None:
    ended = post(batch(invoice(lines=[line(999)], tax=250, currency="JPY", exponent=0)))
    assert (ended.status, drafts(empty_sandbox)["in_1"]["grossAmount"]) == (0, Decimal(1249))
