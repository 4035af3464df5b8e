"""The same objects at every API version that the sandbox serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.company import load_folder
from sandbox.stripe.api.versions import API_VERSION, BASIL, KNOWN
from sandbox.stripe.kinds import KIND, SERVED
from sandbox.stripe.older.lookup import Lookup
from sandbox.stripe.older.steps import downgrade
from sandbox.stripe.store import Store
from tests.sandbox.stripe.made import make

if TYPE_CHECKING:
    from tests.sandbox.stripe.asking import Account

JsonObject = dict[str, Any]

OLD = {"Stripe_Version": "2022-11-15"}
CLOVER = "2025-10-29.clover"
RECORDED = Path(__file__).parents[3].parent / "shared" / "stripe" / "recorded"


@pytest.mark.parametrize("version", sorted(KNOWN))
def test_every_version_is_answered_and_echoed(shared: Account, version: str) -> None:
    for kind in SERVED:
        answer = shared.ask(f"{KIND[kind].path}?limit=100", Stripe_Version=version)
        gone = kind == "invoice_payment" and version < BASIL
        assert (answer.status_code, answer.headers["Stripe-Version"]) == (404 if gone else 200, version)


def test_without_a_version_the_account_decides(account: Account) -> None:
    assert account.ask("/v1/invoices").headers["Stripe-Version"] == API_VERSION
    account.store.account_version = "2022-11-15"
    answer = account.ask("/v1/invoices/in_paid")
    assert answer.headers["Stripe-Version"] == "2022-11-15"
    assert answer.json()["paid"] is True


def test_before_basil_an_invoice_names_its_charge_and_payment_intent(shared: Account) -> None:
    old = shared.get("/v1/invoices/in_paid", **OLD)
    expected = {
        "charge": "ch_paid",
        "payment_intent": "pi_paid",
        "paid": True,
        "paid_out_of_band": False,
        "subscription": "sub_1",
        "quote": None,
        "tax": 250,
        "amount_paid": 1_250,
    }
    assert {name: old[name] for name in expected} == expected
    assert old["total_tax_amounts"] == [
        {
            "amount": 250,
            "inclusive": False,
            "tax_rate": "txr_25",
            "taxability_reason": "standard_rated",
            "taxable_amount": 1_000,
        }
    ]
    assert old["discount"]["coupon"]["percent_off"] == 10
    assert old["discounts"] == ["di_1"]
    gone = {"parent", "payments", "total_taxes", "amount_overpaid", "status_details", "customer_account"}
    assert gone & old.keys() == set()


def test_before_basil_a_line_has_its_price_plan_and_tax_rates(shared: Account) -> None:
    old = shared.get("/v1/invoices/in_paid/lines", **OLD)["data"][0]
    assert old == shared.get("/v1/invoices/in_paid", **OLD)["lines"]["data"][0]
    assert (old["price"]["id"], old["price"]["object"]) == ("price_1", "price")
    assert (old["plan"]["interval"], old["plan"]["amount"]) == ("month", 1_000)
    assert [rate["percentage"] for rate in old["tax_rates"]] == [25]
    assert (old["type"], old["subscription"], old["subscription_item"]) == ("subscription", "sub_1", "si_1")
    assert (old["proration"], old["proration_details"]) == (False, {"credited_items": None})
    assert (old["amount_excluding_tax"], old["unit_amount_excluding_tax"]) == (1_000, "1000")
    assert old["tax_amounts"][0]["tax_rate"] == "txr_25"
    assert {"parent", "pricing", "taxes", "subtotal", "quantity_decimal"} & old.keys() == set()


def test_before_basil_what_was_included_is_taken_out_of_a_line(account: Account) -> None:
    body = account.store.find("invoice", "in_paid") or {}
    one = body["lines"]["data"][0]
    one |= {"amount": 1_250, "quantity": 3}
    one["taxes"][0] |= {"tax_behavior": "inclusive"}
    account.store.put(body)
    old = account.get("/v1/invoices/in_paid", **OLD)["lines"]["data"][0]
    assert (old["amount_excluding_tax"], old["unit_amount_excluding_tax"]) == (1_000, "333.333333333333")
    assert old["tax_amounts"][0]["inclusive"] is True


def test_before_basil_charges_and_intents_name_their_invoice(account: Account) -> None:
    account.store.put(make("charge", "ch_bare", status="succeeded"))
    for path in ("charges/ch_paid", "payment_intents/pi_paid"):
        assert account.get(f"/v1/{path}", **OLD)["invoice"] == "in_paid"
        assert "invoice" not in account.get(f"/v1/{path}")
    assert account.get("/v1/charges/ch_bare", **OLD)["invoice"] is None
    deep = account.get("/v1/charges/ch_paid?expand[]=invoice.customer", **OLD)
    assert deep["invoice"]["customer"]["id"] == "cus_1"


def test_before_basil_a_credit_note_has_one_refund(shared: Account) -> None:
    old = shared.get("/v1/credit_notes/cn_1", **OLD)
    assert (old["refund"], old["tax_amounts"], old["type"]) == ("re_1", [], "post_payment")
    assert {"refunds", "total_taxes", "post_payment_amount", "pretax_credit_amounts"} & old.keys() == set()
    assert old["lines"]["data"][0]["tax_amounts"] == []


def test_before_basil_there_are_no_invoice_payments(shared: Account) -> None:
    error = shared.error("/v1/invoice_payments", 404, OLD["Stripe_Version"])
    assert error["message"].startswith("Unrecognized request URL (GET: /v1/invoice_payments)")
    assert shared.error("/v1/invoices?expand[]=data.payments", version=OLD["Stripe_Version"])["message"].endswith(
        "(payments)."
    )


def test_a_payment_out_of_band_shows_before_basil(account: Account) -> None:
    account.store.delete("invoice_payment", "inpay_paid")
    old = account.get("/v1/invoices/in_paid", **OLD)
    assert (old["paid"], old["paid_out_of_band"], old["charge"]) == (True, True, None)
    assert (old["amount_paid"], old["amount_remaining"]) == (0, 1_250)


@pytest.mark.parametrize(
    "path",
    [
        "data.charge.balance_transaction",
        "data.payment_intent.latest_charge",
        "data.subscription",
        "data.customer",
        "data.total_tax_amounts.tax_rate",
    ],
)
def test_what_an_old_caller_expands(shared: Account, path: str) -> None:
    body = shared.get(f"/v1/invoices?expand[]={path}", **OLD)["data"][0]
    for segment in path.split(".")[1:]:
        body = body[segment][0] if isinstance(body[segment], list) else body[segment]
    assert body["object"]
    assert shared.get("/v1/invoices/in_paid/lines?expand[]=data.price.product", **OLD)["data"][0]["price"]["product"][
        "name"
    ]


def test_before_clover_a_discount_holds_its_coupon(shared: Account) -> None:
    path = "/v1/invoices/in_paid?expand[]=discounts"
    assert shared.get(path)["discounts"][0]["source"] == {"coupon": "TEN", "type": "coupon"}
    old = shared.get(path, Stripe_Version="2025-08-27.basil")["discounts"][0]
    assert (old["coupon"]["name"], "source" in old) == ("10 %", False)
    assert "parent" in shared.get(path, Stripe_Version="2025-08-27.basil")
    assert "(source)" in shared.error(f"{path}.source.coupon", version="2025-08-27.basil")["message"]


@pytest.mark.parametrize(
    ("path", "name", "since"),
    [
        ("invoices/in_paid", "status_details", "2026-09-30.endive"),
        ("products/prod_1", "tax_details", "2026-09-30.endive"),
        ("refunds/re_1", "payment_method", "2026-07-29.dahlia"),
        ("invoiceitems/ii_1", "quantity_decimal", "2026-03-25.dahlia"),
        ("invoiceitems/ii_1", "net_amount", "2025-09-30.clover"),
        ("balance_transactions/txn_re", "balance_type", "2025-05-28.basil"),
        ("invoices/in_paid", "total_pretax_credit_amounts", "2025-01-27.acacia"),
        ("invoices/in_paid", "automatically_finalizes_at", "2024-09-30.acacia"),
        ("products/prod_1", "marketing_features", "2024-04-10"),
    ],
)
def test_a_property_is_there_from_its_version_on(shared: Account, path: str, name: str, since: str) -> None:
    has = {version: name in shared.get(f"/v1/{path}", Stripe_Version=version) for version in KNOWN}
    assert has == {version: version >= since for version in KNOWN}


def test_what_could_be_filtered_and_expanded_later_is_refused_earlier(shared: Account) -> None:
    assert shared.error("/v1/invoice_payments?created[gte]=1", version=CLOVER)["code"] == "parameter_unknown"
    assert shared.error("/v1/invoices?expand[]=data.amount_paid_off_stripe", version=CLOVER)["param"] == "expand"
    assert shared.error("/v1/invoices/in_paid/lines?expand[]=data.pricing.price_details.price", version=CLOVER)[
        "param"
    ]
    assert shared.error("/v1/refunds?expand[]=data.customer", version=CLOVER)["param"] == "expand"


def test_recorded_objects_come_out_as_they_were_recorded(tmp_path: Path) -> None:
    if not RECORDED.exists():
        pytest.skip("the recordings are not beside the project")
    names = ["objects_balance_transaction", "objects_invoice_payment", "objects_refund"]
    files = [*(RECORDED / f"{name}.json" for name in names), *RECORDED.glob("invoice_*.json")]
    for file in files:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    store = Store.load(load_folder(tmp_path))
    compared = 0
    for file in files:
        content = json.loads(file.read_text())
        for item in content if isinstance(content, list) else [content]:
            version = item.get("_v", CLOVER)
            body = {name: value for name, value in item.items() if name[0] != "_"}
            found = store.find(body["object"], body["id"]) or {}
            shown = downgrade(found, version, Lookup(store))
            extra = {"payments"} | {name for name, value in body.items() if isinstance(value, dict | list)}
            assert {k: v for k, v in shown.items() if k not in extra} == {
                k: v for k, v in body.items() if k not in extra
            }
            for ours, theirs in zip(
                shown.get("lines", {}).get("data", ()), body.get("lines", {}).get("data", ()), strict=True
            ):
                assert ours == theirs
            compared += 1
    assert compared > 40
