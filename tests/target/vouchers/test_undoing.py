"""What takes a payment back in another currency is posted at the rate at which that stands, wherever it does."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import RecordError
from tests.entries import vouchers
from tests.target.documents import customer, invoice, line
from tests.target.sales.office import Office as SalesOffice
from tests.target.sales.office import Person, booked
from tests.target.vouchers.movements import GAIN, LOSS, entry, foreign, voucher
from tests.target.vouchers.office import Office

Json = dict[str, Any]

FIFTY_EURO = 5_000
CAME_IN = 37_178  # øre, of which the invoice stands at more
NOTHING = (Decimal(0), Decimal(0))
DAYS = ("2026-03-02", "2026-03-09")


@pytest.fixture
def sold(empty_sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox with a draft invoice of 50 euro, in_1."""
    SalesOffice(empty_sandbox).one(of_fifty())
    empty_sandbox.economic.requests.clear()
    yield empty_sandbox
    assert empty_sandbox.economic.store.ignored_properties == []


def of_fifty() -> Json:
    return invoice("in_1", lines=[line(FIFTY_EURO)], tax=0, currency="EUR", zone=2, buyer=customer())


def book_invoice(sandbox: Sandbox) -> None:
    SalesOffice(sandbox).one(booked(of=of_fifty()))


def charge() -> Json:
    given = entry(-CAME_IN, settles="in_1", foreign=foreign(-FIFTY_EURO))
    return voucher("txn_1", given, documents=["in_1"], date=DAYS[0])


def failure(amount: int = CAME_IN, euros: int = FIFTY_EURO) -> Json:
    given = entry(amount, undoes="txn_1", foreign=foreign(euros))
    return voucher("txn_2", given, documents=["in_1"], date=DAYS[1])


def left(sandbox: Sandbox) -> tuple[Decimal, Decimal]:
    """What the two leave on the customer, in euro and in kroner."""
    found = vouchers(sandbox.economic.store)
    owed = [one for source_id in ("txn_1", "txn_2") for made in found[source_id] for one in made.owed]
    assert {one.currency for one in owed} == {"EUR"}
    return sum((one.amount for one in owed), Decimal(0)), sum((one.in_base for one in owed), Decimal(0))


def exchange(sandbox: Sandbox) -> list[tuple[Decimal, Decimal]]:
    """What each of the two leaves on the accounts of exchange gains and losses."""
    found = vouchers(sandbox.economic.store)
    return [(found[one][0].on(GAIN), found[one][0].on(LOSS)) for one in ("txn_1", "txn_2")]


@pytest.mark.parametrize("where", ["in the journal", "in the books", "in the same batch"])
def test_what_settled_its_invoice_is_taken_back_at_the_invoice_s_rate(sold: Sandbox, where: str) -> None:
    book_invoice(sold)
    if where == "in the same batch":
        Office(sold).post(failure(), charge())
    else:
        Office(sold, book="each" if where == "in the books" else "never").one(charge())
        Office(sold).one(failure())
    assert left(sold) == NOTHING
    (gain, loss), back = exchange(sold)
    assert gain or loss
    assert back == (-gain, -loss)


def test_what_came_before_its_invoice_was_booked_is_taken_back_as_it_came(sold: Sandbox) -> None:
    Office(sold).one(charge())
    book_invoice(sold)
    Office(sold).one(failure())
    assert left(sold) == NOTHING
    assert exchange(sold) == [NOTHING, NOTHING]


def test_what_goes_back_for_another_amount_of_kroner_makes_a_difference_of_its_own(sold: Sandbox) -> None:
    Office(sold).one(charge())
    Office(sold).one(failure(CAME_IN + 100))
    assert left(sold) == NOTHING
    assert sum(exchange(sold)[1]) == 1


def test_a_part_is_taken_back_at_the_rate_of_the_whole(sold: Sandbox) -> None:
    book_invoice(sold)
    Office(sold).one(charge())
    Office(sold).one(failure(7_400, 1_000))
    (paid,) = vouchers(sold.economic.store)["txn_1"]
    euros, kroner = left(sold)
    assert euros == -40
    assert kroner == (paid.owed[0].in_base * 40 / 50).quantize(Decimal("0.01"))


def test_where_the_payment_is_not_in_e_conomic_what_moved_counts(sold: Sandbox) -> None:
    Office(sold).one(failure())
    (one,) = vouchers(sold.economic.store)["txn_2"][0].owed
    assert (one.amount, one.in_base) == (Decimal(50), Decimal(CAME_IN).scaleb(-2))


def test_a_payment_that_cannot_be_posted_itself_decides_nothing(sold: Sandbox) -> None:
    settled_by_nobody = charge() | {"expected": {"currency": "DKK", "exponent": 2, "net": 1}}
    _, made = Office(sold).post(settled_by_nobody, failure())
    assert not isinstance(made, Exception)
    (one,) = vouchers(sold.economic.store)["txn_2"][0].owed
    assert one.in_base == Decimal(CAME_IN).scaleb(-2)


def test_a_look_up_that_fails_is_no_answer(sold: Sandbox) -> None:
    Office(sold).one(charge())
    office = Office(sold)
    batch = office.vouchers.prepare([failure()])
    fault = Fault(path="/journals/4/entries", action="fail_before_commit", status=400, times="always")
    sold.economic.faults.add(fault)
    with pytest.raises(RecordError):
        office.vouchers.post(failure(), batch)


def test_kroner_need_no_look_up(sold: Sandbox) -> None:
    office = Office(sold)
    plain = voucher("txn_2", entry(CAME_IN, undoes="txn_1"), documents=["in_1"], date=DAYS[1])
    batch = office.vouchers.prepare([plain])
    sold.economic.requests.clear()
    office.vouchers.post(plain, batch)
    assert [one.path for one in sold.economic.requests if "entries" in one.path] == []


def test_a_payment_that_was_booked_by_hand_counts_as_it_stands(sold: Sandbox) -> None:
    Office(sold).one(charge())
    Person(sold).call("POST", "/journalsapi/v15.0.0/journals/4/book")
    Office(sold).one(failure())
    assert left(sold) == NOTHING
