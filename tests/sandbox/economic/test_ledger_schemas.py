"""The ledger's rules and answers beside the published JSON Schemas, and journals beside the recorded ones."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from sandbox.economic.ledger.fields import ACCOUNT_ENTRIES, JOURNAL_ENTRIES, JOURNALS, PERIOD_ENTRIES, YEAR_ENTRIES
from sandbox.economic.ledger.journals import LISTS
from sandbox.economic.ledger.rules import VOUCHER_POST
from sandbox.economic.query.fields import Queryable
from tests.sandbox.economic.client import Client, Json, exact
from tests.sandbox.economic.conformance import deviations, filterable_and_sortable, needs_schemas, schema
from tests.sandbox.economic.ledger_client import book, entry, post
from tests.support import SHARED

pytestmark = needs_schemas

RECORDED = SHARED / "economic" / "recorded"

WHOLE = "numbers of journals and vouchers are whole; with 1.5 the real API cannot mean anything"

ALTERNATIVES = "the schema has them as alternatives (oneOf) by payment type, and its text beside the payment type"
DETAILS = ("fiSupplierNo", "ocrLine", "giroAccount", "accountNo", "ibanSwift", "message", "ocrLineMessage")


def test_rules_of_vouchers_are_those_of_the_schema() -> None:
    known = {
        "voucherNumber type": WHOLE,
        "journal.journalNumber type": WHOLE,
        **{f"entries.{name}.journal.journalNumber type": WHOLE for name in LISTS},
        **{f"entries.{name}.voucher.voucherNumber type": WHOLE for name in LISTS},
        **{f"entries.supplierInvoices.paymentDetails.{name} is not in the schema": ALTERNATIVES for name in DETAILS},
    }
    assert deviations(VOUCHER_POST, "journals.journalNumber.vouchers.post", known) == []


@pytest.mark.parametrize(
    ("name", "queryable"),
    [
        ("journals.get", JOURNALS),
        ("journals.journalNumber.entries.get", JOURNAL_ENTRIES),
        ("accounting-years.accountingYear.entries.get", YEAR_ENTRIES),
        ("accounting-years.accountingYear.periods.accountingYearPeriod.entries.get", PERIOD_ENTRIES),
        ("accounts.accountNumber.accounting-years.accountingYear.entries.get", ACCOUNT_ENTRIES),
        (
            "accounts.accountNumber.accounting-years.accountingYear.periods.accountingYearPeriod.entries.get",
            ACCOUNT_ENTRIES,
        ),
    ],
)
def test_filterable_and_sortable_fields_are_those_of_the_schema(name: str, queryable: Queryable) -> None:
    filterable, sortable = filterable_and_sortable(name)
    assert set(queryable.filterable) == filterable
    assert set(queryable.filterable) - queryable.not_sortable == sortable


# Answers.


@pytest.fixture
def books(api: Client) -> Client:
    """Books with one entry of each type, drafts and booked, with everything an entry can have."""
    api.customer(customerNumber=1)
    every = {
        "text": "po_1",
        "currency": {"code": "EUR"},
        "departmentalDistribution": {"departmentalDistributionNumber": 3},
        "employee": {"employeeNumber": 1},
        "contraAccount": {"accountNumber": 1010},
        "contraVatAccount": {"vatCode": "U25"},
    }
    own: dict[str, dict[str, Any]] = {
        "financeVouchers": {
            "vatAccount": {"vatCode": "I25"},
            "quantity1": 1.5,
            "unit1": {"unitNumber": 1},
            "quantity2": 2,
            "unit2": {"unitNumber": 2},
        },
        "customerPayments": {"customerInvoice": 7},
        "supplierInvoices": {
            "supplierInvoiceNumber": "F-1",
            "dueDate": "2026-12-01",
            "paymentDetails": {
                "paymentType": {"paymentTypeNumber": 7},
                "accountNo": "12345678",
                "message": "Faktura F-1",
            },
        },
        "supplierPayments": {"supplierInvoiceNumber": "F-1"},
        "manualCustomerInvoices": {"customerInvoice": 7, "dueDate": "2026-12-01"},
    }
    for journal in (1, 4):
        post(api, journal, **{name: [entry(name, **every, **own[name])] for name in LISTS})
    assert book(api, 4).status_code == 204
    return api


def undescribed(document: object, node: Mapping[str, Any], path: str = "") -> set[str]:
    """Where a document has something that its schema does not, or of another kind."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, Decimal),
        "boolean": bool,
    }
    expected = kinds.get(node.get("type", ""))
    if expected is not None and not isinstance(document, expected):
        return {f"{path} is no {node['type']}"}
    if isinstance(document, dict):
        properties = node.get("properties")
        if properties is None:
            return set()
        found = {f"{path}.{name}" for name in document if name not in properties}
        return found.union(
            *(undescribed(document[n], properties[n], f"{path}.{n}") for n in document if n in properties)
        )
    if isinstance(document, list):
        return set().union(*(undescribed(item, node["items"], f"{path}[]") for item in document))
    return set()


ENTRY = {f".entries.{name}[].journalEntryNumber" for name in LISTS}
BANK = {f".paymentDetails.{name}" for name in ("accountNo", "message")}
IN_VOUCHER = {f".entries.supplierInvoices[]{name}" for name in BANK}


@pytest.mark.parametrize(
    ("path", "name", "beside"),
    [
        ("/journals/2", "journals.journalNumber.get", set[str]()),
        ("/journals/1/templates", "journals.journalNumber.templates.get", set[str]()),
        ("/journals/1/templates/financeVoucher", "journals.journalNumber.templates.financeVoucher.get", set[str]()),
        (
            "/journals/1/templates/manualCustomerInvoice",
            "journals.journalNumber.templates.manualCustomerInvoice.get",
            set[str](),
        ),
        (
            "/journals/1/vouchers/2026-1",
            "journals.journalNumber.vouchers.accountingYear-voucherNumber.get",
            ENTRY | IN_VOUCHER,
        ),
        ("/journals/1/entries", "journals.journalNumber.entries.get", {f".collection[]{name}" for name in BANK}),
        ("/journals/1/entries/3", "journals.journalNumber.entries.entryNumber.get", BANK),
        ("/accounting-years/2026/entries", "accounting-years.accountingYear.entries.get", set[str]()),
        (
            "/accounting-years/2026/periods/11/entries",
            "accounting-years.accountingYear.periods.accountingYearPeriod.entries.get",
            {".collection[].supplier.supplierGroup"},
        ),
        (
            "/accounts/6800/accounting-years/2026/entries",
            "accounts.accountNumber.accounting-years.accountingYear.entries.get",
            {".collection[].supplier.supplierGroup"},
        ),
        ("/accounting-years/2026/totals", "accounting-years.accountingYear.totals.get", set[str]()),
        (
            "/accounting-years/2026/periods/11/totals",
            "accounting-years.accountingYear.periods.accountingYearPeriod.totals.get",
            set[str](),
        ),
        (
            "/accounts/6800/accounting-years/2026/totals",
            "accounts.accountNumber.accounting-years.accountingYear.totals.get",
            set[str](),
        ),
        (
            "/accounts/6800/accounting-years/2026/periods/11/totals",
            "accounts.accountNumber.accounting-years.accountingYear.periods.accountingYearPeriod.totals.get",
            set[str](),
        ),
    ],
)
def test_answers_have_only_what_the_schema_describes(books: Client, path: str, name: str, beside: set[str]) -> None:
    assert undescribed(exact(books.get(path)), schema(name)) == beside


def test_the_answer_to_a_voucher_is_as_the_schema_of_the_voucher(books: Client) -> None:
    node = schema("journals.journalNumber.vouchers.accountingYear-voucherNumber.get")
    (made,) = post(books, financeVouchers=[entry()])
    assert undescribed(made, node) == {".entries.financeVouchers[].journalEntryNumber"}


def recorded(name: str) -> Json:
    body: Json = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8").replace("-experimental", ""))
    return body


def as_here(text: str, api: Client) -> Json:
    body: Json = json.loads(text.replace("https://restapi.e-conomic.com", api.url))
    return body


def test_journals_are_as_recorded(api: Client) -> None:
    there = as_here(json.dumps(recorded("journals_0")), api)
    here = api.get("/journals", pagesize=1000).json()
    assert here["collection"][:3] == there["collection"]
    assert set(here) == set(there)
    assert api.get("/journals/3").json().keys() == recorded("journal").keys()


def test_suppliers_and_payment_types_have_the_recorded_properties(api: Client) -> None:
    here = api.get("/suppliers/1").json()
    # Layouts of suppliers and what may be done with them are not in the sandbox.
    assert set(recorded("supplier")) - set(here) == {"layout", "metaData"}
    assert set(here) <= set(recorded("supplier"))
    assert api.get("/supplier-groups/1").json().keys() == recorded("supplier_group").keys()
    assert api.get("/payment-types/7").json() == as_here(json.dumps(recorded("payment_type")), api)
    assert (
        api.get("/payment-types").json()["collection"]
        == as_here(json.dumps(recorded("payment_types")), api)["collection"]
    )


# Errors.


def real_error(name: str) -> Json:
    path = SHARED / "economic" / "real-errors" / f"{name}.json"
    body: Json = json.loads(path.read_text(encoding="utf-8"))["body"]
    return body


def skeleton(value: object) -> object:
    """Names and codes, without what differs from case to case."""
    if isinstance(value, dict):
        told = {"errorCode", "errorMessage", "developerHint", "propertyName", "arrayIndex", "errorCount", "message"}
        return {k: v if k in told else skeleton(v) for k, v in value.items()}
    if isinstance(value, list):
        return [skeleton(item) for item in value]
    return type(value).__name__


@pytest.mark.parametrize(
    ("name", "side"),
    [("400-voucher-account-not-found", "account"), ("400-voucher-contra-account-not-found", "contraAccount")],
)
def test_a_missing_account_is_refused_as_recorded(api: Client, name: str, side: str) -> None:
    there = real_error(name)
    (item,) = there["errors"][0]["entries"]["items"]
    number = item[side]["errors"][0]["inputValue"]
    body = {
        "accountingYear": {"year": "2026"},
        "entries": {"financeVouchers": [entry(**{side: {"accountNumber": number}})]},
    }
    here = api.post("/journals/1/vouchers", body).json()
    here = json.loads(json.dumps(here).replace(api.url, "https://restapi.e-conomic.com"))
    for error in (
        here["errors"][0]["account"]["errors"][0],
        here["errors"][0]["entries"]["items"][0][side]["errors"][0],
    ):
        if name == "400-voucher-contra-account-not-found":
            # Elided by whoever stored it.
            del error["developerHint"]
    there.setdefault("developerHint", here["developerHint"])
    there.setdefault("logTime", here["logTime"])
    assert skeleton(here) == skeleton(there)
    assert here["errors"] == there["errors"]
