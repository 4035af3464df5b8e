"""Recorded answers about the setup and customers, asked of the sandbox again: the same bodies, word for word."""

import json
from dataclasses import replace
from datetime import date

import pytest

from sandbox.economic.setup.agreement import CustomerGroup, Department, Distribution, Named
from sandbox.economic.setup.years import AccountingYear
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, customer, exact
from tests.sandbox.economic.test_recorded import RECORDED, recorded, shape

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside this checkout")

REAL = "https://restapi.e-conomic.com"


def asked(api: Client, path: str) -> Json:
    """The sandbox's answer, its links as the real API would write them."""
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    body: Json = exact(answer)
    return localised(body, api.url, REAL)


def localised(body: Json, old: str, new: str) -> Json:
    moved: Json = json.loads(json.dumps(body, default=str).replace(old, new))
    return moved


def as_text(body: Json) -> Json:
    """Numbers with a fraction as text, as `localised` leaves them."""
    text: Json = json.loads(json.dumps(body, default=str))
    return text


@pytest.mark.parametrize("name", ["vat_zones", "vat_types", "layouts", "product_groups"])
def test_a_lookup_of_the_demo_is_the_recorded_one(api: Client, name: str) -> None:
    path = name.replace("_", "-")
    assert asked(api, f"/{path}?skippages=0&pagesize=1000") == recorded(name)


def test_the_payment_terms_of_the_demo_are_the_recorded_ones(api: Client, store: Store) -> None:
    real = recorded("payment_terms")
    numbers = [terms["paymentTermsNumber"] for terms in real["collection"]]
    known = store.agreement.payment_terms
    store.agreement = replace(store.agreement, payment_terms={number: known[number] for number in numbers})
    assert asked(api, "/payment-terms?skippages=0&pagesize=1000") == real


def test_units(api: Client, store: Store) -> None:
    # The recorded text has stray blanks from its printing.
    real = json.loads(json.dumps(recorded("units"), ensure_ascii=False).replace(" ", ""))
    units = {unit["unitNumber"]: Named(unit["unitNumber"], unit["name"]) for unit in real["collection"]}
    store.agreement = replace(store.agreement, units=units)
    assert asked(api, "/units?skippages=0&pagesize=1000") == real


def test_departments(api: Client, store: Store) -> None:
    store.agreement = replace(
        store.agreement,
        departments={1: Department(1, "Department1")},
        distributions={1: Distribution(1, "Department1", {1: store.agreement.distributions[1].shares[1]})},
    )
    paths = {
        "departments": "/departments?skippages=0&pagesize=1000",
        "department": "/departments/1",
        "departmental_distributions": "/departmental-distributions?skippages=0&pagesize=1000",
        "departmental_distributions_single_department": (
            "/departmental-distributions/departments?skippages=0&pagesize=1000"
        ),
        "departmental_distributions_multiple_departments": (
            "/departmental-distributions/distributions?skippages=0&pagesize=1000"
        ),
        "departmental_distribution_single_department": "/departmental-distributions/departments/1",
    }
    for name, path in paths.items():
        assert asked(api, path) == as_text(recorded(name)), name


def test_accounting_years(api: Client, store: Store) -> None:
    years = [AccountingYear.of(date(year, 1, 1), date(year, 12, 31)) for year in range(2015, 2020)]
    store.agreement = replace(store.agreement, years={year.year: year for year in years})
    assert asked(api, "/accounting-years?skippages=0&pagesize=1000") == recorded("accounting_years")


def test_filtered_accounting_years(api: Client, store: Store) -> None:
    years = [AccountingYear.of(date(year, 1, 1), date(year, 12, 31)) for year in range(2021, 2024)]
    store.agreement = replace(store.agreement, years={year.year: year for year in years})
    query = "pageindex=0&filter=fromDate%24gte%3A2022-01-01%24and%3AtoDate%24lte%3A2023-12-31&pagesize=1000"
    ours, real = asked(api, f"/accounting-years?{query}"), recorded("filtered_accounting_years")
    assert ours["collection"] == real["collection"]
    # Links to pages have the parameters in another order there; other recordings have the sandbox's.
    for name in ("skipPages", "pageSize", "maxPageSizeAllowed", "results", "resultsWithoutFilter"):
        assert ours["pagination"][name] == real["pagination"][name]
    assert ours["self"].lower() == real["self"].lower()


def test_customer_groups(api: Client, store: Store) -> None:
    real = recorded("customer_groups")
    groups = {
        group["customerGroupNumber"]: CustomerGroup(
            group["customerGroupNumber"],
            group["name"],
            group["account"]["accountNumber"],
            group.get("layout", {}).get("layoutNumber"),
        )
        for group in real["collection"]
    }
    layouts = {
        group["layout"]["layoutNumber"]: Named(group["layout"]["layoutNumber"], group["layout"]["name"])
        for group in real["collection"]
        if "layout" in group
    }
    store.agreement = replace(
        store.agreement,
        customer_groups=groups,
        layouts={**store.agreement.layouts, **layouts},
    )
    ours = asked(api, "/customer-groups?skippages=0&pagesize=1000")
    for group in (*ours["collection"], *real["collection"]):
        # What was booked in the demo is not recorded along with it.
        group["account"].pop("balance")
    assert ours == as_text(real)


def test_self_has_the_recorded_properties(api: Client) -> None:
    ours, real = api.get("/self").json(), recorded("self")
    # Its list of modules differs: with the stock module nobody could use orders.
    assert shape({**ours, "modules": ours["modules"][:1]}) == shape({**real, "modules": real["modules"][:1]})
    assert list(ours) == list(real)
    for name in ("agreementNumber", "agreementType", "settings"):
        assert ours[name] == real[name]
    known = {(module["moduleNumber"], module["name"]) for module in real["modules"]}
    assert {(module["moduleNumber"], module["name"]) for module in ours["modules"]} < known


def test_contacts(api: Client, store: Store) -> None:
    real = recorded("customer_contacts")
    api.customer()
    for contact in real["collection"]:
        store._last_contact = contact["customerContactNumber"] - 1
        sent = {name: contact[name] for name in ("name", "email", "phone") if name in contact}
        assert api.post("/customers/1/contacts", sent).status_code == 201
    assert asked(api, "/customers/1/contacts?skippages=0&pagesize=1000") == real


@pytest.mark.parametrize("name", ["customer_contact", "customer_contact_send"])
def test_one_contact(api: Client, store: Store, name: str) -> None:
    real = recorded(name)
    api.customer()
    for _ in range(15):
        api.post("/customers/1/contacts", {"name": "x"})
    store._last_contact = 324
    made = api.post("/customers/1/contacts", {"name": real["name"]})
    assert localised(exact(made), api.url, REAL) == real
    assert asked(api, "/customers/1/contacts/325") == real


def test_filtered_contacts(api: Client) -> None:
    api.customer()
    for name in [*(["Simon Testersen"] * 3), *(["Torsten Test"] * 10)]:
        api.post("/customers/1/contacts", {"name": name})
    ours = asked(api, "/customers/1/contacts?skippages=0&pagesize=1000&filter=name%24like%3aTorsten")
    real = recorded("customer_contact_filter")
    assert ours["pagination"] == real["pagination"]
    assert ours["self"] == real["self"]
    assert {*map(tuple, ours["collection"])} == {*map(tuple, real["collection"])}


@pytest.mark.parametrize("name", ["create_customer", "update_customer"])
def test_a_customer_written(api: Client, name: str) -> None:
    real = recorded(name)
    body = customer(name=real["name"])
    if name == "create_customer":
        answer = api.post("/customers", {**body, "customerNumber": real["customerNumber"]})
    else:
        api.customer(customerNumber=real["customerNumber"])
        answer = api.put(f"/customers/{real['customerNumber']}", body)
    ours = localised(exact(answer), api.url, REAL)
    assert list(ours) == list(real)
    assert ours | {"lastUpdated": ""} == as_text(real) | {"lastUpdated": ""}


@pytest.mark.parametrize("page", range(4))
def test_recorded_customers_can_be_written_and_read_back(api: Client, store: Store, page: int) -> None:
    real = recorded(f"customers_{page}.trimmed")
    agreement = store.agreement
    layouts = {number: Named(number, f"Layout {number}") for number in range(1, 40)}
    groups = {number: CustomerGroup(number, "x", 5600) for number in range(1, 40)}
    terms = {number: replace(agreement.payment_terms[1], number=number) for number in range(1, 200)}
    zones = {number: replace(agreement.vat_zones[1], number=number) for number in range(1, 40)}
    rupees = replace(agreement.currencies["EUR"], code="INR")
    store.agreement = replace(
        agreement,
        layouts=layouts,
        customer_groups=groups,
        payment_terms=terms,
        vat_zones=zones,
        currencies={**agreement.currencies, "INR": rupees},
    )
    for shown in real["collection"]:
        sent = localised(as_text(shown), REAL, api.url)
        if "creditLimit" in sent:
            sent["creditLimit"] = float(sent["creditLimit"])
        # Contacts and locations of their own were not recorded.
        ours = asked_back(api, sent)
        expected = as_text(shown)
        for name in ("balance", "dueAmount", "lastUpdated", "creditLimit", "metaData", "eInvoicingDisabledByDefault"):
            ours.pop(name, None)
            expected.pop(name, None)
        for name in ("attention", "customerContact", "defaultDeliveryLocation", "salesPerson"):
            expected.pop(name, None)
        assert ours == expected


def asked_back(api: Client, sent: Json) -> Json:
    """What becomes of a customer that is put as it was read."""
    absent = ("attention", "customerContact", "defaultDeliveryLocation", "salesPerson")
    body = {name: value for name, value in sent.items() if name not in absent}
    answer = api.put(f"/customers/{sent['customerNumber']}", body)
    assert answer.status_code == 201, answer.text
    return localised(exact(answer), api.url, REAL)
