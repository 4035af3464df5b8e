"""The main job, as a user runs it: `meltano run tap-stripe-invoices stripe-to-economic target-economic`."""

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.scenarios.conftest import STATE_ID, Project, copy_project
from tests.support import ROOT, SHARED, run

REASONS = {"totals_differ", "customer_without_identity"}


def paid(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """Every paid invoice of the sandbox's Stripe, by id."""
    invoices = [one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"]
    return {invoice["id"]: invoice for invoice in invoices}


def test_every_paid_invoice_becomes_a_draft_that_agrees_or_has_a_reason_and_never_a_second_one(
    project: Project,
) -> None:
    first = project.sync()
    assert first.status == 0, first.stderr
    invoices, drafts = paid(project.sandbox), project.drafts
    assert len(invoices) == 40
    of_invoices = [one for one in first.outcomes if one["id"].startswith("in_")]
    reasons = {one["id"]: one["code"] for one in of_invoices if one["action"] == "failed"}
    assert set(reasons.values()) <= REASONS
    assert drafts.keys() | reasons.keys() == invoices.keys()
    for source_id, draft in drafts.items():
        assert draft["grossAmount"] == Decimal(invoices[source_id]["total"]).scaleb(-2), source_id
    assert project.sandbox.economic.store.ignored_properties == []
    assert len(drafts) >= 36

    project.sandbox.economic.requests.clear()
    assert project.sync().status == 0
    assert project.meltano("state", "clear", "--force", STATE_ID).status == 0
    third = project.sync()
    assert third.status == 0
    unchanged = {one["id"] for one in third.outcomes if one["action"] == "unchanged"}
    assert {one for one in unchanged if one.startswith("in_")} == drafts.keys()
    assert project.writes == 0


def test_a_failed_invoice_is_tried_again_once_the_mapping_is_mended(project: Project) -> None:
    assert project.sync().status == 0
    untaxed = next(one["id"] for one in project.sync().outcomes if one["code"] == "totals_differ")
    zones = project.folder / "mappings" / "vat_zones.yml"
    text = zones.read_text("utf-8")
    exempt = text.replace(
        "  - {country: DK, to: 1}", "  - {country: DK, tax: false, to: 4}\n  - {country: DK, to: 1}"
    )
    assert exempt != text
    zones.write_text(exempt, encoding="utf-8")
    mended = project.sync()
    assert mended.outcome(untaxed)["action"] == "created"
    assert project.drafts[untaxed]["recipient"]["vatZone"]["vatZoneNumber"] == 4
    assert untaxed not in [one["id"] for one in project.sync().outcomes]


def test_a_failed_invoice_that_is_voided_meanwhile_is_left_out_and_not_asked_for_again(project: Project) -> None:
    first = project.sync()
    untaxed = next(one["id"] for one in first.outcomes if one["code"] == "totals_differ")
    store = project.sandbox.stripe.store
    store.put({**(store.find("invoice", untaxed) or {}), "status": "void"})
    assert project.sync().outcome(untaxed)["action"] == "skipped"
    assert untaxed not in [one["id"] for one in project.sync().outcomes]


def test_all_customers_and_products_come_along_where_they_are_selected(project: Project) -> None:
    selected = {"TAP_STRIPE_INVOICES__SELECT": '["customers.*", "products.*"]'}
    first = project.sync(**selected)
    assert first.status == 0, first.stderr
    made = {(one["document"], one["action"]) for one in first.outcomes}
    assert {("customers", "created"), ("products", "created")} <= made
    project.sandbox.economic.requests.clear()
    again = project.sync("--full-refresh", **selected)
    assert again.status == 0
    assert project.writes == 0
    assert len(again.outcomes) == len(first.outcomes)


def test_a_few_invoices_can_be_replayed_without_touching_the_bookmark(project: Project) -> None:
    ids = list(paid(project.sandbox))[5:8]
    some = project.sync("--state-id-suffix=replay", TAP_STRIPE_INVOICES_IDS=" ".join(ids))
    assert some.status == 0, some.stderr
    assert sorted(one["id"] for one in some.outcomes) == sorted(ids)
    state = project.meltano("state", "get", STATE_ID)
    assert "replication_key_value" not in state.stderr


def test_servers_on_this_machine_are_reached_past_a_proxy(project: Project) -> None:
    proxy = "http://127.0.0.1:9"
    ended = project.sync(HTTP_PROXY=proxy, http_proxy=proxy, HTTPS_PROXY=proxy, https_proxy=proxy)
    assert ended.status == 0, ended.stderr
    assert len(project.drafts) >= 35


def test_the_demonstration_posts_the_journal_too_nothing_twice_and_ends_with_books_that_close(tmp_path: Path) -> None:
    shutil.copy(ROOT / "meltano.yml", tmp_path)
    shutil.copytree(ROOT / "mappings", tmp_path / "mappings")
    ports = ("--stripe-port", "0", "--economic-port", "0")
    try:
        shown = run("stripe_economic", "demo", *ports, cwd=tmp_path)
        assert shown.status == 0, shown.stderr
        assert "The books close." in shown.stdout
        assert sum(line.strip() == "posted: 0" for line in shown.stdout) == 2
        assert any(re.fullmatch(r"  vouchers: \d{2,} created", line) for line in shown.stdout)
        assert max(map(len, shown.stdout)) <= 100
        page = tmp_path / ".sandbox" / "reconciliation.html"
        assert "The books close." in page.read_text("utf-8")
        again = run("stripe_economic", "demo", *ports, cwd=tmp_path)
        assert again.status == 0, again.stderr
        assert "The books close." in again.stdout
    finally:
        assert run("stripe_economic", "demo", "--stop", cwd=tmp_path).stdout == ["Stopped the sandbox."]


@pytest.mark.skipif(
    not (SHARED / "stripe" / "recorded").exists(), reason="the recorded invoices are not beside this checkout"
)
def test_recorded_invoices_arrive_with_the_gross_that_stripe_recorded(tmp_path: Path) -> None:
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    for path in (SHARED / "stripe" / "recorded").glob("invoice_*.json"):
        shutil.copy(path, recorded)
    with Sandbox(data=recorded, fill=True) as sandbox:
        project = copy_project(tmp_path, sandbox)
        ended = project.sync(TAP_STRIPE_INVOICES_START_DATE="2025-01-01")
        assert ended.status == 0, ended.stderr
        invoices = paid(sandbox)
        assert len(invoices) == 22
        assert project.drafts.keys() == invoices.keys()
        for source_id, draft in project.drafts.items():
            assert draft["grossAmount"] == Decimal(invoices[source_id]["total"]).scaleb(-2), source_id
