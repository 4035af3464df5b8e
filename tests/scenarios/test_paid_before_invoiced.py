"""Money that comes days before its invoice: bank debits on their way, and first parts of a payment in several."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.entries import Line
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import BOOK, UNASSIGNED, Till, booking, mappings

Json = dict[str, Any]

MONDAY = datetime.fromisoformat("2026-03-02T08:00:00Z")
TEN_DAYS_LATER = datetime.fromisoformat("2026-03-12T08:00:00Z")
DEBIT = {"payment_method": "pm_sepa_debit"}
# What docs/money.md says to change for invoices that are posted once they are finalised.
WHEN_FINAL = ("that: status == 'paid'", "that: contains(['open', 'paid'], status)")
NOT_REOPENED = (
    """  - that: status == 'open' && metadata.economic_ignore != 'true'
    code: reopened
    reason: This invoice is open in Stripe, so that what was paid on it has been taken back
    draft: delete
    booked: report
""",
    "",
)


@dataclass(frozen=True)
class Told:
    """The books as they stood in the night of the payments, and once the invoices had come."""

    first: Till
    later: Till

    def line(self, name: str) -> Line:
        """The only line on a customer of the earliest payment of an invoice."""
        (line,) = self.first.customers(self.first.shop.charges(name)[0])
        return line


def sales(shop: Shop) -> None:
    item = {"amount": 10_000, "tax_rates": [shop.rate()]}
    regular = shop.buyer()
    shop.sell("card", item, buyer=regular)
    for name, buyer in (("debit", shop.buyer()), ("of a regular", regular), ("nobody", shop.buyer(email=""))):
        shop.do("pay_invoice", invoice=shop.bill(name, item, buyer=buyer), **DEBIT)
    shop.do("pay_invoice", invoice=shop.bill("in parts", item), amount=5_000)
    taken = shop.do("take_payment", amount=12_500, customer=shop.buyer(), **DEBIT)
    shop.sold["without invoice"] = taken["latest_charge"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("before")
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(MONDAY)
        shop, made = Shop(sandbox), booking(folder)
        sales(shop)
        first = Till(keep_books(shop, folder, mappings=made, **BOOK))
        sandbox.set_clock(TEN_DAYS_LATER)
        shop.do("pay_invoice", invoice=shop.sold["in parts"])
        yield Told(first, Till(keep_books(shop, folder, mappings=made, **BOOK)))


@pytest.mark.parametrize(("name", "paid"), [("debit", -125), ("of a regular", -125), ("in parts", -50)])
def test_the_money_stands_on_its_customer_from_the_first_night(told: Told, name: str, paid: int) -> None:
    line = told.line(name)
    assert line.amount == paid
    assert line.invoice is None
    assert line.customer == told.later.booked(name)["customer"]["customerNumber"]


def test_the_invoice_finds_the_customer_that_the_money_made(told: Told) -> None:
    customers = told.later.store.customers
    names = [customers[number]["name"] for number in customers]
    assert sorted(names) == ["Kunde 1", "Kunde 2", "Kunde 4", "Kunde 5"]


@pytest.mark.parametrize("name", ["debit", "of a regular"])
def test_the_invoice_is_open_beside_the_money_until_somebody_matches_the_two(told: Told, name: str) -> None:
    assert told.later.booked(name)["remainder"] == 125
    assert told.later.customers(told.first.shop.charge(name)) == [told.line(name)]


def test_the_last_part_settles_what_is_left_of_the_invoice(told: Told) -> None:
    _, last = told.first.shop.charges("in parts")
    (line,) = told.later.customers(last)
    assert line.amount == -75
    assert line.invoice == told.later.booked("in parts")["bookedInvoiceNumber"]
    assert told.later.booked("in parts")["remainder"] == 50


def test_a_debit_without_an_invoice_is_its_customer_s_too(told: Told) -> None:
    (line,) = told.first.customers(told.first.shop.movement(told.first.shop.sold["without invoice"]))
    document = told.later.document(told.first.shop.sold["without invoice"])
    assert line.customer == document["customer"]["customerNumber"]


def test_who_could_not_be_found_again_is_not_made_a_customer(told: Told) -> None:
    charge = told.first.shop.charge("nobody")
    assert told.first.voucher(charge).on(UNASSIGNED) == -125
    assert told.first.outcome(charge)["code"] == "customer_unknown"


def test_nothing_else_waits_on_the_account_for_unknown_customers(told: Told) -> None:
    waiting = [one for one in told.later.movements if told.later.voucher(one).on(UNASSIGNED)]
    assert waiting == [told.first.shop.charge("nobody")]
    assert told.later.closes()


def test_with_invoices_as_soon_as_they_are_finalised_the_debit_settles_its_own(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(MONDAY)
        shop = Shop(sandbox)
        invoice = shop.bill("debit", {"amount": 10_000, "tax_rates": [shop.rate()]})
        shop.do("pay_invoice", invoice=invoice, **DEBIT)
        booking(tmp_path)
        mappings(tmp_path, invoices=WHEN_FINAL)
        made = mappings(tmp_path, invoices=NOT_REOPENED)
        till = Till(keep_books(shop, tmp_path, mappings=made, tap={"trigger": "finalized"}, **BOOK))
        assert till.booked("debit")["remainder"] == 0
