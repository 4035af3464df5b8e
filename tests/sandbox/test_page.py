"""The pages at `/`: what a person sees of each side, without a key and without script."""

import re
from html.parser import HTMLParser

import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.economic.client import TOKENS, Json, customer, draft, line, product

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
HOSTILE = '<script>alert("ø")</script>'
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """Reads a page: its links, its tags, and whether they are nested properly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def look(url: str, status: int = 200) -> Page:
    answer = requests.get(url, headers=HTML, timeout=30)
    assert answer.status_code == status, url
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    page = Page(answer.text)
    assert "script" not in page.tags
    return page


def follow(base: str) -> dict[str, Page]:
    """Every page that a person can reach from the first one of a side."""
    seen: dict[str, Page] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = look(base + path)
        assert all(link.startswith(("/", "http://127.0.0.1:")) for link in seen[path].links)
        waiting += [link for link in seen[path].links if link.startswith("/")]
    return seen


@pytest.fixture
def sandbox_options() -> dict[str, int]:
    return {"invoices": 8}


def voucher(text: str) -> Json:
    accounts = {"account": {"accountNumber": 5830}, "contraAccount": {"accountNumber": 5820}}
    entry = {"text": text, "amount": 100, "date": "2026-11-20", "currency": {"code": "DKK"}, **accounts}
    return {"accountingYear": {"year": "2026"}, "entries": {"financeVouchers": [entry]}}


def fill(sandbox: Sandbox, source: str) -> None:
    """Leave a customer, products, a draft and a booked invoice in the books."""
    url = sandbox.economic.url
    bodies = [
        ("/customers", customer(name=HOSTILE)),
        ("/products", product("P1")),
        ("/products", product("A/B & C?", name=HOSTILE)),
        ("/invoices/drafts", draft(references={"other": source}, lines=[line(description=HOSTILE)])),
        ("/invoices/drafts", draft(references={"other": source})),
        ("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 2}}),
        ("/orders/drafts", draft()),
        ("/journals/1/vouchers", voucher(f"Stripe {source}")),
    ]
    for path, body in bodies:
        answer = requests.post(url + path, json=body, headers=TOKENS, timeout=30)
        assert answer.status_code == 201, answer.text


def test_every_page_of_both_sides_can_be_reached_and_read(sandbox: Sandbox) -> None:
    source = next(sandbox.stripe.store.all("invoice"))["id"]
    fill(sandbox, source)
    stripe, economic = follow(sandbox.stripe.url), follow(sandbox.economic.url)
    for one in sandbox.stripe.store.all("invoice"):
        assert f"/_sandbox/show/invoices/{one['id']}" in stripe
    assert "/_sandbox/show/booked/10001" in economic
    assert f"Stripe {source}" in economic["/_sandbox/show/journal-entries"].text
    assert f"{sandbox.stripe.url}/_sandbox/show/invoices/{source}" in economic["/_sandbox/show/journal-entries"].links
    assert any(path.startswith("/_sandbox/show/entries/") for path in economic)
    assert HOSTILE in economic["/_sandbox/show/drafts/1"].text
    assert any(path.startswith("/_sandbox/show/products/A") for path in economic)


def test_a_document_leads_to_its_source_and_back(sandbox: Sandbox) -> None:
    source = next(sandbox.stripe.store.all("invoice"))["id"]
    fill(sandbox, source)
    (link,) = {one for one in look(f"{sandbox.economic.url}/").links if one.startswith("http")}
    assert link == f"{sandbox.stripe.url}/_sandbox/show/invoices/{source}"
    back = [one for one in look(link).links if one.startswith(sandbox.economic.url)]
    assert back == [f"{sandbox.economic.url}/_sandbox/show/{name}" for name in ("drafts/1", "booked/10001")]


def test_an_api_client_gets_the_api_at_the_root(sandbox: Sandbox) -> None:
    for side in (sandbox.stripe, sandbox.economic):
        answer = requests.get(side.url + "/", headers={**TOKENS, "Accept": "*/*"}, timeout=30)
        assert answer.headers["Content-Type"].startswith("application/json")


def test_looking_is_not_asking(sandbox: Sandbox) -> None:
    for side in (sandbox.stripe, sandbox.economic):
        look(side.url + "/")
        assert len(side.requests) == 0


@pytest.mark.parametrize(
    "path",
    ["x", "invoices/in_none", "drafts/77", "drafts/x", "drafts/99999999999", "products/%00", "products/_99_", "//"],
)
def test_a_page_that_is_not_there_is_said_so(sandbox: Sandbox, path: str) -> None:
    for side in (sandbox.stripe, sandbox.economic):
        assert requests.get(f"{side.url}/_sandbox/show/{path}", timeout=30).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "%FF", "2&page=1"])
def test_a_page_number_that_makes_no_sense_does_no_harm(sandbox: Sandbox, page: str) -> None:
    look(f"{sandbox.stripe.url}/_sandbox/show/invoices?page={page}")


def test_a_long_list_comes_in_pages_newest_first(empty_sandbox: Sandbox) -> None:
    for number in range(120):
        body = {"id": f"cus_{number:03}", "object": "customer", "created": number, "name": "A"}
        empty_sandbox.stripe.store.put(body)
    url = f"{empty_sandbox.stripe.url}/_sandbox/show/customers"
    found: list[str] = []
    for page in (1, 2, 3):
        shown = look(f"{url}?page={page}")
        assert f"Page {page} of 3" in shown.text
        found += re.findall(r"cus_\d{3}", " ".join(shown.links))
    assert found == [f"cus_{number:03}" for number in reversed(range(120))]


def test_a_name_that_is_no_valid_text_is_shown_all_the_same(empty_sandbox: Sandbox) -> None:
    empty_sandbox.stripe.store.put({"id": "cus_1", "object": "customer", "created": 1, "name": "a\x00b\u202e"})
    assert "cus_1" in look(f"{empty_sandbox.stripe.url}/_sandbox/show/customers").text
