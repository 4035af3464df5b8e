"""Wrong settings, odd documents and input of another kind: one clear line, nothing half-written."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, config_file, lines, run
from tests.target.conftest import Post
from tests.target.documents import invoice, line, record, schema_message
from tests.target.ledger import batch, drafts


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
