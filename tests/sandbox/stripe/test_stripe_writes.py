"""POST on existing objects: metadata limits, idempotency, what is refused, and what each write leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import ANY
from urllib.parse import urlencode

import pytest
import requests

from sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject = dict[str, Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=12) as running:
        yield running


@pytest.fixture
def paid(sandbox: Sandbox) -> str:
    return next(str(item["id"]) for item in sandbox.stripe.store.all("invoice") if item["status"] == "paid")


def post(sandbox: Sandbox, path: str, data: str | bytes, **headers: str) -> requests.Response:
    head = {"Authorization": "Bearer sk_test_sandbox", "Content-Type": "application/x-www-form-urlencoded"}
    return requests.post(sandbox.stripe.url + path, data=data, headers=head | headers, timeout=10)


def refusal(answer: requests.Response, status: int = 400) -> JsonObject:
    assert answer.status_code == status, answer.text
    return answer.json()["error"]  # type: ignore[no-any-return]  # JSON


def test_metadata_of_a_paid_invoice_is_merged_and_nothing_else_moves(sandbox: Sandbox, paid: str) -> None:
    before = sandbox.stripe.store.find("invoice", paid)
    answer = post(sandbox, f"/v1/invoices/{paid}", urlencode({"metadata[economic_status]": "booked"}))
    assert before is not None
    # Where its PDF is depends on where the sandbox is; what is kept does not.
    after = before | {"metadata": before["metadata"] | {"economic_status": "booked"}}
    assert answer.json() == after | {"invoice_pdf": ANY}
    assert sandbox.stripe.store.find("invoice", paid) == after


def test_an_empty_value_takes_a_key_away_and_empty_metadata_all(sandbox: Sandbox, paid: str) -> None:
    path = f"/v1/invoices/{paid}"
    post(sandbox, path, "metadata[a]=1&metadata[b]=2")
    assert post(sandbox, path, "metadata[a]=").json()["metadata"] == {"b": "2"}
    assert post(sandbox, path, "metadata=").json()["metadata"] == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (urlencode({f"metadata[{'k' * 41}]": "v"}), "up to 40 characters"),
        (urlencode({"metadata[k]": "v" * 501}), "up to 500 characters"),
        ("&".join(f"metadata[k{n}]=v" for n in range(51)), "up to 50 keys, but you've set 51"),
        ("metadata=text", "Invalid hash"),
        ("metadata[a][b]=1", "is a hash"),
        (urlencode({"metadata[a[b]]": "1"}), "Invalid parameter name"),
    ],
)
def test_metadata_beyond_the_limits_is_400_and_changes_nothing(
    sandbox: Sandbox, paid: str, data: str, words: str
) -> None:
    before = sandbox.stripe.store.find("invoice", paid)
    assert words in refusal(post(sandbox, f"/v1/invoices/{paid}", data))["message"]
    assert sandbox.stripe.store.find("invoice", paid) == before


def test_metadata_at_the_limits_is_kept(sandbox: Sandbox, paid: str) -> None:
    pairs = {f"metadata[{n:0>40}]": "å" * 500 for n in range(50)}
    kept = post(sandbox, f"/v1/invoices/{paid}", urlencode(pairs)).json()["metadata"]
    assert len(kept) == 50
    assert set(kept.values()) == {"å" * 500}


@pytest.mark.parametrize("data", ["description=x", "metadata[a]=1&footer=x", "due_date=5", "auto_advance=true"])
def test_other_fields_of_a_finalised_invoice_are_refused_together_with_its_metadata(
    sandbox: Sandbox, paid: str, data: str
) -> None:
    error = refusal(post(sandbox, f"/v1/invoices/{paid}", data))
    assert error["message"] == "Finalized invoices can't be updated in this way"
    assert "a" not in (sandbox.stripe.store.find("invoice", paid) or {})["metadata"]


def test_an_unknown_parameter_is_named(sandbox: Sandbox, paid: str) -> None:
    error = refusal(post(sandbox, f"/v1/invoices/{paid}", "status=void&colour=red"))
    assert error["code"] == "parameter_unknown"
    assert error["message"] == "Received unknown parameters: status, colour"


def test_what_stripe_would_change_and_the_sandbox_cannot_is_said(sandbox: Sandbox) -> None:
    customer = next(sandbox.stripe.store.all("customer"))
    error = refusal(post(sandbox, f"/v1/customers/{customer['id']}", "tax_exempt=exempt"))
    assert error["message"] == "The sandbox does not change tax_exempt of a customer."


def test_names_can_be_changed_but_a_product_keeps_one(sandbox: Sandbox) -> None:
    customer, product = next(sandbox.stripe.store.all("customer")), next(sandbox.stripe.store.all("product"))
    assert post(sandbox, f"/v1/customers/{customer['id']}", "name=Nyt+navn&email=").json()["email"] is None
    changed = post(sandbox, f"/v1/products/{product['id']}", "active=false&name=Andet").json()
    assert (changed["active"], changed["name"], changed["updated"]) == (False, "Andet", sandbox.stripe.store.clock)
    assert refusal(post(sandbox, f"/v1/products/{product['id']}", "name="))["param"] == "name"


def test_a_deleted_customer_is_not_updated(sandbox: Sandbox) -> None:
    customer = next(sandbox.stripe.store.all("customer"))["id"]
    sandbox.stripe.store.delete("customer", customer)
    assert refusal(post(sandbox, f"/v1/customers/{customer}", "metadata[a]=1"), 404)["code"] == "resource_missing"
    assert refusal(post(sandbox, "/v1/invoices/in_x", "metadata[a]=1"), 404)["code"] == "resource_missing"


def test_an_answer_can_be_expanded(sandbox: Sandbox, paid: str) -> None:
    answer = post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=1&expand[]=customer").json()
    assert answer["customer"]["object"] == "customer"


def test_an_idempotent_request_is_carried_out_once(sandbox: Sandbox, paid: str) -> None:
    path, key = f"/v1/invoices/{paid}", {"Idempotency-Key": "key-1"}
    first = post(sandbox, path, "metadata[a]=1", **key)
    post(sandbox, path, "metadata[a]=2")
    again = post(sandbox, path, "metadata[a]=1", **key)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert (sandbox.stripe.store.find("invoice", paid) or {})["metadata"]["a"] == "2"


def test_a_key_used_for_another_request_is_refused(sandbox: Sandbox, paid: str) -> None:
    key = {"Idempotency-Key": "key-1"}
    post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=1", **key)
    params = refusal(post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=2", **key))
    assert params["type"] == "idempotency_error"
    assert "same parameters" in params["message"]
    product = next(sandbox.stripe.store.all("product"))["id"]
    assert "same endpoint" in refusal(post(sandbox, f"/v1/products/{product}", "metadata[a]=1", **key))["message"]
    assert refusal(post(sandbox, f"/v1/invoices/{paid}", "", **{"Idempotency-Key": "k" * 256}))


def test_a_refused_request_does_not_use_up_its_key(sandbox: Sandbox, paid: str) -> None:
    key = {"Idempotency-Key": "key-1"}
    assert refusal(post(sandbox, f"/v1/invoices/{paid}", "colour=red", **key))
    assert post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=1", **key).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"metadata": {"a": "1"}}', "application/json", 400),
        (b"metadata[a]=%ff", "application/x-www-form-urlencoded", 400),
        (b"metadata[a]=\xe6", "application/x-www-form-urlencoded", 400),
        (b"metadata[a]=" + b"x" * (1 << 20), "application/x-www-form-urlencoded", 413),
    ],
)
def test_hostile_bodies_get_stripes_kind_of_error(
    sandbox: Sandbox, paid: str, body: bytes, kind: str, status: int
) -> None:
    answer = post(sandbox, f"/v1/invoices/{paid}", body, **{"Content-Type": kind})
    assert refusal(answer, status)["type"] == "invalid_request_error"


def test_a_write_leaves_an_event_with_what_was_before(sandbox: Sandbox, paid: str) -> None:
    post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=1")
    post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=2")
    post(sandbox, f"/v1/invoices/{paid}", "metadata[a]=2")
    found = requests.get(
        f"{sandbox.stripe.url}/v1/events?type=invoice.updated", auth=("sk_test_sandbox", ""), timeout=10
    ).json()["data"]
    assert [event["data"]["object"]["metadata"]["a"] for event in found] == ["2", "1"]
    assert found[0]["data"]["previous_attributes"]["metadata"]["a"] == "1"
    assert found[0]["created"] == sandbox.stripe.store.clock
