"""A balance in a foreign currency whose rate changes: empty at Stripe, and not in the books until it is adjusted."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.operator.reconcile.two_sides import CLEARING, TwoSides

OF_ITS_OWN, GAINS = 5831, 4330
ROWS = "rows:\n"


@pytest.fixture(params=[CLEARING, OF_ITS_OWN], ids=["shared", "of its own"])
def emptied(sides: TwoSides, request: pytest.FixtureRequest) -> tuple[TwoSides, int]:
    """1,000 dollars that came in at one rate and were paid out at another, and their clearing account."""
    account: int = request.param
    if account != CLEARING:
        table = sides.folder / "mappings" / "clearing_accounts.yml"
        text = table.read_text("utf-8")
        row = f"  - {{balance: [payments, null], currency: usd, to: {account}}}\n"
        table.write_text(text.replace(ROWS, ROWS + row), encoding="utf-8")
        open_account(sides, account)
    sides.do("keep_currency", currency="usd")
    sides.do("move_balance", type="topup", amount=5000)
    sides.do("move_balance", type="topup", amount=100_000, currency="usd")
    sides.post_all(usd=account)
    agreement = sides.sandbox.economic.store.agreement
    dollars = replace(agreement.currencies["USD"], rate=Decimal("690.00"))
    currencies = {**agreement.currencies, "USD": dollars}
    sides.sandbox.economic.store.agreement = replace(agreement, currencies=currencies)
    sides.do("pay_out", currency="usd")
    sides.post_all(usd=account)
    return sides, account


def open_account(sides: TwoSides, number: int) -> None:
    """Another account like the clearing account."""
    agreement = sides.sandbox.economic.store.agreement
    like = agreement.accounts[CLEARING]
    accounts = {**agreement.accounts, number: replace(like, number=number)}
    sides.sandbox.economic.store.agreement = replace(agreement, accounts=accounts)


def test_what_the_rate_leaves_on_an_empty_account_is_shown_until_it_is_adjusted(
    emptied: tuple[TwoSides, int],
) -> None:
    sides, account = emptied
    told = sides.reconcile()
    assert told.closes, told.body["reasons"]
    dollars = told.clearing("USD")
    assert (dollars["accounts"], dollars["stripe"], dollars["ledger"]) == ([account], "0.00", "0.00")
    left = Decimal(dollars["base"])
    assert left < 0
    assert told.clearing("DKK")["base"] is None
    found = told.one("rate_difference")
    assert (found["ledger_amount"], found["currency"]) == (str(left), "DKK")
    assert found["document"] == f"account {account}"

    sides.entry(-left, "Kursregulering USD", day="2026-11-30", account=account, contra=GAINS)
    for booked in (False, True):
        if booked:
            sides.book_journal()
        told = sides.reconcile()
        assert told.closes, told.body["reasons"]
        assert told.codes == set()
        assert told.clearing("USD")["base"] == "0.00"
        assert told.clearing("DKK")["ledger"] == told.clearing("DKK")["stripe"] == "50.00"


def test_a_person_reads_what_the_account_stands_at(emptied: tuple[TwoSides, int]) -> None:
    sides, _ = emptied
    days = ("--from", "2026-11-01", "--to", "2026-11-30")
    printed = "\n".join(sides.run(*days).stdout)
    assert "Left on an empty account by the exchange rate: 1" in printed
    assert "the account in the books" in printed
    assert sides.run(*days, "--format", "html", "--output", "page.html").status == 0
    page = (sides.folder / "page.html").read_text("utf-8")
    assert "In the books, in DKK, the account stands at -" in page
