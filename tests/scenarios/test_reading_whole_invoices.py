"""A bookkeeper's questions about what an invoice holds when it arrives: all its lines, and whoever it was for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Sandbox
from tests.tap.acting import do, invoice, later, paths
from tests.tap.running import read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(invoices=0) as running:
        yield running


@pytest.mark.parametrize(("lines", "requests"), [(10, 0), (11, 1), (100, 1), (101, 2), (250, 3)])
def test_an_invoice_with_many_lines_comes_with_all_of_them(sandbox: Sandbox, lines: int, requests: int) -> None:
    who = do(sandbox, "create_customer", name="Havnens Lager ApS", country="DK")["id"]
    items = [f"1 x {100 + number} Line {number}" for number in range(lines)]
    one = do(sandbox, "create_invoice", customer=who, items=items, tax_percent="25", pay=True)

    record = read(sandbox.stripe.url).record(one["id"])

    assert record["tap_error"] is None
    assert sorted(line["amount"] for line in record["lines"]) == [100 + number for number in range(lines)]
    assert len({line["id"] for line in record["lines"]}) == lines
    assert sum(line["gross"] for line in record["lines"]) == record["total"] == one["total"]
    assert sum(path.endswith("/lines") for path in paths(sandbox)) == requests


def test_an_invoice_of_a_customer_who_was_deleted_since(sandbox: Sandbox) -> None:
    who = do(sandbox, "create_customer", name="Ørsted & Søn", email="post@orsted.example", country="DK")["id"]
    one = invoice(sandbox, customer=who, pay=True)
    do(sandbox, "delete_customer", customer=who)
    later(sandbox, hours=1)

    record = read(sandbox.stripe.url).record(one)

    assert record["tap_error"] is None
    assert record["customer"]["deleted"] is True
    assert (record["customer"]["id"], record["customer"]["name"]) == (who, "Ørsted & Søn")
    assert record["customer"]["email"] == "post@orsted.example"
    assert record["customer"]["address"]["country"] == "DK"
