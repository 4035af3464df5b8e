"""Who gets in: roles, the demo, a grant that was taken back, two tokens that do not belong together."""

import pytest
import requests

from sandbox.economic.store import Store
from tests.sandbox.economic.client import TOKENS, Client, customer

SECRETS = {"Sales": "sandbox-sales-secret", "Bookkeeping": "sandbox-bookkeeping-secret"}

# By the documentation. What it does not name is left out here.
SALES = ["/self", "/customers", "/customer-groups", "/employees", "/invoices/drafts", "/invoices/booked"]
BOOKKEEPING = ["/accounts", "/accounting-years", "/accounting-years/2026/periods"]
BOTH = ["/currencies"]


def get(api: Client, path: str, role: str) -> requests.Response:
    return api.call("GET", path, headers={"X-AppSecretToken": SECRETS[role]})


@pytest.mark.parametrize(
    ("role", "path"),
    [("Sales", path) for path in SALES + BOTH] + [("Bookkeeping", path) for path in BOOKKEEPING + BOTH],
)
def test_a_role_reaches_its_resources(api: Client, role: str, path: str) -> None:
    assert get(api, path, role).status_code == 200


@pytest.mark.parametrize(
    ("role", "path"), [("Sales", path) for path in BOOKKEEPING] + [("Bookkeeping", path) for path in SALES]
)
def test_a_role_is_kept_from_the_others(api: Client, role: str, path: str) -> None:
    answer = get(api, path, role)
    body = answer.json()
    assert answer.status_code == body["httpStatusCode"] == 403
    assert role in body["developerHint"]
    assert body["logId"] == answer.headers["X-RequestId"]


def test_a_role_is_checked_before_anything_is_done(api: Client, store: Store) -> None:
    headers = {"X-AppSecretToken": SECRETS["Bookkeeping"], "Content-Type": "application/json"}
    assert api.call("POST", "/customers", data=b"{", headers=headers).status_code == 403
    assert not store.ignored_properties
    assert len(store.customers) == 0


def test_what_does_not_exist_is_404_for_every_role(api: Client) -> None:
    assert get(api, "/nothing", "Sales").status_code == 404


def test_a_revoked_grant_shuts_everyone_out_until_it_is_restored(api: Client, store: Store) -> None:
    store.revoke()
    answer = api.get("/self")
    assert answer.status_code == 401
    assert "revoked" in answer.json()["developerHint"]
    assert "errorCode" not in answer.json()
    store.restore_grant()
    assert api.get("/self").status_code == 200


def test_a_401_has_a_demo_link_to_the_very_resource(api: Client) -> None:
    api.customer()
    hint = requests.get(api.url + "/customers/1", timeout=30).json()["developerHint"]
    (link,) = [word for word in hint.split() if word.startswith("http")]
    assert link == f"{api.url}/customers/1?demo=true"
    assert requests.get(link, timeout=30).json()["customerNumber"] == 1


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, None),
        ({"X-AppSecretToken": "sandbox-app-secret"}, None),
        ({**TOKENS, "X-AppSecretToken": "another"}, "E02250"),
        ({**TOKENS, "X-AgreementGrantToken": "another"}, "E02250"),
        ({**TOKENS, "X-AgreementGrantToken": "demo"}, "E02250"),
    ],
)
def test_tokens_that_do_not_belong_together_are_told_apart(
    api: Client, headers: dict[str, str], code: str | None
) -> None:
    assert requests.get(api.url + "/self", headers=headers, timeout=30).json().get("errorCode") == code


def test_the_demo_by_headers_reads_the_same_books(api: Client) -> None:
    api.customer(name="Nørrebro Cykler")
    demo = {"X-AppSecretToken": "demo", "X-AgreementGrantToken": "demo"}
    answer = requests.get(api.url + "/customers/1", headers=demo, timeout=30)
    assert answer.json()["name"] == "Nørrebro Cykler"
    assert "demo=true" not in answer.text


def test_the_demo_by_query_goes_on_by_its_links(api: Client) -> None:
    api.customer()
    body = requests.get(api.url + "/customers?demo=true", timeout=30).json()
    (one,) = body["collection"]
    assert one["self"] == f"{api.url}/customers/1?demo=true"
    assert one["totals"]["drafts"].endswith("/1?demo=true")
    assert body["self"] == f"{api.url}/customers?demo=true"
    assert body["pagination"]["firstPage"] == f"{api.url}/customers?skippages=0&pagesize=20&demo=true"
    following = requests.get(one["contacts"], timeout=30)
    assert (following.status_code, following.json()["collection"]) == (200, [])


def test_a_text_that_mentions_the_address_is_left_alone(api: Client, store: Store) -> None:
    api.customer(name=f"See {store.base_url}/customers")
    assert requests.get(api.url + "/customers/1?demo=true", timeout=30).json()["name"].endswith("/customers")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_demo_cannot_be_written(api: Client, store: Store, method: str) -> None:
    api.customer()
    answer = requests.request(method, api.url + "/customers/1?demo=true", json=customer(name="x"), timeout=30)
    assert answer.status_code == 403
    assert store.customers[1]["name"] != "x"


def test_parameters_that_a_resource_does_not_know_stay_on_its_links(api: Client) -> None:
    # Recorded of accounting years and `pageindex`.
    body = api.get("/accounting-years?pageindex=0&filter=year$eq:2026").json()
    (year,) = body["collection"]
    assert year["self"] == f"{api.url}/accounting-years/2026?pageindex=0"
    assert body["pagination"]["firstPage"].endswith("&pageindex=0")
    assert body["self"].count("pageindex") == 1


def test_links_of_an_ordinary_request_carry_nothing(api: Client) -> None:
    assert "?" not in api.get("/units/1", quantity=3).json()["self"]
