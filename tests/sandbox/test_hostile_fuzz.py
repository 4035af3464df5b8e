"""Requests nobody sends on purpose: whatever comes, both sides answer as an API does and go on serving.

Addresses come from the route tables of both sides, so that every handler is met; the rest is whatever hypothesis
thinks of. Each request goes over a raw connection, since no client library would send most of them.
"""

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.company import stream
from sandbox.economic import routes as economic_routes
from sandbox.economic.actions import ACTIONS as ECONOMIC_ACTIONS
from sandbox.stripe import app as stripe_app
from sandbox.stripe.actions import ACTIONS as STRIPE_ACTIONS
from tests.sandbox.economic.client import TOKENS, Json, customer, draft, product

STRIPE = {"Authorization": "Bearer sk_test_sandbox"}
EXAMPLES = settings(
    max_examples=400, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

FITTING: dict[str, Json] = {
    "/customers": customer(),
    "/customers/{key}": customer(),
    "/products": product(),
    "/products/{key}": product(),
    "/invoices/drafts": draft(),
    "/invoices/drafts/{key}": draft(),
    "/invoices/booked": {"draftInvoice": {"draftInvoiceNumber": 1}},
    "/orders/drafts": draft(),
    "/orders/sent": draft(),
    "/journals/{key}/vouchers": {
        "accountingYear": {"year": "2026"},
        "entries": {
            "financeVouchers": [
                {
                    "text": "ch_1",
                    "amount": 100,
                    "date": "2026-11-20",
                    "account": {"accountNumber": 5830},
                    "contraAccount": {"accountNumber": 5820},
                    "currency": {"code": "DKK"},
                }
            ]
        },
    },
}

# The real API crashes on these too: a schema that lists a field which its database cannot filter by.
CRASHES = re.compile(r"filter=.*|sort=.*", re.DOTALL)

texts = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1",
        "10001",
        "2026",
        "P1",
        "demo",
        "true",
        "null",
        "9" * 40,
        "1e999",
        "\x00",
        "../..",
        "%00",
        "æ/ø",
    ]
)
NAMES = """
id name number limit starting_after ending_before expand[] created[gte] metadata[a] filter sort pagesize skippages
customer customerNumber currency lines product productNumber quantity unitNetPrice date recipient vatZone layout
paymentTerms references other entries amount account journal accountingYear invoice charge payment_intent status
types[] type items draftInvoice draftInvoiceNumber bookWithNumber sendBy email barred
"""
names = st.sampled_from(NAMES.split())
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=True)
    | texts
    | st.sampled_from(["DKK", "2026-11-20", "2026-02-30", 1e308, -0.0])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | texts, inner, max_size=4),
    max_leaves=12,
)
json_bodies = values.map(lambda value: json.dumps(value).encode())
form_bodies = st.lists(st.tuples(names | texts, texts), max_size=4).map(
    lambda pairs: "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in pairs).encode()
)
raw_bodies = st.binary(max_size=40) | st.sampled_from(
    [b"[" * 20_000, b'{"a":' * 20_000, b"\xff\xfe", b'"\\ud800"', b"{}", b"null", b"a[b][c]=1&a[b]=2&a=3", b"%ff=%zz"]
)
queries = form_bodies.map(bytes.decode) | st.sampled_from(
    [
        "filter=name$eq:a$and:(",
        "filter=" + "(" * 3000,
        "filter=name$like:*" + "*a" * 500,
        "filter=customerNumber$in:[1,x]",
        "sort=-name,+x",
        "limit=0",
        "expand[]=data.customer.x.y.z",
        "demo=true",
        "=",
        "&&",
        "a=%",
    ]
)
odd_kinds = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
    ]
)
odd_headers = st.fixed_dictionaries(
    {},
    optional={
        "Idempotency-Key": st.sampled_from(["k", "k" * 300, "æ", ""]),
        "Stripe-Version": st.sampled_from(["2022-11-15", "2026-10-28.endive", "yesterday", ""]),
        "Stripe-Account": st.sampled_from(["acct_1", ""]),
        "Accept": st.sampled_from(["text/html", "application/pdf", "*/*", "\xff"]),
        "Authorization": st.sampled_from(["Basic !!!", "Bearer", "Basic " + "A" * 500]),
        "X-AppSecretToken": st.sampled_from(["demo", "sandbox-sales-secret", "\xe6"]),
        "Host": st.sampled_from(["", "x", "["]),
    },
)


@dataclass(frozen=True)
class Api:
    """A side as a fuzzer sees it: its addresses, headers, bodies, keys of what exists, and bodies that would do."""

    table: list[str]
    usual: dict[str, str]
    kind: str
    bodies: st.SearchStrategy[bytes]
    keys: list[str]
    fitting: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@st.composite
def addresses(draw: st.DrawFn, table: list[str], keys: list[str]) -> tuple[str, str, str]:
    """A method, the pattern of the table and a path made of it; now and then another method."""
    writes = [row for row in table if not row.startswith("GET")]
    own, pattern = draw(st.sampled_from(table) | st.sampled_from(writes)).split(" ", 1)
    method = draw(st.sampled_from([own] * 14 + ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]))
    key = st.one_of(st.sampled_from(keys), st.sampled_from(keys), texts)
    path = re.sub(r"\{[^}]+\}", lambda _: quote(draw(key), safe="", errors="replace"), pattern)
    return method, pattern, path


@st.composite
def requests_to(draw: st.DrawFn, side: Api) -> Sent:
    """A request to one of the addresses of a side, mostly with the headers that it wants."""
    method, pattern, path = draw(addresses(sorted(side.table), side.keys))
    fitting = side.fitting.get(pattern)
    if fitting is not None and draw(st.booleans()):
        # A body that is nearly right reaches further than one that is not.
        body = json.dumps({**fitting, **draw(st.dictionaries(names, values, max_size=1))}).encode()
    else:
        body = draw(st.one_of(side.bodies, side.bodies, raw_bodies))
    kind = draw(st.one_of(st.just(side.kind), st.just(side.kind), odd_kinds))
    headers = draw(odd_headers) if draw(st.integers(0, 4)) == 0 else {}
    query = draw(st.one_of(st.just(""), queries))
    return Sent(method, f"{path}?{query}", body, {**side.usual, "Content-Type": kind, **headers})


STRIPE_API = Api(
    stripe_app.route_table(),
    STRIPE,
    "application/x-www-form-urlencoded",
    form_bodies,
    # Built alike each time, so that these are the ids of the objects in the sandbox below.
    [str(item["id"]) for item in stream(seed=1, invoices=5)],
)
ECONOMIC_API = Api(
    economic_routes.route_table(),
    TOKENS,
    "application/json",
    json_bodies,
    ["1", "P1", "10001", "2026", "19"],
    FITTING,
)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(invoices=5) as sandbox:
        for path in ("/customers", "/products", "/invoices/drafts", "/invoices/drafts", "/invoices/booked"):
            body = json.dumps(FITTING[path]).encode()
            sent = Sent("POST", path, body, {**TOKENS, "Content-Type": "application/json"})
            assert send(sandbox.economic.port, sent)[0] == 201
        yield sandbox


def send(port: int, request: Sent) -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.putrequest(
            request.method, request.path, skip_host="Host" in request.headers, skip_accept_encoding=True
        )
        for name, value in request.headers.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Content-Type", "")
    finally:
        connection.close()


def answers_like_an_api(port: int, request: Sent, *, crashes: bool = False) -> None:
    status, said, kind = send(port, request)
    assert status < 500 or (crashes and status == 500), said
    assert request.method != "HEAD" or not said
    if said and "json" in kind:
        assert isinstance(json.loads(said), dict | list)
    elif said:
        # Files, pages, and what the web server itself says to what is no HTTP.
        assert kind.partition(";")[0] in {"application/pdf", "text/html", "text/plain", "image/png", "image/jpeg"}, (
            kind
        )
    assert b"Traceback" not in said


@EXAMPLES
@given(request=requests_to(STRIPE_API))
def test_stripe_answers_whatever_comes(running: Sandbox, request: Sent) -> None:
    answers_like_an_api(running.stripe.port, request)


@EXAMPLES
@given(request=requests_to(ECONOMIC_API))
def test_economic_answers_whatever_comes(running: Sandbox, request: Sent) -> None:
    answers_like_an_api(running.economic.port, request, crashes=CRASHES.search(request.path) is not None)


@settings(EXAMPLES, max_examples=100)
@given(
    name=st.sampled_from(["health", "requests", "faults", "clock", "ignored", "actions", "actions/x", "show/x", ""]),
    method=st.sampled_from(["GET", "PUT", "PATCH", "BREW"]),
    query=queries,
    body=raw_bodies | json_bodies,
)
def test_the_control_door_answers_whatever_comes(
    running: Sandbox, name: str, method: str, query: str, body: bytes
) -> None:
    for side in (running.stripe, running.economic):
        answers_like_an_api(side.port, Sent(method, f"/_sandbox/{name}?{query}", body, {}))


@settings(EXAMPLES, max_examples=200)
@given(data=st.data())
def test_actions_answer_whatever_they_are_told(running: Sandbox, data: st.DataObject) -> None:
    side, actions = data.draw(
        st.sampled_from([(running.stripe.port, STRIPE_ACTIONS), (running.economic.port, ECONOMIC_ACTIONS)])
    )
    action = data.draw(st.sampled_from(sorted(actions.values(), key=lambda one: one.name)))
    told = {
        one.name: data.draw(st.sampled_from([*STRIPE_API.keys, "1", "10000", "2026-11-20"]) | values)
        for one in action.parameters
        if one.required or data.draw(st.booleans())
    }
    answers_like_an_api(side, Sent("POST", f"/_sandbox/actions/{action.name}", json.dumps(told).encode(), {}))


def test_both_sides_serve_afterwards(running: Sandbox) -> None:
    # An action above may have taken it back, which is no damage.
    running.economic.store.restore_grant()
    assert send(running.stripe.port, Sent("GET", "/v1/invoices", b"", STRIPE))[0] == 200
    assert send(running.economic.port, Sent("GET", "/self", b"", TOKENS))[0] == 200
