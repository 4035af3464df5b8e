"""The agreement's setup as clients read it."""

from decimal import Decimal

import pytest

from tests.sandbox.economic.client import Client, exact

COLLECTIONS = {
    "vat-zones": ["1", "2", "3", "4"],
    "vat-accounts": ["Abr", "B25", "I25", "IV25", "IY25", "REP", "U25", "UEUV", "UV0", "UY0"],
    "vat-types": ["1", "2", "3"],
    "customer-groups": ["1", "2"],
    "product-groups": ["1", "2", "3", "4"],
    "units": ["1", "2", "3", "4", "5"],
    "layouts": ["19", "20", "21"],
    "payment-terms": [str(number) for number in range(1, 15)],
    "accounting-years": ["2024", "2025", "2026", "2027"],
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_member_of_a_lookup_can_be_read_alone(api: Client, name: str) -> None:
    items = api.get(f"/{name}").json()["collection"]
    assert [item["self"].rpartition("/")[2] for item in items] == COLLECTIONS[name]
    for item in items:
        assert api.get(item["self"]).json() == item


@pytest.mark.parametrize(
    "path",
    ["/vat-zones/5", "/vat-zones/x", "/vat-accounts/U26", "/units/0", "/currencies/ZUL", "/layouts/" + "9" * 40],
)
def test_what_is_not_there_is_404(api: Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["message"] == "Resource not found."


def test_self_names_the_agreement_and_its_currency(api: Client) -> None:
    body = api.get("/self").json()
    assert (body["agreementNumber"], body["settings"]["baseCurrency"]) == (1118081, "DKK")


@pytest.mark.parametrize(("group", "rates"), [(1, [25, 0, 0, 0]), (2, [0] * 4), (3, [25, 0, 0, 0]), (4, [0] * 4)])
def test_the_vat_rate_of_a_group_in_a_zone_can_be_followed_by_links(
    api: Client, group: int, rates: list[int]
) -> None:
    found = []
    for item in api.get(f"/product-groups/{group}/sales-accounts").json()["collection"]:
        account = api.get(item["salesAccount"]["self"]).json()
        code = account.get("vatAccount")
        found.append(exact(api.get(code["self"]))["ratePercentage"] if code else Decimal(0))
    assert found == rates


def test_only_the_closed_year_says_so(api: Client) -> None:
    years = api.get("/accounting-years").json()["collection"]
    assert [year["year"] for year in years if year.get("closed")] == ["2024"]
    assert "closed" not in years[1]


def test_lookups_without_filterable_fields_refuse_any_filter(api: Client) -> None:
    answer = api.get("/vat-zones", filter="vatZoneNumber$eq:1")
    assert answer.status_code == 400
    assert answer.json()["allowedFilteringFields"] == []


def test_years_and_accounts_can_be_filtered(api: Client) -> None:
    (year,) = api.filtered("/accounting-years", "fromDate$lte:2026-11-20$and:toDate$gte:2026-11-20")
    assert year["year"] == "2026"
    assert [account["name"] for account in api.filtered("/accounts", "accountNumber$eq:5600")] == ["Debitorer"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_lookups_cannot_be_written(api: Client, method: str) -> None:
    assert api.call(method, "/vat-zones/1", data=b"{}").status_code == 405


@pytest.mark.parametrize(
    "path", ["/subscriptions", "/invoices/booked/overdue", "/customers/", "/customers/1/contacts", "/customers/1/x"]
)
def test_what_the_sandbox_lacks_is_404(api: Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.json()["developerHint"].startswith("The API tries to provide all the resource urls you need.")
