"""Whose a document is, as the whole program finds it in the ledger or creates it."""

from typing import Any

from sandbox import Sandbox
from tests.target.conftest import Post
from tests.target.documents import customer, invoice, record, schema_message
from tests.target.ledger import batch, drafts


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


def test_the_stream_of_customers_keeps_the_listed_fields_in_line(empty_sandbox: Sandbox, post: Post) -> None:
    def messages(**body: str) -> list[dict[str, Any]]:
        common = {"kind": "customer", "origin": {"stream": "customers"}, "mapping": "sha256:" + "0" * 64}
        return [schema_message("customers"), record(customer(**body) | common, "customers")]

    assert post(messages(city="Marstal")).outcome("cus_1")["action"] == "created"
    moved = messages(city="Rise", name="Et andet navn")
    assert post(moved).outcome("cus_1")["action"] == "unchanged"
    assert post(moved, customer_updates="city,email").outcome("cus_1")["action"] == "updated"
    assert post(moved, customer_updates="city,email").outcome("cus_1")["action"] == "unchanged"
    kept = empty_sandbox.economic.store.customers[1]
    assert (kept["city"], kept["name"]) == ("Rise", "Ærø Bådebyggeri ApS")
