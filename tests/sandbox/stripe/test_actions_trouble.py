"""What goes wrong at Stripe, ordered by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books


def test_events_are_lost_for_good_and_come_twice(books: Books) -> None:
    one, other = books.customer(), books.customer()
    assert books.do("lose_events", type="customer.*", about=one)["count"] == 1
    (left,) = books.get("/v1/events")["data"]
    assert left["data"]["object"]["id"] == other
    copy = books.do("duplicate_event", event=left["id"])["id"]
    assert sorted(books.ids("/v1/events")) == sorted([left["id"], copy])


def test_a_locked_object_is_not_changed_as_often_as_was_said(books: Books) -> None:
    one = books.customer()
    books.do("lock_object", id=one, times=2)
    answers = [books.ask(f"/v1/customers/{one}", method="POST", data={"name": "Bo"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].json()["error"]["code"] == "lock_timeout"


def test_a_restricted_key_is_let_in_with_its_rights_until_it_expires(books: Books) -> None:
    books.do("register_key", key="rk_test_reader", rights=["customer:read"])
    assert books.ask("/v1/customers", key="rk_test_reader").status_code == 200
    assert "rak_invoice_read" in books.ask("/v1/invoices", key="rk_test_reader").text
    assert books.ask("/v1/customers", method="POST", data={"name": "Bo"}, key="rk_test_reader").status_code == 403
    books.do("expire_key", key="rk_test_reader")
    expired = books.ask("/v1/customers", key="rk_test_reader")
    assert (expired.status_code, expired.json()["error"]["code"]) == (401, "api_key_expired")


def test_events_are_in_the_version_of_their_day(books: Books) -> None:
    books.do("upgrade_api", version="2022-11-15")
    books.customer()
    books.do("upgrade_api", version="2026-10-28.endive")
    books.customer()
    assert [event["api_version"] for event in books.get("/v1/events")["data"]] == [
        "2026-10-28.endive",
        "2022-11-15",
    ]


def test_what_makes_no_sense_is_refused(books: Books) -> None:
    for name, arguments in {
        "duplicate_event": {"event": "evt_none"},
        "lock_object": {"id": "cus_1", "times": 0},
        "upgrade_api": {"version": "yesterday"},
        "register_key": {"key": "nonsense", "rights": ["*:read"]},
        "expire_key": {"key": "sk_test_nobody"},
    }.items():
        answer = requests.post(f"{books.url}/_sandbox/actions/{name}", json=arguments, timeout=10)
        assert 400 <= answer.status_code < 500, (name, answer.text)


def test_a_cursor_that_left_its_filter_is_refused_where_lists_are_strict(books: Books) -> None:
    customer = books.customer()
    first, second = books.invoice(customer), books.invoice(customer)
    books.post(f"/v1/invoices/{second}/void")
    path = f"/v1/invoices?status=open&starting_after={second}"
    assert books.ids(path) == [first]
    books.sandbox.stripe.store.strict_cursors = True
    assert books.error(path)["code"] == "resource_missing"
