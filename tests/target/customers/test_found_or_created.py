"""A document's customer: found by its match fields, created once, whoever else is at work meanwhile."""

from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.customers.known import ABSENT_FOR, PRESENT_FOR, Customer
from target_economic.errors import RecordError
from target_economic.http.client import encode
from tests.target.room import Room, customer_stream


def by_hand(sandbox: Sandbox, number: int, **body: Any) -> None:  # noqa: ANN401 - as e-conomic takes it
    """A customer that a person made in e-conomic's web pages."""
    fields = customer_stream("cus_hand", **body)["body"]
    with Room(sandbox) as room:
        room.client.send("PUT", f"/customers/{number}", "make a customer", encode(fields), f"hand {number} {body}")
    sandbox.economic.requests.clear()


def refused(room: Room, customer: dict[str, object]) -> str:
    with pytest.raises(RecordError) as caught:
        room.customers.find_or_create(customer)
    return caught.value.code


def test_two_stripe_customers_with_one_address_at_once_make_one_customer(empty_sandbox: Sandbox) -> None:
    buyers = [customer_stream(f"cus_{n}", email="faelles@example.dk", name=f"Kunde {n}") for n in range(8)]
    with Room(empty_sandbox) as room:
        found = room.at_once(*(lambda one=one: room.customers.find_or_create(one) for one in buyers))
    assert all(isinstance(one, Customer) for one in found), found
    assert len({one.number for one in found if isinstance(one, Customer)}) == 1
    assert [one.new for one in found if isinstance(one, Customer)].count(True) == 1
    assert len(empty_sandbox.economic.store.customers) == 1


def test_any_shared_match_field_makes_one_wait_for_the_other(empty_sandbox: Sandbox) -> None:
    match = ["corporateIdentificationNumber", "email", "name"]
    first = customer_stream("cus_1", match, email="a@example.dk", name="Firma ApS")
    second = customer_stream("cus_2", match, email="b@example.dk", name=" firma  aps ")
    with Room(empty_sandbox) as room:
        found = room.at_once(*(lambda one=one: room.customers.find_or_create(one) for one in (first, second)))
    assert [one.number for one in found if isinstance(one, Customer)] == [1, 1]
    assert len(empty_sandbox.economic.store.customers) == 1


def test_strangers_are_not_waited_for(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        buyers = [customer_stream(f"cus_{n}", name=f"Kunde {n}") for n in range(8)]
        room.at_once(*(lambda one=one: room.customers.find_or_create(one) for one in buyers))
    assert len(empty_sandbox.economic.store.customers) == 8


@pytest.mark.parametrize("spelled", ["ÆRØ  bådebyggeri aps", " Ærø Bådebyggeri\u00a0ApS ", "Ærø Bådebyggeri ApS"])
def test_a_name_is_found_whatever_its_case_and_spaces(empty_sandbox: Sandbox, spelled: str) -> None:
    by_hand(empty_sandbox, 70, name="Ærø   Bådebyggeri ApS", email=None)
    with Room(empty_sandbox) as room:
        found = room.customers.find_or_create(customer_stream("cus_1", ["name"], name=spelled))
    assert (found.number, found.new) == (70, False)


def test_a_longer_name_with_the_same_words_is_another(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, name="Ærø Maritim Bådebyggeri ApS", email=None)
    with Room(empty_sandbox) as room:
        assert room.customers.find_or_create(customer_stream("cus_1", ["name"])).new


def test_a_customer_whom_a_person_makes_meanwhile_is_found(empty_sandbox: Sandbox) -> None:
    buyer = customer_stream("cus_1")
    with Room(empty_sandbox) as room:
        room.customers.prefetch([buyer])
        by_hand(empty_sandbox, 70, email="cus_1@example.dk")
        room.clock.now += ABSENT_FOR
        assert room.customers.find_or_create(buyer).number == 70


def test_the_number_of_a_deleted_customer_is_not_its_successor_s(empty_sandbox: Sandbox) -> None:
    buyer = customer_stream("cus_1")
    with Room(empty_sandbox) as room:
        first = room.customers.find_or_create(buyer)
        by_hand(empty_sandbox, first.number, email="en.anden@example.dk", name="En anden")
        room.clock.now += PRESENT_FOR + 1
        again = room.customers.find_or_create(buyer)
    assert again.new
    assert again.number != first.number


def test_a_deleted_customer_is_created_anew_although_e_conomic_remembers_the_first(empty_sandbox: Sandbox) -> None:
    buyer = customer_stream("cus_1")
    with Room(empty_sandbox) as room:
        first = room.customers.find_or_create(buyer)
    empty_sandbox.economic.store.customers.remove(first.number)
    with Room(empty_sandbox) as room:
        assert room.customers.find_or_create(buyer).new
    assert len(empty_sandbox.economic.store.customers) == 1


def test_known_customers_cost_no_more_requests(empty_sandbox: Sandbox) -> None:
    buyers = [customer_stream(f"cus_{n}") for n in range(30)]
    with Room(empty_sandbox) as room:
        for buyer in buyers:
            room.customers.find_or_create(buyer)
        empty_sandbox.economic.requests.clear()
        room.customers.prefetch(buyers)
        for buyer in buyers:
            room.customers.find_or_create(buyer)
        assert list(empty_sandbox.economic.requests) == []
        room.clock.now += PRESENT_FOR + 1
        room.customers.prefetch(buyers)
        assert len(empty_sandbox.economic.requests) == 1


def test_a_number_wins_over_every_other_field(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, email="gammel@example.dk", name="Gammelt navn")
    by_hand(empty_sandbox, 71, email="cus_1@example.dk")
    match = ["customerNumber", "corporateIdentificationNumber", "email"]
    with Room(empty_sandbox) as room:
        assert room.customers.find_or_create(customer_stream("cus_1", match, customerNumber=70)).number == 70
        assert refused(room, customer_stream("cus_1", match, customerNumber=72)) == "customer_number_unknown"


def test_a_number_that_has_become_another_company_s_is_refused(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, email="x@example.dk", name="En anden", corporateIdentificationNumber="22222222")
    buyer = customer_stream("cus_1", customerNumber=70, corporateIdentificationNumber="DK11111111")
    with Room(empty_sandbox) as room:
        assert refused(room, buyer) == "customer_number_of_another"
        renamed = customer_stream(
            "cus_1", customerNumber=70, corporateIdentificationNumber="11111111", name="EN ANDEN"
        )
        assert room.customers.find_or_create(renamed).number == 70


def test_a_barred_customer_is_refused(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, email="cus_1@example.dk", barred=True)
    with Room(empty_sandbox) as room:
        assert refused(room, customer_stream("cus_1")) == "customer_barred"


def test_a_dry_run_says_that_it_would_create_and_writes_nothing(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, dry_run=True) as room:
        found = room.customers.find_or_create(customer_stream("cus_1"))
        assert (found.new, found.url, room.writes) == (True, None, [])


def test_a_group_that_the_agreement_lacks_is_refused_before_anything_is_sent(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        odd = customer_stream("cus_1", customerGroup={"customerGroupNumber": 77})
        assert refused(room, odd) == "not_in_agreement"
        assert room.writes == []


def test_a_customer_that_was_refused_is_looked_up_anew_and_not_made_twice(empty_sandbox: Sandbox) -> None:
    buyer = customer_stream("cus_1")
    with Room(empty_sandbox) as room:
        first = room.customers.find_or_create(buyer)
        room.customers.forget(first.number)
        assert room.customers.find_or_create(buyer) == Customer(first.number, first.url)
        assert room.writes == ["POST /customers"]


@pytest.mark.parametrize("name", ["😀" * 127, "株式会社" * 60, "ø" * 255, "A " * 127 + "A", "[x] 50% $off) (a*b),c"])
def test_any_name_is_found_again(empty_sandbox: Sandbox, name: str) -> None:
    for expected in (True, False):
        with Room(empty_sandbox) as room:
            assert room.customers.find_or_create(customer_stream("cus_1", ["name"], name=name)).new is expected


@pytest.mark.parametrize("spelled", ["NO 999 888 777 MVA", "CHE-123.456.789", "DE 123 456 789", "CVR 12 34 56 78"])
def test_a_customer_is_found_again_however_its_number_is_spelled(empty_sandbox: Sandbox, spelled: str) -> None:
    buyer = customer_stream("cus_1", ["corporateIdentificationNumber"], corporateIdentificationNumber=spelled)
    for expected in (True, False, False):
        with Room(empty_sandbox) as room:
            assert room.customers.find_or_create(buyer).new is expected


def test_a_customer_can_be_found_without_being_created(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, name="Ærø Bådebyggeri ApS", email="kontor@example.dk")
    with Room(empty_sandbox) as room:
        found = room.customers.find(customer_stream("cus_1", email="Kontor@example.dk"))
        assert found is not None
        assert (found.number, found.new) == (70, False)
        assert room.customers.find(customer_stream("cus_2", email="anden@example.dk")) is None
        assert room.customers.find(customer_stream("cus_3", email=None)) is None
        assert room.writes == []


def test_one_that_is_found_and_barred_or_found_twice_is_refused(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, 70, email="spaerret@example.dk", barred=True)
    for number in (71, 72):
        by_hand(empty_sandbox, number, email="to@example.dk")
    with Room(empty_sandbox) as room:
        for email, code in (("spaerret@example.dk", "customer_barred"), ("to@example.dk", "customer_ambiguous")):
            with pytest.raises(RecordError) as caught:
                room.customers.find(customer_stream("cus_1", email=email))
            assert caught.value.code == code
