"""Files attached to drafts, PDFs of documents, and what was sent electronically."""

from datetime import timedelta

import pytest
import requests

from sandbox.economic.store import Store
from sandbox.economic.uploads import MOST_BYTES
from sandbox.pdf import one_page
from tests.sandbox.economic.client import TOKENS, Client, draft
from tests.sandbox.economic.test_orders import order

PDF = one_page("Bilag (1)")


def upload(api: Client, path: str, content: bytes, name: str = "bilag.pdf") -> requests.Response:
    files = {"file": (name, content, "application/pdf")}
    return api.session.post(api.url + path, files=files, headers=TOKENS, timeout=30)


@pytest.fixture(params=["/invoices/drafts/1", "/orders/drafts/1"])
def path(request: pytest.FixtureRequest, api: Client) -> str:
    """A draft that can have an attachment."""
    if request.param.startswith("/orders"):
        order(api)
    else:
        api.draft()
    value: str = request.param
    return value


def test_a_file_is_attached_read_and_deleted(api: Client, path: str) -> None:
    assert api.get(f"{path}/attachment").status_code == 404
    made = upload(api, f"{path}/attachment/file", PDF)
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{api.url}{path}/attachment/file"
    about = api.get(api.get(path).json()["attachment"]).json()
    assert about == {
        "file": f"{api.url}{path}/attachment/file",
        "pages": 1,
        "self": f"{api.url}{path}/attachment",
    }
    got = api.get(about["file"])
    assert (got.content, got.headers["Content-Type"]) == (PDF, "application/pdf")
    assert upload(api, f"{path}/attachment/file", PDF).status_code == 400
    assert api.delete(f"{path}/attachment/file").status_code == 204
    assert api.delete(f"{path}/attachment/file").status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\x89PNG\r\n\x1a\n", 400),
        (b"%PDF-1.4 cut off", 400),
        (b"%PDF-1.4\n" + b" " * (MOST_BYTES - 15) + b"%%EOF\n", 201),
        (b"%PDF-1.4\n" + b" " * (MOST_BYTES - 14) + b"%%EOF\n", 400),
        (b"%PDF-1.4\r\n--\r\n\x00\xff\r\n%%EOF", 201),
    ],
    ids=["empty", "image", "half", "just small enough", "too large", "with line ends"],
)
def test_only_a_whole_pdf_of_nine_megabytes_is_taken(
    api: Client, path: str, store: Store, content: bytes, status: int
) -> None:
    assert upload(api, f"{path}/attachment/file", content).status_code == status
    assert [kept.content for kept in store.files.values()] == ([content] if status == 201 else [])


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("application/pdf", PDF, 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"--x--", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n--x--", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\xff\x00\r\n--x--", 400),
        ('multipart/form-data; charset=utf-8; boundary="a b"', b"--a b\r\n\r\n" + PDF + b"\r\n--a b--", 201),
    ],
)
def test_a_body_that_is_not_a_form_with_a_file(api: Client, path: str, kind: str, body: bytes, status: int) -> None:
    answer = api.call("POST", f"{path}/attachment/file", data=body, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert answer.json()


def test_an_attachment_follows_an_order_and_goes_with_a_deleted_draft(api: Client, store: Store) -> None:
    made = order(api)
    upload(api, "/orders/drafts/1/attachment/file", PDF)
    api.post("/orders/sent", api.get(made["self"]).json())
    assert api.get("/orders/sent/1/attachment/file").content == PDF
    assert api.delete("/orders/sent/1/attachment/file").status_code == 405
    api.draft()
    upload(api, "/invoices/drafts/1/attachment/file", PDF)
    api.delete("/invoices/drafts/1")
    assert list(store.files) == ["orders/sent/1"]


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/pdf", 406), ("application/pdf, */*;q=0.1", 200), ("image/png", 406)],
)
def test_a_pdf_is_for_those_who_accept_anything(api: Client, path: str, accept: str, status: int) -> None:
    link = api.get(path).json()["pdf"]["download"]
    answer = api.call("GET", link, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.content.startswith(b"%PDF-") == (status == 200)


def test_the_pdf_of_an_invoice_takes_a_moment(api: Client, store: Store) -> None:
    store.set_clock(store.now())
    api.draft()
    link = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}}).json()["pdf"]["download"]
    assert api.get(link).status_code == 404
    store.advance(timedelta(seconds=1.9))
    assert api.get(link).status_code == 404
    store.advance(timedelta(seconds=0.2))
    assert api.get(link).content.startswith(b"%PDF-")


def test_a_pdfs_table_points_at_its_objects() -> None:
    content = one_page("Faktura (1) \\ æ")
    start = int(content.rpartition(b"startxref\n")[2].partition(b"\n")[0])
    rows = content[start:].split(b"\n")
    assert rows[0] == b"xref"
    offsets = [int(row[:10]) for row in rows[3:8]]
    assert [content[at:].partition(b" ")[0] for at in offsets] == [b"1", b"2", b"3", b"4", b"5"]


def test_what_was_sent_by_ean_is_listed(api: Client) -> None:
    api.customer(customerNumber=1, ean="5798000363007")
    contact = api.post("/customers/1/contacts", {"name": "Bo"}).json()["customerContactNumber"]
    recipient = {"name": "x", "vatZone": {"vatZoneNumber": 1}, "ean": "5798000363007"}
    api.draft(recipient=recipient | {"attention": {"customerContactNumber": contact}})
    api.draft()
    number = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": "ean"}).json()[
        "bookedInvoiceNumber"
    ]
    (sent,) = api.get("/invoices/sent").json()["collection"]
    assert (sent["sendBy"], sent["invoice"]["bookedInvoiceNumber"]) == ("ean", number)
    assert api.get(sent["self"]).json() == sent
    assert api.get(f"/invoices/booked/{number}/sent").json()["collection"] == [sent]
    other = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 2}}).json()
    assert api.get(other["sent"]).json()["collection"] == []


@pytest.mark.parametrize("word", ["EAN", "ean"])
def test_ean_needs_an_ean_and_a_contact(api: Client, store: Store, word: str) -> None:
    api.draft()
    answer = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": word})
    assert (answer.status_code, len(store.booked)) == (400, 0)
    assert "needs an EAN number" in answer.json()["message"]
    api.put("/invoices/drafts/1", draft(recipient={"vatZone": {"vatZoneNumber": 1}, "ean": "5798000363007"}))
    answer = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}, "sendBy": word})
    assert "needs a contact person" in answer.json()["message"]
