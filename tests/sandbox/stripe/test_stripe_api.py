"""Stripe's wire behaviour: headers, filters, cursors, expansions, limits and refusals, over HTTP."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox import Sandbox
from sandbox.company import generate
from sandbox.stripe.api.versions import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

JsonObject = dict[str, Any]
DAY = 86_400


class Api:
    """GET and POST with the sandbox's key."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.stripe.url
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Bearer sk_test_sandbox"

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.url + path, headers=headers, timeout=10)

    def post(self, path: str, data: object, **headers: str) -> requests.Response:
        return self.session.post(self.url + path, data=data, headers=headers, timeout=10)  # type: ignore[arg-type]  # bytes or pairs

    def list(self, path: str) -> list[JsonObject]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]  # type: ignore[no-any-return]  # JSON

    def error(self, path: str, status: int = 400) -> JsonObject:
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()["error"]  # type: ignore[no-any-return]  # JSON


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


@pytest.fixture(scope="module")
def api(sandbox: Sandbox) -> Iterator[Api]:
    api = Api(sandbox)
    yield api
    api.session.close()


@pytest.fixture(scope="module")
def newest() -> list[JsonObject]:
    """The invoices that the sandbox was filled with, newest first as lists give them."""
    made = [item for item in generate() if item["object"] == "invoice"]
    made.reverse()
    return sorted(made, key=lambda item: -item["created"])


def test_every_answer_carries_the_version_and_a_request_id_of_its_own(api: Api) -> None:
    answers = [api.get("/v1/invoices?limit=1"), api.get("/v1/invoices/in_x"), api.get("/v1/invoices?foo=1")]
    assert [answer.headers["Stripe-Version"] for answer in answers] == [API_VERSION] * 3
    assert len({answer.headers["Request-Id"] for answer in answers}) == 3
    assert all(answer.headers["Content-Type"] == "application/json" for answer in answers)


def test_a_served_version_is_echoed_and_others_are_refused(api: Api) -> None:
    versions = {"Stripe-Version": "2025-10-29.clover"}
    assert api.get("/v1/invoices?limit=1", **versions).headers["Stripe-Version"] == "2025-10-29.clover"
    wrong = api.get("/v1/invoices", **{"Stripe-Version": "2019-2-19"})
    assert wrong.status_code == 400
    assert wrong.json()["error"]["message"] == "Invalid Stripe API version: 2019-2-19"
    assert api.get("/v1/invoices", **{"Stripe-Version": "2022-11-15"}).status_code == 200
    old = api.get("/v1/invoices", **{"Stripe-Version": "2020-08-27"})
    assert old.status_code == 400
    assert "does not serve" in old.json()["error"]["message"]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "You did not provide an API key"),
        ("Bearer ", "You did not provide an API key"),
        ("Bearer sk_test_somebody_elses", "Invalid API Key provided: sk_test_**********lses"),
        ("Bearer short", "Invalid API Key provided: *****"),
        ("Basic !!", "You did not provide an API key"),
    ],
)
def test_a_missing_or_wrong_key_is_401_and_not_repeated_in_full(api: Api, header: str | None, message: str) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = requests.get(f"{api.url}/v1/invoices", headers=headers, timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert message in answer.json()["error"]["message"]
    assert "WWW-Authenticate" in answer.headers
    assert "Stripe-Version" not in answer.headers


def test_the_key_may_be_the_user_name_of_basic_authentication(api: Api) -> None:
    assert requests.get(f"{api.url}/v1/account", auth=("sk_test_sandbox", ""), timeout=10).status_code == 200


def test_an_account_that_the_key_does_not_reach_is_403(api: Api) -> None:
    answer = api.get("/v1/invoices", **{"Stripe-Account": "acct_elsewhere"})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "account_invalid"
    own = api.get("/v1/account").json()["id"]
    assert api.get("/v1/invoices", **{"Stripe-Account": own}).status_code == 200


def test_a_page_is_ten_unless_asked_for_and_limits_are_clamped(api: Api, newest: list[JsonObject]) -> None:
    assert [item["id"] for item in api.list("/v1/invoices")] == [item["id"] for item in newest[:10]]
    assert len(api.list("/v1/invoices?limit=0")) == 1
    assert len(api.list("/v1/invoices?limit=101")) == len(newest)


def test_json_is_indented_by_two_and_text_is_not_escaped(api: Api) -> None:
    text = api.get("/v1/customers?limit=100").content.decode()
    assert text.startswith('{\n  "object": "list",\n  "data": [\n    {\n      "id": "cus_')
    assert "Sørensen & Ågård" in text
    assert '"has_more": false,\n  "url": "/v1/customers"\n}' in text


def test_cursors_walk_both_ways_without_gaps_or_repeats(api: Api, newest: list[JsonObject]) -> None:
    ids = [item["id"] for item in newest]
    seen: list[str] = []
    page = api.get("/v1/invoices?limit=7").json()
    while True:
        seen += [item["id"] for item in page["data"]]
        if not page["has_more"]:
            break
        page = api.get(f"/v1/invoices?limit=7&starting_after={seen[-1]}").json()
    assert seen == ids
    before = api.get(f"/v1/invoices?limit=7&ending_before={ids[20]}").json()
    assert [item["id"] for item in before["data"]] == ids[13:20]
    assert before["has_more"] is True
    assert api.get(f"/v1/invoices?limit=7&ending_before={ids[3]}").json()["has_more"] is False


def test_a_cursor_that_names_nothing_is_400(api: Api) -> None:
    error = api.error("/v1/invoices?starting_after=in_bogus")
    assert (error["code"], error["param"]) == ("resource_missing", "starting_after")
    assert error["message"] == "No such invoice: 'in_bogus'"
    assert error["doc_url"].endswith("/resource-missing")
    assert api.error("/v1/invoices?ending_before=in_bogus")["param"] == "ending_before"


def test_both_cursors_are_400(api: Api, newest: list[JsonObject]) -> None:
    one = newest[0]["id"]
    error = api.error(f"/v1/invoices?starting_after={one}&ending_before={one}")
    assert "Please pass in only one" in error["message"]


@pytest.mark.parametrize("name", ["status", "collection_method"])
def test_invoices_are_filtered_by_value(api: Api, newest: list[JsonObject], name: str) -> None:
    for value in {item[name] for item in newest}:
        found = [item["id"] for item in api.list(f"/v1/invoices?limit=100&{name}={value}")]
        assert found == [item["id"] for item in newest if item[name] == value]


def test_invoices_are_filtered_by_customer_and_subscription(api: Api, newest: list[JsonObject]) -> None:
    invoice = next(item for item in newest if item["parent"])
    subscription = invoice["parent"]["subscription_details"]["subscription"]
    by_customer = api.list(f"/v1/invoices?limit=100&customer={invoice['customer']}")
    assert [item["id"] for item in by_customer] == [
        item["id"] for item in newest if item["customer"] == invoice["customer"]
    ]
    assert {item["customer"] for item in api.list(f"/v1/invoices?subscription={subscription}")} == {
        invoice["customer"]
    }
    assert api.error("/v1/invoices?customer=cus_bogus")["code"] == "resource_missing"


@pytest.mark.parametrize(
    ("operator", "low", "high"), [("gt", 1, None), ("gte", 0, None), ("lt", None, -1), ("lte", None, 0)]
)
def test_created_ranges_are_in_whole_seconds(
    api: Api, newest: list[JsonObject], operator: str, low: int | None, high: int | None
) -> None:
    middle = newest[20]["created"]
    found = [item["id"] for item in api.list(f"/v1/invoices?limit=100&created[{operator}]={middle}")]
    assert found == [
        item["id"]
        for item in newest
        if (low is None or item["created"] >= middle + low) and (high is None or item["created"] <= middle + high)
    ]


def test_created_may_be_exact_or_a_closed_window(api: Api, newest: list[JsonObject]) -> None:
    tied = next(one["created"] for one, two in pairwise(newest) if one["created"] == two["created"])
    assert len(api.list(f"/v1/invoices?created={tied}")) == 2
    first, last = newest[30]["created"], newest[10]["created"]
    window = api.list(f"/v1/invoices?limit=100&created[gte]={first}&created[lte]={last}")
    assert [item["id"] for item in window] == [item["id"] for item in newest[10:31]]
    assert api.list("/v1/invoices?created[gt]=5&created[lt]=4") == []


def test_due_dates_are_filtered_too(api: Api, newest: list[JsonObject]) -> None:
    due = sorted(item["due_date"] for item in newest if item["due_date"])
    found = api.list(f"/v1/invoices?limit=100&due_date[gte]={due[1]}")
    assert sorted(item["due_date"] for item in found) == due[1:]


@pytest.mark.parametrize(
    ("path", "code", "param"),
    [
        ("/v1/invoices?paid=true", "parameter_unknown", "paid"),
        ("/v1/invoices?created[foo]=1", "parameter_unknown", "created[foo]"),
        ("/v1/invoices?created[gte]=yesterday", "parameter_invalid_integer", "created[gte]"),
        ("/v1/invoices?limit=ten", "parameter_invalid_integer", "limit"),
        ("/v1/invoices?status=unpaid", None, "status"),
        ("/v1/invoices?status[]=paid", None, "status"),
        ("/v1/invoices?expand=customer", None, "expand"),
        ("/v1/invoices/in_x?limit=3", "parameter_unknown", "limit"),
        ("/v1/customers?status=paid", "parameter_unknown", "status"),
        ("/v1/products?active=maybe", None, "active"),
        ("/v1/products?ids=prod_1", None, "ids"),
        ("/v1/prices?recurring[colour]=red", "parameter_unknown", "recurring[colour]"),
        ("/v1/events?paid=1", "parameter_unknown", "paid"),
        ("/v1/account?limit=1", "parameter_unknown", "limit"),
    ],
)
def test_what_stripe_does_not_take_is_400_and_named(api: Api, path: str, code: str | None, param: str) -> None:
    error = api.error(path)
    assert (error.get("code"), error["param"]) == (code, param)
    assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/invoices?%ff=1",
        "/v1/invoices?a]b=1",
        "/v1/invoices?created[gte][x]=1",
        "/v1/invoices?created=1&created[gte]=2",
    ],
)
def test_hostile_queries_get_stripes_kind_of_error(api: Api, path: str) -> None:
    assert api.error(path)["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nothing"),
        ("GET", "/"),
        ("DELETE", "/v1/invoices"),
        ("PUT", "/v1/invoices/in_1"),
        ("POST", "/v1/events"),
    ],
)
def test_addresses_and_methods_that_do_not_exist_are_404(api: Api, method: str, path: str) -> None:
    answer = api.session.request(method, api.url + path, timeout=10)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith(f"Unrecognized request URL ({method}: {path})")


@pytest.mark.parametrize("kind", ["invoice", "customer", "product", "price", "event"])
def test_an_object_that_does_not_exist_is_404(api: Api, kind: str) -> None:
    error = api.error(f"/v1/{kind}s/x_nothere", 404)
    assert (error["code"], error["param"]) == ("resource_missing", "id")
    assert error["message"] == f"No such {kind}: 'x_nothere'"


def test_embedded_lines_are_cut_at_ten(api: Api, newest: list[JsonObject]) -> None:
    for made in newest:
        lines = api.get(f"/v1/invoices/{made['id']}").json()["lines"]
        count = len(made["lines"]["data"])
        assert lines["data"] == made["lines"]["data"][:10]
        assert (lines["has_more"], lines["total_count"]) == (count > 10, count)
        assert lines["url"] == f"/v1/invoices/{made['id']}/lines"


def test_lines_page_in_the_invoices_order(api: Api, newest: list[JsonObject]) -> None:
    made = next(item for item in newest if len(item["lines"]["data"]) == 37)
    ids = [line["id"] for line in made["lines"]["data"]]
    path = f"/v1/invoices/{made['id']}/lines"
    assert [line["id"] for line in api.list(path)] == ids[:10]
    rest = api.get(f"{path}?limit=100&starting_after={ids[9]}").json()
    assert [line["id"] for line in rest["data"]] == ids[10:]
    assert rest["has_more"] is False
    assert [line["id"] for line in api.list(f"{path}?limit=5&ending_before={ids[10]}")] == ids[5:10]
    assert api.error(f"{path}?starting_after=il_bogus")["code"] == "resource_missing"
    assert api.error("/v1/invoices/in_bogus/lines", 404)["message"] == "No such invoice: 'in_bogus'"


def test_payments_and_tax_ids_are_absent_unless_expanded(api: Api) -> None:
    invoice = api.list("/v1/invoices?limit=1&status=paid")[0]
    assert "payments" not in invoice
    assert isinstance(invoice["customer"], str)
    expanded = api.list("/v1/invoices?limit=1&status=paid&expand[]=data.payments&expand[]=data.customer")[0]
    assert expanded["payments"]["object"] == "list"
    assert expanded["customer"]["object"] == "customer"
    assert "tax_ids" not in expanded["customer"]


def test_a_page_of_invoices_comes_with_customers_and_their_tax_ids(api: Api) -> None:
    page = api.list("/v1/invoices?limit=100&expand[]=data.customer&expand[]=data.customer.tax_ids")
    numbers = 0
    for invoice in page:
        customer = invoice["customer"]
        if customer.get("deleted"):
            assert customer == {"id": customer["id"], "object": "customer", "deleted": True}
            continue
        values = [{"type": entry["type"], "value": entry["value"]} for entry in customer["tax_ids"]["data"]]
        assert values == invoice["customer_tax_ids"]
        numbers += len(values)
    assert numbers


def test_discounts_rates_and_prices_expand_deep_inside(api: Api) -> None:
    page = api.list(
        "/v1/invoices?limit=100&expand[]=data.discounts&expand[]=data.total_discount_amounts.discount"
        "&expand[]=data.shipping_cost.shipping_rate"
    )
    discounted = next(item for item in page if item["discounts"])
    assert discounted["discounts"][0]["source"]["type"] == "coupon"
    assert discounted["total_discount_amounts"][0]["discount"]["object"] == "discount"
    shipped = next(item for item in page if item["shipping_cost"])
    assert shipped["shipping_cost"]["shipping_rate"]["display_name"] == "Levering med pakkepost"
    one = api.get(
        f"/v1/invoices/{discounted['id']}?expand[]=lines.data.discounts&expand[]=discounts.source.coupon"
    ).json()
    assert one["discounts"][0]["source"]["coupon"]["object"] == "coupon"
    lines = api.list(f"/v1/invoices/{discounted['id']}/lines?expand[]=data.pricing.price_details.price")
    assert lines[0]["pricing"]["price_details"]["price"]["object"] == "price"
    assert isinstance(lines[0]["pricing"]["price_details"]["product"], str)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/v1/invoices?expand[]=customer", "(customer). You may want to try expanding 'data.customer' instead."),
        ("/v1/invoices?expand[]=data.metadata", "This property cannot be expanded (metadata)."),
        ("/v1/invoices?expand[]=data.lines.data.pricing", "This property cannot be expanded (pricing)."),
        ("/v1/invoices/in_x?expand[]=data.customer", "This property cannot be expanded (data)."),
        (
            "/v1/invoices?expand[]=data.payments.data.payment.charge",
            "You cannot expand more than 4 levels of a property.",
        ),
        ("/v1/events?expand[]=data.object", "This property cannot be expanded (object)."),
    ],
)
def test_what_cannot_be_expanded_is_400(api: Api, path: str, message: str) -> None:
    assert message in api.error(path)["message"]


def test_what_the_sandbox_does_not_have_is_not_expanded_in_silence(api: Api) -> None:
    error = api.error("/v1/invoices?status=paid&expand[]=data.parent.subscription_details.subscription")
    assert "The sandbox has no subscription" in error["message"]


def test_customers_are_filtered_by_email_and_products_by_state(api: Api) -> None:
    customer = next(item for item in api.list("/v1/customers?limit=100") if item["email"])
    assert [item["id"] for item in api.list(f"/v1/customers?email={customer['email']}")] == [customer["id"]]
    active = api.list("/v1/products?limit=100&active=true")
    archived = api.list("/v1/products?limit=100&active=false")
    assert all(item["active"] for item in active)
    assert len(archived) == 2
    assert {item["currency"] for item in api.list("/v1/prices?limit=100&currency=eur&type=one_time")} == {"eur"}
    metered = api.list("/v1/prices?limit=100&recurring[usage_type]=metered")
    assert {item["recurring"]["usage_type"] for item in metered} == {"metered"}
    assert api.error("/v1/prices?product=prod_bogus")["message"] == "No such product: 'prod_bogus'"
