"""The built-in chart of accounts, the VAT codes, and years with their periods."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.economic.setup.agreement import Account
from sandbox.economic.setup.demo import demo_agreement
from sandbox.economic.setup.years import AccountingYear
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, exact


def test_everything_the_agreement_names_is_there() -> None:
    agreement = demo_agreement()
    accounts = agreement.accounts
    for vat in agreement.vat_accounts.values():
        assert accounts[vat.account].takes_entries
        assert vat.contra_account is None or accounts[vat.contra_account].takes_entries
        assert vat.vat_type in agreement.vat_types
        assert len(vat.code) <= 5
    for account in accounts.values():
        assert account.vat_code is None or account.vat_code in agreement.vat_accounts
        assert account.total_from is None or account.total_from in accounts
        assert len(account.name) <= 125
    for group in agreement.product_groups.values():
        assert set(group.sales_accounts) == set(agreement.vat_zones)
        assert all(accounts[number].takes_entries for number in group.sales_accounts.values())
    for customers in agreement.customer_groups.values():
        assert accounts[customers.account].type == "status"
    assert list(accounts) == sorted(accounts)
    assert {account.type for account in accounts.values()} == {
        "profitAndLoss",
        "status",
        "heading",
        "headingStart",
        "totalFrom",
        "sumInterval",
        "sumAlpha",
    }


def test_only_sales_at_home_of_taxed_groups_bear_vat() -> None:
    agreement = demo_agreement()
    rates = {(group, zone): agreement.vat_rate(group, zone) for group in (1, 2, 3, 4) for zone in (1, 2, 3, 4)}
    assert {place for place, rate in rates.items() if rate} == {(1, 1), (3, 1)}


def test_how_an_account_looks(api: Client) -> None:
    assert exact(api.get("/accounts/1020")) == {
        "accountNumber": 1020,
        "accountType": "profitAndLoss",
        "balance": 0,
        "blockDirectEntries": False,
        "debitCredit": "credit",
        "name": "Salg af varer til udland",
        "vatAccount": {"vatCode": "Abr", "self": f"{api.url}/vat-accounts/Abr"},
        "accountingYears": f"{api.url}/accounts/1020/accounting-years",
        "self": f"{api.url}/accounts/1020",
    }
    assert api.get("/accounts/2590").json()["barred"] is True
    assert api.get("/accounts/6110").json()["blockDirectEntries"] is True
    assert api.get("/accounts/1099").json()["totalFromAccount"]["accountNumber"] == 1001
    (summed,) = api.get("/accounts/4999").json()["accountsSummed"]
    assert (summed["fromAccount"]["accountNumber"], summed["toAccount"]["accountNumber"]) == (1000, 4998)


def test_reverse_charge_has_two_accounts(api: Client) -> None:
    body = api.get("/vat-accounts/IY25").json()
    assert body["vatType"]["name"] == "Reversed charge"
    assert (body["account"]["accountNumber"], body["contraAccount"]["accountNumber"]) == (6905, 6904)
    assert "contraAccount" not in api.get("/vat-accounts/U25").json()


def test_accounts_can_be_filtered_by_what_they_are(api: Client) -> None:
    assert [one["accountNumber"] for one in api.filtered("/accounts", "barred$eq:true")] == [2590]
    assert [one["accountNumber"] for one in api.filtered("/accounts", "blockDirectEntries$eq:true")] == [6110]
    assert len(api.filtered("/accounts", "accountType$eq:totalFrom")) == 7


def test_a_test_can_change_the_chart(api: Client, store: Store) -> None:
    store.agreement = store.agreement.with_accounts(
        Account(5831, "Stripe, EUR", "status"), replace(store.agreement.accounts[2550], barred=True)
    )
    assert api.get("/accounts/5831").json()["name"] == "Stripe, EUR"
    assert api.get("/accounts/2550").json()["barred"] is True
    assert list(store.agreement.accounts) == sorted(store.agreement.accounts)


def test_a_year_has_a_period_for_each_month(api: Client) -> None:
    periods = api.get("/accounting-years/2026/periods").json()["collection"]
    assert [period["periodNumber"] for period in periods] == list(range(1, 13))
    assert periods[1] == {
        "periodNumber": 2,
        "accountingYear": {"year": "2026", "self": f"{api.url}/accounting-years/2026"},
        "fromDate": "2026-02-01",
        "toDate": "2026-02-28",
        "entries": f"{api.url}/accounting-years/2026/periods/2/entries",
        "totals": f"{api.url}/accounting-years/2026/periods/2/totals",
        "self": f"{api.url}/accounting-years/2026/periods/2",
    }
    assert api.get("/accounting-years/2026/periods/2").json() == periods[1]
    (found,) = api.filtered("/accounting-years/2026/periods", "fromDate$lte:2026-11-20$and:toDate$gte:2026-11-20")
    assert found["periodNumber"] == 11


@pytest.mark.parametrize(
    "path",
    [
        "/accounting-years/2026/periods/13",
        "/accounting-years/2026/periods/0",
        "/accounting-years/2026/periods/x",
        "/accounting-years/1999/periods",
        "/accounts/1/accounting-years",
        "/accounts/1010/accounting-years/1999",
    ],
)
def test_periods_that_are_not_there(api: Client, path: str) -> None:
    assert api.get(path).status_code == 404


def test_the_years_of_an_account_lead_on_below_it(api: Client) -> None:
    (year,) = api.filtered("/accounts/1010/accounting-years", "year$eq:2026")
    assert year["self"] == f"{api.url}/accounts/1010/accounting-years/2026"
    assert api.get(year["self"]).json() == year
    period = api.get(year["periods"]).json()["collection"][0]
    assert period["self"] == f"{api.url}/accounts/1010/accounting-years/2026/periods/1"
    assert api.get(period["self"]).json() == period


def test_a_barred_period_says_so_and_the_year_stays_open(api: Client, store: Store) -> None:
    store.agreement = store.agreement.with_period_closed(date(2026, 3, 31))
    closed = [period.get("closed") for period in api.get("/accounting-years/2026/periods").json()["collection"]]
    assert closed == [None, None, True, *[None] * 9]
    assert "closed" not in api.get("/accounting-years/2026").json()
    assert store.agreement.closed_on(date(2026, 3, 1))
    assert not store.agreement.closed_on(date(2026, 4, 1))
    store.agreement = store.agreement.with_period_closed(date(2026, 3, 1), closed=False)
    assert not store.agreement.closed_on(date(2026, 3, 31))


def test_every_period_of_a_closed_year_is_closed(api: Client, store: Store) -> None:
    periods = api.get("/accounting-years/2024/periods").json()["collection"]
    assert all(period["closed"] for period in periods)
    assert store.agreement.closed_on(date(2024, 2, 29))
    assert not store.agreement.closed_on(date(2001, 1, 1))
    with pytest.raises(ValueError, match="2001"):
        store.agreement.with_period_closed(date(2001, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 550), st.integers(0, 550))
def test_the_periods_of_a_year_cover_its_days_once(start: date, length: int, offset: int) -> None:
    end = date.fromordinal(start.toordinal() + length)
    year = AccountingYear.of(start, end)
    days = [day for period in year.periods for day in (period.start, period.end)]
    assert (days[0], days[-1]) == (start, end)
    assert all(b.toordinal() - a.toordinal() == 1 for a, b in zip(days[1::2], days[2::2], strict=False))
    day = date.fromordinal(start.toordinal() + min(offset, length))
    assert [period for period in year.periods if period.start <= day <= period.end] == [year.period_on(day)]


def test_departments_and_distributions(api: Client) -> None:
    assert [one["name"] for one in api.get("/departments").json()["collection"]] == ["Department1", "Department2"]
    whole = api.get("/departmental-distributions").json()
    assert len(whole["collection"]) == 3
    (shared,) = api.get(whole["subCollections"]["distributions"]).json()["collection"]
    assert [part["percentage"] for part in shared["distributions"]] == [50, 50]
    assert api.get(shared["self"]).json() == shared
    assert api.get("/departmental-distributions/departments/3").status_code == 404


def test_the_roles_an_app_can_have(api: Client) -> None:
    names = [role["name"] for role in api.get("/app-roles").json()["collection"]]
    assert names == ["SuperUser", "Bookkeeping", "Sales", "ProjectEmployee"]
    assert api.get("/app-roles/2").json()["name"] == "SuperUser"
