"""Keys and accounts: test and live, restricted, expired, connected accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.stripe.made import make

if TYPE_CHECKING:
    from tests.sandbox.stripe.asking import Account


def test_a_live_key_sees_nothing_of_a_test_account(account: Account) -> None:
    assert account.ask("/v1/invoices", key="sk_live_sandbox").json()["data"] == []
    error = account.ask("/v1/invoices/in_paid", key="sk_live_sandbox").json()["error"]
    assert error["message"] == (
        "No such invoice: 'in_paid'; a similar object exists in test mode, but a live mode key was used to make this "
        "request."
    )


@pytest.mark.parametrize("path", ["events/evt_x", "accounts/acct_x", "customers/cus_1/tax_ids/txi_1", "coupons/TEN"])
def test_what_a_live_key_does_not_see_is_missing(account: Account, path: str) -> None:
    assert account.ask(f"/v1/{path}", key="sk_live_sandbox").status_code in {403, 404}


def test_a_live_account_says_so_in_every_object(account: Account) -> None:
    account.store.livemode = True
    customer = account.ask("/v1/invoices/in_paid?expand[]=customer", key="sk_live_sandbox").json()
    assert (customer["livemode"], customer["customer"]["livemode"]) == (True, True)
    events = account.ask("/v1/events", key="sk_live_sandbox").json()["data"]
    assert {event["livemode"] for event in events} == {True}
    assert account.ask("/v1/customers", key="sk_test_sandbox").json()["data"] == []


def test_text_that_looks_like_the_mode_stays_as_it_is(account: Account) -> None:
    account.store.livemode = True
    account.store.change("customer", "cus_1", {"description": 'he said "livemode": false'})
    found = account.ask("/v1/customers/cus_1", key="sk_live_sandbox").json()
    assert found["description"] == 'he said "livemode": false'


@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/prices/price_1", "/v1/events", "/v1/balance", "/v1/account"])
def test_a_read_only_key_reads_everything(account: Account, path: str) -> None:
    assert account.ask(path, key="rk_test_readonly").status_code == 200


def test_a_read_only_key_writes_nothing(account: Account) -> None:
    answer = account.ask("/v1/invoices/in_paid", method="POST", data="metadata[a]=1", key="rk_test_readonly")
    assert answer.status_code == 403
    error = answer.json()["error"]
    own = account.store.account_id
    assert error["message"] == (
        "The provided key 'rk_test_**adonly' does not have the required permissions for this endpoint on account "
        f"'{own}'. Having the 'rak_invoice_write' permission would allow this request to continue."
    )
    assert (error["type"], "code" in error) == ("invalid_request_error", False)
    assert account.get("/v1/invoices/in_paid")["metadata"] == {}


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/v1/customers", "rak_customer_read"),
        ("/v1/prices", "rak_plan_read"),
        ("/v1/balance_transactions", "rak_balance_transaction_source_read"),
        ("/v1/events", "rak_event_read"),
        ("/v1/account", "rak_accounts_kyc_basic_read"),
        ("/v1/invoices?expand[]=data.customer", "rak_customer_read"),
    ],
)
def test_a_restricted_key_is_told_which_permission_it_lacks(account: Account, path: str, permission: str) -> None:
    account.store.keys["rk_test_invoices"] = {"invoice": "write", "product": "none"}
    assert account.ask("/v1/invoices/in_paid", key="rk_test_invoices").status_code == 200
    assert account.ask("/v1/invoice_payments", key="rk_test_invoices").status_code == 200
    answer = account.ask(path, key="rk_test_invoices")
    assert answer.status_code == 403
    assert f"Having the '{permission}' permission" in answer.json()["error"]["message"]
    assert "rk_test_invoices" not in answer.text


def test_an_expired_key_is_401(account: Account) -> None:
    account.store.expired_keys.add("sk_test_sandbox")
    answer = account.ask("/v1/invoices")
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["code"] == "api_key_expired"
    assert error["message"] == "Expired API Key provided: sk_test_***dbox"


def test_connected_accounts_are_reached_by_header_and_hold_their_own(account: Account) -> None:
    connected = account.store.connect("acct_1Connected0000")
    connected.put(make("customer", "cus_theirs", name="Deres kunde"))
    there = {"Stripe_Account": "acct_1Connected0000"}
    assert [item["id"] for item in account.get("/v1/customers", **there)["data"]] == ["cus_theirs"]
    assert account.ids("/v1/customers") == ["cus_1"]
    assert account.get("/v1/account", **there)["id"] == "acct_1Connected0000"
    assert account.get("/v1/accounts/acct_1Connected0000")["id"] == "acct_1Connected0000"
    written = account.ask("/v1/customers/cus_theirs", method="POST", data="metadata[a]=1", **there)
    assert written.json()["metadata"] == {"a": "1"}
    assert account.get("/v1/events?limit=1", **there)["data"][0]["type"] == "customer.updated"


def test_an_account_that_is_not_connected_is_403(account: Account) -> None:
    answer = account.ask("/v1/customers", Stripe_Account="acct_x")
    assert answer.status_code == 403
    error = answer.json()["error"]
    assert error["code"] == "account_invalid"
    assert "does not have access to account 'acct_x'" in error["message"]
