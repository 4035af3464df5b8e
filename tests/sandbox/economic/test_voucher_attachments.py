"""The file on a voucher: attached once, added to, given back as PDF, gone with its voucher."""

import pytest
import requests

from sandbox.economic.store import Store
from sandbox.pdf import one_page
from tests.sandbox.economic.client import Client
from tests.sandbox.economic.ledger_client import book, entry, post

FILE = "/journals/1/vouchers/2026-1/attachment/file"
ABOUT = "/journals/1/vouchers/2026-1/attachment"
PDF = one_page("Udbetaling")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def form(content: bytes, name: str = "bilag.pdf") -> tuple[bytes, dict[str, str]]:
    """A multipart body with its header."""
    request = requests.Request("POST", "http://sandbox", files={"file": (name, content)}).prepare()
    assert isinstance(request.body, bytes)
    return request.body, {"Content-Type": request.headers["Content-Type"]}


def send(api: Client, method: str, content: bytes, *, name: str = "bilag.pdf", path: str = FILE) -> requests.Response:
    body, headers = form(content, name)
    return api.call(method, path, data=body, headers=headers)


@pytest.fixture(autouse=True)
def _voucher(api: Client) -> None:
    post(api, financeVouchers=[entry()])


def test_a_file_is_attached_and_comes_back(api: Client) -> None:
    answer = send(api, "POST", PDF)
    assert (answer.status_code, answer.headers["Location"]) == (201, api.url + FILE)
    about = api.get(ABOUT).json()
    assert (about["pages"], about["file"], about["self"]) == (1, api.url + FILE, api.url + ABOUT)
    file = api.get(FILE)
    assert (file.headers["Content-Type"], file.content) == ("application/pdf", PDF)


def test_a_second_file_is_refused(api: Client) -> None:
    send(api, "POST", PDF)
    answer = send(api, "POST", PDF)
    assert (answer.status_code, answer.json()["message"]) == (400, "Voucher already has attachment")


def test_pages_are_added(api: Client) -> None:
    assert send(api, "PATCH", PDF).status_code == 201
    assert send(api, "PATCH", PNG, name="kvittering.png").status_code == 200
    assert api.get(ABOUT).json()["pages"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", PNG),
        ("a.JPG", b"\xff\xd8\xff\xe0"),
        ("a.jpeg", b"\xff\xd8\xff\xe1"),
        ("a.gif", b"GIF89a"),
        ("a.pdf", PDF),
    ],
)
def test_supported_files_come_back_as_pdf(api: Client, name: str, content: bytes) -> None:
    assert send(api, "POST", content, name=name).status_code == 201
    assert api.get(FILE).content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"PK"), ("a.exe", PDF), ("a.pdf", PNG), ("a.png", b""), ("", b"")]
)
def test_other_files_are_refused(api: Client, name: str, content: bytes) -> None:
    assert send(api, "POST", content, name=name).status_code == 400
    assert api.get(FILE).status_code == 404


def test_json_is_not_a_file(api: Client) -> None:
    assert api.post(FILE, {}).status_code == 415


def test_a_file_over_nine_megabytes_is_refused(api: Client) -> None:
    assert send(api, "POST", PDF + bytes(9_000_000)).status_code == 400


def test_a_file_is_deleted_once(api: Client) -> None:
    send(api, "POST", PDF)
    assert [api.delete(FILE).status_code for _ in range(2)] == [204, 404]
    assert (api.get(ABOUT).status_code, api.get(FILE).status_code) == (404, 404)
    assert send(api, "POST", PDF).status_code == 201


def test_the_address_without_file_takes_no_posts(api: Client) -> None:
    assert send(api, "POST", PDF, path=ABOUT).status_code == 405


def test_an_unknown_voucher_takes_no_file(api: Client) -> None:
    assert send(api, "POST", PDF, path=FILE.replace("2026-1", "2026-2")).status_code == 404


def test_a_key_attaches_once(api: Client) -> None:
    body, headers = form(PDF)
    for _ in range(2):
        answer = api.call("POST", FILE, data=body, headers={**headers, "Idempotency-Key": "a1"})
        assert answer.status_code == 201
    assert answer.headers["X-ResultFromCache"] == "true"
    # A new boundary makes another body of the same file.
    body, headers = form(PDF)
    again = api.call("POST", FILE, data=body, headers={**headers, "Idempotency-Key": "a1"})
    assert (again.status_code, again.json()["errorCode"]) == (400, "PayloadChanged")


def test_a_moved_voucher_takes_its_file_along(api: Client, store: Store) -> None:
    send(api, "POST", PDF)
    store.ledger.move_voucher(store, "2026", 1, to_journal=4)
    assert api.get(FILE).status_code == 404
    assert api.get("/journals/4/vouchers/2026-60001/attachment/file").content == PDF


def test_the_last_entry_takes_the_file_with_it(api: Client, store: Store) -> None:
    send(api, "POST", PDF)
    api.delete("/journals/1/entries/1")
    assert not store.files


def test_a_booked_voucher_keeps_its_file(api: Client, store: Store) -> None:
    send(api, "POST", PDF)
    book(api)
    assert api.get(FILE).status_code == 404
    assert [file.content for file in store.files.values()] == [PDF]
