"""The PDF of an invoice: where the invoice says, without a key, for programs of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.stripe.books import Books

KEY = ("sk_test_sandbox", "")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A small company; its invoices are only read here."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


def test_every_finalised_invoice_has_a_pdf_with_its_number(sandbox: Sandbox) -> None:
    found = requests.get(f"{sandbox.stripe.url}/v1/invoices?limit=100", auth=KEY, timeout=30).json()["data"]

    for invoice in found:
        if invoice["status"] == "draft":
            assert invoice["invoice_pdf"] is None
        else:
            assert invoice["invoice_pdf"].startswith(sandbox.stripe.url)
            pdf = requests.get(invoice["invoice_pdf"], timeout=30)
            assert pdf.headers["Content-Type"] == "application/pdf"
            assert pdf.content.startswith(b"%PDF-")
            assert invoice["number"].encode() in pdf.content
            assert pdf.headers["Content-Disposition"] == f'attachment; filename="Invoice-{invoice["number"]}.pdf"'


def test_what_is_kept_knows_no_port(sandbox: Sandbox) -> None:
    kept = next(one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid")

    assert kept["invoice_pdf"].startswith("https://pay.stripe.com/invoice/")


def test_an_invoice_that_has_just_been_finalised_has_one(books: Books) -> None:
    first, second = (books.get(f"/v1/invoices/{books.invoice(books.customer())}") for _ in range(2))
    assert requests.get(first["invoice_pdf"], timeout=30).status_code == 200

    # A third one, made after the first was asked for.
    third = books.get(f"/v1/invoices/{books.invoice(books.customer())}")
    for invoice in (second, third):
        assert invoice["number"].encode() in requests.get(invoice["invoice_pdf"], timeout=30).content


def test_a_text_that_looks_like_the_property_is_left_alone(books: Books) -> None:
    text = '"invoice_pdf": "https://pay.stripe.com/'
    customer = books.post("/v1/customers", name=text)["id"]

    assert books.get(f"/v1/customers/{customer}")["name"] == text


@pytest.mark.parametrize("path", ["/invoice/acct_1/test_nobody/pdf", "/invoice/acct_1/pdf/pdf"])
def test_there_is_none_at_another_address(sandbox: Sandbox, path: str) -> None:
    assert requests.get(sandbox.stripe.url + path, timeout=30).status_code == 404


def test_a_page_of_another_host_gets_none(sandbox: Sandbox) -> None:
    invoice = next(one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid")
    path = invoice["invoice_pdf"].removeprefix("https://pay.stripe.com")

    answer = requests.get(sandbox.stripe.url + path, headers={"Host": "example.com"}, timeout=30)

    assert answer.status_code == 403
