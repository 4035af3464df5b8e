"""The target as a process against the sandbox's e-conomic: what a bookkeeper finds in the ledger afterwards."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import requests

from sandbox import Fault, Sandbox
from target_economic.documents import schema
from tests.support import ECONOMIC_TOKENS, config_file, lines, run
from tests.target.conftest import Post
from tests.target.documents import customer, invoice, line, product, record, schema_message, state

LostAnswer = Literal["drop_before_commit", "drop_after_commit", "fail_before_commit", "fail_after_commit"]

START, END = state("2026-01-01T00:00:00Z"), state("2026-02-01T00:00:00Z")


def drafts(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """The ledger's drafts by the source id they refer to; fails where one id has two."""
    store = sandbox.economic.store
    bodies = [store.drafts[number] for number in store.drafts]
    found = {body["references"]["other"]: body for body in bodies}
    assert len(found) == len(bodies)
    return found


def batch(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema_message(), START, *(record(document) for document in documents), END]


def test_a_paid_invoice_becomes_one_draft_with_its_customer_and_product(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice()))
    assert (ended.status, ended.outcome("in_1")["action"]) == (0, "created")
    draft = drafts(empty_sandbox)["in_1"]
    assert (draft["netAmount"], draft["vatAmount"], draft["grossAmount"]) == (
        Decimal("299.00"),
        Decimal("74.75"),
        Decimal("373.75"),
    )
    assert empty_sandbox.economic.store.ignored_properties == []
    assert ended.messages[-1] == END["value"]


def test_a_second_run_posts_nothing_and_says_unchanged(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice()))
    empty_sandbox.economic.requests.clear()
    ended = post(batch(invoice()))
    assert ended.outcome("in_1")["action"] == "unchanged"
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_an_invoice_that_a_person_booked_is_found_and_not_posted_again(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice()))
    (number,) = empty_sandbox.economic.store.drafts
    book(empty_sandbox, number)
    ended = post(batch(invoice()))
    assert ended.outcome("in_1") == ended.outcome("in_1") | {"action": "unchanged", "number": "booked 10001"}
    assert drafts(empty_sandbox) == {}


def book(sandbox: Sandbox, number: int) -> None:
    answer = requests.post(
        f"{sandbox.economic.url}/invoices/booked",
        json={"draftInvoice": {"draftInvoiceNumber": number}},
        headers={
            "X-AppSecretToken": ECONOMIC_TOKENS["app_secret_token"],
            "X-AgreementGrantToken": ECONOMIC_TOKENS["agreement_grant_token"],
        },
        timeout=30,
    )
    assert answer.status_code == 201, answer.text


def test_a_draft_that_a_person_changed_is_left_alone_and_pointed_at(post: Post) -> None:
    post(batch(invoice()))
    ended = post(batch(invoice(lines=[line(30000)])))
    outcome = ended.outcome("in_1")
    assert (ended.status, outcome["action"], outcome["code"]) == (0, "unchanged", "totals_changed_in_ledger")
    assert "373.75" in outcome["message"]


def test_one_bad_invoice_fails_alone_and_waits_for_the_next_run(empty_sandbox: Sandbox, post: Post) -> None:
    wrong = invoice("in_2", lines=[{**line(100), "quantity": "three"}])
    ended = post(batch(invoice("in_1"), wrong, invoice("in_3")))
    assert ended.status == 3
    assert ended.last_words.startswith("target-economic: documents_failed: 1 document(s) failed")
    assert (ended.outcome("in_2")["code"], sorted(drafts(empty_sandbox))) == ("document_invalid", ["in_1", "in_3"])
    assert "body.lines[0].quantity" in ended.outcome("in_2")["message"]
    (waiting,) = ended.messages[-1]["bookmarks"]["invoices"]["retry"]
    assert waiting["id"] == "in_2"
    again = post(
        [schema_message(), state("2026-02-01T00:00:00Z", [waiting]), record(invoice("in_2")), END], fail_on="never"
    )
    assert again.outcome("in_2")["action"] == "created"
    assert again.messages[-1]["bookmarks"]["invoices"].get("retry", []) == []


def test_an_error_of_the_mapping_and_a_record_left_out_are_told_apart(post: Post) -> None:
    empty = {"body": None, "customer": None, "products": None, "expected": None}
    error = {"code": "missing_value", "path": "mappings/invoices.yml:12:9", "message": "no name", "hint": "add one"}
    skip = {"code": "not_paid", "message": "Stripe has not marked this invoice as paid"}
    ended = post(batch(invoice("in_1") | empty | {"error": error}, invoice("in_2") | empty | {"skip": skip}))
    failed, skipped = ended.outcome("in_1"), ended.outcome("in_2")
    assert (failed["action"], failed["code"]) == ("failed", "missing_value")
    assert failed["message"] == "mappings/invoices.yml:12:9: no name Hint: add one"
    assert (skipped["action"], skipped["code"]) == ("skipped", "left_out_by_mapping")
    assert [entry["id"] for entry in ended.messages[-1]["bookmarks"]["invoices"]["retry"]] == ["in_1"]


def test_vat_that_stripe_did_not_charge_is_refused_before_anything_is_created(
    empty_sandbox: Sandbox, post: Post
) -> None:
    ended = post(batch(invoice(tax=0)))
    assert ended.outcome("in_1")["code"] == "totals_differ"
    assert "25.00%" in ended.outcome("in_1")["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_an_ore_between_vat_per_line_and_per_invoice_is_evened_out(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice(lines=[line(1001)] * 3, tax=750)))
    assert ended.status == 0
    draft = drafts(empty_sandbox)["in_1"]
    assert draft["grossAmount"] == Decimal("37.53")
    assert draft["lines"][-1]["unitNetPrice"] == Decimal("-0.01")


def test_without_a_group_for_it_no_rounding_line_is_made_up(post: Post) -> None:
    ended = post(batch(invoice(lines=[line(1001)] * 3, tax=750)), rounding_product_group=None)
    assert ended.outcome("in_1")["code"] == "rounding_product_missing"
    taxed = post(batch(invoice(lines=[line(1001)] * 3, tax=750)), rounding_product_group=1)
    assert taxed.outcome("in_1")["code"] == "rounding_product_taxed"


def test_an_invoice_without_lines_is_a_draft_without_lines(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice(lines=[], products=[])))
    assert (ended.status, drafts(empty_sandbox)["in_1"]["grossAmount"]) == (0, 0)


def test_product_numbers_with_odd_characters_are_found_again(empty_sandbox: Sandbox, post: Post) -> None:
    odd = "50% a_b/c+d #1"
    document = invoice(
        lines=[line(29900), line(100, product="prod_2")],
        products=[product(productNumber=odd), product("prod_2", productNumber="A$(,)*[x]")],
    )
    assert post(batch(document)).status == 0
    assert post(batch(document | {"id": "in_2"})).outcome("in_2")["action"] == "created"
    assert sorted(empty_sandbox.economic.store.products) == sorted([odd, "A$(,)*[x]"])


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


def test_two_documents_with_one_reference_are_an_error_not_a_match(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1"), invoice("in_x")))
    store = empty_sandbox.economic.store
    twin = next(
        store.drafts[number] for number in store.drafts if store.drafts[number]["references"]["other"] == "in_x"
    )
    twin["references"]["other"] = "in_1"
    store.drafts.put(twin["draftInvoiceNumber"], twin, twin)
    ended = post(batch(invoice("in_1")))
    assert ended.outcome("in_1")["code"] == "duplicate_in_ledger"
    assert "draft 1, draft 2" in ended.outcome("in_1")["message"]


@pytest.mark.parametrize(
    "action", ["drop_before_commit", "drop_after_commit", "fail_before_commit", "fail_after_commit"]
)
@pytest.mark.parametrize("path", ["/customers", "/products", "/invoices/drafts"])
def test_a_lost_answer_leaves_exactly_one_of_everything(
    empty_sandbox: Sandbox, post: Post, path: str, action: LostAnswer
) -> None:
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action=action, status=503))
    ended = post(batch(invoice("in_1"), invoice("in_2")))
    assert ended.status == 0
    store = empty_sandbox.economic.store
    assert (sorted(drafts(empty_sandbox)), len(store.customers), len(store.products)) == (["in_1", "in_2"], 1, 1)


def test_when_no_answer_ever_comes_the_document_is_uncertain_and_then_adopted(
    empty_sandbox: Sandbox, post: Post
) -> None:
    faults = empty_sandbox.economic.faults
    faults.add(Fault(method="POST", path="/invoices/drafts", times=99, action="drop_before_commit"))
    ended = post(batch(invoice("in_1")))
    assert (ended.status, ended.outcome("in_1")["action"], ended.outcome("in_1")["code"]) == (
        3,
        "uncertain",
        "no_answer",
    )
    (waiting,) = ended.messages[-1]["bookmarks"]["invoices"]["retry"]
    assert (waiting["id"], waiting["code"]) == ("in_1", "no_answer")
    faults.clear()
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_a_draft_that_was_deleted_within_the_hour_is_really_posted_again(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    (number,) = store.drafts
    store.drafts.remove(number)
    ended = post(batch(invoice("in_1")))
    assert ended.outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_a_mapping_that_changed_after_a_refusal_posts_under_a_new_key(empty_sandbox: Sandbox, post: Post) -> None:
    refused = invoice("in_1")
    refused["body"]["layout"] = {"layoutNumber": 999}
    first = post(batch(refused))
    assert (first.outcome("in_1")["code"], "layout" in first.outcome("in_1")["message"]) == ("rejected", True)
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "created"
    assert list(drafts(empty_sandbox)) == ["in_1"]


def test_after_the_hour_the_ledger_still_knows(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "unchanged"


def test_a_look_up_that_fails_stops_the_run_and_posts_nothing(empty_sandbox: Sandbox, post: Post) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path="/invoices/booked", times=99, action="fail_before_commit", status=500)
    )
    ended = post(batch(invoice("in_1")))
    assert ended.status == 1
    assert ended.last_words.startswith("target-economic: economic_unavailable: ")
    assert drafts(empty_sandbox) == {}
    assert ended.messages == [START["value"]]


def test_too_many_requests_are_waited_out(empty_sandbox: Sandbox, post: Post) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="POST", path="/invoices/drafts", action="fail_before_commit", status=429, retry_after=1)
    )
    assert post(batch(invoice("in_1"))).status == 0


def test_wrong_tokens_end_the_run_before_the_first_record(post: Post) -> None:
    ended = post(batch(invoice("in_1")), agreement_grant_token="another-grant")
    assert ended.status == 1
    assert "economic_tokens_rejected" in ended.last_words
    assert "agreement_grant_token" in ended.last_words
    assert "another-grant" not in ended.stderr
    assert (ended.outcomes, ended.stdout) == ([], [])


def test_a_server_that_is_not_running_is_named_with_its_setting(post: Post) -> None:
    ended = post(batch(invoice("in_1")), api_url="http://127.0.0.1:9")
    assert ended.status == 1
    assert "economic_unreachable" in ended.last_words
    assert "api_url" in ended.last_words
    assert "Traceback" not in ended.stderr


def test_an_unknown_setting_and_an_unwritable_outcomes_file_are_named(post: Post, tmp_path: Path) -> None:
    unknown = post([], agreement_grant_tokn="x")
    assert "agreement_grant_tokn is not a setting (did you mean agreement_grant_token?)" in unknown.last_words
    unwritable = post(batch(), outcomes_file=str(tmp_path / "no" / "outcomes.jsonl"))
    assert "outcomes_file cannot be written" in unwritable.last_words
    assert (unknown.status, unwritable.status) == (1, 1)


@pytest.mark.parametrize("content", [None, '{"api_url":', "[1]"])
def test_a_settings_file_that_is_of_no_use_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "settings.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ended = run("target_economic", "--config", str(path))
    assert ended.status == 1
    assert ended.last_words.startswith("target-economic: settings_unreadable: ")
    assert "settings.json" in ended.last_words


def test_a_stream_that_is_not_a_document_is_refused_unless_told_otherwise(post: Post) -> None:
    stray = {"type": "SCHEMA", "stream": "charges", "schema": {"properties": {}}, "key_properties": []}
    assert "unknown_stream" in post([stray]).last_words
    ignored = post([stray, {"type": "RECORD", "stream": "charges", "record": {"id": 1}}], unknown_streams="ignore")
    assert ignored.status == 0


def test_input_that_is_not_singer_ends_with_one_clear_line(empty_sandbox: Sandbox, tmp_path: Path) -> None:
    config = config_file(tmp_path, api_url=empty_sandbox.economic.url, **ECONOMIC_TOKENS)
    early = run("target_economic", "--config", config, given=lines([record(invoice())]))
    assert early.status == 1
    assert early.last_words.startswith("target-economic: bad_input: ")


def test_outcomes_are_kept_in_a_file_on_request(post: Post, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.jsonl"
    post(batch(invoice("in_1")), outcomes_file=str(file))
    post(batch(invoice("in_1")), outcomes_file=str(file))
    assert [line.split('"action": ')[1].split(",")[0] for line in file.read_text("utf-8").splitlines()] == [
        '"created"',
        '"unchanged"',
    ]


def test_a_customer_or_product_that_exists_is_not_changed(empty_sandbox: Sandbox, post: Post) -> None:
    def messages(name: str) -> list[dict[str, Any]]:
        common = {"origin": {"stream": "x"}, "mapping": "sha256:" + "0" * 64}
        buyer = customer(name=name) | common | {"kind": "customer"}
        goods = product(name=name) | common | {"kind": "product"}
        return [
            schema_message("customers"),
            record(buyer, "customers"),
            schema_message("products"),
            record(goods, "products"),
        ]

    first, second = post(messages("Før")), post(messages("Efter"))
    assert [one["action"] for one in first.outcomes + second.outcomes] == ["created"] * 2 + ["unchanged"] * 2
    store = empty_sandbox.economic.store
    assert [store.customers[1]["name"], store.products["prod_1"]["name"]] == ["Før", "Før"]


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


@pytest.mark.parametrize("spelled", ["NO 999 888 777 MVA", "CHE-123.456.789", "DE 123 456 789", "CVR 12 34 56 78"])
def test_a_customer_is_found_again_however_its_number_is_spelled(
    empty_sandbox: Sandbox, post: Post, spelled: str
) -> None:
    for number in range(3):
        buyer = customer("cus_1", email=" ", corporateIdentificationNumber=spelled)
        assert post(batch(invoice(f"in_{number}", buyer=buyer))).status == 0
    assert len(empty_sandbox.economic.store.customers) == 1


def test_a_draft_that_was_posted_wrong_stays_a_failure_until_it_agrees(empty_sandbox: Sandbox, post: Post) -> None:
    first = post(batch(invoice("in_1")))
    entry = {"id": "in_1", "code": "ledger_totals_differ", "attempts": 1, "first_failed_at": "2026-01-02T03:04:05Z"}
    wrong = invoice("in_1", lines=[line(30000)])
    messages = [schema_message(), state("2026-01-01T00:00:00Z", [entry]), record(wrong), END]
    again = post(messages)
    assert (first.status, again.status) == (0, 3)
    assert again.outcome("in_1")["code"] == "ledger_totals_differ"
    assert again.messages[-1]["bookmarks"]["invoices"]["retry"][0]["attempts"] == 2
    mended = post([messages[0], messages[1], record(invoice("in_1")), END])
    assert (mended.status, mended.outcome("in_1")["action"]) == (0, "unchanged")
    assert len(empty_sandbox.economic.store.drafts) == 1


def test_one_number_in_two_groups_is_refused_before_anything_is_created(empty_sandbox: Sandbox, post: Post) -> None:
    products = [
        product("prod_1", productNumber="SAME"),
        product("prod_2", productNumber="SAME", productGroup={"productGroupNumber": 4}),
    ]
    ended = post(batch(invoice(lines=[line(100), line(100, product="prod_2")], products=products, tax=25)))
    assert ended.outcome("in_1")["code"] == "document_invalid"
    assert "SAME" in ended.outcome("in_1")["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_an_invoice_that_was_booked_and_credited_under_its_reference_is_there(
    empty_sandbox: Sandbox, post: Post
) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    (number,) = store.drafts
    book(empty_sandbox, number)
    credit = invoice("in_x", lines=[line(-29900)])
    post(batch(credit))
    (number,) = store.drafts
    body = store.drafts[number]
    store.drafts.remove(number)
    body["references"]["other"] = "in_1"
    store.drafts.put(number, body, body)
    book(empty_sandbox, number)
    ended = post(batch(invoice("in_1")))
    assert (ended.outcome("in_1")["action"], ended.outcome("in_1")["number"]) == ("unchanged", "booked 10001")


def test_a_third_decimal_in_the_totals_is_refused_before_anything_is_created(
    empty_sandbox: Sandbox, post: Post
) -> None:
    document = invoice(lines=[line(1230)], tax=308, currency="KWD", exponent=3)
    assert post(batch(document)).outcome("in_1")["code"] == "currency_decimals"
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []


def test_a_currency_without_cents_agrees_although_vat_is_rounded_to_whole_units(
    empty_sandbox: Sandbox, post: Post
) -> None:
    ended = post(batch(invoice(lines=[line(999)], tax=250, currency="JPY", exponent=0)))
    assert (ended.status, drafts(empty_sandbox)["in_1"]["grossAmount"]) == (0, Decimal(1249))


@pytest.mark.parametrize(
    "odd",
    [
        {"origin": None},
        {"origin": "x"},
        {"error": "boom"},
        {"error": {"message": "no code"}},
        {"id": ["x"]},
        {"body": "nothing"},
        {"customer": None},
    ],
    ids=str,
)
def test_a_document_of_an_odd_shape_fails_alone(empty_sandbox: Sandbox, post: Post, odd: dict[str, Any]) -> None:
    ended = post(batch(invoice("in_1") | odd, invoice("in_2")))
    assert ended.status == 3
    assert "Traceback" not in ended.stderr
    assert (len(ended.outcomes), list(drafts(empty_sandbox))) == (2, ["in_2"])


def test_half_a_character_fails_its_document_alone(empty_sandbox: Sandbox, post: Post) -> None:
    broken = invoice("in_1", lines=[line(100, text="a\ud800b")])
    ended = post(batch(broken, invoice("in_2")))
    assert ended.outcome("in_1")["code"] == "document_invalid"
    assert list(drafts(empty_sandbox)) == ["in_2"]


def test_input_of_another_kind_ends_with_one_clear_line(post: Post) -> None:
    batch_file = {"type": "BATCH", "stream": "invoices", "encoding": {"format": "jsonl"}, "manifest": ["file:///x"]}
    cases = {
        "batch_refused": batch_file,
        "state_unreadable": {"type": "STATE", "value": {"bookmarks": None}},
    }
    for code, message in cases.items():
        ended = post([schema_message(), message])
        assert ended.status == 1
        assert ended.last_words.startswith(f"target-economic: {code}: ")
        assert "Traceback" not in ended.stderr


def test_a_state_may_hold_any_number(post: Post) -> None:
    kept = post([schema_message(), {"type": "STATE", "value": {"bookmarks": {}, "share": 0.5}}])
    assert kept.messages[-1]["share"] == 0.5


def test_a_full_disk_under_the_outcomes_is_named(post: Post) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    ended = post(batch(invoice("in_1")), outcomes_file="/dev/full")
    assert (ended.status, ended.last_words.startswith("target-economic: outcomes_not_written: ")) == (1, True)


def test_an_address_where_something_else_answers_is_named(empty_sandbox: Sandbox, post: Post) -> None:
    ended = post(batch(invoice("in_1")), api_url=empty_sandbox.stripe.url)
    assert ended.status == 1
    assert "Traceback" not in ended.stderr


def test_a_barred_customer_or_product_fails_with_its_code(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    store = empty_sandbox.economic.store
    for barred in (store.customers[1], store.products["prod_1"]):
        barred["barred"] = True
    store.customers.put(1, store.customers[1], store.customers[1])
    store.products.put("prod_1", store.products["prod_1"], store.products["prod_1"])
    assert post(batch(invoice("in_2"))).outcome("in_2")["code"] == "product_barred"
    other = [line(100, product="prod_2")]
    ended = post(batch(invoice("in_3", lines=other, products=[product("prod_2")])))
    assert ended.outcome("in_3")["code"] == "customer_barred"


def test_the_published_schema_names_every_kind() -> None:
    assert schema("invoices")["properties"]["kind"]["enum"] == ["draft_invoice"]
