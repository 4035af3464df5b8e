"""Every kind with an address: list, retrieve, its sub-lists, filters, expansions and metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.stripe.kinds import KIND, SERVED
from sandbox.stripe.objects import NOT_ALWAYS
from tests.sandbox.stripe.made import DAY, T0, account_objects, make

if TYPE_CHECKING:
    from tests.sandbox.stripe.asking import Account

SCHEMA = Path(__file__).parents[3].parent / "shared" / "stripe" / "sdk-schema.json"
SCHEMA_NAMES = {"invoiceitem": "invoice_item"}
ONE_OF_EACH = {item["object"]: item for item in account_objects()[::-1]}


@pytest.mark.parametrize("kind", SERVED)
def test_every_kind_is_listed_and_retrieved(shared: Account, kind: str) -> None:
    path, one = KIND[kind].path, ONE_OF_EACH[kind]
    page = shared.get(f"{path}?limit=100")
    assert page["url"] == path
    listed = {item["id"]: item for item in page["data"]}
    assert shared.get(f"{path}/{one['id']}") == listed[one["id"]]
    assert shared.error(f"{path}/nothing", 404)["message"] == f"No such {kind}: 'nothing'"


@pytest.mark.parametrize("kind", SERVED)
def test_every_property_of_the_sdk_is_served_and_no_other(shared: Account, kind: str) -> None:
    if not SCHEMA.exists():
        pytest.skip("the SDK's property lists are not beside the project")
    schema = json.loads(SCHEMA.read_text())["objects"][SCHEMA_NAMES.get(kind, kind)]["properties"]
    served = shared.get(f"{KIND[kind].path}/{ONE_OF_EACH[kind]['id']}").keys()
    assert served - schema.keys() == set()
    assert schema.keys() - served - NOT_ALWAYS.get(kind, set()) - {"deleted"} == set()


@pytest.mark.parametrize("kind", [kind for kind in SERVED if KIND[kind].metadata])
def test_metadata_of_every_kind_can_be_changed(account: Account, kind: str) -> None:
    path = f"{KIND[kind].path}/{ONE_OF_EACH[kind]['id']}"
    assert account.ask(path, method="POST", data="metadata[a]=1").json()["metadata"] == {"a": "1"}
    assert account.get(path)["metadata"] == {"a": "1"}


@pytest.mark.parametrize("path", ["/v1/balance_transactions/txn_paid", "/v1/invoice_payments/inpay_paid"])
def test_what_has_no_metadata_takes_no_post(account: Account, path: str) -> None:
    assert account.ask(path, method="POST", data="metadata[a]=1").status_code == 404


def test_an_update_of_a_refund_leaves_both_of_its_events(account: Account) -> None:
    account.ask("/v1/refunds/re_1", method="POST", data="metadata[a]=1")
    newest = account.get("/v1/events?limit=2")["data"]
    assert {event["type"] for event in newest} == {"refund.updated", "charge.refund.updated"}
    assert {event["data"]["object"]["id"] for event in newest} == {"re_1"}


def test_sub_lists_hold_what_belongs_to_their_owner(account: Account) -> None:
    account.store.put(make("refund", "re_2", T0 + 2 * DAY, charge="ch_other", status="succeeded"))
    assert account.ids("/v1/charges/ch_paid/refunds") == ["re_1"]
    assert account.ids("/v1/customers/cus_1/tax_ids") == ["txi_1"]
    assert account.get("/v1/customers/cus_1/tax_ids/txi_1")["value"] == "DK10000000"
    assert account.ids("/v1/customers/cus_1/balance_transactions") == ["cbtxn_1"]
    assert account.ids("/v1/customers/cus_1/balance_transactions?invoice=in_paid") == ["cbtxn_1"]
    movement = "/v1/customers/cus_1/balance_transactions/cbtxn_1"
    assert account.ask(movement, method="POST", data="metadata[a]=1").json()["metadata"] == {"a": "1"}
    assert account.error("/v1/customers/cus_1/balance_transactions/txn_re", 404)["code"] == "resource_missing"
    assert account.error("/v1/charges/ch_x/refunds", 404)["message"] == "No such charge: 'ch_x'"


def test_the_lines_of_a_credit_note_are_cut_at_ten_and_listed_whole(shared: Account) -> None:
    note = shared.get("/v1/credit_notes/cn_1")
    assert (len(note["lines"]["data"]), note["lines"]["has_more"]) == (10, True)
    assert note["lines"]["url"] == "/v1/credit_notes/cn_1/lines"
    assert shared.ids("/v1/credit_notes/cn_1/lines?limit=100") == [f"cnli_{n}" for n in range(12)]
    assert shared.ids("/v1/credit_notes/cn_1/lines?starting_after=cnli_9") == ["cnli_10", "cnli_11"]


def test_a_payout_tells_its_transactions_if_it_is_automatic(shared: Account) -> None:
    listed = "/v1/balance_transactions?payout="
    assert shared.ids(f"{listed}po_auto") == ["txn_po", "txn_re", "txn_paid"]
    assert shared.ids(f"{listed}po_auto&type=charge") == ["txn_paid"]
    assert "automatic" in shared.error(f"{listed}po_manual")["message"]
    assert shared.error(f"{listed}po_x")["message"] == "No such payout: 'po_x'"


@pytest.mark.parametrize(
    ("source", "found"), [("ch_paid", ["txn_paid"]), ("re_1", ["txn_re"]), ("dp_1", []), ("ch_nothing", [])]
)
def test_transactions_are_found_by_source_but_not_by_dispute(shared: Account, source: str, found: list[str]) -> None:
    assert shared.ids(f"/v1/balance_transactions?source={source}") == found


def test_invoice_payments_are_found_by_payment_intent(shared: Account) -> None:
    listed = "/v1/invoice_payments?payment[type]=payment_intent"
    assert shared.ids(listed) == ["inpay_paid"]
    assert shared.ids(f"{listed}&payment[payment_intent]=pi_paid") == ["inpay_paid"]
    assert shared.ids("/v1/invoice_payments?invoice=in_paid&status=paid") == ["inpay_paid"]
    assert shared.ids("/v1/invoice_payments?payment[type]=payment_record") == []
    assert shared.error(f"{listed}&payment[payment_intent]=pi_x")["code"] == "resource_missing"
    assert shared.error("/v1/invoice_payments?payment[payment_intent]=pi_paid")["param"] == "payment[type]"
    assert shared.error(f"{listed}&payment[charge]=ch_paid")["code"] == "parameter_unknown"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("charges?payment_intent=pi_paid", ["ch_paid"]),
        ("charges?customer=cus_1&created[gt]=0", ["ch_paid"]),
        ("charges?transfer_group=none", []),
        ("payment_intents?customer=cus_1", ["pi_paid"]),
        ("refunds?charge=ch_paid", ["re_1"]),
        ("refunds?payment_intent=pi_paid&charge=ch_paid", ["re_1"]),
        ("disputes?charge=ch_paid", ["dp_1"]),
        ("credit_notes?invoice=in_paid&customer=cus_1", ["cn_1"]),
        ("balance_transactions?type=refund", ["txn_re"]),
        ("balance_transactions?currency=eur", []),
        ("payouts?status=paid", ["po_auto"]),
        ("payouts?status=pending", ["po_manual"]),
        (f"payouts?arrival_date[gte]={T0 + 6 * DAY}", ["po_manual"]),
        ("tax_rates?active=true&inclusive=false", ["txr_25"]),
        ("shipping_rates?currency=dkk", ["shr_1"]),
        ("invoiceitems?pending=true&customer=cus_1", ["ii_1"]),
        ("invoiceitems?pending=false", []),
        ("subscriptions?customer=cus_1", ["sub_1"]),
        ("subscriptions?status=canceled", []),
        ("coupons", ["TEN"]),
    ],
)
def test_lists_are_filtered(shared: Account, query: str, found: list[str]) -> None:
    assert shared.ids(f"/v1/{query}") == found


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("charges?invoice=in_paid", "invoice"),
        ("charges?customer=cus_x", "customer"),
        ("payouts?status=gone", "status"),
        ("refunds?charge=ch_x", "charge"),
        ("coupons?active=true", "active"),
        ("balance_transactions?status=available", "status"),
        ("subscriptions?status=asleep", "status"),
        ("tax_rates?inclusive=perhaps", "inclusive"),
        ("customers/cus_1/tax_ids?created=5", "created"),
    ],
)
def test_what_a_list_cannot_be_filtered_by_is_400(shared: Account, query: str, param: str) -> None:
    assert shared.error(f"/v1/{query}")["param"] == param


def test_canceled_subscriptions_are_listed_only_when_asked_for(account: Account) -> None:
    account.store.change("subscription", "sub_1", {"status": "canceled"})
    assert account.ids("/v1/subscriptions") == []
    assert account.ids("/v1/subscriptions?status=all") == ["sub_1"]
    assert account.ids("/v1/subscriptions?status=ended") == ["sub_1"]


def test_from_a_charge_to_everything_that_hangs_on_it(shared: Account) -> None:
    expanded = shared.get(
        "/v1/charges/ch_paid?expand[]=refunds.data.balance_transaction&expand[]=payment_intent.customer"
        "&expand[]=balance_transaction"
    )
    assert expanded["refunds"]["data"][0]["balance_transaction"]["amount"] == -250
    assert (expanded["refunds"]["total_count"], expanded["refunds"]["url"]) == (1, "/v1/charges/ch_paid/refunds")
    assert expanded["payment_intent"]["customer"]["id"] == "cus_1"
    assert expanded["balance_transaction"]["fee"] == 205
    assert "refunds" not in shared.get("/v1/charges/ch_paid")


def test_the_source_of_a_transaction_is_whatever_moved_the_money(shared: Account) -> None:
    page = shared.get("/v1/balance_transactions?expand[]=data.source")["data"]
    assert {item["source"]["object"] for item in page} == {"charge", "refund", "dispute", "payout"}
    deep = shared.get("/v1/balance_transactions/txn_paid?expand[]=source.payment_intent.customer")
    assert deep["source"]["payment_intent"]["customer"]["name"] == "Øresund ApS"


def test_a_path_through_any_source_is_followed_where_there_is_one(shared: Account) -> None:
    page = shared.get("/v1/balance_transactions?expand[]=data.source.charge")["data"]
    sources = {item["id"]: item["source"] for item in page}
    assert sources["txn_re"]["charge"]["id"] == "ch_paid"
    assert sources["txn_paid"]["object"] == "charge"
    assert "(colour)" in shared.error("/v1/balance_transactions?expand[]=data.source.colour")["message"]


def test_from_an_invoice_to_its_fee(shared: Account) -> None:
    path = "/v1/invoices/in_paid"
    payments = shared.get(f"{path}?expand[]=payments.data.payment.payment_intent")["payments"]
    charge = payments["data"][0]["payment"]["payment_intent"]["latest_charge"]
    assert shared.get(f"/v1/charges/{charge}?expand[]=balance_transaction")["balance_transaction"]["fee"] == 205
    assert shared.error(f"{path}?expand[]=payments.data.payment.payment_intent.latest_charge")["param"] == "expand"


def test_what_was_paid_off_stripe_is_shown_when_it_is_expanded(account: Account) -> None:
    assert "amount_paid_off_stripe" not in account.get("/v1/invoices/in_paid")
    expanded = "/v1/invoices?expand[]=data.amount_paid_off_stripe"
    assert account.get(expanded)["data"][0]["amount_paid_off_stripe"] == 0
    account.store.change("invoice_payment", "inpay_paid", {"amount_paid": 1_000})
    assert account.get(expanded)["data"][0]["amount_paid_off_stripe"] == 250


@pytest.mark.parametrize(
    ("path", "prop"),
    [
        ("credit_notes/cn_1?expand[]=refunds.refund", "refunds"),
        ("credit_notes/cn_1?expand[]=invoice", "invoice"),
        ("disputes/dp_1?expand[]=charge", "charge"),
        ("refunds/re_1?expand[]=balance_transaction", "balance_transaction"),
        ("payouts/po_auto?expand[]=balance_transaction", "balance_transaction"),
        ("invoice_payments/inpay_paid?expand[]=invoice", "invoice"),
        ("payment_intents/pi_paid?expand[]=latest_charge", "latest_charge"),
        ("subscriptions/sub_1?expand[]=latest_invoice", "latest_invoice"),
    ],
)
def test_references_are_expanded(shared: Account, path: str, prop: str) -> None:
    found = shared.get(f"/v1/{path}")[prop]
    whole = found[0]["refund"] if isinstance(found, list) else found
    assert whole["object"]


@pytest.mark.parametrize(
    "path", ["coupons/TEN?expand[]=applies_to.x", "balance?expand[]=available", "tax_rates/txr_25?expand[]=metadata"]
)
def test_what_cannot_be_expanded_is_400(shared: Account, path: str) -> None:
    assert "This property cannot be expanded" in shared.error(f"/v1/{path}")["message"]


def test_the_balance_is_what_the_transactions_add_up_to(account: Account) -> None:
    account.store.clock = T0 + 2 * DAY
    early = account.get("/v1/balance")
    assert early["available"] == [{"amount": -2_000, "currency": "dkk", "source_types": {"card": -2_000}}]
    assert early["pending"][0]["amount"] == 1_045
    account.store.clock = T0 + 10 * DAY
    late = account.get("/v1/balance")
    assert (late["available"][0]["amount"], late["pending"][0]["amount"]) == (1_045 - 250 - 1_150 - 600, 0)


def test_an_account_is_found_by_its_id_and_another_is_out_of_reach(shared: Account) -> None:
    own = shared.get("/v1/account")
    assert shared.get(f"/v1/accounts/{own['id']}") == own
    assert shared.error("/v1/accounts/acct_x", 403)["code"] == "account_invalid"


def test_a_cursor_of_a_subscription_that_left_the_filter_is_refused(account: Account) -> None:
    account.store.change("subscription", "sub_1", {"status": "canceled"})
    assert account.error("/v1/subscriptions?starting_after=sub_1")["code"] == "resource_missing"
    assert account.ids("/v1/subscriptions?status=canceled") == ["sub_1"]
    assert account.ids("/v1/subscriptions?status=canceled&starting_after=sub_1") == []
