"""`connect stripe`: the link that makes a key with just the rights that are needed, and the check of the key."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from sandbox import Sandbox
from stripe_economic.probing import rights
from stripe_economic.probing.stripe import refused_writes
from tap_stripe_invoices.streams.kinds import STREAMS
from tests.operator.answering import terminal
from tests.operator.connect.conftest import Project
from tests.tap.running import read

CONNECT = ("connect", "stripe", "--no-browser")
SHIPPED = ("invoices", "credit_notes", "payments", "balance_transactions")
READER, WRITER = "rk_test_reader", "rk_test_writer"


def link(streams: Iterable[str], level: str = "read") -> str:
    chosen = frozenset(streams)
    needed = rights.read_by(chosen) if level == "read" else rights.written_by(chosen)
    return rights.creation_link("stripe-economic" if level == "read" else "stripe-economic write-back", needed, level)


def register(sandbox: Sandbox, key: str, address: str, without: str = "") -> None:
    """Make the key that a link asks for, as the dashboard would."""
    asked = [value for name, value in parse_qsl(urlsplit(address).query) if name.startswith("permissions[")]
    parts = [one.removeprefix("rak_").rpartition("_") for one in asked]
    given = [f"{kind}:{level}" for kind, _, level in parts if kind != without]
    door = f"{sandbox.stripe.url}/_sandbox/actions/register_key"
    requests.post(door, json={"key": key, "rights": given}, timeout=30).raise_for_status()


@pytest.mark.parametrize("stream", STREAMS)
def test_a_key_with_the_rights_of_the_link_reads_all_of_a_stream(sandbox: Sandbox, stream: str) -> None:
    register(sandbox, READER, link([stream]))
    *_, charge = (one["id"] for one in sandbox.stripe.store.all("charge") if one["paid"])
    for action, given in (("open_dispute", {"charge": charge}), ("pay_out", {})):
        door = f"{sandbox.stripe.url}/_sandbox/actions/{action}"
        requests.post(door, json=given, timeout=30).raise_for_status()
    found = read(sandbox.stripe.url, streams=[stream], api_key=READER, requests_per_second="0")
    assert found.records(stream)


def test_keys_are_typed_tried_and_kept(project: Project) -> None:
    register(project.sandbox, READER, link(SHIPPED))
    register(project.sandbox, WRITER, link(SHIPPED, "write"))
    with terminal(project.folder, *CONNECT, "--write-back", env=project.env) as screen:
        screen.type("The key that reads: ", READER)
        screen.type("The key that writes: ", WRITER)
        ended = screen.end()
    assert ended.status == 0, ended.stderr
    assert {link(SHIPPED), link(SHIPPED, "write")} <= set(ended.stdout)
    assert (project.kept["STRIPE_API_KEY"], project.kept["STRIPE_WRITE_KEY"]) == (READER, WRITER)
    assert project.mode == "0o600"
    assert READER not in ended.stderr + "".join(ended.stdout)
    assert WRITER not in ended.stderr + "".join(ended.stdout)


@pytest.mark.parametrize(
    ("key", "without", "said"),
    [
        (READER, "credit_note", ("stripe_permission_missing", "Credit notes (rak_credit_note_read)")),
        ("sk_live_another", "", ("mode_differs", "live")),
    ],
)
def test_a_key_that_will_not_do_is_not_kept(project: Project, key: str, without: str, said: tuple[str, str]) -> None:
    register(project.sandbox, READER, link(SHIPPED), without)
    with terminal(project.folder, *CONNECT, env=project.env) as screen:
        screen.type("The key that reads: ", key)
        ended = screen.end()
    assert ended.status == 1
    assert [one for one in said if one not in ended.last_words] == []
    assert key not in ended.stderr
    assert not (project.folder / ".env").exists()


def test_what_a_key_may_not_write_is_found_and_nothing_is_written(sandbox: Sandbox) -> None:
    needed = rights.written_by(STREAMS)
    register(sandbox, WRITER, link(STREAMS, "write"), without="charge")
    before = [dict(one) for one in sandbox.stripe.store.all("invoice")]
    refused = refused_writes(sandbox.stripe.url, WRITER, needed)
    assert [(one.resource.name, one.why) for one in refused] == [("Charges", "rak_charge_write")]
    assert [dict(one) for one in sandbox.stripe.store.all("invoice")] == before
    assert len(refused_writes(sandbox.stripe.url, "rk_test_readonly", needed)) == len(needed)


def test_without_a_terminal_the_link_is_shown_and_the_reason_named(project: Project) -> None:
    ended = project.run(*CONNECT)
    assert ended.status == 1
    assert link(SHIPPED) in ended.stdout
    assert ended.last_words.startswith("stripe-economic: no_terminal: ")


def test_the_link_asks_for_no_more_than_the_selected_streams_need(project: Project) -> None:
    file = project.folder / "meltano.yml"
    text = file.read_text("utf-8")
    for stream in SHIPPED[1:]:
        text = text.replace(f"        - {stream}.*\n", "")
    file.write_text(text, encoding="utf-8")
    asked = project.run(*CONNECT).stdout[1]
    assert "rak_invoice_read" in asked
    assert "rak_charge_read" not in asked
    assert "_write" not in asked
