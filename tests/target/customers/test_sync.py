"""The stream of customers keeps the listed fields in line with the source, and nothing else."""

from typing import Any

import pytest

from sandbox import Fault, Sandbox
from target_economic.customers.updating import READ_ONLY, changes, merged
from target_economic.errors import NoAnswer, RecordError
from target_economic.http.client import encode
from target_economic.outcomes.outcomes import Action
from tests.target.room import Room, customer_stream

Json = dict[str, Any]


@pytest.fixture
def ledger(empty_sandbox: Sandbox) -> Sandbox:
    """One customer, on whose card a person has filled in more than the source knows."""
    with Room(empty_sandbox) as room:
        room.customers.sync(customer_stream("cus_1", city="Marstal", telephoneAndFaxNumber="12345678"))
    entry = empty_sandbox.economic.store.customers.entry(1)
    assert entry is not None
    by_hand = {"website": "https://aeroe.example", "creditLimit": 5000, "salesPerson": {"employeeNumber": 2}}
    with Room(empty_sandbox) as room:
        fields = {name: value for name, value in entry.fields.items() if name != "customerNumber"} | by_hand
        room.client.send("PUT", "/customers/1", "fill in", encode(fields), "by hand")
    empty_sandbox.economic.requests.clear()
    return empty_sandbox


def card(sandbox: Sandbox) -> Json:
    return dict(sandbox.economic.store.customers[1])


def test_never_means_never(ledger: Sandbox) -> None:
    with Room(ledger) as room:
        action, customer = room.customers.sync(customer_stream("cus_1", city="Ærøskøbing"))
        assert (action, customer.number, room.writes) == (Action.UNCHANGED, 1, [])
    assert card(ledger)["city"] == "Marstal"


def test_a_listed_field_follows_the_source_and_everything_else_survives(ledger: Sandbox) -> None:
    before = card(ledger)
    with Room(ledger, updates=["city", "telephoneAndFaxNumber"]) as room:
        changed = customer_stream("cus_1", city="Ærøskøbing", name="Et nyt navn", telephoneAndFaxNumber=None)
        assert room.customers.sync(changed)[0] is Action.UPDATED
        assert room.writes == ["PUT /customers/1"]
    after = card(ledger)
    assert after["city"] == "Ærøskøbing"
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differing <= {"city", "lastUpdated"}
    assert ledger.economic.store.ignored_properties == []


def test_what_does_not_differ_is_not_written(ledger: Sandbox) -> None:
    fields = ["city", "email", "name", "telephoneAndFaxNumber", "paymentTerms", "customerGroup", "address"]
    with Room(ledger, updates=fields) as room:
        same = customer_stream("cus_1", city=" Marstal", email="CUS_1@example.dk", address=None)
        assert room.customers.sync(same)[0] is Action.UNCHANGED
        assert room.writes == []


def test_a_reference_follows_the_source(ledger: Sandbox) -> None:
    with Room(ledger, updates=["paymentTerms"]) as room:
        other = customer_stream("cus_1", paymentTerms={"paymentTermsNumber": 1})
        assert room.customers.sync(other)[0] is Action.UPDATED
    assert card(ledger)["paymentTerms"]["paymentTermsNumber"] == 1


def test_there_and_back_again_within_the_hour_in_which_e_conomic_remembers(ledger: Sandbox) -> None:
    for city in ("Ærøskøbing", "Marstal", "Ærøskøbing", "Marstal"):
        with Room(ledger, updates=["city"]) as room:
            assert room.customers.sync(customer_stream("cus_1", city=city))[0] is Action.UPDATED
        assert card(ledger)["city"] == city


def test_a_number_that_the_agreement_lacks_is_refused_and_the_card_stays(ledger: Sandbox) -> None:
    with Room(ledger, updates=["paymentTerms"]) as room:
        with pytest.raises(RecordError) as caught:
            room.customers.sync(customer_stream("cus_1", paymentTerms={"paymentTermsNumber": 99}))
        assert (caught.value.code, room.writes) == ("not_in_agreement", [])


def test_a_barred_customer_is_kept_up_to_date_and_stays_barred(ledger: Sandbox) -> None:
    entry = ledger.economic.store.customers.entry(1)
    assert entry is not None
    with Room(ledger) as room:
        room.client.send("PUT", "/customers/1", "bar", encode(entry.fields | {"barred": True}), "bar")
    with Room(ledger, updates=["city"]) as room:
        action, customer = room.customers.sync(customer_stream("cus_1", city="Ærøskøbing"))
    assert (action, customer.barred, card(ledger)["barred"]) == (Action.UPDATED, True, True)


def test_a_new_customer_is_created_and_a_dry_run_only_says_so(ledger: Sandbox) -> None:
    with Room(ledger, dry_run=True, updates=["city"]) as room:
        assert room.customers.sync(customer_stream("cus_2"))[0] is Action.CREATED
        assert room.customers.sync(customer_stream("cus_1", city="Ærøskøbing"))[0] is Action.UPDATED
        assert room.writes == []
    with Room(ledger) as room:
        action, customer = room.customers.sync(customer_stream("cus_2"))
    assert (action, customer.number) == (Action.CREATED, 2)


def test_a_customer_that_is_deleted_meanwhile_is_created_anew(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, updates=["city"]) as room:
        room.customers.sync(customer_stream("cus_1"))
        empty_sandbox.economic.store.customers.remove(1)
        assert room.customers.sync(customer_stream("cus_1", city="Rise"))[0] is Action.CREATED
        assert len(empty_sandbox.economic.store.customers) == 1


def test_at_once_the_last_word_is_one_of_the_source_s(ledger: Sandbox) -> None:
    towns = ["Rise", "Søby", "Tranderup"]
    with Room(ledger, updates=["city"]) as room:
        answers = room.at_once(
            *(lambda city=city: room.customers.sync(customer_stream("cus_1", city=city)) for city in towns)
        )
    assert [one[0] for one in answers] == [Action.UPDATED] * 3  # type: ignore[index]  # an error would show itself
    assert card(ledger)["city"] in towns
    assert card(ledger)["website"] == "https://aeroe.example"


def test_properties_that_nobody_here_knows_go_back_as_they_came() -> None:
    current = {"name": "A", "newInEconomic": {"deep": [1]}, "creditLimit": 5, "balance": 3, "self": "x", "city": None}
    assert merged(current, {"name": "B"}) == {"name": "B", "newInEconomic": {"deep": [1]}, "creditLimit": 5}
    assert READ_ONLY.isdisjoint(merged(dict.fromkeys(READ_ONLY, 1), {}))


@pytest.mark.parametrize("empty", [None, "", "  ", {}])
def test_an_empty_value_changes_nothing(empty: object) -> None:
    assert changes({"city": "Marstal"}, {"city": empty}, ["city"]) == {}


def test_an_address_that_a_person_added_is_no_difference() -> None:
    current = {"email": "bogholder@firma.dk kopi@firma.dk", "corporateIdentificationNumber": "DK 12 34 56 78"}
    wanted = {"email": "Bogholder@firma.dk", "corporateIdentificationNumber": "12345678"}
    assert changes(current, wanted, wanted) == {}
    assert changes(current, {"email": "ny@firma.dk"}, wanted) == {"email": "ny@firma.dk"}


@pytest.mark.parametrize("meanwhile", ["deleted", "changed"])
def test_an_update_is_not_sent_again_over_what_a_person_did_meanwhile(
    ledger: Sandbox, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """A PUT to a customer that is gone would make it anew."""
    store = ledger.economic.store
    ledger.economic.faults.add(Fault(method="PUT", action="drop_before_commit"))
    with Room(ledger, updates=["city"]) as room:

        def person(_: float) -> None:
            entry = store.customers.entry(1)
            assert entry is not None
            store.customers.remove(1)
            if meanwhile == "changed":
                store.customers.put(1, entry.document | {"address": "Havnen 1"}, entry.fields)

        monkeypatch.setattr(room.client, "wait", person)
        with pytest.raises(NoAnswer):
            room.customers.sync(customer_stream("cus_1", city="Ribe"))
    assert [(one["city"], one["address"]) for _, one in store.customers.items()] == (
        [] if meanwhile == "deleted" else [("Marstal", "Havnen 1")]
    )
