"""A line's product: found by number or name, created, replaced by the default, or refused; and never changed."""

from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.errors import RecordError
from target_economic.http.client import encode
from target_economic.products.known import ABSENT_FOR, PRESENT_FOR, Product
from tests.target.documents import product
from tests.target.room import Room

Json = dict[str, Any]


def by_hand(sandbox: Sandbox, number: str, **body: Any) -> None:  # noqa: ANN401 - as e-conomic takes it
    """A product that a person made in e-conomic's web pages, or changed there."""
    fields = product(productNumber=number, **body)["body"]
    with Room(sandbox) as room:
        room.client.send("PUT", f"/products/{number}", "make a product", encode(fields), f"hand {number} {body}")
    sandbox.economic.requests.clear()


def refused(room: Room, wanted: Json) -> RecordError:
    with pytest.raises(RecordError) as caught:
        room.products.find_or_create(wanted)
    with pytest.raises(RecordError) as again:
        room.products.group_of(wanted)
    assert caught.value.code == again.value.code
    assert room.writes == []
    return caught.value


def test_many_at_once_make_one_product(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        found = room.at_once(*[lambda: room.products.find_or_create(product())] * 8)
        assert room.writes == ["POST /products"]
    assert all(isinstance(one, Product) for one in found), found
    assert [one.new for one in found if isinstance(one, Product)].count(True) == 1


def test_a_product_is_found_by_its_number_and_never_changed(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "P1", name="Et andet navn", productGroup={"productGroupNumber": 3})
    with Room(empty_sandbox) as room:
        wanted = product(productNumber="P1")
        assert room.products.group_of(wanted) == 3
        assert room.products.find_or_create(wanted).new is False
        assert room.writes == []


@pytest.mark.parametrize("spelled", ["ABONNEMENT,  stort", " Abonnement, stort", "abonnement,\u00a0stort"])
def test_a_product_is_found_by_its_name_where_the_settings_say_so(empty_sandbox: Sandbox, spelled: str) -> None:
    by_hand(empty_sandbox, "HAND", name="Abonnement,  Stort")
    wanted = product("prod_1", name=spelled)
    with Room(empty_sandbox, match=("number", "name")) as room:
        assert room.products.find_or_create(wanted).number == "HAND"
    with Room(empty_sandbox) as room:
        assert room.products.find_or_create(wanted).number == "prod_1"


def test_the_number_counts_before_the_name(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "prod_1".replace("_", ""), name="Noget andet")
    by_hand(empty_sandbox, "HAND", name="Abonnement")
    with Room(empty_sandbox, match=("number", "name")) as room:
        assert room.products.find_or_create(product(productNumber="prod1")).number == "prod1"


def test_several_of_one_name_are_refused(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "A", name="Abonnement")
    by_hand(empty_sandbox, "B", name="abonnement")
    with Room(empty_sandbox, match=("number", "name")) as room:
        room.products.prefetch([product()])
        error = refused(room, product())
    assert error.code == "product_ambiguous"
    assert "A, B" in error.message


def test_two_new_products_of_one_name_at_once_are_one_where_names_count(empty_sandbox: Sandbox) -> None:
    wanted = [product(f"prod_{n}") for n in range(4)]
    with Room(empty_sandbox, match=("number", "name")) as room:
        found = room.at_once(*(lambda one=one: room.products.find_or_create(one) for one in wanted))
        assert room.writes == ["POST /products"]
    assert len({one.number for one in found if isinstance(one, Product)}) == 1


def test_the_default_product_stands_in_for_what_is_missing(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "DIV", name="Diverse", productGroup={"productGroupNumber": 4})
    with Room(empty_sandbox, missing="default", default="DIV") as room:
        assert room.products.group_of(product()) == 4
        assert (room.products.find_or_create(product()).number, room.writes) == ("DIV", [])


def test_without_the_default_product_the_document_is_refused(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, missing="default", default="DIV") as room:
        error = refused(room, product())
    assert error.code == "product_missing"
    assert "DIV" in error.message


def test_what_is_missing_is_refused_where_the_settings_say_so(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, missing="refuse") as room:
        assert refused(room, product()).code == "product_missing"


def test_the_target_s_own_product_is_created_whatever_the_settings_say(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, missing="refuse", match=("number", "name")) as room:
        assert room.products.find_or_create(product(), own=True).new


def test_a_barred_product_is_refused_also_as_default(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "DIV", barred=True)
    with Room(empty_sandbox) as room:
        assert refused(room, product(productNumber="DIV")).code == "product_barred"
    with Room(empty_sandbox, missing="default", default="DIV") as room:
        assert refused(room, product()).code == "product_barred"


def test_a_product_that_a_person_makes_meanwhile_is_found(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        room.products.prefetch([product(productNumber="P1")])
        by_hand(empty_sandbox, "P1", productGroup={"productGroupNumber": 2})
        room.clock.now += ABSENT_FOR
        assert room.products.group_of(product(productNumber="P1")) == 2


def test_a_product_that_a_person_moves_or_deletes_meanwhile_is_noticed(empty_sandbox: Sandbox) -> None:
    by_hand(empty_sandbox, "P1")
    by_hand(empty_sandbox, "P2", name="Andet")
    wanted = [product(productNumber="P1"), product("prod_2", productNumber="P2", name="Andet")]
    with Room(empty_sandbox, match=("number", "name")) as room:
        room.products.prefetch(wanted)
        by_hand(empty_sandbox, "P1", productGroup={"productGroupNumber": 4})
        empty_sandbox.economic.store.products.remove("P2")
        room.clock.now += PRESENT_FOR + 1
        room.products.prefetch(wanted)
        assert room.products.group_of(wanted[0]) == 4
        assert room.products.find_or_create(wanted[1]).new


def test_known_products_cost_no_more_requests(empty_sandbox: Sandbox) -> None:
    wanted = [product(f"prod_{n}") for n in range(30)]
    with Room(empty_sandbox) as room:
        for one in wanted:
            room.products.find_or_create(one)
        empty_sandbox.economic.requests.clear()
        room.products.prefetch(wanted)
        for one in wanted:
            room.products.find_or_create(one)
        assert list(empty_sandbox.economic.requests) == []


def test_a_dry_run_says_that_it_would_create_and_writes_nothing(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox, dry_run=True) as room:
        found = room.products.find_or_create(product())
        assert (found.number, found.new, found.url, room.writes) == ("prod_1", True, None, [])


def test_a_group_that_the_agreement_lacks_is_refused_before_anything_is_sent(empty_sandbox: Sandbox) -> None:
    with Room(empty_sandbox) as room:
        with pytest.raises(RecordError) as caught:
            room.products.find_or_create(product(productGroup={"productGroupNumber": 77}))
        assert (caught.value.code, room.writes) == ("not_in_agreement", [])
