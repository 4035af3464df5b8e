"""The mapper as Meltano runs it: a process, messages in, messages out, one last line where it fails."""

import contextlib
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from mapper_jmespath import MapperError
from mapper_jmespath.messages import Reader
from mapper_jmespath.settings import read_settings
from tests.mapper.folders import SHIPPED, SMALL, write
from tests.mapper.records import customer, invoice, product
from tests.support import ROOT, Ended, clean_environment, config_file, lines, run, start

Json = dict[str, Any]

MODULE = "mapper_jmespath"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Arguments for a run whose mappings are few and read at once."""
    folder = tmp_path_factory.mktemp("small")
    return "--config", config_file(folder, mappings_path=str(write(folder, {"products.yml": SMALL})))


def _schema(stream: str, *bookmark: str) -> Json:
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"type": "object", "properties": {}},
        "key_properties": ["id"],
        **({"bookmark_properties": list(bookmark)} if bookmark else {}),
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
        _record("invoices", invoice("in_2", status="draft")),
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


def test_a_stream_that_no_mapping_reads_stops_the_run_before_its_records_are_lost() -> None:
    messages = (_schema("products"), _schema("invoice", "created"), _record("invoice", invoice()), _state(1))
    ended = _run(*messages)
    _fails(
        ended,
        "stream_not_mapped: the tap sends the stream invoice, which no mapping in mappings reads; "
        "they read balance_transactions, credit_notes, customers, invoices, payments, products. "
        "Hint: did you mean `invoices`? "
        "Add a mapping, mend its `source` or take its `active: false` away, deselect the stream in meltano.yml, or "
        "set unknown_streams to ignore",
    )
    assert _shape(ended) == [("SCHEMA", "products")]


def test_a_stream_that_every_run_reads_whole_is_dropped_with_one_warning(small: tuple[str, str]) -> None:
    payouts = _schema("payouts")
    stray = _record("payouts", {"number": "without an id"})
    ended = _run(payouts, payouts, stray, _schema("products"), arguments=small)
    assert ended.status == 0, ended.stderr
    assert _shape(ended) == [("SCHEMA", "products")]
    assert ended.stderr.count("stream 'payouts' is dropped: no mapping reads it") == 1


def test_a_stream_that_every_run_reads_whole_can_be_refused_too(tmp_path: Path) -> None:
    folder = str(write(tmp_path, {"products.yml": SMALL}))
    config = config_file(tmp_path, unknown_streams="refuse", mappings_path=folder)
    ended = _run(_schema("payouts"), arguments=("--config", config))
    _fails(ended, "stream_not_mapped: the tap sends the stream payouts, which ")


def test_a_mapping_file_that_is_not_read_loses_no_records(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in SHIPPED.glob("*.yml") if path.name != "orders.yml"}
    folder = write(tmp_path, {**files, "invoices.yml.txt": files["invoices.yml"]})
    (folder / "invoices.yml").unlink()
    arguments = ("--config", config_file(tmp_path, mappings_path=str(folder)))
    ended = _run(_schema("invoices", "created"), _record("invoices", invoice()), _state(1), arguments=arguments)
    _fails(ended, f"stream_not_mapped: the tap sends the stream invoices, which no mapping in {folder} reads; ")
    assert ended.stdout == []


def test_a_mapping_that_is_not_in_use_makes_nothing_and_one_in_its_place_does(tmp_path: Path) -> None:
    files = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    switched = {
        "orders.yml": files["orders.yml"].replace("active: false\n", ""),
        "invoices.yml": files["invoices.yml"].replace("document: invoices\n", "document: invoices\nactive: false\n"),
    }
    folder = write(tmp_path, {**files, **switched})
    arguments = ("--config", config_file(tmp_path, mappings_path=str(folder)))
    messages = (_schema("invoices", "created"), _record("invoices", invoice()))
    ended = _run(*messages, arguments=arguments)
    assert ended.status == 0, ended.stderr
    assert _shape(ended) == [("SCHEMA", "orders"), ("RECORD", "orders")]
    assert ended.messages[1]["record"]["kind"] == "draft_order"
    assert _shape(_run(*messages)) == [("SCHEMA", "invoices"), ("RECORD", "invoices")]
    write(tmp_path, {"orders.yml": files["orders.yml"]})
    _fails(_run(*messages, arguments=arguments), "stream_not_mapped: ")


def test_a_stream_with_a_bookmark_is_dropped_where_that_is_wanted(tmp_path: Path) -> None:
    arguments = ("--config", config_file(tmp_path, unknown_streams="ignore"))
    payouts = _schema("payouts", "created")
    ended = _run(payouts, payouts, _schema("invoices"), arguments=arguments)
    assert ended.status == 0, ended.stderr
    assert _shape(ended) == [("SCHEMA", "invoices")]
    assert ended.stderr.count("stream 'payouts' is dropped: no mapping reads it") == 1


def test_mappings_whose_streams_are_not_selected_disturb_nobody() -> None:
    ended = _run(_schema("invoices", "created"), _record("invoices", invoice()))
    assert "WARNING" not in ended.stderr
    others = "balance_transactions, credit_notes, customers, payments, products"
    told = f"these streams have mappings and did not come: {others}"
    assert ended.stderr.count(told) == 1


def _fails(ended: Ended, last_words: str) -> None:
    assert ended.status == 1
    assert ended.last_words.startswith(f"mapper-jmespath: {last_words}")
    assert "Traceback" not in ended.stderr


def test_a_broken_folder_stops_the_run_before_the_first_message(tmp_path: Path) -> None:
    folder = write(tmp_path, {"products.yml": SMALL.replace("{from: name}", "name") + "    barCode: {from: a b}\n"})
    config = config_file(tmp_path, mappings_path=str(folder))
    ended = _run(_schema("products"), _record("products", product()), arguments=("--config", config))
    _fails(
        ended, f"mappings_invalid: {folder}/products.yml:7:5 body.name: 'name' does not say what it is (and 1 more"
    )
    assert ended.last_words.endswith(
        "Hint: write {from: name} to read it from the record, or {value: name} for the text itself"
    )
    assert ended.stdout == []
    assert ended.stderr.splitlines()[-3].startswith(f"{folder}/products.yml:7:5 body.name: ")
    assert ended.stderr.splitlines()[-2].startswith(
        f"{folder}/products.yml:9:15 body.barCode: not a JMESPath expression: 'a b'"
    )


@pytest.mark.parametrize(
    ("settings", "last_words"),
    [
        ({"mapping_path": "x"}, "unknown: there is no setting `mapping_path`. Hint: did you mean `mappings_path`?"),
        ({"mappings_path": 5}, "invalid: the setting `mappings_path` is 5. Hint: name the folder of mapping files"),
        (
            {"unknown_streams": "drop"},
            "invalid: the setting `unknown_streams` is 'drop'. Hint: write safe, refuse or",
        ),
        ({"unknown_paths": True}, "invalid: the setting `unknown_paths` is true. Hint: write refuse or warn"),
    ],
)
def test_a_wrong_setting_is_named(settings: Json, last_words: str) -> None:
    with pytest.raises(MapperError) as raised:
        read_settings(settings)
    assert str(raised.value).startswith(f"setting_{last_words}")


def test_a_folder_that_there_is_not_is_the_last_word(tmp_path: Path) -> None:
    ended = _run(arguments=("--config", config_file(tmp_path, mappings_path="nowhere")))
    _fails(ended, "mappings_not_found: the mappings cannot be read: nowhere: No such file or directory.")


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
        ('{"type": "RECORD", "stream": "products", "record": {"id": "secret"}}', "record_before_schema: "),
        ('{"type": "BATCH", "stream": "invoices", "manifest": ["secret"]}', "batch_not_read: stream invoices comes "),
    ],
    ids=["text", "order", "BATCH"],
)
def test_a_message_that_cannot_be_read_is_told_without_its_content(
    small: tuple[str, str], line: str, last_words: str
) -> None:
    ended = run(MODULE, *small, given=line + "\n")
    _fails(ended, last_words)
    assert "secret" not in ended.stderr


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('"secret"', "is not a JSON object."),
        ('{"type": "secret"}', "is not a message of a known type"),
        ('{"type": "RECORD", "record": {"a": "secret"}}', "is a RECORD message without a proper `stream`"),
        ('{"type": "STATE", "value": "secret"}', "is a STATE message without a proper `value`"),
        ("[" * 100_000, "holds a number or a nesting that is too large."),
        ('{"a": ' + "1" * 5000 + "}", "holds a number or a nesting that is too large."),
    ],
    ids=["JSON text", "type", "RECORD", "STATE", "nesting", "number"],
)
def test_a_line_that_is_no_message_is_told_without_its_content(line: str, what: str) -> None:
    with pytest.raises(MapperError) as raised:
        Reader().deserialize_json(line)
    assert str(raised.value).startswith(f"message_unreadable: line 1 of the input {what}")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("identifier", "told"),
    [("", "has no id."), ("in\n1" + "x" * 300, f"has the id 'in\\n1{'x' * 73}…, which is not usable.")],
)
def test_a_record_that_nobody_could_find_again_stops_the_run(
    small: tuple[str, str], identifier: str, told: str
) -> None:
    ended = _run(_schema("products"), _record("products", product(identifier)), arguments=small)
    _fails(ended, f"record_without_id: a record of stream products {told} Hint: ")


def test_input_that_is_not_utf_8_is_told(small: tuple[str, str]) -> None:
    with start(MODULE, *small) as process:
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
def test_a_signal_is_not_success(small: tuple[str, str], number: signal.Signals) -> None:
    with start(MODULE, *small) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(lines([_schema("products")]))
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
