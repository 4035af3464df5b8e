"""A folder of somebody's own Stripe objects, old and new, whole and broken."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import SandboxError
from sandbox.company import generate, load_folder
from sandbox.stripe.objects import BLANKS
from sandbox.stripe.store import Store

JsonObject = dict[str, Any]
RECORDED = Path(__file__).parents[4] / "shared" / "stripe" / "recorded"


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content, default=float), "utf-8")


def failure(folder: Path) -> SandboxError:
    with pytest.raises(SandboxError) as caught:
        load_folder(folder)
    return caught.value


def an_invoice(**values: object) -> JsonObject:
    return next(item for item in generate() if item["object"] == "invoice") | values


def test_a_file_may_hold_an_object_a_list_or_a_page(tmp_path: Path) -> None:
    objects = generate(invoices=3)
    write(tmp_path, "a.json", objects[0])
    write(tmp_path, "b.json", objects[1:10])
    write(tmp_path, "c.json", {"object": "list", "data": objects[10:], "has_more": False})
    loaded = load_folder(tmp_path)
    assert [item["id"] for item in loaded] == [item["id"] for item in objects]


def test_an_exported_company_comes_back_as_it_was(tmp_path: Path) -> None:
    objects = generate(invoices=40)
    write(tmp_path, "all.json", objects)
    assert load_folder(tmp_path) == objects


def test_of_two_files_with_one_object_the_later_counts(tmp_path: Path) -> None:
    customer = BLANKS["customer"]() | {"id": "cus_1"}
    write(tmp_path, "1.json", customer | {"name": "Old"})
    write(tmp_path, "2.json", customer | {"name": "New"})
    assert [item["name"] for item in load_folder(tmp_path)] == ["New"]


def test_expanded_objects_become_objects_of_their_own(tmp_path: Path) -> None:
    tax_id = BLANKS["tax_id"]() | {"id": "txi_1", "customer": "cus_1", "value": "DK99000005"}
    customer = BLANKS["customer"]() | {"id": "cus_1", "tax_ids": {"object": "list", "data": [tax_id]}}
    write(tmp_path, "1.json", an_invoice(customer=customer))
    loaded = {item["object"]: item for item in load_folder(tmp_path)}
    assert loaded["invoice"]["customer"] == "cus_1"
    assert "tax_ids" not in loaded["customer"]
    assert loaded["tax_id"]["value"] == "DK99000005"


def test_numbers_with_a_point_stay_exact(tmp_path: Path) -> None:
    coupon = BLANKS["coupon"]() | {"id": "X", "percent_off": 12.5}
    write(tmp_path, "1.json", coupon)
    assert load_folder(tmp_path)[0]["percent_off"] == Decimal("12.5")


def test_what_is_missing_is_made_up_only_when_asked(tmp_path: Path) -> None:
    invoice = an_invoice()
    write(tmp_path, "1.json", invoice)
    assert [item["object"] for item in load_folder(tmp_path)] == ["invoice"]
    made = {item["id"]: item for item in load_folder(tmp_path, fill=True)}
    customer = made[invoice["customer"]]
    assert (customer["name"], customer["email"]) == (invoice["customer_name"], invoice["customer_email"])
    assert customer["address"] == invoice["customer_address"]
    for line in invoice["lines"]["data"]:
        details = line["pricing"]["price_details"]
        assert made[details["product"]]["name"] == line["description"].splitlines()[0]
        assert made[details["price"]]["product"] == details["product"]
    assert [item["value"] for item in made.values() if item["object"] == "tax_id"] == [
        item["value"] for item in invoice["customer_tax_ids"]
    ]


def test_a_customer_is_made_from_the_latest_of_its_invoices(tmp_path: Path) -> None:
    first = an_invoice()
    write(tmp_path, "2.json", first)
    write(tmp_path, "1.json", first | {"id": "in_later", "created": first["created"] + 5, "customer_name": "Renamed"})
    made = {item["object"]: item for item in load_folder(tmp_path, fill=True)}
    assert made["customer"]["name"] == "Renamed"
    assert made["customer"]["created"] == first["created"]


@pytest.mark.parametrize("nothing", [None, {"line1": None, "country": None}])
def test_a_customer_of_whom_no_address_is_known_lives_where_the_account_is(tmp_path: Path, nothing: object) -> None:
    write(tmp_path, "1.json", an_invoice(customer_address=nothing, account_country="US"))
    made = {item["object"]: item for item in load_folder(tmp_path, fill=True)}
    address = {name: value for name, value in made["customer"]["address"].items() if value is not None}
    assert address == {"country": "US"}


def test_an_address_that_the_invoice_knows_is_kept_as_it_is(tmp_path: Path) -> None:
    known = {"city": "Kiruna", "country": None}
    write(tmp_path, "1.json", an_invoice(customer_address=known, account_country="US"))
    made = {item["object"]: item for item in load_folder(tmp_path, fill=True)}
    assert (made["customer"]["address"]["city"], made["customer"]["address"]["country"]) == ("Kiruna", None)


def test_older_versions_gain_the_properties_they_lack(tmp_path: Path) -> None:
    invoice = an_invoice()
    for name in ("status_details", "customer_account"):
        del invoice[name]
    for line in invoice["lines"]["data"]:
        for name in ("subtotal", "quantity_decimal", "subscription"):
            del line[name]
    write(tmp_path, "1.json", invoice)
    loaded = load_folder(tmp_path)[0]
    assert list(loaded) == list(BLANKS["invoice"]())
    assert all(line["subtotal"] == line["amount"] for line in loaded["lines"]["data"])
    assert all(Decimal(line["quantity_decimal"]) == line["quantity"] for line in loaded["lines"]["data"])


def test_a_discount_from_before_clover_is_understood(tmp_path: Path) -> None:
    write(tmp_path, "1.json", {"id": "di_1", "object": "discount", "coupon": BLANKS["coupon"]() | {"id": "TEN"}})
    loaded = {item["object"]: item for item in load_folder(tmp_path)}
    assert loaded["discount"]["source"] == {"coupon": "TEN", "type": "coupon"}
    assert loaded["coupon"]["id"] == "TEN"


def test_a_charge_is_loaded_with_what_was_expanded_in_it(tmp_path: Path) -> None:
    movement = BLANKS["balance_transaction"]() | {"id": "txn_1", "source": "ch_1"}
    refund = BLANKS["refund"]() | {"id": "re_1", "charge": "ch_1", "amount": 5}
    refunds = {"object": "list", "data": [refund], "has_more": False, "url": "/v1/charges/ch_1/refunds"}
    charge = BLANKS["charge"]() | {"id": "ch_1", "balance_transaction": movement, "refunds": refunds}
    write(tmp_path, "1.json", charge)
    loaded = {item["object"]: item for item in load_folder(tmp_path)}
    assert loaded["charge"]["balance_transaction"] == "txn_1"
    assert "refunds" not in loaded["charge"]
    assert (loaded["refund"]["charge"], loaded["balance_transaction"]["source"]) == ("ch_1", "ch_1")


def test_what_stripe_always_embeds_stays_where_it_is(tmp_path: Path) -> None:
    movement = BLANKS["balance_transaction"]() | {"id": "txn_1", "source": "dp_1"}
    dispute = BLANKS["dispute"]() | {"id": "dp_1", "balance_transactions": [movement]}
    rate = BLANKS["tax_rate"]() | {"id": "txr_1"}
    item = BLANKS["invoiceitem"]() | {"id": "ii_1", "tax_rates": [rate]}
    write(tmp_path, "1.json", [dispute, item])
    loaded = {entry["object"]: entry for entry in load_folder(tmp_path)}
    assert loaded["dispute"]["balance_transactions"] == [movement]
    assert loaded["invoiceitem"]["tax_rates"] == [rate]


def test_everything_recorded_loads_and_is_whole() -> None:
    if not RECORDED.is_dir():
        pytest.skip("the recorded objects (../shared/stripe/recorded) are not here")
    loaded = load_folder(RECORDED, fill=True)
    store = Store.load(loaded)
    assert {item["object"] for item in loaded} >= {
        "balance_transaction", "charge", "credit_note", "invoice_payment", "payment_intent", "refund",
    }  # fmt: skip
    for charge in store.all("charge"):
        assert set(BLANKS["charge"]()) <= set(charge)
        if charge["balance_transaction"]:
            moved = store.find("balance_transaction", charge["balance_transaction"])
            assert moved is not None
            assert moved["source"] == charge["id"]
    for note in store.all("credit_note"):
        assert store.find("invoice", note["invoice"]) is not None


def test_broken_json_is_named_with_its_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{\n  "id": oops}')
    error = failure(tmp_path)
    assert error.code == "not_json"
    assert "bad.json:2:9" in error.message


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000])
def test_files_that_are_no_text_or_too_deep_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    error = failure(tmp_path)
    assert error.code == "not_json"
    assert "bad.json" in error.message


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"hello": "world"}, "1.json"),
        ([{"id": "cus_1", "object": "customer"}, {"id": "x", "object": "sock"}], "item 2"),
        ([7], "item 1"),
        ({"id": 5, "object": "customer"}, "1.json"),
        ("text", "1.json"),
    ],
)
def test_what_is_no_stripe_object_is_named_with_its_place(tmp_path: Path, content: object, place: str) -> None:
    write(tmp_path, "1.json", content)
    error = failure(tmp_path)
    assert error.code == "unknown_object"
    assert place in error.message


def test_an_invoice_cut_at_its_tenth_line_is_refused(tmp_path: Path) -> None:
    invoice = an_invoice()
    invoice["lines"]["has_more"] = True
    write(tmp_path, "1.json", invoice)
    assert failure(tmp_path).code == "lines_missing"


def test_an_invoice_without_lines_is_refused_with_a_reason(tmp_path: Path) -> None:
    write(tmp_path, "1.json", {"id": "in_1", "object": "invoice"})
    error = failure(tmp_path)
    assert error.code == "incomplete_object"
    assert "lines" in error.message


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    error = failure(tmp_path / "nowhere")
    assert error.code == "no_folder"
    assert "nowhere" in error.message


def test_recorded_invoices_of_2025_load_with_everything_they_name() -> None:
    if not RECORDED.is_dir():
        pytest.skip("the recorded invoices (../shared/stripe/recorded) are not here")
    store = Store.load(load_folder(RECORDED, fill=True))
    invoices = list(store.all("invoice"))
    assert len(invoices) == 22
    for invoice in invoices:
        assert set(BLANKS["invoice"]()) <= set(invoice)
        assert store.find("customer", invoice["customer"]) is not None
        for line in invoice["lines"]["data"]:
            assert set(BLANKS["line_item"]()) == set(line)
            assert store.find("product", line["pricing"]["price_details"]["product"]) is not None
    assert not any(key.startswith("_") for invoice in invoices for key in invoice)
