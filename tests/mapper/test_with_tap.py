"""What the tap reads, the shipped mappings can map: every paid invoice becomes a document with its amounts."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.support import SHARED, Ended, config_file, run

Json = dict[str, Any]

RECORDED = SHARED / "stripe" / "recorded"


def _read(sandbox: Sandbox, folder: Path) -> Ended:
    settings = {"api_key": "sk_test_sandbox", "api_url": sandbox.stripe.url, "start_date": "2020-01-01"}
    ended = run("tap_stripe_invoices", "--config", config_file(folder, **settings))
    assert ended.status == 0, ended.stderr
    return ended


def _records(ended: Ended, stream: str) -> dict[str, Json]:
    return {
        one["record"]["id"]: one["record"]
        for one in ended.messages
        if one["type"] == "RECORD" and one["stream"] == stream
    }


def _mapped(read: Ended, folder: Path) -> Ended:
    # Read without Meltano, the tap sends all its streams; of payouts no document is made.
    settings = config_file(folder, unknown_streams="ignore")
    ended = run("mapper_jmespath", "--config", settings, given="\n".join(read.stdout) + "\n")
    assert ended.status == 0, ended.stderr
    return ended


def _agrees(document: Json, record: Json) -> None:
    assert document["error"] is None, document["error"]
    assert document["skip"] is None
    assert sum(line["net"] for line in document["body"]["lines"]) == document["expected"]["net"]
    assert document["expected"]["gross"] == record["total"]
    assert document["expected"]["currency"] == record["currency"].upper()


def _moves(voucher: Json, movement: Json) -> None:
    assert voucher["error"] is None, voucher["error"]
    entries = voucher["body"]["entries"]
    assert {entry["contraAccount"]["accountNumber"] for entry in entries} == {voucher["clearing"]["accountNumber"]}
    assert -sum(entry["amount"] for entry in entries) == voucher["expected"]["net"] == movement["net"]


def test_the_sandboxs_company(tmp_path: Path) -> None:
    with Sandbox(seed=1, invoices=20) as sandbox:
        read = _read(sandbox, tmp_path)
    mapped = _mapped(read, tmp_path)
    records, documents = _records(read, "invoices"), _records(mapped, "invoices")
    sold = {identifier: one for identifier, one in documents.items() if one["origin"]["stream"] == "invoices"}
    assert len(records) == 20
    assert list(sold) == list(records)
    for identifier, document in sold.items():
        _agrees(document, records[identifier])
    credited = [one for one in documents.values() if one["origin"]["stream"] == "credit_notes"]
    assert [one["id"] for one in credited] == list(_records(read, "credit_notes"))
    assert all(one["error"] is None and (one["skip"] or one["expected"]["gross"] < 0) for one in credited)
    for stream in ("customers", "products"):
        made = _records(mapped, stream)
        assert list(made) == list(_records(read, stream))
        assert all(document["error"] is None for document in made.values())
    moved, vouchers = _records(read, "balance_transactions"), _records(mapped, "vouchers")
    assert list(vouchers) == list(moved)
    for identifier, voucher in vouchers.items():
        _moves(voucher, moved[identifier])
    states = [[json.loads(line) for line in ended.stdout if '"STATE"' in line] for ended in (read, mapped)]
    assert states[0] == states[1]


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded Stripe objects are not beside the project")
def test_recorded_invoices(tmp_path: Path) -> None:
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    for path in RECORDED.glob("invoice_*.json"):
        (recorded / path.name).symlink_to(path)
    with Sandbox(data=recorded, fill=True) as sandbox:
        read = _read(sandbox, tmp_path)
    records, documents = _records(read, "invoices"), _records(_mapped(read, tmp_path), "invoices")
    assert list(documents) == list(records)
    assert documents
    for identifier, document in documents.items():
        _agrees(document, records[identifier])
