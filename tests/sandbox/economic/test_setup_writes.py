"""What of the setup can be written: units, payment terms, customer groups, accounting years."""

from dataclasses import replace

import pytest

from sandbox.economic.store import IgnoredProperty, Store
from tests.sandbox.economic.client import Client, draft, exact, line, tree_codes


def terms(**changes: object) -> dict[str, object]:
    return {"name": "Netto 45 dage", "paymentTermsType": "net", "daysOfCredit": 45, **changes}


def group(**changes: object) -> dict[str, object]:
    return {"customerGroupNumber": 9, "name": "Stripe", "account": {"accountNumber": 5600}, **changes}


def test_a_unit_is_numbered_by_the_server(api: Client, store: Store) -> None:
    answer = api.post("/units", {"name": "licens", "unitNumber": 99})
    assert answer.status_code == 201
    assert answer.headers["Location"] == answer.json()["self"] == f"{api.url}/units/6"
    assert answer.json() == api.get("/units/6").json()
    assert store.ignored_properties == [IgnoredProperty("POST /units", "unitNumber", "read-only")]


def test_a_unit_can_be_renamed_and_deleted(api: Client) -> None:
    api.post("/units", {"name": "licens"})
    answer = api.put("/units/6", {"name": "licenser"})
    assert (answer.status_code, answer.json()["name"]) == (200, "licenser")
    assert api.delete("/units/6").status_code == 204
    assert api.get("/units/6").status_code == 404
    again = api.delete("/units/6")
    assert (again.status_code, again.json()["errorCode"]) == (404, "E06000")


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": "x" * 101}, {"name": 1}, [], None])
def test_a_bad_unit_is_refused(api: Client, body: object) -> None:
    assert api.post("/units", body).status_code == 400
    assert len(api.get("/units").json()["collection"]) == 5


def test_a_unit_in_use_cannot_be_deleted(api: Client) -> None:
    api.product("P1", unit={"unitNumber": 2})
    api.draft()
    api.post("/invoices/drafts", draft(lines=[line(unit={"unitNumber": 3})]))
    assert [api.delete(f"/units/{number}").status_code for number in (2, 3, 4)] == [400, 400, 204]
    assert [item["productNumber"] for item in api.get("/units/2/products").json()["collection"]] == ["P1"]


def test_payment_terms_are_numbered_by_the_server(api: Client) -> None:
    answer = api.post("/payment-terms", terms(description="45 dage fra fakturadato"))
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == body["self"] == f"{api.url}/payment-terms/15"
    assert (body["daysOfCredit"], body["description"]) == (45, "45 dage fra fakturadato")
    assert api.draft(paymentTerms={"paymentTermsNumber": 15})["dueDate"] == "2027-01-04"


def test_payment_terms_may_name_accounts_and_a_card_company(api: Client) -> None:
    api.customer()
    sent = terms(
        paymentTermsType="creditcard",
        creditCardCompany={"customerNumber": 1},
        contraAccountForRemainderAmount={"accountNumber": 5830},
        percentageForRemainderAmount=100,
    )
    body = exact(api.post("/payment-terms", sent))
    assert body["creditCardCompany"] == {"customerNumber": 1, "self": f"{api.url}/customers/1"}
    assert body["contraAccountForRemainderAmount"]["accountNumber"] == 5830
    assert "daysOfCredit" not in body


def test_type_and_days_of_payment_terms_cannot_be_changed(api: Client) -> None:
    changed = terms(paymentTermsType="invoiceMonth", daysOfCredit=1)
    assert tree_codes(api.put("/payment-terms/1", changed)) == {
        "paymentTermsType": "E06151",
        "daysOfCredit": "E06151",
    }
    answer = api.put("/payment-terms/1", terms(name="8 dage", daysOfCredit=8))
    assert (answer.status_code, answer.json()["name"]) == (200, "8 dage")
    assert api.put("/payment-terms/99", terms()).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"paymentTermsType": "Net"},
        {"paymentTermsType": "avtaleGiro"},
        {"name": "x" * 51},
        {"daysOfCredit": "8"},
        {"daysOfCredit": 2_147_483_647},
        {"daysOfCredit": -1},
        {"contraAccountForPrepaidAmount": {"accountNumber": 1}},
        {"percentageForPrepaidAmount": 1.234},
    ],
)
def test_bad_payment_terms_are_refused(api: Client, change: dict[str, object]) -> None:
    assert api.post("/payment-terms", terms(**change)).status_code == 400


def test_a_customer_group_has_the_number_that_was_sent(api: Client) -> None:
    answer = api.post("/customer-groups", group(layout={"layoutNumber": 20}))
    body = answer.json()
    assert (answer.status_code, body["self"]) == (201, f"{api.url}/customer-groups/9")
    assert (body["account"]["name"], body["layout"]["layoutNumber"]) == ("Debitorer", 20)
    api.customer(customerGroup={"customerGroupNumber": 9})
    assert [one["customerNumber"] for one in api.get("/customer-groups/9/customers").json()["collection"]] == [1]
    assert api.delete("/customer-groups/9").status_code == 400
    api.delete("/customers/1")
    assert api.delete("/customer-groups/9").status_code == 204


def test_a_customer_group_needs_a_number_and_an_account_of_its_own_kind(api: Client) -> None:
    assert api.post("/customer-groups", group(customerGroupNumber=1)).json()["errorCode"] == "E06010"
    (missing,) = api.post("/customer-groups", {"name": "x"}).json()["errors"]
    assert "customerGroupNumber" in missing
    assert "account" in missing
    assert tree_codes(api.post("/customer-groups", group(account={"accountNumber": 3}))) == {"account": "E07150"}
    for number in (1000, 2590, 1099):
        assert set(tree_codes(api.post("/customer-groups", group(account={"accountNumber": number})))) == {"account"}


def test_a_customer_group_can_be_replaced(api: Client) -> None:
    answer = api.put("/customer-groups/2", {"name": "Udland", "account": {"accountNumber": 5610}})
    assert (answer.status_code, answer.json()["account"]["accountNumber"]) == (200, 5610)
    assert "layout" not in answer.json()


def test_a_year_across_two_calendar_years(api: Client) -> None:
    answer = api.post("/accounting-years", {"fromDate": "2028-07-01", "toDate": "2029-06-30"})
    assert (answer.status_code, answer.json()["year"]) == (201, "2028/2029")
    assert answer.headers["Location"] == f"{api.url}/accounting-years/2028_6_2029"
    assert api.get("/accounting-years/2028_6_2029").json() == answer.json()
    assert len(api.get("/accounting-years/2028_6_2029/periods").json()["collection"]) == 12


def test_a_second_year_of_a_name_gets_a_letter(api: Client, store: Store) -> None:
    store.agreement = replace(store.agreement, years={})
    for start, end in (("2026-01-01", "2026-06-30"), ("2026-07-01", "2026-12-31")):
        api.post("/accounting-years", {"fromDate": start, "toDate": end})
    assert list(store.agreement.years) == ["2026", "2026a"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-05-01", "2027-04-30"),
        ("2028-02-01", "2028-01-31"),
        ("2028-01-01", "2030-12-31"),
        ("2028-02-30", "2028-12-31"),
        ("9999-12-01", "9999-12-31"),
    ],
)
def test_a_year_that_cannot_be(api: Client, start: str, end: str) -> None:
    assert api.post("/accounting-years", {"fromDate": start, "toDate": end}).status_code == 400


def test_employees_are_read_only(api: Client) -> None:
    assert api.post("/employees", {"name": "x"}).status_code == 405
    assert api.get("/employees/1").json()["customers"] == f"{api.url}/employees/1/customers"
    api.customer(salesPerson={"employeeNumber": 1})
    assert len(api.get("/employees/1/customers").json()["collection"]) == 1
