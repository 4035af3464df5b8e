"""The mapper as Meltano runs it: a process, messages in, messages out, one last line where it fails."""

import contextlib
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.mapper.folders import SHIPPED, SMALL, write
from tests.mapper.records import customer, invoice, product
from tests.support import ROOT, Ended, clean_environment, config_file, lines, run, start

Json = dict[str, Any]

MODULE = "mapper_jmespath"


def _schema(stream: str) -> Json:
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"type": "object", "properties": {}},
        "key_properties": ["id"],
    }


def _record(stream: str, record: Json) -> Json:
    return {"type": "RECORD", "stream": stream, "record": record, "time_extracted": "2026-11-23T10:00:00Z"}


def _state(value: object) -> Json:
    return {"type": "STATE", "value": {"bookmarks": {"invoices": value}}}


def _run(*messages: Json, arguments: tuple[str, ...] = ()) -> Ended:
    return run(MODULE, *arguments, given=lines(messages))


def _shape(ended: Ended) -> list[tuple[str, str]]:
    return [(one["type"], one.get("stream") or str(one["value"]["bookmarks"]["invoices"])) for one in ended.messages]


def test_records_become_documents_between_the_states_that_came() -> None:
    ended = _run(
        _schema("customers"),
        _record("customers", customer()),
        _state(1),
        _schema("products"),
        _record("products", product()),
        _schema("invoices"),
        _record("invoices", invoice("in_1")),
        _state(2),
        _record("invoices", invoice("in_2", status="open")),
        {"type": "ACTIVATE_VERSION", "stream": "invoices", "version": 1},
        _record("invoices", invoice("in_3", customer=None)),
        _schema("invoices"),
        _state(3),
    )
    assert ended.status == 0, ended.stderr
    assert _shape(ended) == [
        ("SCHEMA", "customers"),
        ("RECORD", "customers"),
        ("STATE", "1"),
        ("SCHEMA", "products"),
        ("RECORD", "products"),
        ("SCHEMA", "invoices"),
        ("RECORD", "invoices"),
        ("STATE", "2"),
        ("RECORD", "invoices"),
        ("RECORD", "invoices"),
        ("STATE", "3"),
    ]
    one, two, three = (m["record"] for m in ended.messages if m["type"] == "RECORD" and m["stream"] == "invoices")
    assert one["body"]["lines"]
    assert two["skip"]["code"] == "not_paid"
    assert three["error"]["code"] == "missing_value"
    assert three["error"]["path"].startswith("mappings/invoices.yml:")
    assert "WARNING" not in ended.stderr


def test_the_schema_is_the_targets_with_its_nulls() -> None:
    (message,) = _run(_schema("invoices")).messages
    published = json.loads((ROOT / "target_economic" / "documents" / "invoices.json").read_text("utf-8"))
    assert message["schema"] == published
    assert message["key_properties"] == ["id"]


def test_state_passes_through_untouched() -> None:
    retry = [{"id": "in_1", "code": "missing_value", "attempts": 3, "first_failed_at": "2026-11-20T08:00:00Z"}]
    value = {"replication_key": "created", "retry": retry, "read_at": None, "big": 12345678901234567890}
    line = json.dumps(_state(value), separators=(",", ":"))[:-1] + ',"exact":1.10}'
    ended = run(MODULE, given=line.replace(',"exact":1.10}', "}").replace('"big":', '"exact":1.10,"big":') + "\n")
    assert '"exact":1.10,"big":12345678901234567890' in ended.stdout[0]
    assert ended.messages[0]["value"]["bookmarks"]["invoices"]["retry"] == retry
    assert ended.messages[0]["value"]["bookmarks"]["invoices"]["read_at"] is None


def test_a_stream_that_no_mapping_reads_stops_the_run_before_its_records() -> None:
    ended = _run(_schema("products"), _schema("invoice"), _record("invoice", invoice()), _state(1))
    _fails(
        ended,
        "stream_not_mapped: the tap sends the stream invoice, which no mapping in mappings reads; "
        "they read customers, invoices, products. Hint: did you mean `invoices`? "
        "Add a mapping or mend its `source`, deselect the stream in meltano.yml, or set unknown_streams to ignore",
    )
    assert _shape(ended) == [("SCHEMA", "products")]


def test_a_mapping_file_that_is_not_read_loses_no_records(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in SHIPPED.glob("*.yml")}
    folder = write(tmp_path, {**files, "invoices.yml.txt": files["invoices.yml"]})
    (folder / "invoices.yml").unlink()
    arguments = ("--config", config_file(tmp_path, mappings_path=str(folder)))
    ended = _run(_schema("invoices"), _record("invoices", invoice()), _state(1), arguments=arguments)
    _fails(ended, f"stream_not_mapped: the tap sends the stream invoices, which no mapping in {folder} reads; ")
    assert ended.stdout == []


def test_a_stream_that_no_mapping_reads_is_dropped_with_one_warning_where_that_is_wanted(tmp_path: Path) -> None:
    arguments = ("--config", config_file(tmp_path, unknown_streams="ignore"))
    ended = _run(
        _schema("payouts"),
        _schema("payouts"),
        _record("payouts", {"number": "without an id"}),
        _schema("invoices"),
        arguments=arguments,
    )
    assert ended.status == 0, ended.stderr
    assert _shape(ended) == [("SCHEMA", "invoices")]
    assert ended.stderr.count("stream 'payouts' is dropped: no mapping reads it") == 1


def test_a_mapping_whose_stream_never_came_is_told_at_the_end() -> None:
    ended = _run(_schema("products"))
    assert ended.stderr.count("mappings/invoices.yml: no stream 'invoices' came from the tap") == 1
    assert ended.stderr.count("mappings/customers.yml: no stream 'customers' came from the tap") == 1
    assert "mappings/products.yml" not in ended.stderr


def test_mappings_that_another_one_uses_have_something_to_do() -> None:
    assert "no stream" not in _run(_schema("invoices")).stderr


def _fails(ended: Ended, last_words: str) -> None:
    assert ended.status == 1
    assert ended.last_words.startswith(f"mapper-jmespath: {last_words}")
    assert "Traceback" not in ended.stderr


def test_a_broken_folder_stops_the_run_before_the_first_message(tmp_path: Path) -> None:
    folder = write(tmp_path, {"products.yml": SMALL.replace("{from: name}", "name") + "    barCode: {from: a b}\n"})
    config = config_file(tmp_path, mappings_path=str(folder))
    ended = _run(_schema("products"), _record("products", product()), arguments=("--config", config))
    _fails(
        ended, f"mappings_invalid: {folder}/products.yml:7:5: body.name: 'name' does not say what it is (and 1 more"
    )
    assert ended.last_words.endswith(
        "Hint: write {from: name} to read it from the record, or {value: name} for the text itself"
    )
    assert ended.stdout == []
    assert ended.stderr.splitlines()[-3].startswith(f"{folder}/products.yml:7:5: ")
    assert ended.stderr.splitlines()[-2].startswith(f"{folder}/products.yml:9:15: not a JMESPath expression: 'a b'")


@pytest.mark.parametrize(
    ("settings", "last_words"),
    [
        (
            {"mapping_path": "x"},
            "setting_unknown: there is no setting `mapping_path`. Hint: did you mean `mappings_path`?",
        ),
        (
            {"mappings_path": 5},
            "setting_invalid: the setting `mappings_path` is 5. Hint: name the folder of mapping files",
        ),
        (
            {"unknown_streams": "drop"},
            "setting_invalid: the setting `unknown_streams` is 'drop'. Hint: write refuse or ignore",
        ),
        (
            {"mappings_path": "nowhere"},
            "mappings_not_found: the mappings cannot be read: nowhere: No such file or directory.",
        ),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: Json, last_words: str) -> None:
    _fails(_run(arguments=("--config", config_file(tmp_path, **settings))), last_words)


def test_a_config_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    _fails(
        _run(arguments=("--config", str(path))), "settings_unreadable: the file given with --config cannot be read: "
    )
    path.write_text("secret", encoding="utf-8")
    ended = _run(arguments=("--config", str(path)))
    _fails(ended, "settings_unreadable: the file given with --config cannot be read: it is not a JSON object.")
    assert "secret" not in ended.stderr


def test_the_folder_comes_from_the_environment_too(tmp_path: Path) -> None:
    folder = write(tmp_path, {"products.yml": SMALL})
    env = clean_environment(MAPPER_JMESPATH_MAPPINGS_PATH=str(folder), MAPPER_JMESPATH_UNKNOWN_STREAMS="ignore")
    ended = run(MODULE, "--config", "ENV", given=lines([_schema("products"), _schema("invoices")]), env=env)
    assert _shape(ended) == [("SCHEMA", "products")]


@pytest.mark.parametrize(
    ("line", "last_words"),
    [
        ("a secret", "message_unreadable: line 1 of the input is not JSON (Expecting value at character 1)."),
        ('"secret"', "message_unreadable: line 1 of the input is not a JSON object."),
        ('{"type": "secret"}', "message_unreadable: line 1 of the input is not a message of a known type"),
        ('{"type": "RECORD", "record": {"a": "secret"}}', "message_unreadable: line 1 of the input is a RECORD "),
        ('{"type": "STATE", "value": "secret"}', "message_unreadable: line 1 of the input is a STATE message "),
        ("[" * 100_000, "message_unreadable: line 1 of the input holds a number or a nesting that is too large."),
        ('{"a": ' + "1" * 5000 + "}", "message_unreadable: line 1 of the input holds a number or a nesting "),
        ('{"type": "RECORD", "stream": "invoices", "record": {"id": "secret"}}', "record_before_schema: "),
        ('{"type": "BATCH", "stream": "invoices", "manifest": ["secret"]}', "batch_not_read: stream invoices comes "),
    ],
    ids=["text", "JSON text", "type", "RECORD", "STATE", "nesting", "number", "order", "BATCH"],
)
def test_a_message_that_cannot_be_read_is_told_without_its_content(line: str, last_words: str) -> None:
    ended = run(MODULE, given=line + "\n")
    _fails(ended, last_words)
    assert "secret" not in ended.stderr


@pytest.mark.parametrize(
    ("identifier", "told"),
    [("", "has no id."), ("in\n1" + "x" * 300, f"has the id 'in\\n1{'x' * 73}…, which is not usable.")],
)
def test_a_record_that_nobody_could_find_again_stops_the_run(identifier: str, told: str) -> None:
    ended = _run(_schema("invoices"), _record("invoices", {**invoice(), "id": identifier}))
    _fails(ended, f"record_without_id: a record of stream invoices {told} Hint: ")


def test_input_that_is_not_utf_8_is_told() -> None:
    with start(MODULE) as process:
        assert process.stdin is not None
        os.write(process.stdin.fileno(), b"\xff\xfe\n")
        _, stderr = process.communicate()
    assert process.returncode == 1
    assert stderr.rstrip().splitlines()[-1].startswith("mapper-jmespath: message_unreadable: the input is not UTF-8")


def test_a_target_that_has_gone_is_told() -> None:
    with start(MODULE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        # It may be gone before it has read all of this.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(lines([_schema("invoices"), *(_record("invoices", invoice()) for _ in range(50))]))
            process.stdin.close()
        assert process.stderr is not None
        stderr = process.stderr.read()
    assert process.returncode == 1
    assert stderr.rstrip().splitlines()[-1].startswith("mapper-jmespath: output_closed: the program that reads ")
    assert "Traceback" not in stderr
    assert "Exception ignored" not in stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_not_success(number: signal.Signals) -> None:
    with start(MODULE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines([_schema("invoices")]))
        process.stdin.flush()
        assert process.stdout.readline()  # now it is waiting for more
        process.send_signal(number)
        process.communicate()
    assert process.returncode == 128 + number


def test_it_says_what_it_is() -> None:
    about = json.loads("\n".join(run(MODULE, "--about", "--format", "json").stdout))
    assert about["name"] == "mapper-jmespath"
    assert about["capabilities"] == ["about", "structured-logging"]
    assert about["settings"]["properties"]["mappings_path"]["default"] == "mappings"
    assert run(MODULE, "--version").stdout[0].startswith("mapper-jmespath v")


def test_it_writes_utf_8_whatever_the_locale() -> None:
    env = {**clean_environment(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    record = _record("invoices", invoice())
    given = json.dumps(_schema("invoices")) + "\n" + json.dumps(record, ensure_ascii=False) + "\n"
    ended = run(MODULE, given=given, env=env)
    assert ended.status == 0, ended.stderr
    assert ended.messages[1]["record"]["body"]["recipient"]["name"] == "Ørsted & Søn ApS"
    assert os.environ.get("PYTHONUTF8") != "0"
