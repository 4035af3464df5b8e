"""Idempotency keys: the same request again within the hour gets the same answer and does nothing."""

from datetime import timedelta

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, customer, draft, product


def test_a_repeated_post_gets_the_first_answer_and_makes_nothing(api: Client, store: Store) -> None:
    first = api.post("/customers", customer(), key="k1")
    again = api.post("/customers", customer(), key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["X-ResultFromCache"] == "true"
    assert "X-ResultFromCache" not in first.headers
    assert len(store.customers) == 1


def test_another_key_makes_another(api: Client, store: Store) -> None:
    api.post("/customers", customer(), key="k1")
    api.post("/customers", customer(), key="k2")
    assert len(store.customers) == 2


def test_a_repeated_delete_is_still_204(api: Client) -> None:
    api.customer()
    assert api.delete("/customers/1", key="k1").status_code == 204
    assert api.delete("/customers/1", key="k1").status_code == 204


def test_another_body_is_refused(api: Client, store: Store) -> None:
    api.post("/customers", customer(), key="k1")
    answer = api.post("/customers", customer(name="Anden"), key="k1")
    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "PayloadChanged"
    assert answer.json()["title"] == "Content must be the same when using the same Idempotency key."
    assert len(store.customers) == 1


def test_another_address_is_refused(api: Client, store: Store) -> None:
    api.post("/customers", customer(), key="k1")
    answer = api.post("/products", product(), key="k1")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "URLChanged")
    assert api.put("/customers", customer(), key="k1").status_code == 405
    assert len(store.products) == 0


def test_a_refusal_is_kept_too(api: Client) -> None:
    first = api.post("/invoices/drafts", draft(), key="k1")
    assert first.status_code == 400
    api.draft()
    again = api.post("/invoices/drafts", draft(), key="k1")
    assert (again.status_code, again.headers["X-ResultFromCache"]) == (400, "true")


def test_after_the_hour_the_key_is_forgotten_and_a_second_invoice_is_booked(api: Client, store: Store) -> None:
    api.draft()
    body = draft()
    api.post("/invoices/drafts", body, key="k1")
    store.advance(timedelta(minutes=59))
    api.post("/invoices/drafts", body, key="k1")
    assert len(store.drafts) == 2
    store.advance(timedelta(minutes=2))
    answer = api.post("/invoices/drafts", body, key="k1")
    assert answer.status_code == 201
    assert "X-ResultFromCache" not in answer.headers
    assert len(store.drafts) == 3


def test_a_get_has_no_use_for_a_key(api: Client) -> None:
    api.customer()
    for _ in range(2):
        answer = api.call("GET", "/customers/1", headers={"Idempotency-Key": "k1"})
        assert "X-ResultFromCache" not in answer.headers
    assert api.post("/customers", customer(), key="k1").status_code == 201
