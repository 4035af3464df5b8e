"""Files that a sandbox does not take: in use, something else, of another version, damaged; and values as text."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox import Sandbox, SandboxError
from sandbox.storage.codec import decode, encode
from tests.sandbox.economic.client import TOKENS, Json, customer

MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def post(url: str, path: str, body: Json) -> requests.Response:
    return requests.post(url + path, json=body, headers=TOKENS, timeout=30)


def test_two_sandboxes_cannot_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    with Sandbox(invoices=0, store=file):
        with pytest.raises(SandboxError) as caught:
            Sandbox(invoices=0, store=file)
        assert caught.value.code == "store_in_use"
    with Sandbox(invoices=0, store=file) as free_again:
        assert free_again.continued


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, database = tmp_path / "text", tmp_path / "database"
    text.write_text("accounts of 2026, the only copy\n" * 100, encoding="utf-8")
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    for file in (text, database, tmp_path, tmp_path / "no" / "where"):
        before = file.read_bytes() if file.is_file() else None
        with pytest.raises(SandboxError) as caught:
            Sandbox(invoices=0, store=file)
        assert caught.value.code == "not_a_store"
        assert str(file) in caught.value.message
        assert before == (file.read_bytes() if file.is_file() else None)


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    Sandbox(invoices=0, store=file).stop()
    with sqlite3.connect(file) as later:
        later.execute("PRAGMA user_version = 999")
    later.close()
    with pytest.raises(SandboxError, match="999") as caught:
        Sandbox(invoices=0, store=file)
    assert caught.value.code == "store_version"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET value = '{' WHERE place = 'economic' AND key = '_last_draft'",
        "UPDATE entry SET key = 'nonsense' WHERE place = 'economic' AND key = '_last_draft'",
        """UPDATE entry SET value = '{"$":"os:system","v":"true"}' WHERE key = 'agreement'""",
        """UPDATE entry SET value = '{"$":"sandbox.server:Sandbox","v":5}' WHERE key = 'agreement'""",
        "UPDATE entry SET value = x'00' WHERE key = 'agreement'",
        "UPDATE entry SET value = 5 WHERE key = 'agreement'",
        "UPDATE entry SET value = '@object os:getcwd' WHERE key = 'ledger'",
        "DELETE FROM side WHERE name = 'economic'",
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "books.sandbox"
    Sandbox(invoices=0, store=file).stop()
    with sqlite3.connect(file) as bad:
        assert bad.execute(damage).rowcount == 1
    bad.close()
    with pytest.raises(SandboxError) as caught:
        Sandbox(invoices=0, store=file)
    assert caught.value.code == "store_damaged"


def test_a_change_that_cannot_be_written_is_not_reported_as_done(tmp_path: Path) -> None:
    with Sandbox(invoices=0, store=tmp_path / "books.sandbox") as sandbox:
        store = sandbox.economic.store
        setattr(store, "strange", object())  # noqa: B010 - a store has no such attribute
        answer = post(sandbox.economic.url, "/customers", customer())
        assert answer.status_code == 500
        assert answer.json()["httpStatusCode"] == 500
        delattr(store, "strange")
        assert post(sandbox.economic.url, "/customers", customer()).status_code == 201
    with Sandbox(store=tmp_path / "books.sandbox") as again:
        assert len(again.economic.store.customers) == 2


def test_values_come_back_with_their_kinds(empty_sandbox: Sandbox) -> None:
    values: list[Any] = [
        None,
        {"a": [1, -2.5, True, "ø\x00\ud800"], "$": 1},
        {1: (2, 3), (4, None): b"\xff\x00", "b": "æ".encode()},
        {frozenset({1}), frozenset()},
        MOMENT,
        MOMENT.date(),
        empty_sandbox.economic.store.agreement,
    ]
    for value in values:
        back = decode(encode(value))
        assert (back, type(back)) == (value, type(value))
