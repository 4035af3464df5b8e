"""The command as its users run it: what it prints, how it ends, and what is left to go on from."""

from __future__ import annotations

import json
import signal
import socket
import stat
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Sandbox
from tap_stripe_invoices.streams.kinds import STREAMS
from tests.support import Ended, clean_environment, config_file, run, start

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

TAP = "tap_stripe_invoices"
KEY = "sk_test_sandbox"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=400) as running:
        yield running


def one_line_failure(ended: Ended, code: str) -> str:
    """The last line of a run that failed as it should: one line, no traceback, no record after it."""
    assert ended.status == 1
    assert "Traceback" not in ended.stderr
    assert ended.last_words.startswith(f"tap-stripe-invoices: {code}: ")
    assert KEY not in ended.stderr
    return ended.last_words


def test_discovery_needs_neither_key_nor_network() -> None:
    ended = run(TAP, "--discover")

    assert ended.status == 0
    catalog = json.loads("\n".join(ended.stdout))
    assert sorted(stream["tap_stream_id"] for stream in catalog["streams"]) == sorted(STREAMS)
    for stream in catalog["streams"]:
        assert stream["key_properties"] == ["id"]
        assert stream["replication_key"] == "created"
        assert stream["replication_method"] == "INCREMENTAL"


def test_about_describes_every_setting_and_keeps_the_key_secret() -> None:
    ended = run(TAP, "--about", "--format=json")

    settings = json.loads("\n".join(ended.stdout))["settings"]["properties"]
    assert set(settings) == {
        *("api_key", "api_url", "mode", "start_date", "trigger", "stripe_account", "ids"),
        *("rescan_days", "sweep_days", "requests_per_second", "concurrency", "invoice_pdfs"),
    }
    assert settings["api_key"]["secret"] is True
    assert all(setting["description"] for setting in settings.values())


def test_test_reads_one_record_of_each_stream(company: Sandbox, tmp_path: Path) -> None:
    ended = run(TAP, "--config", config_file(tmp_path, api_key=KEY, api_url=company.stripe.url), "--test")

    assert ended.status == 0
    streams = [message["stream"] for message in ended.messages if message["type"] == "RECORD"]
    assert sorted(streams) == sorted(STREAMS)


def test_settings_may_come_from_the_environment(company: Sandbox) -> None:
    env = clean_environment(
        TAP_STRIPE_INVOICES_API_KEY=KEY,
        TAP_STRIPE_INVOICES_API_URL=company.stripe.url,
        TAP_STRIPE_INVOICES_START_DATE="2026-11-01",
        TAP_STRIPE_INVOICES_RESCAN_DAYS="10",
    )

    ended = run(TAP, "--config=ENV", env=env)

    assert ended.status == 0
    assert any(message["type"] == "RECORD" for message in ended.messages)


def test_ids_may_come_from_the_environment(company: Sandbox) -> None:
    ids = [one["id"] for one in company.stripe.store.all("invoice") if one["status"] == "paid"][:2]
    env = clean_environment(
        TAP_STRIPE_INVOICES_API_KEY=KEY,
        TAP_STRIPE_INVOICES_API_URL=company.stripe.url,
        TAP_STRIPE_INVOICES_IDS=" ".join(ids),
    )

    ended = run(TAP, "--config=ENV", env=env)

    assert [message["record"]["id"] for message in ended.messages if message["type"] == "RECORD"] == ids


def test_a_wrong_key_is_named(company: Sandbox, tmp_path: Path) -> None:
    ended = run(TAP, "--config", config_file(tmp_path, api_key="sk_test_wrong", api_url=company.stripe.url))

    assert "api_key" in one_line_failure(ended, "stripe_key_rejected")
    assert "sk_test_wrong" not in ended.stderr


def test_the_key_is_in_no_log_however_talkative(company: Sandbox, tmp_path: Path) -> None:
    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url, start_date="2026-11-01")

    ended = run(
        TAP, "--config", config, env=clean_environment(TAP_STRIPE_INVOICES_LOGLEVEL="DEBUG", LOGLEVEL="DEBUG")
    )

    assert ended.status == 0
    assert "DEBUG" in ended.stderr
    assert KEY not in ended.stderr
    assert KEY not in "".join(ended.stdout)


def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        ended = run(TAP, "--config", config_file(tmp_path, api_key=KEY, api_url=url))

    last = one_line_failure(ended, "stripe_unreachable")
    assert url in last
    assert "api_url" in last


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    ended = run(TAP, "--config", config_file(tmp_path))

    assert "api_key" in one_line_failure(ended, "setting_missing")
    assert ended.stdout == []


def test_an_unknown_setting_is_named_with_the_one_meant(tmp_path: Path) -> None:
    ended = run(TAP, "--config", config_file(tmp_path, api_key=KEY, start_dat="2026-01-01"))

    assert "Did you mean start_date?" in one_line_failure(ended, "setting_unknown")


def test_a_key_of_the_wrong_type_is_not_shown(tmp_path: Path) -> None:
    ended = run(TAP, "--config", config_file(tmp_path, api_key={"secret": "sk_test_nested"}))

    one_line_failure(ended, "setting_invalid")
    assert "sk_test_nested" not in ended.stderr


@pytest.mark.parametrize("content", ["{", "[1]", None], ids=["not JSON", "not an object", "missing"])
def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "settings.json"
    if content is not None:
        file.write_text(content, "utf-8")

    ended = run(TAP, "--config", str(file))

    assert str(file) in one_line_failure(ended, "settings_unreadable")


def test_a_state_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "state.json"
    broken.write_text("{", "utf-8")

    ended = run(TAP, "--config", config_file(tmp_path, api_key=KEY), "--state", str(broken))

    assert "--state" in one_line_failure(ended, "input_unreadable")


@pytest.mark.parametrize("state", ["null", '{"bookmarks": []}', '{"bookmarks": {"invoices": null}}'])
def test_a_state_of_the_wrong_shape_is_named(company: Sandbox, tmp_path: Path, state: str) -> None:
    broken = tmp_path / "state.json"
    broken.write_text(state, "utf-8")
    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url)

    ended = run(TAP, "--config", config, "--state", str(broken))

    assert "STATE" in one_line_failure(ended, "state_unreadable")
    assert not any(message["type"] == "RECORD" for message in ended.messages)


def test_a_wrong_connected_account_is_named(company: Sandbox, tmp_path: Path) -> None:
    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url, stripe_account="acct_wrong")

    last = one_line_failure(run(TAP, "--config", config), "stripe_permission_missing")

    assert "acct_wrong" in last
    assert "Check the setting stripe_account" in last


def test_deselected_properties_and_streams_stay_away(company: Sandbox, tmp_path: Path) -> None:
    catalog = json.loads("\n".join(run(TAP, "--discover").stdout))
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            if entry["breadcrumb"] == []:
                entry["metadata"]["selected"] = stream["tap_stream_id"] == "products"
            if entry["breadcrumb"] == ["properties", "description"]:
                entry["metadata"]["selected"] = False
    chosen = tmp_path / "catalog.json"
    chosen.write_text(json.dumps(catalog), "utf-8")

    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url)
    ended = run(TAP, "--config", config, "--catalog", str(chosen))

    records = [message for message in ended.messages if message["type"] == "RECORD"]
    assert {message["stream"] for message in records} == {"products"}
    assert all("description" not in message["record"] for message in records)


def read_until(process: subprocess.Popen[str], count: int) -> list[str]:
    """Read lines until `count` invoices have come, and then no more: the tap is held up by its full pipe."""
    assert process.stdout is not None
    lines = []
    while count:
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        lines.append(line)
        count -= '"type":"RECORD"' in line and '"stream":"invoices"' in line
    return lines


def started(company: Sandbox, tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url, rescan_days=0)
    return start(TAP, "--config", config, *arguments)


def invoices_in(messages: list[Json]) -> list[str]:
    return [one["record"]["id"] for one in messages if one["type"] == "RECORD" and one["stream"] == "invoices"]


def last_state(messages: list[Json]) -> Json:
    return dict([one["value"] for one in messages if one["type"] == "STATE"][-1])


def test_sigterm_ends_with_143_and_a_state_of_just_what_was_written(company: Sandbox, tmp_path: Path) -> None:
    with started(company, tmp_path) as process:
        begun = read_until(process, 200)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        rest = process.stdout.readlines()
    messages = [json.loads(line) for line in [*begun, *rest]]

    assert process.returncode == 143
    assert messages[-1]["type"] == "STATE"
    written = [one["record"] for one in messages if one["type"] == "RECORD" and one["stream"] == "invoices"]
    assert 0 < len(written) < 400
    at = last_state(messages)["bookmarks"]["invoices"]["replication_key_value"]
    # The place moves behind whole batches of up to a hundred, to the last one's last record.
    assert at in {record["created"] for record in written[-101:]}


def test_a_killed_run_is_taken_up_where_its_last_state_says(company: Sandbox, tmp_path: Path) -> None:
    with started(company, tmp_path) as process:
        begun = read_until(process, 200)
        process.kill()
    messages = [json.loads(line) for line in begun]
    state = tmp_path / "state.json"
    state.write_text(json.dumps(last_state(messages)), "utf-8")
    config = config_file(tmp_path, api_key=KEY, api_url=company.stripe.url, rescan_days=0)

    resumed = run(TAP, "--config", config, "--state", str(state))

    before, after = invoices_in(messages), invoices_in(resumed.messages)
    paid = {one["id"] for one in company.stripe.store.all("invoice") if one["status"] == "paid"}
    assert set(before) | set(after) == paid
    # One batch of up to a hundred, and the last record before it, whose second is read again.
    assert len(before) + len(after) <= len(paid) + 101


def test_a_reader_that_goes_away_is_named(company: Sandbox, tmp_path: Path) -> None:
    with started(company, tmp_path) as process:
        read_until(process, 50)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        stderr = process.stderr.read()
        process.wait(timeout=60)

    assert process.returncode == 1
    assert stderr.rstrip().splitlines()[-1].startswith("tap-stripe-invoices: output_closed: ")


def test_what_the_process_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    log_config = tmp_path / "log.json"
    log = tmp_path / "tap.log"
    log_config.write_text(
        json.dumps(
            {
                "version": 1,
                "disable_existing_loggers": False,
                "handlers": {"file": {"class": "logging.FileHandler", "filename": str(log)}},
                "root": {"handlers": ["file"], "level": "INFO"},
            }
        ),
        "utf-8",
    )

    run(TAP, "--config", config_file(tmp_path), env=clean_environment(SINGER_SDK_LOG_CONFIG=str(log_config)))

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
