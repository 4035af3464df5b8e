"""Vouchers of a journal: what is answered, what is refused, and where it is found again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox.economic.ledger.journals import Journal
from sandbox.economic.setup.agreement import Account
from sandbox.economic.setup.years import AccountingYear
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, exact
from tests.sandbox.economic.ledger_client import entry, entry_errors, post, voucher, voucher_errors


def test_a_voucher_is_answered_as_an_array_of_one(api: Client) -> None:
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry(text="pi_123")]))
    assert answer.status_code == 201, answer.text
    (made,) = answer.json()
    assert made["voucherNumber"] == 1
    assert made["self"] == f"{api.url}/journals/1/vouchers/2026-1" == answer.headers["Location"]
    assert made["accountingYear"] == {"year": "2026", "self": f"{api.url}/accounting-years/2026"}
    (line,) = made["entries"]["financeVouchers"]
    assert (line["journalEntryNumber"], line["text"], line["amount"]) == (1, "pi_123", 100)


def test_what_was_posted_can_be_read_again(api: Client) -> None:
    (made,) = post(api, financeVouchers=[entry(), entry(amount=-3)])
    assert exact(api.get("/journals/1/vouchers/2026-1")) == made
    listed = exact(api.get("/journals/1/vouchers"))["collection"]
    assert listed == [made]
    numbers = [line["journalEntryNumber"] for line in made["entries"]["financeVouchers"]]
    assert [e["journalEntryNumber"] for e in exact(api.get("/journals/1/entries"))["collection"]] == numbers
    assert exact(api.get(f"/journals/1/entries/{numbers[1]}"))["amount"] == -3


@pytest.mark.parametrize("path", ["/journals/9/vouchers", "/journals/x/vouchers", "/journals/9/entries"])
def test_an_unknown_journal_is_not_found(api: Client, path: str) -> None:
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("key", ["2026-2", "2025-1", "2026", "2026-", "-1", "2026-1x", "2026-99999999999", "2026-²"])
def test_an_unknown_voucher_is_not_found(api: Client, key: str) -> None:
    post(api, financeVouchers=[entry()])
    assert api.get(f"/journals/1/vouchers/{key}").status_code == 404


def test_several_vouchers_are_posted_at_once(api: Client) -> None:
    bodies = [voucher(financeVouchers=[entry(text=str(n))]) for n in range(3)]
    made = api.post("/journals/4/vouchers", bodies).json()
    assert [one["voucherNumber"] for one in made] == [60001, 60002, 60003]


def test_one_bad_voucher_keeps_the_others_out(api: Client, store: Store) -> None:
    bad = voucher(financeVouchers=[entry(account={"accountNumber": 4711})])
    answer = api.post("/journals/1/vouchers", [voucher(financeVouchers=[entry()]), bad])
    assert [one["arrayIndex"] for one in answer.json()["errors"]] == [1]
    assert len(store.ledger.drafts) == 0


def test_entries_with_numbers_of_their_own_become_several_vouchers(api: Client) -> None:
    lines = [entry(voucher={"voucherNumber": 7}), entry(voucher={"voucherNumber": 9}), entry()]
    made = post(api, financeVouchers=lines)
    assert [one["voucherNumber"] for one in made] == [7, 9, 10]


def test_numbers_go_on_per_journal_and_year(api: Client) -> None:
    assert post(api, financeVouchers=[entry()])[0]["voucherNumber"] == 1
    assert post(api, financeVouchers=[entry()])[0]["voucherNumber"] == 2
    assert post(api, 4, financeVouchers=[entry()])[0]["voucherNumber"] == 60001
    made = post(api, year="2027", financeVouchers=[entry(date="2027-01-05")])
    assert made[0]["voucherNumber"] == 1


def test_a_number_that_was_sent_is_used_once(api: Client) -> None:
    body = voucher(500, financeVouchers=[entry()])
    assert api.post("/journals/1/vouchers", body).json()[0]["voucherNumber"] == 500
    assert voucher_errors(api.post("/journals/1/vouchers", body)) == {"voucherNumber": "E06010"}
    assert post(api, financeVouchers=[entry()])[0]["voucherNumber"] == 501


def test_one_request_cannot_use_a_number_twice(api: Client) -> None:
    body = voucher(500, financeVouchers=[entry()])
    answer = api.post("/journals/1/vouchers", [body, body])
    assert [one["arrayIndex"] for one in answer.json()["errors"]] == [1]


def test_a_journal_has_only_its_own_numbers(api: Client, store: Store) -> None:
    store.ledger.journals[7] = Journal(7, "Små tal", first=10, last=11)
    assert voucher_errors(api.post("/journals/7/vouchers", voucher(9, financeVouchers=[entry()]))) == {
        "voucherNumber": "E06000"
    }
    assert [post(api, 7, financeVouchers=[entry()])[0]["voucherNumber"] for _ in range(2)] == [10, 11]
    answer = api.post("/journals/7/vouchers", voucher(financeVouchers=[entry()]))
    assert voucher_errors(answer) == {"voucherNumber": "E06000"}


def test_a_year_over_two_has_six_in_its_address(api: Client, store: Store) -> None:
    store.agreement = store.agreement.with_years(AccountingYear.of(date(2028, 7, 1), date(2029, 6, 30)))
    (made,) = post(api, year="2028/2029", financeVouchers=[entry(date="2029-02-01")])
    assert made["self"] == f"{api.url}/journals/1/vouchers/2028_6_2029-1"
    assert exact(api.get(made["self"])) == made


def test_references_can_be_links(api: Client) -> None:
    line = entry(account={"self": f"{api.url}/accounts/2550"}, currency={"self": f"{api.url}/currencies/EUR"})
    body = {
        "accountingYear": {"self": f"{api.url}/accounting-years/2026"},
        "entries": {"financeVouchers": [line]},
    }
    answer = api.post("/journals/1/vouchers", body).json()
    (made,) = answer[0]["entries"]["financeVouchers"]
    assert (made["account"]["accountNumber"], made["currency"]["code"]) == (2550, "EUR")


# Errors, in the recorded trees.


def test_an_account_that_is_not_there(api: Client) -> None:
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry(account={"accountNumber": 3562})]))
    assert answer.json()["errors"] == [
        {
            "arrayIndex": 0,
            "account": {
                "errors": [
                    {
                        "propertyName": "account",
                        "errorMessage": "Account(s) is not found or barred.",
                        "errorCode": "E04041",
                        "inputValue": "3562",
                        "developerHint": "You must provide an accessible account.",
                    }
                ]
            },
            "entries": {
                "errors": [],
                "items": [
                    {
                        "arrayIndex": 0,
                        "account": {
                            "errors": [
                                {
                                    "propertyName": "Account",
                                    "errorMessage": "Account '3562' not found.",
                                    "errorCode": "E07150",
                                    "inputValue": 3562,
                                    "developerHint": f"Find a list of accounts at {api.url}/accounts .",
                                }
                            ]
                        },
                    }
                ],
            },
        }
    ]


def test_a_barred_account_is_an_error_of_the_voucher(api: Client) -> None:
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry(contraAccount={"accountNumber": 2590})]))
    assert voucher_errors(answer) == {"account": "E04041"}


def test_a_barred_period_is_refused_in_danish(api: Client, store: Store) -> None:
    store.agreement = store.agreement.with_period_closed(date(2026, 8, 30))
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry(date="2026-08-30")]))
    (item,) = answer.json()["errors"][0]["entries"]["items"]
    (error,) = item["date"]["errors"]
    assert (error["propertyName"], error["errorMessage"], error["errorCode"]) == (
        "Date",
        "Perioden er spærret.",
        "E04041",
    )
    assert error["inputValue"] == {"voucherAccountingYear": "2026", "entryDate": "2026-08-30"}


def test_a_closed_year_is_refused(api: Client) -> None:
    body = voucher(year="2024", financeVouchers=[entry(date="2024-08-30")])
    assert entry_errors(api.post("/journals/1/vouchers", body)) == {(0, "date"): "E04041"}


def test_a_barred_customer_is_refused_where_it_stands(api: Client) -> None:
    api.customer(customerNumber=1)
    api.customer(customerNumber=2, barred=True)
    payments = [entry("customerPayments", customer={"customerNumber": number}) for number in (1, 2)]
    body = voucher(financeVouchers=[entry(), entry(), entry()], customerPayments=payments)
    assert entry_errors(api.post("/journals/1/vouchers", body)) == {(4, "customer"): "E06820"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"account": {"accountNumber": 1000}}, "account"),
        ({"contraAccount": {"accountNumber": 6110}}, "contraAccount"),
        ({"date": "2025-12-31"}, "date"),
        ({"currency": {"code": "XXX"}}, "currency"),
        ({"currency": {}}, "currency"),
        ({"exchangeRate": 99}, "exchangeRate"),
        ({"currency": {"code": "EUR"}, "exchangeRate": -1}, "exchangeRate"),
        ({"vatAccount": {"vatCode": "X1"}}, "vatAccount"),
        ({"vatAccount": {"vatCode": "I25"}, "vatAmount": -20}, "vatAmount"),
        ({"vatAccount": {"vatCode": "I25"}, "vatAmount": 101}, "vatAmount"),
        ({"amount": 1.001}, "amount"),
        ({"amountBaseCurrency": 7}, "amountBaseCurrency"),
        ({"journal": {"journalNumber": 2}}, "journal"),
        ({"departmentalDistribution": {"departmentalDistributionNumber": 99}}, "departmentalDistribution"),
        ({"project": {"projectNumber": 1}}, "project"),
        ({"employee": {"employeeNumber": 99}}, "employee"),
        ({"unit1": {"unitNumber": 99}}, "unit1"),
    ],
)
def test_an_entry_that_cannot_be(api: Client, store: Store, changes: Json, wrong: str) -> None:
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry(), entry(**changes)]))
    assert set(entry_errors(answer)) == {(1, wrong)}
    assert len(store.ledger.drafts) == 0


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (voucher(year="1999", financeVouchers=[entry()]), "accountingYear"),
        ({"accountingYear": {}, "entries": {"financeVouchers": [entry()]}}, "accountingYear"),
        ({**voucher(financeVouchers=[entry()]), "journal": {"journalNumber": 2}}, "journal"),
    ],
)
def test_a_voucher_that_cannot_be(api: Client, body: Json, wrong: str) -> None:
    assert set(voucher_errors(api.post("/journals/1/vouchers", body))) == {wrong}


@pytest.mark.parametrize("body", [voucher(), voucher(financeVouchers=[]), {"accountingYear": {"year": "2026"}}])
def test_a_voucher_needs_entries(api: Client, body: Json) -> None:
    answer = api.post("/journals/1/vouchers", body)
    assert answer.json()["errors"][0]["entries"]["errors"][0]["propertyName"] == "entries"


def test_an_entry_needs_a_side(api: Client) -> None:
    line = entry()
    del line["account"], line["contraAccount"]
    assert set(entry_errors(api.post("/journals/1/vouchers", voucher(financeVouchers=[line])))) == {(0, "account")}
    payment = {"amount": -10, "date": "2026-11-20"}
    answer = api.post("/journals/1/vouchers", voucher(customerPayments=[payment]))
    assert set(entry_errors(answer)) == {(0, "customer")}


@pytest.mark.parametrize(
    ("journal", "name"), [(2, "financeVouchers"), (3, "customerPayments"), (3, "manualCustomerInvoices")]
)
def test_a_restricted_journal_takes_one_type_only(api: Client, journal: int, name: str) -> None:
    api.customer(customerNumber=1)
    answer = api.post(f"/journals/{journal}/vouchers", voucher(**{name: [entry(name)]}))
    assert set(entry_errors(answer)) == {(0, "entryType")}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Required properties are missing from object: accountingYear."),
        ([{}], "Required properties are missing from object: accountingYear. Path '[0]'."),
        (None, "Invalid type. Expected Object but got Null."),
        ([1], "Invalid type. Expected Object but got Integer. Path '[0]'."),
        (
            voucher(financeVouchers=[entry(text="x" * 251)]),
            "exceeds maximum length of 250. Path 'entries.financeVouchers[0].text'.",
        ),
        (voucher(financeVouchers=[{}]), "Required properties are missing from object: amount, date."),
        (voucher(financeVouchers=[entry(amount="1")]), "Expected Float but got String"),
        (voucher(financeVouchers=[entry(text=None)]), "Expected String but got Null"),
        (voucher(financeVouchers=[entry(account={"accountNumber": 0})]), "less than minimum value of 1"),
        (voucher(financeVouchers=[entry(vatAccount={"vatCode": "123456"})]), "exceeds maximum length of 5"),
        (voucher(financeVouchers=[entry(entryType="customerPayment")]), "is not defined in enum"),
        (voucher(0, financeVouchers=[entry()]), "less than minimum value of 1"),
        (voucher(10**9, financeVouchers=[entry()]), "exceeds maximum value of 999999999"),
        (voucher(financeVouchers={}), "Expected Array but got Object"),
        (voucher(financeVouchers=[None]), "Expected Object but got Null"),
        (voucher(financeVouchers=[entry(date="2026-13-01")]), "is not a valid date"),
    ],
)
def test_the_schema_phase(api: Client, body: object, message: str) -> None:
    answer = api.post("/journals/1/vouchers", body)
    assert answer.status_code == 400
    told = answer.json()
    assert message in " ".join([told["message"], *map(str, told.get("errors", []))])


def test_an_empty_array_is_refused(api: Client) -> None:
    assert api.post("/journals/1/vouchers", []).status_code == 400


def test_unknown_properties_are_ignored_and_noted(api: Client, store: Store) -> None:
    api.customer(customerNumber=1)
    store.ignored_properties.clear()
    post(api, customerPayments=[entry("customerPayments", customerInvoiceNumber=7, remainder=1)])
    assert [(note.path, note.reason) for note in store.ignored_properties] == [
        ("entries.customerPayments[0].customerInvoiceNumber", "unknown"),
        ("entries.customerPayments[0].remainder", "read-only"),
    ]


def test_thousands_of_bad_entries_are_refused_quickly(api: Client) -> None:
    lines = [entry(account={"accountNumber": 4711}, currency={"code": "XXX"}) for _ in range(3000)]
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=lines))
    assert answer.json()["errorCount"] == 6001


# Amounts.


def line_of(api: Client, name: str = "financeVouchers", **changes: object) -> Json:
    (made,) = post(api, **{name: [entry(name, **changes)]})
    (line,) = made["entries"][name]
    found: Json = line
    return found


def test_vat_is_worked_out_of_the_gross_amount(api: Client) -> None:
    line = line_of(api, amount=-125, account={"accountNumber": 1010}, vatAccount={"vatCode": "U25"})
    assert line["vatAmount"] == Decimal("-25.00")
    assert line["vatAccount"] == {"vatCode": "U25", "self": f"{api.url}/vat-accounts/U25"}


def test_vat_of_the_contra_account(api: Client) -> None:
    line = line_of(api, amount=99.99, contraVatAccount={"vatCode": "U25"})
    assert line["contraVatAmount"] == line["contraVatAmountInBaseCurrency"] == Decimal("20.00")


def test_vat_that_was_sent_is_kept(api: Client) -> None:
    assert line_of(api, amount=125, vatAccount={"vatCode": "I25"}, vatAmount=24.99)["vatAmount"] == Decimal("24.99")


def test_reverse_charge_comes_on_top(api: Client) -> None:
    assert line_of(api, amount=100, vatAccount={"vatCode": "IY25"})["vatAmount"] == Decimal("25.00")


def test_the_rate_of_the_base_currency_is_one_hundred(api: Client) -> None:
    line = line_of(api)
    assert (str(line["exchangeRate"]), line["currency"]["code"]) == ("100.000000", "DKK")


def test_a_rate_is_the_agreements_unless_sent(api: Client) -> None:
    line = line_of(api, currency={"code": "eur"}, amount=1000)
    assert (str(line["exchangeRate"]), line["amountBaseCurrency"]) == ("746.027400", Decimal("7460.27"))
    line = line_of(api, currency={"code": "EUR"}, amount=1000, exchangeRate=743.914941)
    assert line["amountBaseCurrency"] == Decimal("7439.15")
    line = line_of(api, currency={"code": "EUR"}, amount=1000, amountBaseCurrency=7440)
    assert line["amountBaseCurrency"] == Decimal("7440.00")


def test_a_supplier_invoice_with_bank_details(api: Client) -> None:
    details = {"paymentType": {"paymentTypeNumber": 1}, "fiSupplierNo": "83312345", "ocrLine": "123456789012345"}
    line = line_of(
        api, "supplierInvoices", paymentDetails=details, supplierInvoiceNumber="F-77", dueDate="2026-12-01"
    )
    assert line["paymentDetails"]["paymentType"]["self"] == f"{api.url}/payment-types/1"
    assert (line["paymentDetails"]["ocrLine"], line["supplierInvoiceNumber"]) == ("123456789012345", "F-77")
    wrong = {"paymentType": {"paymentTypeNumber": 10}, "message": "12345"}
    body = voucher(supplierInvoices=[entry("supplierInvoices", paymentDetails=wrong)])
    assert set(entry_errors(api.post("/journals/1/vouchers", body))) == {(0, "paymentDetails")}


def test_a_barred_or_unknown_supplier_is_refused(api: Client) -> None:
    for number in (3, 99):
        line = entry("supplierPayments", supplier={"supplierNumber": number})
        answer = api.post("/journals/1/vouchers", voucher(supplierPayments=[line]))
        assert set(entry_errors(answer)) == {(0, "supplier")}


# Entries.


def test_entries_are_found_by_a_part_of_their_text(api: Client) -> None:
    post(api, financeVouchers=[entry(text="Udbetaling po_1 #4f1c"), entry(text="Gebyr po_2")])
    post(api, 4, financeVouchers=[entry(text="Udbetaling po_1 #4f1c")])
    assert [e["journalEntryNumber"] for e in api.filtered("/journals/1/entries", "text$like:#4F1C")] == [1]
    assert [e["journalEntryNumber"] for e in api.filtered("/journals/4/entries", "text$like:#4F1C")] == [3]
    assert len(api.filtered("/journals/1/entries", "voucher.voucherNumber$eq:1$and:amount$gt:0")) == 2
    assert api.filtered("/journals/1/entries", "voucher.voucherNumber$eq:60001") == []


def test_other_fields_of_entries_cannot_be_filtered(api: Client) -> None:
    answer = api.get("/journals/1/entries", filter="remainder$eq:1")
    assert answer.status_code == 400
    assert "account.accountNumber" in answer.json()["allowedFilteringFields"]


def test_an_entry_is_deleted_once(api: Client) -> None:
    post(api, financeVouchers=[entry(), entry()])
    assert api.delete("/journals/4/entries/1").status_code == 404
    assert api.delete("/journals/1/entries/1").status_code == 204
    assert (api.delete("/journals/1/entries/1").status_code, api.get("/journals/1/entries/1").status_code) == (
        404,
        404,
    )
    assert len(api.get("/journals/1/vouchers/2026-1").json()["entries"]["financeVouchers"]) == 1
    assert api.delete("/journals/1/entries/2").status_code == 204
    assert api.get("/journals/1/vouchers/2026-1").status_code == 404
    assert post(api, financeVouchers=[entry()])[0]["voucherNumber"] == 2


def test_a_moved_voucher_has_another_number_and_the_same_text(api: Client, store: Store) -> None:
    post(api, financeVouchers=[entry(text="#4f1c")])
    with store.lock:
        assert store.ledger.move_voucher(store, "2026", 1, to_journal=4) == 60001
    assert api.get("/journals/1/vouchers/2026-1").status_code == 404
    assert api.filtered("/journals/1/entries", "text$like:#4f1c") == []
    (found,) = api.filtered("/journals/4/entries", "text$like:#4f1c")
    assert found["voucher"]["self"] == f"{api.url}/journals/4/vouchers/2026-60001"
    with pytest.raises(LookupError):
        store.ledger.move_voucher(store, "2026", 1, to_journal=4)


def test_an_idempotency_key_posts_one_voucher(api: Client) -> None:
    body = voucher(financeVouchers=[entry()])
    first, second = (api.post("/journals/1/vouchers", body, key="k1") for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["X-ResultFromCache"] == "true"
    assert len(api.get("/journals/1/vouchers").json()["collection"]) == 1


def test_an_account_can_be_barred_in_between(api: Client, store: Store) -> None:
    barred = replace(store.agreement.accounts[2550], barred=True)
    store.agreement = store.agreement.with_accounts(barred, Account(2551, "Ny", "profitAndLoss"))
    answer = api.post("/journals/1/vouchers", voucher(financeVouchers=[entry()]))
    assert voucher_errors(answer) == {"account": "E04041"}
    assert post(api, financeVouchers=[entry(account={"accountNumber": 2551})])


@pytest.mark.parametrize(
    ("name", "link"),
    [("currency", "/vat-accounts/EUR"), ("contraVatAccount", "/currencies/U25"), ("currency", "EUR")],
)
def test_a_link_must_lead_to_what_it_stands_for(api: Client, name: str, link: str) -> None:
    body = voucher(financeVouchers=[entry(**{name: {"self": link}})])
    assert entry_errors(api.post("/journals/1/vouchers", body)) == {(0, name): "E04500"}


def test_a_year_by_the_wrong_link(api: Client) -> None:
    body = {**voucher(financeVouchers=[entry()]), "accountingYear": {"self": f"{api.url}/periods/2026"}}
    assert voucher_errors(api.post("/journals/1/vouchers", body)) == {"accountingYear": "E04500"}
    body["accountingYear"] = {"self": f"{api.url}/accounting-years/2026"}
    assert api.post("/journals/1/vouchers", body).status_code == 201
