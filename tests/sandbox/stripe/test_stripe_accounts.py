"""Connected accounts and live mode: which account a request is about, and that all of them live in one present."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import stripe

if TYPE_CHECKING:
    from tests.sandbox.stripe.books import Books

CONNECTED = "acct_1Connected0000000"


def test_the_context_header_names_an_account_as_the_account_header_does(books: Books) -> None:
    books.customer()
    books.sandbox.stripe.store.connect(CONNECTED)
    assert books.get("/v1/customers", Stripe_Context=CONNECTED)["data"] == []
    assert books.ask("/v1/customers", Stripe_Context="acct_nobody").status_code == 403
    assert books.ask("/v1/customers", Stripe_Context=CONNECTED, Stripe_Account="acct_nobody").status_code == 400
    client = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": books.url}, stripe_context=CONNECTED)
    assert client.v1.customers.list().data == []


def test_events_of_a_connected_account_name_it(books: Books) -> None:
    books.sandbox.stripe.store.connect(CONNECTED)
    books.ask("/v1/customers", method="POST", data={"name": "Bo"}, Stripe_Account=CONNECTED)
    (event,) = books.get("/v1/events", Stripe_Account=CONNECTED)["data"]
    assert event["account"] == CONNECTED
    books.customer()
    assert "account" not in books.get("/v1/events")["data"][0]


def test_every_account_and_mode_lives_in_the_same_present(books: Books) -> None:
    store = books.sandbox.stripe.store
    store.connect(CONNECTED)
    books.sandbox.advance(timedelta(days=3))
    for headers in ({"Stripe_Account": CONNECTED}, {"key": "sk_live_sandbox"}, {}):
        made = books.ask("/v1/customers", method="POST", data={"name": "Bo"}, **headers)
        assert made.json()["created"] == store.clock
    later = "acct_1Later0000000000"
    store.connect(later)
    made = books.ask("/v1/customers", method="POST", data={"name": "Bo"}, Stripe_Account=later)
    assert made.json()["created"] == store.clock
