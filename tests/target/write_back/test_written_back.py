"""Outcomes in the metadata of Stripe objects, written by the real target into the sandbox's Stripe."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from tests.support import ECONOMIC_TOKENS, Ended, config_file, lines, run
from tests.target.documents import customer, invoice, line, record, schema_message, state

KEY = "sk_test_sandbox"
START, END = state("2026-01-01T00:00:00Z"), state("2026-02-01T00:00:00Z")
Json = dict[str, Any]


@pytest.fixture
def sandbox_options() -> Json:
    return {"seed": 1, "invoices": 2}


def ids(sandbox: Sandbox) -> list[tuple[str, str]]:
    """The invoices in Stripe, with their customers."""
    return [(one["id"], one["customer"]) for one in sandbox.stripe.store.all("invoice")]


def post(sandbox: Sandbox, folder: Path, *documents: Json, before: Json = START, **settings: object) -> Ended:
    config = {
        "api_url": sandbox.economic.url,
        "rounding_product_group": 4,
        "stripe_api_url": sandbox.stripe.url,
        "stripe_api_key": KEY,
        **ECONOMIC_TOKENS,
        **settings,
    }
    messages = [schema_message(), before, *(record(document) for document in documents), END]
    return run("target_economic", "--config", config_file(folder, **config), given=lines(messages))


def metadata(sandbox: Sandbox, kind: str, identifier: str) -> Json:
    found = sandbox.stripe.store.find(kind, identifier)
    assert found
    return dict(found["metadata"])


def written(sandbox: Sandbox) -> list[str]:
    return [one.path for one in sandbox.stripe.requests if one.method == "POST"]


def test_what_was_posted_is_written_to_the_invoice_and_its_customer_beside_what_is_there(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    sandbox.stripe.store.change("invoice", invoice_id, {"metadata": {"order": "77"}})
    ended = post(sandbox, tmp_path, invoice(invoice_id, buyer=customer(customer_id)))
    assert ended.status == 0, ended.stderr
    outcome, kept = ended.outcome(invoice_id), metadata(sandbox, "invoice", invoice_id)
    assert (kept["order"], kept["economic_status"], kept["economic_document"]) == (
        "77",
        "created",
        outcome["number"],
    )
    assert "economic_error" not in kept
    assert kept["economic_synced_at"].endswith("Z")
    (number,) = sandbox.economic.store.customers
    assert metadata(sandbox, "customer", customer_id) == {"economic_customer_number": str(number)}
    assert KEY not in ended.stderr + "".join(ended.stdout)


def test_an_unchanged_document_is_not_written_again(sandbox: Sandbox, tmp_path: Path) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    document = invoice(invoice_id, buyer=customer(customer_id))
    post(sandbox, tmp_path, document)
    before = len(written(sandbox))
    again = post(sandbox, tmp_path, document)
    assert again.outcome(invoice_id)["action"] == "unchanged"
    assert len(written(sandbox)) == before == 2


def test_an_error_is_written_cut_to_what_stripe_takes_and_removed_when_it_is_over(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    error = {"code": "missing_value", "path": None, "message": "x" * 900, "hint": None}
    empty = {"body": None, "customer": None, "products": None, "expected": None}
    post(sandbox, tmp_path, invoice(invoice_id) | empty | {"error": error})
    failed = metadata(sandbox, "invoice", invoice_id)
    assert (failed["economic_status"], len(failed["economic_error"])) == ("failed", 500)
    assert failed["economic_error"].startswith("missing_value: xxx")
    post(sandbox, tmp_path, invoice(invoice_id, buyer=customer(customer_id)))
    mended = metadata(sandbox, "invoice", invoice_id)
    assert (mended["economic_status"], "economic_error" in mended) == ("created", False)


def test_a_write_back_that_fails_fails_no_document_and_is_made_up_for_by_the_next_run(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    document = invoice(invoice_id, buyer=customer(customer_id))
    ended = post(sandbox, tmp_path, document, stripe_api_key="rk_test_not_allowed")
    assert (ended.status, ended.outcome(invoice_id)["action"]) == (0, "created")
    assert "does not let stripe_api_key write" in ended.stderr
    assert "rk_test_not_allowed" not in ended.stderr
    (entry,) = ended.messages[-1]["bookmarks"]["invoices"]["retry"]
    assert (entry["id"], entry["code"], entry["attempts"]) == (invoice_id, "write_back_failed", 1)
    again = post(sandbox, tmp_path, document, before=state("2026-01-01T00:00:00Z", [entry]))
    assert again.outcome(invoice_id)["action"] == "unchanged"
    assert again.messages[-1]["bookmarks"]["invoices"].get("retry", []) == []
    assert metadata(sandbox, "invoice", invoice_id)["economic_status"] == "unchanged"


def test_stripe_being_busy_for_a_moment_is_waited_for(sandbox: Sandbox, tmp_path: Path) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    sandbox.stripe.faults.add(Fault(method="POST", action="fail_before_commit", status=429))
    ended = post(sandbox, tmp_path, invoice(invoice_id, buyer=customer(customer_id)))
    assert ended.messages[-1]["bookmarks"]["invoices"].get("retry", []) == []
    assert metadata(sandbox, "invoice", invoice_id)["economic_status"] == "created"


def test_an_object_that_stripe_does_not_have_is_let_go(sandbox: Sandbox, tmp_path: Path) -> None:
    ended = post(sandbox, tmp_path, invoice("in_gone", buyer=customer("nobody")))
    assert ended.status == 0
    assert ended.messages[-1]["bookmarks"]["invoices"].get("retry", []) == []
    assert "its outcome is not written there" in ended.stderr


def test_without_a_key_or_in_a_dry_run_stripe_hears_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    (invoice_id, customer_id), _ = ids(sandbox)
    document = invoice(invoice_id, lines=[line(29900)], buyer=customer(customer_id))
    post(sandbox, tmp_path, document, dry_run="true")
    post(sandbox, tmp_path, document, stripe_api_key="")
    assert list(sandbox.stripe.requests) == []
