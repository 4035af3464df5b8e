"""The commands of `stripe-economic`, as an operator meets them."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.support import run, start


def test_init_makes_a_project_and_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "meltano.yml").write_text("mine", encoding="utf-8")
    made = run("stripe_economic", "init", "books", cwd=tmp_path)
    assert made.status == 0, made.stderr
    names = {path.relative_to(tmp_path / "books").as_posix() for path in (tmp_path / "books").rglob("*")}
    assert {".env.example", "mappings/invoices.yml", "mappings/vat_zones.yml"} <= names
    assert (tmp_path / "books" / "meltano.yml").read_text("utf-8") == "mine"
    assert run("stripe_economic", "init", "books", cwd=tmp_path).stdout == []


def test_the_sandbox_says_what_it_holds_and_stops_on_a_signal(tmp_path: Path) -> None:
    ports = ("--stripe-port", "0", "--economic-port", "0")
    with start("stripe_economic", "sandbox", *ports, "--invoices", "40", cwd=tmp_path) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(4)]
        assert any("40 paid invoices" in line for line in said)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sandbox", "--data", "nowhere"), "no_folder"),
        (("sandbox", "--data", "."), "no_objects"),
        (("sandbox", "--fill"), "--data"),
        (("sandbox", "--invoices", "-5"), "--invoices"),
        (("sandbox", "--stripe-port", "99999"), "--stripe-port"),
        (("sandbox", "--stripe-port", "0", "--economic-port", "0", "--addresses", "no/where"), "not_writable"),
        (("demo",), "no_project"),
    ],
)
def test_what_cannot_be_done_is_named_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ended = run("stripe_economic", *arguments, cwd=tmp_path)
    assert ended.status != 0
    assert said in ended.last_words
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("pid", [None, -1, "x"], ids=["this process", "every process", "no number"])
def test_demo_stop_leaves_processes_alone_that_are_not_its_sandbox(tmp_path: Path, pid: object) -> None:
    ports = ("--stripe-port", "0", "--economic-port", "0", "--invoices", "0")
    addresses = tmp_path / "addresses.json"
    with start("stripe_economic", "sandbox", *ports, "--addresses", str(addresses), cwd=tmp_path) as other:
        assert other.stdout
        while "Ctrl-C" not in other.stdout.readline():
            assert other.poll() is None
        folder = tmp_path / ".sandbox"
        folder.mkdir()
        known = {"pid": os.getpid() if pid is None else pid, **json.loads(addresses.read_text("utf-8"))}
        (folder / "process.json").write_text(json.dumps(known), encoding="utf-8")
        assert run("stripe_economic", "demo", "--stop", cwd=tmp_path).stdout == ["No sandbox is running."]
        assert other.poll() is None
        other.send_signal(signal.SIGTERM)
        assert other.wait(timeout=60) == 0
