"""Movements of an invoice tell where its PDF is, where somebody wants to know."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import requests

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import SettingsError
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.records.invoice_pdfs import InvoicePdfs
from tests.tap.acting import paths
from tests.tap.moving import act
from tests.tap.running import KEY, read

if TYPE_CHECKING:
    from collections.abc import Iterator

STREAM = "balance_transactions"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


def single_invoices(sandbox: Sandbox) -> list[str]:
    """The invoices that were asked for one at a time."""
    return [path for path in paths(sandbox) if path.startswith("/v1/invoices/")]


def test_nobody_is_told_where_the_pdf_is_without_the_setting(sandbox: Sandbox) -> None:
    run = read(sandbox.stripe.url, streams=(STREAM,))

    assert {one["invoice_pdf"] for one in run.records(STREAM)} == {None}
    assert single_invoices(sandbox) == []


def test_every_movement_of_an_invoice_tells_where_its_pdf_is(sandbox: Sandbox) -> None:
    paid = next(one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid" and one["amount_paid"])
    act(sandbox, "refund", charge=paid["id"], amount=100)
    act(sandbox, "take_payment", amount=10_000)
    sandbox.stripe.requests.clear()

    run = read(sandbox.stripe.url, streams=(STREAM,), invoice_pdfs="true")

    of_invoices = [one for one in run.records(STREAM) if one["related"]["invoice"]]
    others = [one for one in run.records(STREAM) if not one["related"]["invoice"]]
    assert sum(one["related"]["invoice"] == paid["id"] for one in of_invoices) > 1
    assert {one["invoice_pdf"] for one in others} == {None}
    for one in of_invoices:
        pdf = requests.get(one["invoice_pdf"], timeout=30)
        assert pdf.headers["content-type"] == "application/pdf"
        invoice = sandbox.stripe.store.find("invoice", one["related"]["invoice"])
        assert invoice is not None
        assert invoice["number"].encode() in pdf.content
    assert len(single_invoices(sandbox)) == len(set(single_invoices(sandbox)))


def test_a_pdf_that_cannot_be_had_keeps_no_money_waiting(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.stripe.faults.add(Fault(path="/v1/invoices/.+", action="fail_before_commit", status=400, times="always"))

    with caplog.at_level(logging.WARNING):
        run = read(sandbox.stripe.url, streams=(STREAM,), invoice_pdfs="true")

    assert {(one["invoice_pdf"], one["tap_error"]) for one in run.records(STREAM)} == {(None, None)}
    assert any("without its PDF" in one.message for one in caplog.records)


def test_no_more_answers_are_kept_than_there_is_room_for(sandbox: Sandbox) -> None:
    client = Client(api_url=sandbox.stripe.url, api_key=KEY)
    pdfs = InvoicePdfs(client, remembered=1)
    first, second = [one["id"] for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"][:2]

    found = pdfs.of_invoices([first, second, first])
    again = pdfs.of_invoices([second])
    client.close()

    assert list(found) == [first, second]
    assert again == {second: found[second]}
    assert len(single_invoices(sandbox)) == 2


def test_the_setting_is_true_or_false() -> None:
    with pytest.raises(SettingsError) as caught:
        read("http://127.0.0.1:1", invoice_pdfs="ture")

    assert caught.value.hint == "Did you mean true?"
