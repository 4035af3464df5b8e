"""`/invoices/totals` and what is below it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sandbox.economic.sales.settling import settle
from sandbox.economic.setup.agreement import Employee
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, exact, line
from tests.sandbox.economic.test_booked_states import booked


@pytest.fixture
def trade(api: Client, store: Store) -> None:
    """Two drafts of customer 1; three booked invoices: one paid, one overdue, one of customer 2 not due."""
    store.set_clock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    store.agreement = replace(store.agreement, employees={1: Employee(1, "Salg"), 7: Employee(7, "Bo")})
    api.customer(customerNumber=1)
    api.customer(customerNumber=2)
    api.draft(date="2026-11-01", lines=[line(unitNetPrice=10)])
    api.draft(date="2026-10-01", references={"salesPerson": {"employeeNumber": 7}}, lines=[line(unitNetPrice=20)])
    paid = booked(api, date="2025-06-01", lines=[line(unitNetPrice=100)])
    booked(api, date="2026-10-01", lines=[line(unitNetPrice=200)])
    booked(api, date="2026-11-19", customer={"customerNumber": 2}, lines=[line(unitNetPrice=400)])
    with store.lock:
        settle(store, paid, Decimal(125))


def totals(api: Client, path: str) -> Json:
    answer = api.get(f"/invoices/totals{path}")
    assert answer.status_code == 200, answer.text
    return exact(answer)


@pytest.mark.usefixtures("trade")
@pytest.mark.parametrize(
    ("path", "net", "count"),
    [
        ("/drafts", 30, 2),
        ("/drafts/customers/1", 30, 2),
        ("/drafts/customers/2", 0, 0),
        ("/drafts/employees/7", 20, 1),
        ("/drafts/employees/7/accounting-years/2026", 20, 1),
        ("/booked", 700, 3),
        ("/booked/paid", 100, 1),
        ("/booked/unpaid", 600, 2),
        ("/booked/unpaid/overdue", 200, 1),
        ("/booked/unpaid/not-overdue", 400, 1),
        ("/booked/accounting-years/2025", 100, 1),
        ("/booked/customers/2/unpaid/not-overdue", 400, 1),
        ("/booked/customers/1/unpaid/not-overdue/employees/7", 0, 0),
    ],
)
def test_invoices_are_counted_and_summed(api: Client, path: str, net: int, count: int) -> None:
    body = totals(api, path)
    assert (body["netAmountInBaseCurrency"], body["invoiceCount"]) == (net, count)


@pytest.mark.usefixtures("trade")
def test_unpaid_totals_tell_what_is_left_gross(api: Client) -> None:
    assert totals(api, "/booked/unpaid")["grossRemainderInBaseCurrency"] == 750
    assert "grossRemainderInBaseCurrency" not in totals(api, "/booked")


@pytest.mark.usefixtures("trade")
def test_a_grouping_has_a_row_for_each_member(api: Client) -> None:
    body = totals(api, "/booked/customers")
    assert [(row["customer"]["customerNumber"], row["invoiceCount"]) for row in body["customers"]] == [(1, 2), (2, 1)]
    assert (body["minDate"], body["maxDate"]) == ("2025-06-01", "2026-11-19")
    years = totals(api, "/booked/accounting-years")["accountingYears"]
    assert [row["accountingYear"]["year"] for row in years] == ["2025", "2026"]
    people = totals(api, "/drafts/employees")["employees"]
    assert [row["employee"]["employeeNumber"] for row in people] == [7]
    periods = totals(api, "/booked/accounting-years/2026/periods")["periods"]
    assert [row["invoiceCount"] for row in periods] == [1, 1]


@pytest.mark.usefixtures("trade")
def test_every_link_leads_somewhere(api: Client) -> None:
    seen: set[str] = set()

    def follow(node: object) -> None:
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            if isinstance(value, str) and value.startswith(f"{api.url}/invoices/totals") and value not in seen:
                seen.add(value)
                answer = api.get(value)
                assert answer.status_code == 200, value
                if len(seen) < 120:
                    follow(answer.json())
            elif isinstance(value, dict | list):
                follow(value)

    follow({"self": f"{api.url}/invoices/totals"})
    assert len(seen) > 60


@pytest.mark.usefixtures("trade")
def test_the_overview_and_its_spans(api: Client) -> None:
    body = totals(api, "")
    assert (body["drafts"]["invoiceCount"], body["booked"]["invoiceCount"]) == (2, 3)
    assert body["booked"]["unpaid"]["overdue"]["netAmountInBaseCurrency"] == 200
    span = body["predefinedPeriodFilters"]["thisMonth"]["self"]
    month = exact(api.get(span))
    assert (month["drafts"]["invoiceCount"], month["booked"]["invoiceCount"]) == (1, 1)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "drafts/",
        "sent",
        "drafts/paid",
        "booked/overdue",
        "booked/customers/9",
        "booked/customers/x",
        "booked/customers/1/customers",
        "booked/customers/1/customers/1",
        "booked/customers/customers",
        "booked/accounting-years/1999",
        "booked/periods/0",
        "booked/" + "customers/1/" * 500,
        "booked/customers/" + "9" * 500,
        "booked/%00",
        "//",
    ],
)
def test_a_path_that_makes_no_sense(api: Client, path: str) -> None:
    api.customer(customerNumber=1)
    answer = api.call("GET", f"/invoices/totals/{path}")
    assert (answer.status_code, answer.json()["httpStatusCode"]) == (404, 404)


def test_totals_of_nothing(api: Client) -> None:
    body = totals(api, "/drafts")
    assert (body["netAmountInBaseCurrency"], body["invoiceCount"]) == (0, 0)
    assert "minDate" not in body
