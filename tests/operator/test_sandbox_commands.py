"""`stripe-economic sandbox`: serving, and what can be done to one that serves."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.economic.client import TOKENS
from tests.support import Ended, run, start


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(invoices=3) as sandbox:
        yield sandbox


def command(sandbox: Sandbox, *arguments: str) -> Ended:
    ports = ("--stripe-port", str(sandbox.stripe.port), "--economic-port", str(sandbox.economic.port))
    return run("stripe_economic", "sandbox", *ports, *arguments)


def test_without_an_action_all_are_listed_with_what_they_take(running: Sandbox) -> None:
    ended = command(running, "do")
    assert ended.status == 0, ended.stderr
    assert any(line.startswith("bar_customer   (economic)") for line in ended.stdout)
    assert any(line.strip().startswith("number=integer: ") for line in ended.stdout)
    assert any("(stripe)" in line for line in ended.stdout)


def test_an_action_is_done_and_says_what_it_did(running: Sandbox) -> None:
    ended = command(running, "do", "set_grant", "granted=yes")
    assert (ended.status, json.loads("".join(ended.stdout))) == (0, {"granted": True}), ended.stderr


def test_both_clocks_are_shown_set_advanced_and_let_go(running: Sandbox) -> None:
    assert len(command(running, "clock").stdout) == 2
    set_to = command(running, "clock", "2027-02-03T04:05:06Z").stdout
    assert [line.split() for line in set_to] == [[side, "2027-02-03T04:05:06Z"] for side in ("stripe", "economic")]
    assert command(running, "clock", "--advance", "3600").stdout[0].endswith("2027-02-03T05:05:06Z")
    assert not command(running, "clock", "--reset").stdout[1].endswith("2027-02-03T05:05:06Z")


def test_a_fault_is_ordered_shown_and_cleared(running: Sandbox) -> None:
    details = ("method=GET", "path=/self", "nth=2", "every=3", "times=always", "status=503")
    ended = command(running, "fault", "economic", "fail_before_commit", *details)
    assert ended.status == 0, ended.stderr
    url = running.economic.url
    assert [requests.get(f"{url}/self", headers=TOKENS, timeout=30).status_code for _ in range(3)] == [200, 503, 200]
    (shown,) = command(running, "fault", "economic").stdout
    assert json.loads(shown)["times"] == "always"
    assert command(running, "fault", "economic", "--clear").stdout == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("do", "explode"), "unknown_action"),
        (("do", "bar_customer"), "missing_argument"),
        (("do", "bar_customer", "number=one"), "bad_argument"),
        (("do", "bar_customer", "number=1", "barred=perhaps"), "bad_argument"),
        (("do", "bar_customer", "number"), "key=value"),
        (("clock", "soon"), "bad_clock"),
        (("clock", "--advance", "-1"), "bad_clock"),
        (("clock", "2027-02-03T04:05:06Z", "--reset"), "cannot be combined"),
        (("fault", "economic", "explode"), "bad_fault"),
        (("fault", "economic", "stall", "when=now"), "bad_fault"),
        (("fault", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_done_is_named_in_one_line(running: Sandbox, arguments: tuple[str, ...], said: str) -> None:
    ended = command(running, *arguments)
    assert ended.status != 0
    assert said in ended.last_words
    assert "Traceback" not in ended.stderr


def test_where_no_sandbox_serves_that_is_said(running: Sandbox) -> None:
    port = str(running.stripe.port)
    running_twice = ("--stripe-port", port, "--economic-port", "1")
    for ports, arguments in ((running_twice, ("clock",)), (("--stripe-port", "1"), ("do",))):
        ended = run("stripe_economic", "sandbox", *ports, *arguments)
        assert ended.status != 0
        assert "no_sandbox" in ended.last_words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--clock", "soon"), "bad_clock"),
        (("--clock", "2027-02-03T04:05:06"), "bad_clock"),
        (("--store", "."), "--store"),
        (("--store", "no/where"), "not_a_store"),
    ],
)
def test_options_that_make_no_sense_are_named(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    ports = ("--stripe-port", "0", "--economic-port", "0", "--invoices", "0")
    ended = run("stripe_economic", "sandbox", *ports, *options, cwd=tmp_path)
    assert ended.status != 0
    assert said in ended.last_words


def test_a_sandbox_serves_with_its_clock_and_goes_on_from_its_file(tmp_path: Path) -> None:
    options = (
        "--stripe-port",
        "0",
        "--economic-port",
        "0",
        "--invoices",
        "2",
        "--store",
        "books.sandbox",
    )
    for again in (False, True):
        clock = () if again else ("--clock", "2027-02-03T04:05:06Z")
        with start("stripe_economic", "sandbox", *options, *clock, cwd=tmp_path) as process:
            assert process.stdout
            url = process.stdout.readline().split()[1]
            rest: list[str] = []
            while not rest or "Ctrl-C" not in rest[-1]:
                rest.append(process.stdout.readline())
                assert process.poll() is None
            assert ("Goes on with what books.sandbox holds.\n" in rest) is again
            said = requests.get(f"{url}/_sandbox/clock", timeout=30).json()
            assert said == {"now": "2027-02-03T04:05:06Z"}
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0
