"""What a record holds: complete, hydrated, counted and dated, against a Stripe that answers as Stripe does."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from sandbox import Fault, Sandbox
from sandbox.stripe.account import ACCOUNT_ID
from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.schemas import objects as schemas
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDED = Path(__file__).parents[3] / "shared" / "stripe" / "recorded"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """The built-in company; its objects are only read here."""
    with Sandbox(seed=1, invoices=40) as running:
        yield running


@pytest.fixture(scope="module")
def everything(company: Sandbox) -> Run:
    """One run over everything the company has."""
    return read(company.stripe.url, streams=("invoices", "customers", "products"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=40) as running:
        yield running


def an_invoice(sandbox: Sandbox) -> Json:
    """An ordinary paid invoice, as Stripe has it, with all its lines."""
    return next(
        copy.deepcopy(one)
        for one in sandbox.stripe.store.all("invoice")
        if one["status"] == "paid" and not one["lines"]["has_more"] and one["total"] > 0
    )


def test_every_paid_invoice_comes_once_and_no_other(company: Sandbox, everything: Run) -> None:
    paid = [one["id"] for one in company.stripe.store.all("invoice") if one["status"] == "paid"]

    assert sorted(everything.ids()) == sorted(paid)
    assert len(paid) == 40


def test_records_come_oldest_first(everything: Run) -> None:
    created = [record["created"] for record in everything.records()]

    assert created == sorted(created)


def test_all_customers_and_products_come(company: Sandbox, everything: Run) -> None:
    store = company.stripe.store

    assert sorted(everything.ids("customers")) == sorted(one["id"] for one in store.all("customer"))
    assert sorted(everything.ids("products")) == sorted(one["id"] for one in store.all("product"))


def test_every_invoice_adds_up_to_stripes_total(company: Sandbox, everything: Run) -> None:
    for record in everything.records():
        stripes = company.stripe.store.find("invoice", record["id"])
        assert stripes is not None
        assert record["tap_error"] is None
        assert record["amounts"]["gross"] == stripes["total"]
        assert record["amounts"]["net"] == stripes["total_excluding_tax"]
        assert sum(line["gross"] for line in record["lines"]) == stripes["total"]


def test_all_lines_come_however_many(company: Sandbox, everything: Run) -> None:
    counts = {len(record["lines"]) for record in everything.records()}

    assert {12, 37, 120} <= counts
    for record in everything.records():
        items = [line for line in record["lines"] if line["kind"] == "item"]
        stripes = company.stripe.store.find("invoice", record["id"])
        assert stripes is not None
        assert len({line["id"] for line in items}) == stripes["lines"]["total_count"]


@pytest.mark.parametrize("count", [10, 11, 101, 250])
def test_the_edges_of_stripes_pages_lose_no_line(sandbox: Sandbox, count: int) -> None:
    invoice = an_invoice(sandbox)
    line = invoice["lines"]["data"][0] | {"amount": 100, "taxes": [], "discount_amounts": []}
    lines = [line | {"id": f"il_edge{number:03}"} for number in range(count)]
    invoice |= {
        "lines": {"object": "list", "data": lines, "has_more": False, "total_count": count, "url": ""},
        "total": 100 * count,
        "total_excluding_tax": 100 * count,
        "total_taxes": [],
        "shipping_cost": None,
    }
    sandbox.stripe.store.put(invoice)

    record = read(sandbox.stripe.url, ids=invoice["id"]).record(invoice["id"])

    assert [line["id"] for line in record["lines"]] == [line["id"] for line in lines]
    assert record["tap_error"] is None


def test_the_customer_comes_whole_with_its_tax_ids(everything: Run) -> None:
    customers = [record["customer"] for record in everything.records()]

    assert all(customer["object"] == "customer" and isinstance(customer["tax_ids"], list) for customer in customers)
    assert any(tax_id["type"] == "eu_vat" for customer in customers for tax_id in customer["tax_ids"])


def test_a_deleted_customer_is_filled_from_what_the_invoice_froze(sandbox: Sandbox) -> None:
    invoice = next(
        one for one in sandbox.stripe.store.all("invoice") if one["customer_tax_ids"] and one["status"] == "paid"
    )
    sandbox.stripe.store.delete("customer", invoice["customer"])

    record = read(sandbox.stripe.url, ids=invoice["id"]).record(invoice["id"])

    assert record["customer"] == {
        "id": invoice["customer"],
        "object": "customer",
        "deleted": True,
        "name": invoice["customer_name"],
        "email": invoice["customer_email"],
        "phone": invoice["customer_phone"],
        "address": invoice["customer_address"],
        "shipping": invoice["customer_shipping"],
        "tax_exempt": invoice["customer_tax_exempt"],
        "tax_ids": [{"type": one["type"], "value": one["value"]} for one in invoice["customer_tax_ids"]],
        "metadata": {},
    }
    assert record["tap_error"] is None


def test_each_line_has_its_product_archived_or_not(company: Sandbox, everything: Run) -> None:
    products = [line["product"] for record in everything.records() for line in record["lines"] if line["product"]]

    assert {False, True} == {product["active"] for product in products}
    for product in products:
        stripes = company.stripe.store.find("product", product["id"])
        assert stripes is not None
        assert product["name"] == stripes["name"]


def test_a_line_without_a_product_has_null(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    invoice["lines"]["data"][0]["pricing"] = None
    sandbox.stripe.store.put(invoice)

    record = read(sandbox.stripe.url, ids=invoice["id"]).record(invoice["id"])

    assert record["lines"][0]["product"] is None
    assert record["tap_error"] is None


def test_a_deleted_product_leaves_its_stub(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    product = invoice["lines"]["data"][0]["pricing"]["price_details"]["product"]
    sandbox.stripe.store.delete("product", product)

    record = read(sandbox.stripe.url, ids=invoice["id"]).record(invoice["id"])

    assert record["lines"][0]["product"] == {
        "id": product,
        "object": "product",
        "deleted": True,
        "name": None,
        "metadata": {},
    }


def test_shipping_is_one_more_line(everything: Run) -> None:
    shipped = [record for record in everything.records() if record["shipping_cost"]]

    assert shipped
    for record in shipped:
        last = record["lines"][-1]
        assert last["kind"] == "shipping"
        assert last["id"] == f"{record['id']}-shipping"
        assert last["gross"] == record["shipping_cost"]["amount_total"]


def test_all_kinds_of_tax_and_discount_are_among_those_that_add_up(everything: Run) -> None:
    lines = [line for record in everything.records() for line in record["lines"]]
    behaviors = {tax["tax_behavior"] for line in lines for tax in line["taxes"]}

    assert behaviors == {"inclusive", "exclusive"}
    assert any(line["discount"] > 0 for line in lines)
    assert any(line["net"] < 0 for line in lines)
    assert any(record["total"] == 0 for record in everything.records())


def test_times_are_text_and_the_time_of_payment_is_at_hand(everything: Run) -> None:
    for record in everything.records():
        assert INSTANT.fullmatch(record["created"])
        assert record["paid_at"] == record["status_transitions"]["paid_at"]
        assert INSTANT.fullmatch(record["paid_at"])
        assert INSTANT.fullmatch(record["customer"].get("created", record["created"]))
    period = everything.records()[0]["lines"][0]["period"]
    assert INSTANT.fullmatch(period["start"])
    assert INSTANT.fullmatch(period["end"])


def test_decimal_text_stays_text(everything: Run) -> None:
    lines = [line for record in everything.records() for line in record["lines"]]

    assert {type(line["quantity_decimal"]) for line in lines} == {str}
    assert {type(line["pricing"]["unit_amount_decimal"]) for line in lines if line["pricing"]} <= {str, type(None)}


def test_an_invoice_that_does_not_add_up_fails_alone(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    invoice["total"] += 1
    sandbox.stripe.store.put(invoice)

    run = read(sandbox.stripe.url)

    assert run.record(invoice["id"])["tap_error"]["code"] == "amounts_do_not_add_up"
    assert len([record for record in run.records() if record["tap_error"] is None]) == 39


def test_an_invoice_of_which_stripe_withholds_lines_fails_alone(sandbox: Sandbox) -> None:
    invoice = next(one for one in sandbox.stripe.store.all("invoice") if one["lines"]["has_more"])
    path = f"/v1/invoices/{invoice['id']}/lines"
    sandbox.stripe.faults.add(Fault(method="GET", path=path, action="fail_before_commit", status=400))

    run = read(sandbox.stripe.url)

    record = run.record(invoice["id"])
    assert record["tap_error"]["code"] == "list_incomplete"
    assert len(record["lines"]) == 10
    assert list(jsonschema_rs.Draft202012Validator(schemas.invoices()).iter_errors(record)) == []
    assert len([record for record in run.records() if record["tap_error"] is None]) == 39


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded Stripe traffic is not beside this checkout")
def test_every_recorded_paid_invoice_arrives_and_adds_up(tmp_path: Path) -> None:
    for file in RECORDED.glob("invoice_*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    with Sandbox(data=tmp_path, fill=True) as sandbox:
        run = read(sandbox.stripe.url)
        paid = {one["id"]: one["total"] for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"}

    assert {record["id"]: record["amounts"]["gross"] for record in run.records()} == paid
    assert {record["tap_error"] for record in run.records()} == {None}
    assert paid


def test_a_product_that_stripe_refuses_fails_only_the_invoices_that_name_it(sandbox: Sandbox) -> None:
    product = an_invoice(sandbox)["lines"]["data"][0]["pricing"]["price_details"]["product"]
    for path, times in (("/v1/products", 1), (f"/v1/products/{product}", 99)):
        fault = Fault(method="GET", path=path, times=times, action="fail_before_commit", status=400)
        sandbox.stripe.faults.add(fault)

    run = read(sandbox.stripe.url)

    sold = {
        record["id"]: {line["pricing"]["price_details"]["product"] for line in record["lines"] if line["pricing"]}
        for record in run.records()
    }
    failed = {record["id"]: record["tap_error"] for record in run.records() if record["tap_error"]}
    assert failed.keys() == {one for one, products in sold.items() if product in products}
    assert 0 < len(failed) < len(sold) == 40
    for one, error in failed.items():
        assert error["code"] == "product_unread"
        assert one in error["message"]
        assert product in error["message"]
        assert "HTTP 400" in error["message"]
    assert [one.path for one in sandbox.stripe.requests].count(f"/v1/products/{product}") == 1


def test_a_product_dated_outside_the_calendar_fails_only_the_invoices_that_name_it(sandbox: Sandbox) -> None:
    product = an_invoice(sandbox)["lines"]["data"][0]["pricing"]["price_details"]["product"]
    stripes = sandbox.stripe.store.find("product", product)
    assert stripes is not None
    sandbox.stripe.store.put(stripes | {"updated": 10**15})

    run = read(sandbox.stripe.url)

    assert {record["tap_error"]["code"] for record in run.records() if record["tap_error"]} == {"product_unread"}
    assert len([record for record in run.records() if record["tap_error"] is None]) > 0


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_may_not_read_products_ends_the_run(sandbox: Sandbox, status: int) -> None:
    sandbox.stripe.faults.add(
        Fault(method="GET", path="/v1/products", times=99, action="fail_before_commit", status=status)
    )

    with pytest.raises(StripeError) as caught:
        read(sandbox.stripe.url)

    assert not isinstance(caught.value, AnswerError)


@pytest.mark.parametrize("account", [None, ACCOUNT_ID])
def test_every_record_says_which_connected_account_it_is_of(company: Sandbox, account: str | None) -> None:
    streams = ("invoices", "customers", "products")

    run = read(company.stripe.url, streams=streams, stripe_account=account)
    missing = read(company.stripe.url, ids="in_unknown", stripe_account=account).record("in_unknown")

    for stream in streams:
        assert {record["account"] for record in run.records(stream)} == {account}
    assert missing["account"] == account


def test_a_line_whose_product_is_no_id_is_named_with_its_invoice(sandbox: Sandbox) -> None:
    invoice = an_invoice(sandbox)
    line = invoice["lines"]["data"][0]
    line["pricing"]["price_details"]["product"] = 5
    sandbox.stripe.store.put(invoice)

    error = read(sandbox.stripe.url, ids=invoice["id"]).record(invoice["id"])["tap_error"]

    assert error["code"] == "object_malformed"
    assert line["id"] in error["message"]
    assert invoice["id"] in error["message"]
