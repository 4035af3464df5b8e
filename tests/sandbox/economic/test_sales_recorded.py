"""Invoices and orders beside recorded ones: posted again, they come back with the same amounts and shapes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox.economic.setup.agreement import Employee, Named, PaymentTerms, VatZone
from sandbox.economic.setup.years import AccountingYear
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, exact
from tests.sandbox.economic.conformance import schema
from tests.sandbox.economic.test_recorded import RECORDED, decimals, recorded, shape

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside this checkout")

COMPUTED = (
    "netAmount",
    "netAmountInBaseCurrency",
    "grossAmount",
    "grossAmountInBaseCurrency",
    "marginInBaseCurrency",
    "marginPercentage",
    "vatAmount",
    "roundingAmount",
    "costPriceInBaseCurrency",
    "exchangeRate",
    "dueDate",
)
ORDERS = (
    "orders_drafts_one",
    "orders_drafts_one_15",
    "orders_drafts_one_97",
    "orders_sent_one",
    "orders_sent_one_15",
    "orders_archived_one",
)


class World:
    """Makes an agreement in which a recorded document can be written."""

    def __init__(self, api: Client, store: Store) -> None:
        self.api = api
        self.store = store

    def ready(self, document: Json) -> Json:
        """Make what a document names; the body to post it with."""
        store = self.store
        terms = document["paymentTerms"]
        number, layout = terms["paymentTermsNumber"], document["layout"]["layoutNumber"]
        made = PaymentTerms(number, terms["name"], terms["paymentTermsType"], terms.get("daysOfCredit"))
        # Today's payment terms repeat their name as a description; those of 2019 did not.
        store.agreement = replace(
            store.agreement,
            payment_terms={**store.agreement.payment_terms, number: made},
            layouts={**store.agreement.layouts, layout: Named(layout, "Layout")},
            employees={**store.agreement.employees, **_people(document)},
            projects={number: Named(number, "Project") for number in range(1, 3)},
            vat_zones={**store.agreement.vat_zones, 17: VatZone(17, "France", for_supplier=False)},
        )
        self._customer(document)
        for line in document.get("lines", ()):
            if "product" in line and line["product"]["productNumber"] not in store.products:
                # Those lines of booked invoices that bear no VAT are of a group without.
                group = 2 if line.get("vatRate") == 0 else 1
                self.api.product(line["product"]["productNumber"], productGroup={"productGroupNumber": group})
        return {name: writable(value) for name, value in document.items()}

    def _customer(self, document: Json) -> None:
        number, recipient = document["customer"]["customerNumber"], document["recipient"]
        if number not in self.store.customers:
            self.api.customer(
                customerNumber=number,
                ean=recipient.get("ean", ""),
                corporateIdentificationNumber=recipient.get("cvr", ""),
            )
        contacts = [recipient.get("attention"), document.get("references", {}).get("customerContact")]
        for named in contacts:
            while named and named["customerContactNumber"] not in self.store.contacts:
                self.api.post(f"/customers/{number}/contacts", {"name": "Bo"})
        location = document.get("deliveryLocation")
        while location and location["deliveryLocationNumber"] not in self.store.delivery_locations:
            self.api.post(f"/customers/{number}/delivery-locations", {})


def writable(value: object) -> object:
    """A value as a client would send it, with numbers that JSON can hold."""
    if isinstance(value, dict):
        return {name: writable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [writable(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def _people(document: Json) -> dict[int, Employee]:
    references = document.get("references", {})
    numbers = [
        references[name]["employeeNumber"] for name in ("salesPerson", "vendorReference") if name in references
    ]
    return {number: Employee(number, "Bo") for number in numbers}


@pytest.fixture
def world(api: Client, store: Store) -> World:
    return World(api, store)


@pytest.mark.parametrize("position", range(10))
def test_recorded_drafts_come_back_with_their_shape_order_and_decimals(world: World, position: int) -> None:
    item = [*recorded("invoices_0")["collection"], recorded("create_draft_invoice")][position]
    answer = world.api.post("/invoices/drafts", world.ready(item))
    assert answer.status_code == 201, answer.text
    ours = exact(answer)
    assert list(ours) == list(item)
    assert shape(ours) == shape(item)
    assert ours["exchangeRate"] == item["exchangeRate"]
    # Items of a list have no lines, so nothing can be computed again; a margin of nothing has one decimal.
    margin = ".marginPercentage"
    assert {**decimals(ours), margin: 0} == {**decimals(item), margin: 0}


@pytest.mark.parametrize(
    "name", ["create_booked_invoice", "create_booked_invoice_with_ean", "invoice_book", "invoice_book_with_number"]
)
def test_recorded_invoices_are_booked_with_the_same_amounts(world: World, name: str) -> None:
    real = recorded(name)
    day = date.fromisoformat(real["date"])
    year = AccountingYear.of(day.replace(month=1, day=1), day.replace(month=12, day=31))
    world.store.agreement = world.store.agreement.with_years(year)
    made = world.api.post("/invoices/drafts", world.ready(real))
    assert made.status_code == 201, made.text
    number = real["bookedInvoiceNumber"]
    answer = world.api.post(
        "/invoices/booked",
        {
            "draftInvoice": {"draftInvoiceNumber": made.json()["draftInvoiceNumber"]},
            "bookWithNumber": number,
            "sendBy": "ean" if "ean" in name else "none",
        },
    )
    assert answer.status_code == 201, answer.text
    ours = exact(answer)
    amounts = [key for key in real if isinstance(real[key], Decimal)]
    assert len(amounts) == 9
    assert {key: ours[key] for key in amounts} == {key: real[key] for key in amounts}
    for mine, theirs in zip(ours["lines"], real["lines"], strict=True):
        assert list(mine) == list(theirs)
        assert {k: v for k, v in mine.items() if isinstance(v, Decimal)} == {
            k: v for k, v in theirs.items() if isinstance(v, Decimal)
        }
    # Since 2024 an invoice carries the number of its draft; terms are described since then, too.
    assert set(ours) - set(real) <= {"orderNumber"}
    assert ours["dueDate"] == real["dueDate"]
    for part in ("recipient", "delivery", "notes", "references", "customer", "layout"):
        assert shape(ours.get(part)) == shape(real.get(part)), part


@pytest.mark.parametrize("name", ORDERS)
def test_recorded_orders_come_back_with_their_shape_order_and_amounts(world: World, name: str) -> None:
    real = recorded(name)
    state = name.split("_")[1]
    made = world.api.post("/orders/drafts", world.ready(real))
    assert made.status_code == 201, made.text
    ours = exact(made)
    if state != "drafts":
        ours = exact(world.api.post("/orders/sent", made.json()))
    if state == "archived":
        template = world.api.get(ours["templates"]["upgradeInstructions"]).json()
        assert world.api.post("/invoices/drafts", template["draftInvoice"]).status_code == 201
        ours = exact(world.api.get(f"/orders/archived/{ours['orderNumber']}"))
    # Recorded in 2019, before orders told when they were changed.
    ours.pop("lastUpdated", None)
    assert {key: ours[key] for key in COMPUTED} == {key: real[key] for key in COMPUTED}
    assert list(ours) == list(real)
    assert shape(ours) == shape(real)
    assert decimals(ours) == decimals(real)
    for link in (ours["templates"]["self"], ours["templates"]["upgradeInstructions"], ours["pdf"]["download"]):
        assert world.api.get(link).status_code == 200
    assert ours["templates"].keys() == real["templates"].keys()


@pytest.mark.parametrize("state", ["drafts", "sent", "archived"])
def test_recorded_collections_of_orders_have_the_same_frame(world: World, state: str) -> None:
    real = recorded(f"orders_{state}")
    made = world.api.post("/orders/drafts", world.ready(recorded("orders_drafts_one"))).json()
    if state != "drafts":
        made = world.api.post("/orders/sent", made).json()
    if state == "archived":
        template = world.api.get(made["templates"]["upgradeInstructions"]).json()
        world.api.post("/invoices/drafts", template["draftInvoice"])
    ours = exact(world.api.get(f"/orders/{state}", skippages=0, pagesize=1000))
    assert shape({**ours, "collection": []}) == shape({**real, "collection": []})
    (item,) = ours["collection"]
    item.pop("lastUpdated", None)
    # The first recorded order happens to have no kind of e-invoice.
    assert set(item) == set(real["collection"][0])
    assert item["lines"] == real["collection"][0]["lines"] == []


TOTALS = {
    "invoices.totals.get": "/invoices/totals",
    "invoices.totals.booked.get": "/invoices/totals/booked",
    "invoices.totals.booked.paid.get": "/invoices/totals/booked/paid",
    "invoices.totals.booked.unpaid.get": "/invoices/totals/booked/unpaid",
    "invoices.totals.booked.unpaid.not-overdue.get": "/invoices/totals/booked/unpaid/not-overdue",
    "invoices.totals.booked.unpaid.overdue.get": "/invoices/totals/booked/unpaid/overdue",
    "invoices.totals.drafts.get": "/invoices/totals/drafts",
    "invoices.totals.drafts.customers.get": "/invoices/totals/drafts/customers",
    "invoices.totals.drafts.customers.customerNumber.accounting-years.accountingYear.get": (
        "/invoices/totals/drafts/customers/1/accounting-years/2026"
    ),
    "invoices.totals.drafts.customers.customerNumber.periods.accountingPeriod.get": (
        "/invoices/totals/drafts/customers/1/periods/{period}"
    ),
    "invoices.totals.drafts.employees.employeeNumber.get": "/invoices/totals/drafts/employees/1",
    "invoices.totals.drafts.employees.employeeNumber.accounting-years.accountingYear.get": (
        "/invoices/totals/drafts/employees/1/accounting-years/2026"
    ),
    "invoices.totals.drafts.employees.employeeNumber.periods.accountingPeriod.get": (
        "/invoices/totals/drafts/employees/1/periods/{period}"
    ),
    "invoices.get": "/invoices",
    "orders.get": "/orders",
    "invoices.drafts.draftInvoiceNumber.templates.get": "/invoices/drafts/1/templates",
    "invoices.drafts.draftInvoiceNumber.templates.booking-instructions.get": (
        "/invoices/drafts/1/templates/booking-instructions"
    ),
}


@pytest.mark.parametrize("name", TOTALS)
def test_totals_and_roots_have_the_published_properties(api: Client, store: Store, name: str) -> None:
    api.draft(date="2026-11-20", references={"salesPerson": {"employeeNumber": 1}})
    for _ in range(2):
        api.draft(date="2026-11-20")
    api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 2}})
    year = store.agreement.year_on(date(2026, 11, 20))
    assert year is not None
    path = TOTALS[name].format(period=year.period_on(date(2026, 11, 20)).number)
    ours = exact(api.get(path))
    published = schema(name)["properties"]
    if name.endswith(("booked.paid.get", "overdue.get")):
        # There are none of that state, and so no first and last date.
        published = {key: value for key, value in published.items() if key not in {"minDate", "maxDate"}}
        ours = {key: value for key, value in ours.items() if key not in {"minDate", "maxDate"}}
    # One schema spells it with three c.
    expected = {"accountingYears" if key == "acccountingYears" else key for key in published}
    assert set(ours) == expected
    for key, value in ours.items():
        kind = published.get(key, {}).get("type")
        assert kind in {
            None,
            {"str": "string", "int": "integer", "Decimal": "number"}.get(type(value).__name__, kind),
        }
