"""Who and what an invoice is posted for: found in the ledger, or created once."""

from typing import Any

import pytest

from sandbox import Sandbox
from tests.target.conftest import Post
from tests.target.documents import customer, invoice, line, product, record, schema_message
from tests.target.ledger import batch, drafts


def test_product_numbers_with_odd_characters_are_found_again(empty_sandbox: Sandbox, post: Post) -> None:
    odd = "50% a_b/c+d #1"
    document = invoice(
        lines=[line(29900), line(100, product="prod_2")],
        products=[product(productNumber=odd), product("prod_2", productNumber="A$(,)*[x]")],
    )
    assert post(batch(document)).status == 0
    assert post(batch(document | {"id": "in_2"})).outcome("in_2")["action"] == "created"
    assert sorted(empty_sandbox.economic.store.products) == sorted([odd, "A$(,)*[x]"])


def test_two_invoices_of_one_new_customer_in_one_batch_make_one_customer(empty_sandbox: Sandbox, post: Post) -> None:
    cvr = {"corporateIdentificationNumber": "12345678"}
    first = invoice("in_1", buyer=customer("cus_1", **cvr))
    second = invoice("in_2", buyer=customer("cus_2", corporateIdentificationNumber="DK 12 34 56 78"))
    assert post(batch(first, second)).status == 0
    assert len(empty_sandbox.economic.store.customers) == 1


def test_a_customer_that_matches_twice_or_cannot_be_recognised_is_refused(empty_sandbox: Sandbox, post: Post) -> None:
    setup = [
        schema_message("customers"),
        *(
            record(
                {
                    **customer(f"cus_{n}", email="same@example.dk"),
                    "match": ["name"],
                    "kind": "customer",
                    "origin": {"stream": "customers"},
                    "mapping": "sha256:" + "0" * 64,
                }
                | {"body": customer(f"cus_{n}", email="same@example.dk")["body"] | {"name": f"Kunde {n}"}},
                "customers",
            )
            for n in (1, 2)
        ),
    ]
    assert post(setup).status == 0
    nobody = customer("cus_4", email=" ")
    ended = post(
        batch(invoice("in_1", buyer=customer("cus_3", email="Same@example.dk")), invoice("in_2", buyer=nobody))
    )
    assert ended.outcome("in_1")["code"] == "customer_ambiguous"
    assert "1, 2" in ended.outcome("in_1")["message"]
    assert ended.outcome("in_2")["code"] == "customer_without_identity"
    assert len(empty_sandbox.economic.store.customers) == 2


def test_a_customer_or_product_that_exists_is_not_changed(empty_sandbox: Sandbox, post: Post) -> None:
    def messages(name: str) -> list[dict[str, Any]]:
        common = {"origin": {"stream": "x"}, "mapping": "sha256:" + "0" * 64}
        buyer = customer(name=name) | common | {"kind": "customer"}
        goods = product(name=name) | common | {"kind": "product"}
        return [
            schema_message("customers"),
            record(buyer, "customers"),
            schema_message("products"),
            record(goods, "products"),
        ]

    first, second = post(messages("Før")), post(messages("Efter"))
    assert [one["action"] for one in first.outcomes + second.outcomes] == ["created"] * 2 + ["unchanged"] * 2
    store = empty_sandbox.economic.store
    assert [store.customers[1]["name"], store.products["prod_1"]["name"]] == ["Før", "Før"]


def test_two_companies_that_share_an_address_stay_two(empty_sandbox: Sandbox, post: Post) -> None:
    def of(number: str) -> dict[str, Any]:
        body = {
            "email": "bogholder@revisor.example",
            "corporateIdentificationNumber": number,
            "name": f"Firma {number}",
        }
        return customer(f"cus_{number}", **body)

    documents = [invoice(f"in_{number}", buyer=of(number)) for number in ("11111111", "22222222")]
    assert post(batch(*documents)).status == 0
    store = empty_sandbox.economic.store
    names = {reference: draft["customer"]["customerNumber"] for reference, draft in drafts(empty_sandbox).items()}
    assert {reference: store.customers[number]["name"] for reference, number in names.items()} == {
        "in_11111111": "Firma 11111111",
        "in_22222222": "Firma 22222222",
    }


@pytest.mark.parametrize("spelled", ["NO 999 888 777 MVA", "CHE-123.456.789", "DE 123 456 789", "CVR 12 34 56 78"])
def test_a_customer_is_found_again_however_its_number_is_spelled(
    empty_sandbox: Sandbox, post: Post, spelled: str
) -> None:
    for number in range(3):
        buyer = customer("cus_1", email=" ", corporateIdentificationNumber=spelled)
        assert post(batch(invoice(f"in_{number}", buyer=buyer))).status == 0
    assert len(empty_sandbox.economic.store.customers) == 1


def test_one_number_in_two_groups_is_refused_before_anything_is_created(empty_sandbox: Sandbox, post: Post) -> None:
    products = [
        product("prod_1", productNumber="SAME"),
        product("prod_2", productNumber="SAME", productGroup={"productGroupNumber": 4}),
    ]
    ended = post(batch(invoice(lines=[line(100), line(100, product="prod_2")], products=products, tax=25)))
    assert ended.outcome("in_1")["code"] == "document_invalid"
    assert "SAME" in ended.outcome("in_1")["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_a_barred_customer_or_product_fails_with_its_code(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    for barred in (store.customers[1], store.products["prod_1"]):
        barred["barred"] = True
    store.customers.put(1, store.customers[1], store.customers[1])
    store.products.put("prod_1", store.products["prod_1"], store.products["prod_1"])
    assert post(batch(invoice("in_2"))).outcome("in_2")["code"] == "product_barred"
    other = [line(100, product="prod_2")]
    ended = post(batch(invoice("in_3", lines=other, products=[product("prod_2")])))
    assert ended.outcome("in_3")["code"] == "customer_barred"
