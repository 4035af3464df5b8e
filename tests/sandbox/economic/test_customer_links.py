"""What hangs on a customer: the PATCH, templates, totals, invoices, balances as time goes by."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, customer, draft, exact, line

FLAG = "eInvoicingDisabledByDefault"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def patch(api: Client, body: object, number: int = 1) -> requests.Response:
    headers = {"Content-Type": "application/json"}
    return api.call("PATCH", f"/customers/{number}", data=json.dumps(body).encode(), headers=headers)


def replacing(value: object) -> list[dict[str, object]]:
    return [{"op": "replace", "path": f"/{FLAG}", "value": value}]


def test_the_one_property_that_patch_writes(api: Client) -> None:
    api.customer()
    answer = patch(api, replacing(value=True))
    assert (answer.status_code, answer.json()[FLAG]) == (200, True)
    assert api.get("/customers/1").json()[FLAG] is True
    api.put("/customers/1", customer(name="Nyt navn") | {FLAG: False})
    assert api.get("/customers/1").json()[FLAG] is True
    assert patch(api, replacing(value=False)).json()[FLAG] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        [1],
        [{"op": "replace", "path": "/name", "value": "x"}],
        [{"op": "remove", "path": f"/{FLAG}"}],
        replacing("true"),
        [*replacing(value=True), {"op": "replace", "path": "/barred", "value": True}],
    ],
)
def test_any_other_patch_is_refused_and_does_nothing(api: Client, body: object) -> None:
    api.customer()
    assert patch(api, body).status_code == 400
    assert api.get("/customers/1").json()[FLAG] is False


def test_a_patch_of_nobody_or_of_another_kind(api: Client) -> None:
    api.customer()
    assert patch(api, replacing(value=True), 2).status_code == 404
    assert api.call("PATCH", "/customers/1", data=b"x").status_code == 415
    json_kind = {"Content-Type": "application/json-patch+json"}
    assert api.call("PATCH", "/customers/1", data=b"{", headers=json_kind).status_code == 400


def test_the_template_of_an_invoice_can_be_posted_once_it_has_lines(api: Client, store: Store) -> None:
    store.set_clock(NOON)
    api.customer(
        currency="EUR",
        customerGroup={"customerGroupNumber": 2},
        vatZone={"vatZoneNumber": 2},
        address="Straße 1",
        zip="10115",
        city="Berlin",
        country="Germany",
        salesPerson={"employeeNumber": 1},
    )
    api.product("P1", salesPrice=100, costPrice=40, unit={"unitNumber": 1})
    template = exact(api.get("/customers/1/templates/invoice"))
    assert (template["date"], template["dueDate"]) == ("2026-11-20", "2026-11-28")
    assert (template["exchangeRate"], template["layout"]["layoutNumber"]) == (Decimal("746.027400"), 21)
    assert template["recipient"]["city"] == "Berlin"
    assert template["recipient"]["vatZone"]["vatZoneNumber"] == 2
    assert template["references"]["salesPerson"]["employeeNumber"] == 1
    shown = exact(api.get("/customers/1/templates/invoiceline/P1", quantity="2.5"))
    assert shown["quantity"] == Decimal("2.50")
    assert (shown["unitNetPrice"], shown["unitCostPrice"]) == (100, 40)
    assert (shown["marginInBaseCurrency"], shown["marginPercentage"]) == (150, 60)
    sendable = json.loads(api.get("/customers/1/templates/invoice").text)
    sendable["lines"] = [json.loads(api.get("/customers/1/templates/invoiceline/P1?quantity=2.5").text)]
    answer = api.post("/invoices/drafts", sendable)
    assert answer.status_code == 201, answer.text
    assert exact(answer)["netAmount"] == 250


def test_the_default_location_and_contact_are_in_the_template(api: Client) -> None:
    api.customer()
    api.post("/customers/1/contacts", {"name": "Frasier Crane"})
    api.post("/customers/1/delivery-locations", {"address": "Havnegade 1", "postalCode": "9000"})
    api.put(
        "/customers/1",
        customer(
            attention={"customerContactNumber": 1},
            customerContact={"customerContactNumber": 1},
            defaultDeliveryLocation={"deliveryLocationNumber": 1},
        ),
    )
    body = api.get("/customers/1/templates/invoice").json()
    assert body["delivery"] == {"address": "Havnegade 1", "zip": "9000"}
    assert body["deliveryLocation"]["deliveryLocationNumber"] == 1
    assert body["recipient"]["attention"]["customerContactNumber"] == 1
    assert body["references"]["customerContact"]["customerContactNumber"] == 1


def test_templates_of_lines_are_one_for_each_product(api: Client) -> None:
    api.customer()
    api.product("My Product")
    (one,) = api.get("/customers/1/templates/invoiceline").json()["collection"]
    assert one["self"] == f"{api.url}/customers/1/templates/invoiceline/My_9_Product"
    assert api.get(one["self"]).json()["quantity"] == 1
    for path in ("invoiceline/P2", "nothing"):
        assert api.get(f"/customers/1/templates/{path}").status_code == 404
    for path in ("templates", "templates/invoice", "templates/invoiceline", "totals", "invoices", "invoices/drafts"):
        assert api.get(f"/customers/2/{path}").status_code == 404


@pytest.mark.parametrize("quantity", ["x", "NaN", "Infinity", "1e999999999", "0.001", "9" * 40])
def test_a_quantity_that_is_none(api: Client, quantity: str) -> None:
    api.customer()
    api.product("P1")
    assert api.get("/customers/1/templates/invoiceline/P1", quantity=quantity).status_code == 400


def test_links_of_a_customer_lead_somewhere(api: Client) -> None:
    api.draft()
    body = api.get("/customers/1").json()
    links = [body["contacts"], body["deliveryLocations"], *body["templates"].values(), *body["invoices"].values()]
    links += [body["totals"]["self"], *(body[name]["self"] for name in ("paymentTerms", "customerGroup", "vatZone"))]
    for link in links:
        assert api.get(link).status_code == 200, link
    assert api.get(body["totals"]["self"]).json() == body["totals"]
    assert api.get(body["invoices"]["self"]).json() == body["invoices"]


def test_invoices_of_a_customer(api: Client) -> None:
    api.draft()
    api.customer(customerNumber=2)
    api.post("/invoices/drafts", draft(customer={"customerNumber": 2}))
    (mine,) = api.get("/customers/2/invoices/drafts").json()["collection"]
    assert mine["draftInvoiceNumber"] == 2
    assert "lines" not in mine
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 2}})
    assert api.get("/customers/2/invoices/drafts").json()["collection"] == []
    page = api.get("/customers/2/invoices/booked", pagesize=5).json()
    assert len(page["collection"]) == 1
    assert page["self"] == f"{api.url}/customers/2/invoices/booked?pagesize=5"
    assert len(api.get("/customers/1/invoices/drafts").json()["collection"]) == 1


def test_what_is_overdue_grows_as_days_go_by(api: Client, store: Store) -> None:
    store.set_clock(NOON)
    api.draft()
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})

    def owed() -> tuple[Decimal, Decimal]:
        body = exact(api.get("/customers/1"))
        return body["balance"], body["dueAmount"]

    assert owed() == (Decimal("125.00"), Decimal("0.00"))
    store.advance(timedelta(days=8))
    assert owed() == (Decimal("125.00"), Decimal("0.00"))
    store.advance(timedelta(days=1))
    assert owed() == (Decimal("125.00"), Decimal("125.00"))
    (listed,) = api.filtered("/customers", "balance$gt:100")
    assert listed["dueAmount"] == 125
    store.set_clock(NOON)
    assert owed() == (Decimal("125.00"), Decimal("0.00"))


def test_a_credit_note_lowers_the_balance(api: Client) -> None:
    for price in (100, -40):
        body = draft(lines=[line(unitNetPrice=price)])
        if price > 0:
            api.draft(lines=body["lines"])
        else:
            assert api.post("/invoices/drafts", body).status_code == 201
    for number in (1, 2):
        answer = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": number}})
        assert answer.status_code == 201, answer.text
    assert exact(api.get("/customers/1"))["balance"] == 75


def test_the_highest_number_is_not_the_end(api: Client) -> None:
    api.customer(customerNumber=999_999_999)
    api.customer(customerNumber=1)
    assert api.customer() == 2


def test_a_payment_that_names_no_invoice_shows_in_the_balance(api: Client, store: Store) -> None:
    store.set_clock(NOON)
    api.draft()
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})
    assert exact(api.get("/customers/1"))["balance"] == 125
    payment = {"amount": -25, "date": "2026-11-20", "customer": {"customerNumber": 1}, "text": "Kontant"}
    payment |= {"contraAccount": {"accountNumber": 5820}, "currency": {"code": "DKK"}}
    body = {"accountingYear": {"year": "2026"}, "entries": {"customerPayments": [payment]}}
    assert api.post("/journals/2/vouchers", body).status_code == 201
    assert exact(api.get("/customers/1"))["balance"] == 125
    booked = api.call("POST", "/journalsapi/v15.0.0/journals/2/book", headers={"Content-Type": "application/json"})
    assert booked.status_code == 204, booked.text
    assert exact(api.get("/customers/1"))["balance"] == 100
    assert exact(api.get("/accounts/5600"))["balance"] == 100
    assert exact(api.get("/accounts/5999"))["balance"] == 125


def test_a_customer_with_entries_cannot_be_deleted(api: Client) -> None:
    api.draft()
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}})
    answer = api.delete("/customers/1")
    assert (answer.status_code, answer.json()["message"]) == (400, "Customer '1' is in use.")


def test_what_is_overdue_grows_also_when_nothing_is_owed_in_all(api: Client, store: Store) -> None:
    store.set_clock(NOON)
    api.draft()
    api.draft(paymentTerms={"paymentTermsNumber": 5}, lines=[line(unitNetPrice=-100)])
    for number in (1, 2):
        api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": number}})
    assert exact(api.get("/customers/1"))["dueAmount"] == 0
    store.advance(timedelta(days=9))
    body = exact(api.get("/customers/1"))
    assert (body["balance"], body["dueAmount"]) == (0, Decimal("125.00"))
