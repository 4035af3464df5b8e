"""Requests about invoices and orders that nobody should send: answered in e-conomic's shape, nothing is changed."""

from contextlib import suppress

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.economic.store import Store
from sandbox.economic.uploads import read_upload
from sandbox.errors import SandboxError
from tests.sandbox.economic.client import Client, Json, draft, line
from tests.sandbox.economic.test_hostile import BODIES, values
from tests.sandbox.economic.test_orders import order

WRITES = [
    ("PUT", "/invoices/drafts/1"),
    ("POST", "/invoices/drafts/1/lines"),
    ("PUT", "/invoices/booked/777"),
    ("POST", "/orders/drafts"),
    ("PUT", "/orders/drafts/1"),
    ("POST", "/orders/drafts/1/lines"),
    ("POST", "/orders/sent"),
]


def send(api: Client, method: str, path: str, body: object) -> requests.Response:
    return api.put(path, body) if method == "PUT" else api.post(path, body)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_makes_no_sense(api: Client, store: Store, method: str, path: str) -> None:
    api.draft()
    order(api)
    before = [entry.one for entry in (*store.drafts.entries(), *store.orders_drafts.entries())]
    for body in BODIES:
        answer = api.call(method, path, data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == answer.json()["httpStatusCode"] == 400, body
    other = api.call(method, path, data=b"{}", headers={"Content-Type": "text/plain"})
    assert (other.status_code, other.json()["httpStatusCode"]) == (415, 415)
    assert before == [entry.one for entry in (*store.drafts.entries(), *store.orders_drafts.entries())]
    assert (len(store.booked), len(store.orders_sent)) == (0, 0)


@pytest.mark.parametrize("key", ["abc", "-1", "0", "1.0", "%00", "%E2%98%83", "9" * 3000, "²", "1e3", "%2f"])
def test_an_address_that_names_nothing(api: Client, key: str) -> None:
    order(api)
    body: Json = {"draftInvoice": {"draftInvoiceNumber": 1}}
    answers = [
        send(api, method, path.replace("/1", f"/{key}").replace("/777", f"/{key}"), body)
        for method, path in WRITES
        if "1" in path or "7" in path
    ]
    answers += [
        api.get(f"{base}/{key}{below}")
        for base in ("/invoices/drafts", "/invoices/booked", "/orders/drafts", "/orders/sent", "/orders/archived")
        for below in ("", "/pdf", "/templates", "/attachment", "/attachment/file", "/sent")
    ]
    answers += [api.delete(f"/orders/drafts/{key}"), api.delete(f"/orders/sent/{key}/attachment/file")]
    answers += [api.get(f"/invoices/sent/{key}")]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert all(answer.json()["httpStatusCode"] == answer.status_code for answer in answers)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_answered(api: Client, data: st.DataObject) -> None:
    if api.get("/orders/drafts/1").status_code == 404:
        api.draft()
        order(api)
    method, path = data.draw(st.sampled_from(WRITES))
    body: Json = {**draft(), "orderNumber": 1, "soap": {"currentInvoiceHandle": {"id": 1}}}
    if path.startswith("/invoices/booked"):
        body = {"draftInvoice": {"draftInvoiceNumber": 1}, "bookWithNumber": 777, "sendBy": "none"}
    name = data.draw(st.sampled_from([*sorted(body), "references", "deliveryLocation", "project"]))
    inner = data.draw(st.sampled_from(["", *sorted(line())]))
    value = data.draw(values)
    if inner and name == "lines":
        value = [line(**{inner: value})]
    elif name == "recipient" and isinstance(value, dict):
        value = {**draft()["recipient"], **value, "attention": value}
    answer = send(api, method, path, {**body, name: value})
    assert answer.status_code in {200, 201, 400, 404}, answer.text
    assert answer.json()


@given(kind=st.text(max_size=40) | st.sampled_from(["multipart/form-data; boundary=x"]), body=st.binary(max_size=60))
def test_any_form_is_read_or_refused(kind: str, body: bytes) -> None:
    for around in (body, b"--x" + body, b"--x\r\n" + body + b"\r\n--x--", b"--x\r\n\r\n" + body):
        with suppress(SandboxError):
            assert read_upload(kind, around, "").content in around


@given(content=st.binary(max_size=200), name=st.text("abc.øæ ", max_size=10))
def test_a_file_arrives_as_it_was_sent(content: bytes, name: str) -> None:
    prepared = requests.Request("POST", "http://x", files={"": (name, content, "Image/PNG")}).prepare()
    assert isinstance(prepared.body, bytes)
    got = read_upload(prepared.headers["Content-Type"], prepared.body, "2026-11-20T00:00:00Z")
    assert (got.content, got.media_type) == (content, "image/png")


def test_a_pattern_cannot_hold_up_the_reading_of_a_form() -> None:
    with pytest.raises(SandboxError):
        read_upload("multipart/form-data;" + " ;" * 20_000 + "boundary", b"", "")
