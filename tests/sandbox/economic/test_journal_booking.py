"""Booking journals on the newer API's path, and what the books say afterwards."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, exact, line
from tests.sandbox.economic.ledger_client import book, booked, entry, post, voucher

NEWER = "/journalsapi/v15.0.0/journals"


def amounts(entries: list[Json]) -> list[tuple[int, Decimal]]:
    return [(e["account"]["accountNumber"], e["amountInBaseCurrency"]) for e in entries]


def left(api: Client, journal: int = 1) -> list[int]:
    return [e["journalEntryNumber"] for e in exact(api.get(f"/journals/{journal}/entries"))["collection"]]


def test_a_booked_journal_is_empty_and_the_books_have_its_entries(api: Client) -> None:
    post(api, financeVouchers=[entry(text="Gebyr po_1", amount=12.5)])
    answer = book(api)
    assert (answer.status_code, answer.text) == (204, "")
    assert left(api) == []
    assert api.get("/journals/1/vouchers/2026-1").status_code == 404
    fee, bank = booked(api)
    assert amounts([fee, bank]) == [(2550, Decimal("12.50")), (5820, Decimal("-12.50"))]
    assert (fee["text"], fee["voucherNumber"], fee["entryType"], fee["date"]) == (
        "Gebyr po_1",
        1,
        "financeVoucher",
        "2026-11-20",
    )
    assert exact(api.get(fee["self"])) == fee


def test_other_journals_are_left_alone(api: Client) -> None:
    post(api, financeVouchers=[entry()])
    post(api, 4, financeVouchers=[entry()])
    book(api)
    assert (left(api, 1), left(api, 4)) == ([], [2])


def test_a_voucher_may_balance_over_several_entries(api: Client) -> None:
    sides = {"account": {"accountNumber": 5830}, "contraAccount": None}
    lines = [entry(amount=-90, **sides), entry(amount=-10, **sides), entry(amount=100, **sides)]
    for one in lines:
        del one["contraAccount"]
    post(api, financeVouchers=lines)
    assert book(api).status_code == 204
    assert sum(e["amountInBaseCurrency"] for e in booked(api)) == 0


def test_an_unbalanced_voucher_is_refused_and_keeps_all_others_back(api: Client) -> None:
    lone = entry(amount=0.01)
    del lone["contraAccount"]
    post(api, financeVouchers=[entry()])
    post(api, financeVouchers=[lone])
    answer = book(api)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert {"type", "title", "status", "detail", "errors", "traceId", "traceTimeUtc", "errorCode"} == set(problem)
    assert "Voucher 2 does not balance: the difference is 0.01 DKK." in problem["errors"][0]["message"]
    assert booked(api) == []


def test_amounts_that_balance_abroad_must_balance_at_home(api: Client) -> None:
    lines = []
    for amount in ("10.01", "-5.00", "-5.01"):
        one = entry(amount=float(amount), currency={"code": "USD"}, exchangeRate=641.3)
        del one["contraAccount"]
        lines.append(one)
    post(api, financeVouchers=lines)
    assert "0.01 DKK" in book(api).json()["errors"][0]["message"]
    for one, base in zip(lines, (64.19, -32.06, -32.13), strict=True):
        one["amountBaseCurrency"] = base
    post(api, 4, financeVouchers=lines)
    assert book(api, 4).status_code == 204


def test_an_unknown_journal_is_a_problem(api: Client) -> None:
    for path in ("9/book", "x/book", "9/bookWithDateInterval", "9/bookdraftentries"):
        answer = api.post(f"{NEWER}/{path}", {})
        assert (answer.status_code, answer.json()["errorCode"]) == (404, "ResourceNotFound")
        assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_an_empty_journal_cannot_be_booked(api: Client) -> None:
    assert book(api).status_code == 400


def test_other_versions_are_not_there(api: Client) -> None:
    assert api.post("/journalsapi/v14.0.1/journals/1/book", {}).status_code == 404


def test_an_interval_is_booked_with_both_ends(api: Client) -> None:
    for day in ("2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"):
        post(api, financeVouchers=[entry(date=day)])
    body = {"fromDate": "2026-11-20T23:59:00Z", "toDate": "2026-11-21"}
    assert api.post(f"{NEWER}/1/bookWithDateInterval", body).status_code == 204
    assert left(api) == [1, 4]
    again = api.post(f"{NEWER}/1/bookWithDateInterval", body)
    assert (again.status_code, again.json()["errors"][0]["message"]) == (
        400,
        "Ingen posteringer i det valgte datointerval",
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"fromDate": "2026-11-20"},
        {"fromDate": None, "toDate": None},
        {"fromDate": "2026-13-20", "toDate": "2026-11-21"},
        {"fromDate": 7, "toDate": 7},
    ],
)
def test_a_bad_interval_is_a_problem(api: Client, body: object) -> None:
    post(api, financeVouchers=[entry()])
    answer = api.post(f"{NEWER}/1/bookWithDateInterval", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert left(api) == [1]


def test_some_entries_are_booked(api: Client) -> None:
    post(api, financeVouchers=[entry(), entry()])
    assert api.post(f"{NEWER}/1/bookdraftentries", {"entryNumbers": [2, 2]}).status_code == 204
    assert left(api) == [1]
    assert api.get("/journals/1/vouchers/2026-1").status_code == 200


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([], "OneAPIEntriesListCannotBeEmpty"),
        ([99], "JournalEntryDoesNotExist"),
        ([1, 99], "JournalEntryDoesNotExist"),
        (["1"], "InvalidValue"),
        ([True], "InvalidValue"),
        (None, "InvalidValue"),
        (1, "InvalidValue"),
    ],
)
def test_entries_that_cannot_be_booked(api: Client, numbers: object, code: str) -> None:
    post(api, financeVouchers=[entry()])
    answer = api.post(f"{NEWER}/1/bookdraftentries", {"entryNumbers": numbers})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert left(api) == [1]


def test_a_body_that_is_not_json_is_a_problem(api: Client) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.call("POST", f"{NEWER}/1/bookdraftentries", data=b"{\x00", headers=headers)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "InvalidJson")


def test_what_was_barred_since_is_not_booked(api: Client, store: Store) -> None:
    api.customer(customerNumber=1)
    post(api, financeVouchers=[entry()])
    post(api, customerPayments=[entry("customerPayments")])
    whole = store.agreement
    store.agreement = whole.with_accounts(replace(whole.accounts[5820], barred=True))
    assert book(api).json()["errorCode"] == "JournalEntryAccountNotAccessible"
    store.agreement = whole.with_period_closed(date(2026, 11, 20))
    assert book(api).json()["errorCode"] == "JournalEntryDateAccountingYearPeriodBarred"
    store.agreement = whole.with_years(replace(whole.years["2026"], closed=True))
    assert book(api).json()["errorCode"] == "JournalEntryDateAccountingYearClosed"
    store.agreement = whole
    document = exact(api.get("/customers/1"))
    api.put("/customers/1", {**_customer(document), "barred": True})
    assert book(api).json()["errorCode"] == "JournalEntryCustomerNotAccessible"
    assert len(left(api)) == 2


def _customer(document: Json) -> Json:
    names = ("name", "currency", "customerGroup", "paymentTerms", "vatZone")
    return {name: document[name] for name in names}


def test_booking_needs_the_bookkeepers_role(api: Client) -> None:
    post(api, financeVouchers=[entry()])
    answers = [
        api.call("POST", f"{NEWER}/1/book", headers={"X-AppSecretToken": secret}).status_code
        for secret in ("wrong", "sandbox-sales-secret", "sandbox-bookkeeping-secret")
    ]
    assert answers == [401, 403, 204]


def test_an_idempotency_key_books_once(api: Client) -> None:
    post(api, financeVouchers=[entry()])
    for _ in range(2):
        answer = api.call("POST", f"{NEWER}/1/book", headers={"Idempotency-Key": "b1"})
        assert answer.status_code == 204
    assert answer.headers["X-ResultFromCache"] == "true"


def test_a_refusal_from_the_cache_is_still_a_problem(api: Client) -> None:
    for _ in range(2):
        answer = api.call("POST", f"{NEWER}/9/book", headers={"Idempotency-Key": "b1"})
        assert answer.headers["Content-Type"].startswith("application/problem+json")


# What is posted.


def test_vat_has_a_line_of_its_own(api: Client) -> None:
    post(api, financeVouchers=[entry(amount=125, account={"accountNumber": 2520}, vatAccount={"vatCode": "I25"})])
    book(api)
    assert amounts(booked(api)) == [(2520, Decimal(100)), (6904, Decimal(25)), (5820, Decimal(-125))]
    assert "vatAccount" in booked(api)[0]
    assert booked(api)[0]["vatAccount"]["vatCode"] == "I25"


def test_vat_of_a_sale_on_the_contra_account(api: Client) -> None:
    changes = {"account": {"accountNumber": 5820}, "contraAccount": {"accountNumber": 1010}}
    post(api, financeVouchers=[entry(amount=125, contraVatAccount={"vatCode": "U25"}, **changes)])
    book(api)
    assert amounts(booked(api)) == [(5820, Decimal(125)), (1010, Decimal(-100)), (6902, Decimal(-25))]


def test_reverse_charge_is_owed_and_deducted(api: Client) -> None:
    post(api, financeVouchers=[entry(amount=100, account={"accountNumber": 2555}, vatAccount={"vatCode": "IY25"})])
    book(api)
    assert amounts(booked(api)) == [
        (2555, Decimal(100)),
        (6905, Decimal(-25)),
        (6904, Decimal(25)),
        (5820, Decimal(-100)),
    ]


def test_a_booked_invoice_is_in_the_books(api: Client) -> None:
    api.draft(lines=[line(quantity=2, unitNetPrice=50)])
    number = exact(api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}}))["bookedInvoiceNumber"]
    entries = booked(api)
    assert amounts(entries) == [(5600, Decimal(125)), (1010, Decimal(-100)), (6902, Decimal(-25))]
    assert {(e["entryType"], e["invoiceNumber"], e["bookedInvoice"]["bookedInvoiceNumber"]) for e in entries} == {
        ("customerInvoice", str(number), number)
    }
    assert (entries[0]["customer"]["customerNumber"], entries[0]["remainder"]) == (1, Decimal(125))
    assert "customer" not in entries[1]


def pay(api: Client, invoice: int, amount: float, **changes: object) -> None:
    post(api, 2, customerPayments=[entry("customerPayments", amount=amount, customerInvoice=invoice, **changes)])
    assert book(api, 2).status_code == 204


def invoiced(api: Client, **changes: object) -> int:
    draft = api.draft(**changes)["draftInvoiceNumber"]
    answer = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": draft}})
    number: int = exact(answer)["bookedInvoiceNumber"]
    return number


def test_a_payment_takes_the_remainder_down(api: Client) -> None:
    number = invoiced(api)
    pay(api, number, -100)
    assert exact(api.get(f"/invoices/booked/{number}"))["remainder"] == Decimal(25)
    assert exact(api.get("/customers/1"))["balance"] == Decimal(25)
    pay(api, number, -50)
    assert exact(api.get(f"/invoices/booked/{number}"))["remainder"] == 0
    debtors = exact(api.get("/accounts/5600/accounting-years/2026/entries"))["collection"]
    assert [e["remainder"] for e in debtors] == [Decimal(0), Decimal(0), Decimal(-25)]
    assert exact(api.get("/customers/1"))["balance"] == Decimal(-25)


def test_a_payment_without_an_invoice_leaves_all_open(api: Client) -> None:
    number = invoiced(api)
    post(api, 2, customerPayments=[entry("customerPayments", amount=-125)])
    book(api, 2)
    assert exact(api.get(f"/invoices/booked/{number}"))["remainder"] == Decimal(125)
    assert exact(api.get("/customers/1"))["balance"] == 0


def test_a_payment_of_another_customer_or_currency_settles_nothing(api: Client) -> None:
    api.customer(customerNumber=2)
    number = invoiced(api)
    pay(api, number, -125, customer={"customerNumber": 2})
    pay(api, number, -10, currency={"code": "EUR"})
    assert exact(api.get(f"/invoices/booked/{number}"))["remainder"] == Decimal(125)


def test_a_refund_settles_a_credit_note(api: Client) -> None:
    number = invoiced(api, lines=[line(unitNetPrice=-80)])
    pay(api, number, 60)
    assert exact(api.get(f"/invoices/booked/{number}"))["remainder"] == Decimal(-40)


def test_a_manual_invoice_is_settled_too(api: Client) -> None:
    api.customer(customerNumber=1)
    sale = {"contraAccount": {"accountNumber": 1010}, "contraVatAccount": {"vatCode": "U25"}}
    post(
        api,
        manualCustomerInvoices=[entry("manualCustomerInvoices", customerInvoice=77, dueDate="2026-12-01", **sale)],
    )
    book(api)
    first = booked(api)[0]
    assert (first["entryType"], first["invoiceNumber"], first["dueDate"]) == (
        "manualDebtorInvoice",
        "77",
        "2026-12-01",
    )
    pay(api, 77, -100)
    assert [e.get("remainder") for e in booked(api)] == [Decimal(0), None, None, Decimal(0), None]


def test_suppliers_have_entries_and_remainders(api: Client) -> None:
    post(api, supplierInvoices=[entry("supplierInvoices", amount=-100, supplierInvoiceNumber="F-1")])
    post(api, supplierPayments=[entry("supplierPayments", amount=30, supplierInvoiceNumber="F-1")])
    book(api)
    owed = exact(api.get("/accounts/6800/accounting-years/2026/entries"))["collection"]
    assert [(e["entryType"], e["remainder"]) for e in owed] == [
        ("supplierInvoice", Decimal(-70)),
        ("supplierPayment", Decimal(0)),
    ]
    assert len(api.filtered("/accounting-years/2026/entries", "supplierInvoiceNumber$eq:f-1")) == 2


# Where entries are found.


@pytest.fixture
def year(api: Client) -> None:
    for day, amount, text in (("2026-01-31", 10, "a"), ("2026-02-01", 20, "b"), ("2026-11-20", 30, "c po_9")):
        post(api, financeVouchers=[entry(date=day, amount=amount, text=text)])
    post(api, year="2027", financeVouchers=[entry(date="2027-01-01", amount=40)])
    book(api)


@pytest.mark.usefixtures("year")
def test_entries_by_year_period_and_account(api: Client) -> None:
    def found(path: str) -> list[Decimal]:
        return [e["amount"] for e in exact(api.get(path))["collection"]]

    assert found("/accounting-years/2026/entries") == [10, -10, 20, -20, 30, -30]
    assert found("/accounting-years/2027/entries") == [40, -40]
    assert found("/accounting-years/2026/periods/1/entries") == [10, -10]
    assert found("/accounting-years/2026/periods/11/entries") == [30, -30]
    assert found("/accounts/5820/accounting-years/2026/entries") == [-10, -20, -30]
    assert found("/accounts/5820/accounting-years/2026/periods/2/entries") == [-20]


@pytest.mark.usefixtures("year")
def test_totals_by_year_period_and_account(api: Client) -> None:
    def totals(path: str) -> dict[int, Decimal]:
        items = exact(api.get(path, pagesize=1000))["collection"]
        return {t["account"]["accountNumber"]: t["totalInBaseCurrency"] for t in items if t["totalInBaseCurrency"]}

    assert totals("/accounting-years/2026/totals") == {2550: 60, 5820: -60}
    assert totals("/accounting-years/2026/periods/2/totals") == {2550: 20, 5820: -20}
    one = exact(api.get("/accounts/5820/accounting-years/2026/totals"))
    assert (one["totalInBaseCurrency"], one["fromDate"], one["toDate"]) == (-60, "2026-01-01", "2026-12-31")
    one = exact(api.get("/accounts/5820/accounting-years/2026/periods/2/totals"))
    assert (one["totalInBaseCurrency"], one["toDate"]) == (-20, "2026-02-28")
    assert exact(api.get(one["self"])) == one


@pytest.mark.usefixtures("year")
def test_entries_are_filtered_and_sorted(api: Client) -> None:
    def numbers(text: str, path: str = "/accounting-years/2026/entries") -> list[int]:
        return [e["entryNumber"] for e in api.filtered(path, text)]

    assert numbers("text$like:po_9") == [5, 6]
    assert numbers("voucherNumber$eq:2") == [3, 4]
    assert numbers("voucherNumber$eq:1", "/accounting-years/2027/entries") == [7, 8]
    assert numbers("amount$eq:-20") == [4]
    assert numbers("date$gte:2026-02-01$and:amount$gt:0") == [3, 5]
    assert numbers("entryType$eq:financevoucher$and:date$eq:2026-01-31") == [1, 2]
    ordered = exact(api.get("/accounting-years/2026/entries", sort="-amount"))["collection"]
    assert [e["amount"] for e in ordered] == [30, 20, 10, -10, -20, -30]


@pytest.mark.usefixtures("year")
def test_entries_cannot_be_filtered_by_account(api: Client) -> None:
    answer = api.get("/accounting-years/2026/entries", filter="account.accountNumber$eq:5820")
    assert answer.json()["errors"] == ["Filtering is not allowed on property 'account.accountNumber'."]


@pytest.mark.parametrize(
    "path",
    [
        "/accounting-years/1999/entries",
        "/accounting-years/1999/totals",
        "/accounting-years/2026/entries/1",
        "/accounting-years/2026/entries/x",
        "/accounting-years/2026/periods/13/entries",
        "/accounting-years/2026/periods/x/totals",
        "/accounts/4711/accounting-years/2026/entries",
        "/accounts/5820/accounting-years/1999/entries",
        "/accounts/5820/accounting-years/2026/periods/0/entries",
    ],
)
def test_what_does_not_exist_is_not_found(api: Client, path: str) -> None:
    assert api.get(path).status_code == 404


def test_the_books_survive_a_look_at_balances(api: Client, store: Store) -> None:
    post(api, financeVouchers=[entry(amount=10)])
    book(api)
    assert exact(api.get("/accounts/5820"))["balance"] == Decimal("-10.00")
    store.ledger.restored()
    assert store.ledger.account_balance(5820) == Decimal("-10.00")


def test_a_deleted_voucher_number_is_not_given_again_after_booking(api: Client) -> None:
    post(api, financeVouchers=[entry()])
    book(api)
    answer = api.post("/journals/1/vouchers", voucher(1, financeVouchers=[entry()]))
    assert answer.status_code == 400
    assert post(api, financeVouchers=[entry()])[0]["voucherNumber"] == 2


@pytest.mark.parametrize("path", ["bookdraftentries", "bookWithDateInterval"])
def test_a_body_must_be_called_json(api: Client, path: str) -> None:
    post(api, financeVouchers=[entry()])
    body = b'{"entryNumbers":[1],"fromDate":"2026-01-01","toDate":"2026-12-31"}'
    answer = api.call("POST", f"{NEWER}/1/{path}", data=body)
    assert answer.status_code == 415
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert left(api) == [1]
