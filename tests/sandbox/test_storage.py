"""A sandbox in a file: what survives the process, and which files are refused."""

import signal
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen

import pytest
import requests

from sandbox import Sandbox
from sandbox.economic.budget import RateLimit
from sandbox.storage.tree import Tree
from tests.sandbox.economic.client import TOKENS, Json, customer, draft, line, product
from tests.support import start

STRIPE = ("sk_test_sandbox", "")
BOOKS: list[tuple[str, Json]] = [
    ("/customers", customer(customerNumber=1, colour="red")),
    ("/products", product("P1")),
    ("/invoices/drafts", draft()),
    ("/invoices/drafts?a=2", draft(references={"other": "in_1"})),
    ("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}}),
    ("/orders/drafts", draft()),
    ("/customers/1/contacts", {"name": "Åse"}),
    ("/customers/1/delivery-locations", {"address": "Kajen 1"}),
    (
        "/journals/1/vouchers",
        {
            "accountingYear": {"year": "2026"},
            "entries": {
                "financeVouchers": [
                    {
                        "amount": 100,
                        "date": "2026-11-20",
                        "account": {"accountNumber": 5830},
                        "contraAccount": {"accountNumber": 5820},
                        "currency": {"code": "DKK"},
                    }
                ]
            },
        },
    ),
]
MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def post(url: str, path: str, body: Json, key: str | None = None) -> requests.Response:
    headers = TOKENS if key is None else {**TOKENS, "Idempotency-Key": key}
    return requests.post(url + path, json=body, headers=headers, timeout=30)


def listed(url: str, path: str) -> list[Json]:
    answer = requests.get(f"{url}{path}?pagesize=1000", headers=TOKENS, timeout=30)
    found: list[Json] = answer.json()["collection"]
    return found


def served(folder: Path, store: Path) -> tuple[Popen[str], str, str]:
    """A sandbox in a process of its own, with its addresses."""
    ports = ("--stripe-port", "0", "--economic-port", "0", "--invoices", "3")
    process = start("stripe_economic", "sandbox", *ports, "--store", str(store), cwd=folder)
    assert process.stdout
    stripe, economic = (process.stdout.readline().split()[1] for _ in range(2))
    while "Ctrl-C" not in process.stdout.readline():
        assert process.poll() is None
    return process, stripe, economic


def killed(process: Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    for stream in (process.stdin, process.stdout, process.stderr):
        assert stream
        stream.close()


def test_everything_is_there_after_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    process, stripe, economic = served(tmp_path, file)
    requests.post(f"{economic}/_sandbox/clock", json={"now": "2026-11-20T08:00:00Z"}, timeout=30)
    made = post(economic, "/customers", customer(colour="red"), key="made-once")
    post(economic, "/products", product("P 1/2"))
    post(economic, "/products", product("P1"))
    first, second = (
        post(economic, "/invoices/drafts", draft(lines=[line(unitNetPrice=price)])) for price in (0.1, 2)
    )
    booked = post(economic, "/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})
    assert [made.status_code, first.status_code, second.status_code, booked.status_code] == [201] * 4, booked.text
    invoice = requests.get(f"{stripe}/v1/invoices?limit=1", auth=STRIPE, timeout=30).json()["data"][0]
    once = {"Idempotency-Key": "changed-once"}

    def change() -> requests.Response:
        url, data = f"{stripe}/v1/invoices/{invoice['id']}", {"metadata[colour]": "grøn"}
        return requests.post(url, auth=STRIPE, data=data, headers=once, timeout=30)

    changed = change()
    assert changed.status_code == 200
    door = f"{stripe}/_sandbox/actions/create_customer"
    buyer = requests.post(door, json={"name": "Åse"}, timeout=30).json()["id"]
    killed(process)

    process, stripe, economic = served(tmp_path, file)
    try:
        assert [one["customerNumber"] for one in listed(economic, "/customers")] == [made.json()["customerNumber"]]
        assert {one["productNumber"] for one in listed(economic, "/products")} == {"P 1/2", "P1"}
        assert requests.get(f"{stripe}/v1/customers/{buyer}", auth=STRIPE, timeout=30).json()["name"] == "Åse"
        assert [one["draftInvoiceNumber"] for one in listed(economic, "/invoices/drafts")] == [2]
        (invoiced,) = listed(economic, "/invoices/booked")
        assert invoiced["grossAmount"] == booked.json()["grossAmount"]
        assert invoiced["self"].startswith(economic)
        again = post(economic, "/customers", customer(colour="red"), key="made-once")
        assert again.headers["X-ResultFromCache"] == "true"
        assert post(economic, "/customers", customer(), key="made-once").status_code == 400
        third = post(economic, "/invoices/drafts", draft())
        assert third.json()["draftInvoiceNumber"] == 3
        said = requests.get(f"{economic}/_sandbox/ignored", timeout=30).json()["ignored"]
        assert "colour" in {one["path"] for one in said}
        assert requests.get(f"{economic}/_sandbox/clock", timeout=30).json() == {"now": "2026-11-20T08:00:00Z"}
        found = requests.get(f"{stripe}/v1/invoices/{invoice['id']}", auth=STRIPE, timeout=30).json()
        # The sandbox is on another port now, and so are the PDFs.
        assert found == changed.json() | {"invoice_pdf": found["invoice_pdf"]}
        events = requests.get(f"{stripe}/v1/events?type=invoice.updated", auth=STRIPE, timeout=30).json()["data"]
        assert events[0]["data"]["previous_attributes"]["metadata"] is not None
        replayed = change()
        assert replayed.headers["Idempotent-Replayed"] == "true"
    finally:
        killed(process)


def test_stores_come_back_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    with Sandbox(invoices=40, store=file) as sandbox:
        events = sandbox.stripe.store.history().events
        before = {
            kind: [entry.text for entry in sandbox.stripe.store.collection(kind)] for kind in ("invoice", "customer")
        }
        lines = {body["id"]: sandbox.stripe.store.lines(body["id"]) for body in sandbox.stripe.store.all("invoice")}
        at = sandbox.now
    with Sandbox(invoices=7, store=file) as again:
        assert again.continued
        store = again.stripe.store
        assert again.now == at
        assert store.history().events == events
        assert {kind: [entry.text for entry in store.collection(kind)] for kind in before} == before
        assert {body["id"]: store.lines(body["id"]) for body in store.all("invoice")} == lines


class Rows:
    """Where a tree's rows go, in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], str] = {}

    def write(self, place: str, key: str, value: str | None) -> None:
        assert value is not None
        self.rows[place, key] = value

    def empty(self, place: str) -> None:
        assert not any(known == place for known, _ in self.rows)

    def read(self, place: str) -> list[tuple[str, str]]:
        raise AssertionError(place)


def everything(root: object) -> dict[tuple[str, str], str]:
    """All that is kept of a store, as rows."""
    rows = Rows()
    tree = Tree(root, "root", rows)
    tree.forget()
    tree.save()
    tree.forget()
    return rows.rows


def test_nothing_of_either_store_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    with Sandbox(invoices=40, store=file) as sandbox:
        sandbox.set_clock(MOMENT)
        url, stripe = sandbox.economic.url, sandbox.stripe.store
        for path, body in BOOKS:
            answer = post(url, path, body, key=f"key of {path}")
            assert answer.status_code == 201, answer.text
        sandbox.economic.store.agreement = sandbox.economic.store.agreement.with_period_closed(MOMENT.date())
        sandbox.economic.store.limits = RateLimit(points=9_000)
        files = {
            "file": ("voucher.pdf", b"%PDF-1.4\n%\xff\n1 0 obj <</Type /Page>> endobj\n%%EOF", "application/pdf")
        }
        attached = requests.post(f"{url}/invoices/drafts/2/attachment/file", files=files, headers=TOKENS, timeout=30)
        assert attached.ok, attached.text
        stripe.connect("acct_1Other").put({"id": "cus_1", "object": "customer", "created": 1})
        stripe.in_mode(live=True).put({"id": "cus_2", "object": "customer", "created": 1})
        invoice = next(stripe.all("invoice"))["id"]
        requests.post(
            f"{sandbox.stripe.url}/v1/invoices/{invoice}", data={"metadata[a]": "b"}, auth=STRIPE, timeout=30
        )
        door = f"{sandbox.stripe.url}/_sandbox/actions"
        buyer = next(stripe.all("customer"))["id"]
        sold = requests.post(
            f"{door}/create_invoice", json={"customer": buyer, "amount": 10_000, "pay": True}, timeout=30
        )
        assert sold.ok, sold.text
        stripe.delete("product", next(stripe.all("product"))["id"])
        balances = dict(sandbox.economic.store.ledger._accounts)
        kept = [everything(side.store) for side in (sandbox.stripe, sandbox.economic)]
        ports = sandbox.stripe.port, sandbox.economic.port
    assert balances
    with Sandbox(store=file, stripe_port=ports[0], economic_port=ports[1]) as again:
        assert [everything(side.store) for side in (again.stripe, again.economic)] == kept
        assert again.economic.store.ledger._accounts == balances
    assert sum(map(len, kept)) > 500


def test_links_lead_to_where_the_sandbox_is_now(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    with Sandbox(invoices=0, store=file) as sandbox:
        post(sandbox.economic.url, "/customers", customer(), key="first")
        old = sandbox.economic.url
    for _ in range(2):
        with Sandbox(store=file) as moved:
            (found,) = listed(moved.economic.url, "/customers")
            assert found["self"] == f"{moved.economic.url}/customers/1" != f"{old}/customers/1"
            replayed = post(moved.economic.url, "/customers", customer(), key="first")
            assert replayed.headers["X-ResultFromCache"] == "true"
            assert replayed.json()["self"] == found["self"] == replayed.headers["Location"]


def test_what_a_program_changes_by_itself_is_kept_when_it_stops(tmp_path: Path) -> None:
    file = tmp_path / "books.sandbox"
    with Sandbox(invoices=0, store=file) as sandbox:
        sandbox.set_clock(MOMENT)
        sandbox.stripe.store.put({"id": "cus_1", "object": "customer", "created": 1, "name": "\ud800 \x00"})
    with Sandbox(store=file) as again:
        assert again.now == again.economic.store.now() == MOMENT
        assert again.stripe.store.find("customer", "cus_1") is not None


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Sandbox(invoices=0) as sandbox:
        post(sandbox.economic.url, "/customers", customer())
    assert list(tmp_path.iterdir()) == []
