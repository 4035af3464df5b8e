"""Changing one VAT zone number changes the posted document and nothing else: tap, mapper and target as processes."""

import json
import shutil
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, ROOT, Json, config_file, run

ROW = "- {country: EU, tax: false, vat_number: true, to: 2}"
# What the ledger numbers by itself, in the order in which it is asked, and the time.
ITS_OWN = {
    "draftInvoiceNumber",
    "customerNumber",
    "lastUpdated",
    "id",
    "self",
    "attachment",
    "soap",
    "templates",
    "pdf",
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the tap writes of the sandbox's invoices."""
    with Sandbox(seed=1, invoices=40) as sandbox:
        settings = {"api_key": "sk_test_sandbox", "api_url": sandbox.stripe.url, "start_date": "2020-01-01"}
        ended = run("tap_stripe_invoices", "--config", config_file(tmp_path_factory.mktemp("tap"), **settings))
    assert ended.status == 0, ended.stderr
    kept = [m for m in ended.messages if m["type"] == "STATE" or m["stream"] == "invoices"]
    return "".join(f"{json.dumps(message)}\n" for message in kept)


def _posted(folder: Path, records: str) -> tuple[dict[str, Json], dict[str, Json]]:
    """The documents of the mappings in a folder, and the drafts that a ledger has once they were posted."""
    mapped = run(
        "mapper_jmespath", "--config", config_file(folder, mappings_path=str(folder / "mappings")), given=records
    )
    assert mapped.status == 0, mapped.stderr
    with Sandbox(invoices=0) as sandbox:
        settings = {"api_url": sandbox.economic.url, "rounding_product_group": "4", "fail_on": "never"}
        ended = run(
            "target_economic",
            "--config",
            config_file(folder, **settings, **ECONOMIC_TOKENS),
            given="\n".join(mapped.stdout) + "\n",
        )
        assert ended.status == 0, ended.stderr
        drafts = sandbox.economic.store.drafts
        found = {drafts[number]["references"]["other"]: _told(drafts[number]) for number in drafts}
    documents = {m["record"]["id"]: m["record"] for m in mapped.messages if m["type"] == "RECORD"}
    return documents, json.loads(json.dumps(found, default=str))


def _told(value: object) -> object:
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items() if key not in ITS_OWN}
    return [_told(inner) for inner in value] if isinstance(value, list) else value


def test_it_changes_the_posted_document_and_nothing_else(tmp_path: Path, records: str) -> None:
    folders = [tmp_path / name for name in ("before", "after")]
    for folder in folders:
        shutil.copytree(ROOT / "mappings", folder / "mappings")
    table = folders[1] / "mappings" / "vat_zones.yml"
    text = table.read_text("utf-8")
    assert text.count(ROW) == 1
    table.write_text(text.replace(ROW, ROW.replace("2}", "3}")), "utf-8")
    (documents, drafts), (new_documents, new_drafts) = (_posted(folder, records) for folder in folders)

    assert documents.keys() == new_documents.keys()
    assert drafts.keys() == new_drafts.keys()
    assert len(drafts) > 30
    changed = {source_id for source_id in drafts if new_drafts[source_id] != drafts[source_id]}
    assert changed
    for source_id, draft in new_drafts.items():
        zone = draft["recipient"]["vatZone"]
        assert zone["vatZoneNumber"] == (
            3 if source_id in changed else drafts[source_id]["recipient"]["vatZone"]["vatZoneNumber"]
        )
        if source_id in changed:
            assert drafts[source_id]["recipient"]["vatZone"]["vatZoneNumber"] == 2
            draft["recipient"]["vatZone"] = drafts[source_id]["recipient"]["vatZone"]
        assert draft == drafts[source_id]
    for source_id, document in new_documents.items():
        assert document["mapping"] != documents[source_id]["mapping"]
        if source_id in changed:
            document["body"]["recipient"]["vatZone"] = {"vatZoneNumber": 2}
        assert document | {"mapping": None} == documents[source_id] | {"mapping": None}
