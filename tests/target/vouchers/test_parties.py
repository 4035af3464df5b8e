"""Whose a movement of money is: told by the sales documents in e-conomic, else by the customer, else by nobody."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Code
from target_economic.sales.recent import Recent
from target_economic.vouchers.parties import Parties, Party
from tests.target.documents import customer, invoice, line
from tests.target.room import Room
from tests.target.sales.office import Office, Person, booked, order, withdrawn
from tests.target.vouchers.movements import entry, voucher

Json = dict[str, Any]


@pytest.fixture
def room(empty_sandbox: Sandbox) -> Iterator[Room]:
    with Room(empty_sandbox) as made:
        yield made


@pytest.fixture
def parties(room: Room) -> Parties:
    return Parties(room.client, room.customers, room.poster, Recent())


def sold(sandbox: Sandbox, *documents: Json) -> list[int]:
    """Post documents, and return the numbers of their customers."""
    numbers = [posted.customer.number for posted in Office(sandbox).post(*documents) if posted.customer]
    sandbox.economic.requests.clear()
    return numbers


def asked(sandbox: Sandbox) -> list[str]:
    return [one.path for one in sandbox.economic.requests]


def charge(source_id: str, *ids: str, settles: str | None = None, **more: Any) -> Json:  # noqa: ANN401 - as `voucher` has them
    more_of_it: Json = {} if settles is None else {"settles": settles}
    return voucher(source_id, entry(-37375, **more_of_it), documents=ids, **more)


def test_the_first_document_that_is_there_tells_the_customer(empty_sandbox: Sandbox, parties: Parties) -> None:
    (first, second) = sold(
        empty_sandbox,
        invoice("in_1", buyer=customer("cus_1")),
        booked(of=invoice("in_2", buyer=customer("cus_2"))),
    )
    assert parties.of(charge("txn_1", "cn_1", "in_1", "in_2")) == Party(first)
    assert parties.of(charge("txn_1", "cn_1", "in_2", "in_1")).customer_number == second


def test_only_a_booked_invoice_can_be_settled_and_is_described(empty_sandbox: Sandbox, parties: Parties) -> None:
    draft, _ = sold(
        empty_sandbox, invoice("in_1"), booked(of=invoice("in_2", currency="EUR", buyer=customer("cus_2")))
    )
    assert parties.of(charge("txn_1", "in_1", settles="in_1")) == Party(draft)
    party = parties.of(charge("txn_2", "in_2", settles="in_2"))
    stands = party.booked["in_2"]
    body = empty_sandbox.economic.store.booked[stands.number]
    assert (stands.currency, stands.gross) == ("EUR", Decimal("373.75"))
    assert stands.exchange_rate == body["exchangeRate"]
    assert stands.gross_in_base == body["grossAmountInBaseCurrency"]
    assert stands.customer_number == party.customer_number


def test_what_is_settled_tells_the_customer_even_if_it_is_named_nowhere_else(
    empty_sandbox: Sandbox, parties: Parties
) -> None:
    (number,) = sold(empty_sandbox, booked())
    assert parties.of(charge("txn_1", settles="in_1")).customer_number == number


def test_an_order_tells_the_customer_too(empty_sandbox: Sandbox, parties: Parties) -> None:
    (number,) = sold(empty_sandbox, order("in_1", "sent_order"))
    assert parties.of(charge("txn_1", "in_1", settles="in_1")) == Party(number)


def test_an_invoice_that_was_credited_as_a_whole_is_still_the_one_that_was_paid(
    empty_sandbox: Sandbox, parties: Parties
) -> None:
    sold(empty_sandbox, booked(), withdrawn(booked(), on_booked="credit"))
    Office(empty_sandbox).one(withdrawn(booked(), on_booked="credit"))
    assert len(empty_sandbox.economic.store.booked) == 2
    assert parties.of(charge("txn_1", "in_1", settles="in_1")).booked["in_1"].gross > 0


def test_else_the_movement_s_own_customer_is_looked_up_and_not_created(
    empty_sandbox: Sandbox, parties: Parties
) -> None:
    (number,) = sold(empty_sandbox, invoice("in_9", buyer=customer("cus_1")))
    assert parties.of(charge("txn_1", "in_1", customer=customer("cus_1"))) == Party(number)
    assert parties.of(charge("txn_2", "in_1", customer=customer("cus_2"))) == Party(None)
    assert parties.of(charge("txn_3", customer=customer("cus_3", email=" "))) == Party(None)
    assert len(empty_sandbox.economic.store.customers) == 1


def test_a_customer_is_created_where_the_document_says_so(empty_sandbox: Sandbox, parties: Parties) -> None:
    one = charge("txn_1", "in_1", customer=customer("cus_1")) | {"create_customer": True}
    number = parties.of(one).customer_number
    assert list(empty_sandbox.economic.store.customers) == [number]
    assert parties.of(one).customer_number == number
    assert sold(empty_sandbox, invoice("in_1", buyer=customer("cus_1"))) == [number]
    assert len(empty_sandbox.economic.store.customers) == 1


def test_one_that_could_not_be_found_again_is_not_created(empty_sandbox: Sandbox, parties: Parties) -> None:
    one = charge("txn_1", "in_1", customer=customer("cus_1", email=" ")) | {"create_customer": True}
    assert parties.of(one) == Party(None)
    assert len(empty_sandbox.economic.store.customers) == 0


def test_nobody_is_created_where_a_document_tells_the_customer(empty_sandbox: Sandbox, parties: Parties) -> None:
    (number,) = sold(empty_sandbox, invoice("in_1", buyer=customer("cus_1")))
    one = charge("txn_1", "in_1", customer=customer("cus_2")) | {"create_customer": True}
    assert parties.of(one, parties.prefetch([one])) == Party(number)
    assert "/customers" not in asked(empty_sandbox)


def test_a_customer_that_e_conomic_would_not_take_fails_the_movement(
    empty_sandbox: Sandbox, parties: Parties
) -> None:
    fault = Fault(path="/customers", method="POST", action="fail_before_commit", status=400, times="always")
    empty_sandbox.economic.faults.add(fault)
    with pytest.raises(RecordError):
        parties.of(charge("txn_1", customer=customer("cus_1")) | {"create_customer": True})


def test_a_barred_customer_fails_rather_than_passing_for_unknown(empty_sandbox: Sandbox, parties: Parties) -> None:
    sold(empty_sandbox, invoice("in_9", buyer=customer("cus_1")))
    store = empty_sandbox.economic.store
    (number,) = store.customers
    Person(empty_sandbox).call("PUT", f"/customers/{number}", store.customers[number] | {"barred": True})
    with pytest.raises(RecordError) as failure:
        parties.of(charge("txn_1", customer=customer("cus_1")))
    assert failure.value.code == Code.CUSTOMER_BARRED


def test_two_documents_with_the_id_are_an_error(empty_sandbox: Sandbox, parties: Parties) -> None:
    sold(empty_sandbox, booked())
    body = dict(Person(empty_sandbox).call("GET", "/invoices/booked/10001"))
    number = Person(empty_sandbox).call("POST", "/invoices/drafts", body)["draftInvoiceNumber"]
    Person(empty_sandbox).book(number)
    with pytest.raises(RecordError) as failure:
        parties.of(charge("txn_1", "in_1", settles="in_1"))
    assert failure.value.code == Code.DUPLICATE_IN_LEDGER


def test_a_movement_that_names_nobody_costs_nothing(empty_sandbox: Sandbox, parties: Parties) -> None:
    fees = [charge(f"txn_{number}") for number in range(50)]
    prepared = parties.prefetch(fees)
    assert all(parties.of(one, prepared) == Party() for one in fees)
    assert asked(empty_sandbox) == []


def test_a_batch_of_charges_of_booked_invoices_costs_a_handful_of_requests(
    empty_sandbox: Sandbox, parties: Parties
) -> None:
    ids = [f"in_1QabcdefghijklmnopqrstuV{number:03}" for number in range(100)]
    sold(empty_sandbox, *(booked(of=invoice(one)) for one in ids))
    charges = [charge(f"txn_{one}", one, f"ch_{one}", settles=one) for one in ids]
    prepared = parties.prefetch(charges)
    found = [parties.of(one, prepared) for one in charges]
    assert all(party.booked for party in found)
    assert set(asked(empty_sandbox)) == {"/invoices/booked"}
    assert len(asked(empty_sandbox)) <= 5


def test_what_is_booked_while_it_is_looked_up_is_not_missed(empty_sandbox: Sandbox, parties: Parties) -> None:
    sold(empty_sandbox, invoice("in_1"))
    lookup, members = parties._lookup, parties._lookup._members

    def booked_in_between(place: Any, ids: Any) -> Any:  # noqa: ANN401 - handed on
        found = members(place, ids)
        if place == "booked" and empty_sandbox.economic.store.drafts:
            Person(empty_sandbox).book(1)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "_members", booked_in_between)
        assert parties.of(charge("txn_1", "in_1", settles="in_1")).booked["in_1"].number == 10001


def test_what_cannot_be_looked_up_together_is_looked_up_alone(empty_sandbox: Sandbox, parties: Parties) -> None:
    (number,) = sold(empty_sandbox, invoice("in_1", lines=[line(29900)]))
    fault = Fault(path="/invoices/booked", action="fail_before_commit", status=400, times=1)
    empty_sandbox.economic.faults.add(fault)
    one = charge("txn_1", "in_1")
    prepared = parties.prefetch([one])
    assert parties.of(one, prepared) == Party(number)
