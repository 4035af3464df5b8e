"""What a document sells, as the whole program finds it in the ledger or creates it."""

from typing import Any

from sandbox import Sandbox
from tests.target.conftest import Post
from tests.target.documents import customer, invoice, line, product, record, schema_message
from tests.target.ledger import batch


def test_product_numbers_with_odd_characters_are_found_again(empty_sandbox: Sandbox, post: Post) -> None:
    odd = "50% a_b/c+d #1"
    document = invoice(
        lines=[line(29900), line(100, product="prod_2")],
        products=[product(productNumber=odd), product("prod_2", productNumber="A$(,)*[x]")],
    )
    assert post(batch(document)).status == 0
    assert post(batch(document | {"id": "in_2"})).outcome("in_2")["action"] == "created"
    assert sorted(empty_sandbox.economic.store.products) == sorted([odd, "A$(,)*[x]"])


def test_one_number_in_two_groups_is_refused_before_anything_is_created(empty_sandbox: Sandbox, post: Post) -> None:
    products = [
        product("prod_1", productNumber="SAME"),
        product("prod_2", productNumber="SAME", productGroup={"productGroupNumber": 4}),
    ]
    ended = post(batch(invoice(lines=[line(100), line(100, product="prod_2")], products=products, tax=25)))
    assert ended.outcome("in_1")["code"] == "document_invalid"
    assert "SAME" in ended.outcome("in_1")["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


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


def test_what_is_missing_is_a_setting(empty_sandbox: Sandbox, post: Post) -> None:
    refused = post(batch(invoice("in_1")), missing_product="refuse").outcome("in_1")
    assert (refused["action"], refused["code"]) == ("failed", "product_missing")
    assert post(batch(invoice("in_1", products=[product(productNumber="DIV", name="Diverse")]))).status == 0
    settings = {"missing_product": "default", "default_product": "DIV"}
    assert post(batch(invoice("in_2")), **settings).outcome("in_2")["action"] == "created"
    by_name = post(batch(invoice("in_3", products=[product(name="DIVERSE")])), product_match="number,name")
    assert by_name.outcome("in_3")["action"] == "created"
    assert list(empty_sandbox.economic.store.products) == ["DIV"]
