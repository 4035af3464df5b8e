"""Nonsense sent to the setup, to what belongs to customers, and to the door: refused, and never a 500."""

import json

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.economic import grant
from sandbox.economic.ledger import routes as ledger
from sandbox.economic.routes import routes
from sandbox.economic.sales import routes as sales
from sandbox.economic.setup import routes as setup
from sandbox.economic.store import Store
from tests.sandbox.economic.client import TOKENS, Client, Json
from tests.sandbox.economic.test_hostile import values

UNTIMED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)

TERMS: Json = {
    "name": "x",
    "paymentTermsType": "net",
    "daysOfCredit": 8,
    "description": "x",
    "contraAccountForPrepaidAmount": {"accountNumber": 5800},
    "percentageForPrepaidAmount": 10,
    "creditCardCompany": {"customerNumber": 1},
}
CONTACT: Json = {"name": "x", "email": "x", "notes": "x", "emailNotifications": [], "customer": {"customerNumber": 1}}
LOCATION: Json = {"address": "x", "sortKey": 1, "barred": True, "customer": {"customerNumber": 1}}
GROUP: Json = {"name": "x", "account": {"accountNumber": 5600}, "layout": {"layoutNumber": 19}}
YEAR: Json = {"fromDate": "2030-01-01", "toDate": "2030-12-31"}

WRITES: list[tuple[str, str, Json]] = [
    ("POST", "/units", {"name": "x"}),
    ("PUT", "/units/1", {"name": "x"}),
    ("POST", "/payment-terms", TERMS),
    ("PUT", "/payment-terms/1", TERMS),
    ("POST", "/customer-groups", {**GROUP, "customerGroupNumber": 8}),
    ("PUT", "/customer-groups/1", GROUP),
    ("POST", "/accounting-years", YEAR),
    ("POST", "/customers/1/contacts", CONTACT),
    ("PUT", "/customers/1/contacts/1", {**CONTACT, "customerContactNumber": 1}),
    ("POST", "/customers/1/delivery-locations", LOCATION),
    ("PUT", "/customers/1/delivery-locations/1", LOCATION),
]


def test_no_room_takes_an_address_from_another() -> None:
    rooms = [setup.routes(), sales.routes(), ledger.routes(), grant.routes()]
    assert sum(len(room) for room in rooms) == len(routes())


@UNTIMED
@given(data=st.data())
def test_any_value_in_any_place_is_answered(api: Client, store: Store, data: st.DataObject) -> None:
    if 1 not in store.customers:
        api.customer()
        api.post("/customers/1/contacts", CONTACT)
        api.post("/customers/1/delivery-locations", LOCATION)
    method, path, body = data.draw(st.sampled_from(WRITES))
    name = data.draw(st.sampled_from(sorted(body)))
    sent = json.dumps({**body, name: data.draw(values)}).encode()
    answer = api.call(method, path, data=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code in {200, 201, 400}, answer.text
    assert answer.json()
    assert api.get(path.removesuffix("/1"), pagesize=1000).status_code == 200


@UNTIMED
@given(body=values)
def test_any_patch_is_answered(api: Client, store: Store, body: object) -> None:
    if 1 not in store.customers:
        api.customer()
    headers = {"Content-Type": "application/json"}
    answer = api.call("PATCH", "/customers/1", data=json.dumps(body).encode(), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["message"]


@UNTIMED
@given(
    secret=st.sampled_from([TOKENS["X-AppSecretToken"], "demo"]) | st.binary(max_size=20),
    grant=st.sampled_from([TOKENS["X-AgreementGrantToken"], "demo"]) | st.binary(max_size=20),
    query=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=20),
)
def test_any_tokens_and_query_are_answered(api: Client, secret: str | bytes, grant: str | bytes, query: str) -> None:
    headers = {"X-AppSecretToken": printable(secret), "X-AgreementGrantToken": printable(grant)}
    answer = requests.get(f"{api.url}/units?{query.replace('#', '')}", headers=headers, timeout=30)
    assert answer.status_code in {200, 400, 401}
    assert answer.json()


def printable(token: str | bytes) -> bytes:
    """What a client can put into a header at all."""
    raw = token.encode() if isinstance(token, str) else token
    return bytes(byte for byte in raw if byte > 32 and byte != 127)


@pytest.mark.parametrize(
    "path",
    [
        "/accounting-years/%00/periods",
        "/accounting-years/2026_6_/periods",
        "/accounting-years/2026/periods/" + "9" * 5000,
        "/accounts/²/accounting-years",
        "/customers/1/contacts/%FF",
        "/customers/%2F/contacts/1",
        "/customers/1/templates/invoiceline/%00",
        "/departmental-distributions/departments/-1",
        "/customer-groups/99999999999/customers",
        "/vat-accounts/%E2%98%83",
    ],
)
def test_an_address_that_names_nothing(api: Client, path: str) -> None:
    api.customer()
    answer = api.get(path)
    assert answer.status_code == answer.json()["httpStatusCode"] == 404


def test_the_hint_of_a_401_repeats_a_strange_address_safely(api: Client) -> None:
    answer = requests.get(api.url + '/customers/%22%3Cscript%3E?x="<script>', timeout=30)
    hint = answer.json()["developerHint"]
    assert "<script>" not in answer.text
    assert hint.endswith("/customers/%22%3Cscript%3E?demo=true .")


def test_a_body_of_many_errors_gets_a_short_answer(api: Client) -> None:
    api.customer()
    answer = api.post("/customers/1/contacts", {"name": "x", "emailNotifications": [1] * 200_000})
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 1000
