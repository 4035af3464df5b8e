"""Vouchers in groups, vouchers that come late, and vouchers that a person has had a hand in: each is there once."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.entries import balance, stripes, vouchers
from tests.scenarios import hand
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import BANK, BOOK, CLEARING, UNASSIGNED, Till, booking, mappings
from tests.support import ECONOMIC_TOKENS
from tests.target.sales.office import Person

Json = dict[str, Any]

MONDAY = datetime.fromisoformat("2026-03-02T08:00:00Z")
BY_DAY = ("# group: {from: created", "group: {from: created")


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(MONDAY)
        yield Shop(sandbox)


def sell(shop: Shop, name: str) -> Json:
    """Sell something; the movement of its charge."""
    shop.sell(name, {"amount": 10_000, "tax_rates": [shop.rate()]})
    return shop.charge(name)


def test_the_movements_of_a_day_share_a_voucher_and_a_late_one_has_another(shop: Shop, tmp_path: Path) -> None:
    by_day = mappings(tmp_path, vouchers=BY_DAY)
    first, second = sell(shop, "one"), sell(shop, "other")
    till = Till(keep_books(shop, tmp_path, mappings=by_day))
    assert till.voucher(first).key == till.voucher(second).key

    late = sell(shop, "late")
    shop.sandbox.set_clock(datetime.fromisoformat("2026-03-03T08:00:00Z"))
    next_day = sell(shop, "next day")
    before = till.voucher(first).key
    again = Till(keep_books(shop, tmp_path, mappings=by_day))
    assert again.voucher(first).key == again.voucher(second).key == before
    assert len({again.voucher(one).key for one in (first, late, next_day)}) == 3
    assert {line.date for line in again.voucher(late).lines} == {"2026-03-02"}
    assert again.closes()


def test_one_that_cannot_be_posted_does_not_keep_the_others_of_its_day_back(shop: Shop, tmp_path: Path) -> None:
    by_day = mappings(tmp_path, vouchers=BY_DAY)
    good = sell(shop, "good")
    tea = shop.do("move_balance", type="adjustment", amount=-500, reporting_category="tea_money")
    till = Till(keep_books(shop, tmp_path, mappings=by_day))
    assert till.missing(tea)["code"] == "unknown_category"
    assert till.voucher(good).place == "unbooked"


def test_a_payout_with_all_that_is_in_it_is_one_voucher_where_that_is_wanted(shop: Shop, tmp_path: Path) -> None:
    by_payout = mappings(tmp_path)
    for name, active in (("vouchers", "false"), ("vouchers_by_payout", "true")):
        path = by_payout / f"{name}.yml"
        text = path.read_text("utf-8").replace("\nactive: false", "")
        path.write_text(text.replace("\ndocument: vouchers", f"\ndocument: vouchers\nactive: {active}"), "utf-8")
    charges = [sell(shop, "one"), sell(shop, "other")]
    shop.sandbox.set_clock(datetime.fromisoformat("2026-03-10T08:00:00Z"))
    payout = shop.do("pay_out")
    shop.sandbox.set_clock(datetime.fromisoformat("2026-03-20T08:00:00Z"))
    for _ in range(2):
        keep_books(shop, tmp_path, mappings=by_payout)
        (voucher,) = vouchers(shop.sandbox.economic.store)[payout["id"]]
        assert voucher.on(BANK) == Decimal(sum(one["net"] for one in charges)).scaleb(-2)
        assert voucher.off == voucher.on(CLEARING) == 0


def test_a_voucher_that_a_person_moved_to_another_journal_is_found_there(shop: Shop, tmp_path: Path) -> None:
    charge = sell(shop, "one")
    keep_books(shop, tmp_path)
    hand.move(shop.sandbox.economic.store, charge["id"], to_journal=1)
    till = Till(keep_books(shop, tmp_path))
    assert till.outcome(charge)["action"] == "unchanged"
    assert till.closes()


def test_a_voucher_that_a_person_booked_is_found_in_the_books(shop: Shop, tmp_path: Path) -> None:
    charge = sell(shop, "one")
    keep_books(shop, tmp_path)
    Person(shop.sandbox).call("POST", "/journalsapi/v15.0.0/journals/4/book")
    till = Till(keep_books(shop, tmp_path, **BOOK))
    assert till.outcome(charge)["action"] == "unchanged"
    assert till.voucher(charge).place == "booked"


def test_a_voucher_that_a_person_changed_is_left_alone_and_reported(shop: Shop, tmp_path: Path) -> None:
    charge = sell(shop, "one")
    keep_books(shop, tmp_path)
    hand.edit(shop.sandbox.economic.store, charge["id"])
    ended = keep_books(shop, tmp_path, **BOOK).ended
    outcome = ended.outcome(charge["id"])
    assert (outcome["action"], outcome["code"]) == ("unchanged", "totals_changed_in_ledger")
    (voucher,) = vouchers(shop.sandbox.economic.store)[charge["id"]]
    assert voucher.place == "unbooked"
    assert voucher.on(CLEARING) == stripes([charge]) - 1


def test_a_voucher_that_is_there_twice_is_no_match(shop: Shop, tmp_path: Path) -> None:
    charge = sell(shop, "one")
    keep_books(shop, tmp_path)
    hand.double(shop.sandbox.economic.store, charge["id"])
    assert keep_books(shop, tmp_path).ended.outcome(charge["id"])["code"] == "duplicate_in_ledger"


def ask_documents_alone(mappings: Path) -> None:
    """Let a movement's customer be told by documents in e-conomic alone, and not by who paid in Stripe."""
    file = mappings / "vouchers.yml"
    rules = re.compile(r"^  (customer|create_customer):.*\n(?:    .*\n)*", re.MULTILINE)
    written, count = rules.subn("", file.read_text("utf-8"))
    assert count == 2
    file.write_text(written, encoding="utf-8")


def test_a_payment_that_a_person_moves_from_the_unknown_to_its_customer_is_right_with_the_next_run(
    shop: Shop, tmp_path: Path
) -> None:
    """A bank debit moves money days before its invoice is posted; here its customer is told by the invoice alone."""
    debit = shop.bill("debit", {"amount": 10_000, "tax_rates": [shop.rate()]})
    shop.do("pay_invoice", invoice=debit, payment_method="pm_sepa_debit")
    booked = booking(tmp_path)
    ask_documents_alone(booked)
    keep_books(shop, tmp_path, mappings=booked, **BOOK)
    charge = shop.charge("debit")
    shop.sandbox.set_clock(datetime.fromisoformat("2026-03-12T08:00:00Z"))
    till = Till(keep_books(shop, tmp_path, mappings=booked, **BOOK))
    assert till.voucher(charge).on(UNASSIGNED) == -125
    invoice = till.booked("debit")
    moved = {
        "customer": {"customerNumber": invoice["customer"]["customerNumber"]},
        "customerInvoice": invoice["bookedInvoiceNumber"],
        "contraAccount": {"accountNumber": UNASSIGNED},
        "amount": -125.0,
        "date": "2026-03-12",
        "text": f"Flyttet til kunden {charge['id']}",
    }
    person = Person(shop.sandbox)
    vouchers_of_march = {"accountingYear": {"year": "2026"}, "entries": {"customerPayments": [moved]}}
    person.call("POST", "/journals/4/vouchers", vouchers_of_march)
    person.call("POST", "/journalsapi/v15.0.0/journals/4/book")
    again = Till(keep_books(shop, tmp_path, mappings=booked, **BOOK))
    assert (again.outcome(charge)["action"], again.outcome(charge)["code"]) == ("unchanged", None)
    assert again.booked("debit")["remainder"] == 0
    assert balance(again.store, UNASSIGNED) == 0


def test_booking_touches_nothing_that_a_person_has_in_the_journal(shop: Shop, tmp_path: Path) -> None:
    sides = {"account": {"accountNumber": 2510}, "contraAccount": {"accountNumber": BANK}}
    mine = {"date": "2026-03-02", "amount": 5, "text": "Kaffe", **sides}
    Person(shop.sandbox).call(
        "POST", "/journals/4/vouchers", {"accountingYear": {"year": "2026"}, "entries": {"financeVouchers": [mine]}}
    )
    charge = sell(shop, "one")
    till = Till(keep_books(shop, tmp_path, mappings=booking(tmp_path), **BOOK))
    assert till.outcome(charge)["action"] == "booked"
    assert till.voucher(charge).place == "booked"
    assert [voucher.place for voucher in vouchers(till.store)["Kaffe"]] == ["unbooked"]
    assert till.booked("one")["remainder"] == 0


def test_the_invoice_is_attached_where_that_is_wanted(shop: Shop, tmp_path: Path) -> None:
    charge = sell(shop, "one")
    till = Till(keep_books(shop, tmp_path, tap={"invoice_pdfs": "true"}, attach_files="true"))
    _, year, number = till.voucher(charge).key
    (path,) = [key for key in till.store.files if f"{year}-{number}" in key]
    assert till.outcome(charge)["code"] is None
    assert path.startswith("journals/4/")
    assert ECONOMIC_TOKENS["app_secret_token"] not in str(till.outcome(charge))
