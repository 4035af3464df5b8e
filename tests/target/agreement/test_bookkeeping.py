"""What a voucher names is checked against the agreement before anything is posted, place by place."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.economic.setup.agreement import Account
from target_economic.agreement.agreement import Agreement
from target_economic.errors import RecordError
from target_economic.http.client import Client
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock

Json = dict[str, Any]

PAYMENT: Json = {
    "body": {
        "journal": {"journalNumber": 4},
        "date": "2026-11-20",
        "currency": "DKK",
        "text": "Betaling",
        "entries": [
            {
                "entryType": "customerPayment",
                "account": {"accountNumber": 6850},
                "contraAccount": {"accountNumber": 5830},
                "amount": -37375,
                "foreign": {"currency": "EUR", "exponent": 2, "amount": -5000},
            },
            {
                "entryType": "financeVoucher",
                "account": {"accountNumber": 2555},
                "vatAccount": {"vatCode": "IY25"},
                "contraAccount": {"accountNumber": 5830},
                "amount": 550,
            },
        ],
    },
    "clearing": {"accountNumber": 5830},
    "exchange": {"gain": {"accountNumber": 4330}, "loss": {"accountNumber": 4340}},
}


def changed(path: str, value: object) -> Json:
    """The payment with another value somewhere, such as at `body.entries.0.account.accountNumber`."""
    document = copy.deepcopy(PAYMENT)
    *way, last = path.split(".")
    found: Any = document
    for name in way:
        found = found[int(name)] if name.isdigit() else found.setdefault(name, {})
    found[last] = value
    return document


def refused(agreement: Agreement, document: Json) -> RecordError:
    with pytest.raises(RecordError) as failure:
        agreement.check_voucher(document)
    return failure.value


def test_a_voucher_that_names_what_is_there_passes_and_each_list_is_read_once(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    for _ in range(3):
        agreement.check_voucher(PAYMENT)
        agreement.posting_date("2026-11-20", "fail")
    asked = [one.path for one in empty_sandbox.economic.requests]
    assert sorted(asked) == [
        "/accounting-years",
        "/accounting-years/2026/periods",
        "/accounts",
        "/currencies",
        "/journals",
        "/vat-accounts",
    ]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            "body.journal.journalNumber",
            9,
            "no journal 9, which body.journal.journalNumber names. It has the journals: 1",
        ),
        ("body.currency", "XYZ", "no currency XYZ, which body.currency names"),
        ("clearing.accountNumber", 5831, "no account 5831, which clearing.accountNumber names"),
        ("exchange.gain.accountNumber", 4331, "exchange.gain.accountNumber"),
        ("exchange.loss.accountNumber", 4341, "exchange.loss.accountNumber"),
        ("body.entries.0.account.accountNumber", 6851, "body.entries[0].account.accountNumber"),
        ("body.entries.1.contraAccount.accountNumber", 1, "body.entries[1].contraAccount.accountNumber"),
        ("body.entries.1.vatAccount.vatCode", "X25", "no VAT code X25, which body.entries[1].vatAccount.vatCode"),
        ("body.entries.1.contraVatAccount.vatCode", "X25", "body.entries[1].contraVatAccount.vatCode"),
        ("body.entries.0.foreign.currency", "XYZ", "body.entries[0].foreign.currency"),
        (
            "body.entries.1.departmentalDistribution.departmentalDistributionNumber",
            9,
            "body.entries[1].departmentalDistribution.departmentalDistributionNumber",
        ),
    ],
)
def test_what_is_not_there_is_named_with_its_place(agreement: Agreement, path: str, value: object, said: str) -> None:
    error = refused(agreement, changed(path, value))
    assert error.code == "not_in_agreement"
    assert said in error.message


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            2590,
            "account 2590 Diverse, lukket, which body.entries[1].account.accountNumber names, is barred (spærret)",
        ),
        (6110, "is closed to direct entries"),
        (5999, "is of the type totalFrom, which takes no entries"),
        (5000, "is of the type heading, which takes no entries"),
    ],
)
def test_an_account_that_takes_no_entries_is_refused(agreement: Agreement, number: int, said: str) -> None:
    error = refused(agreement, changed("body.entries.1.account.accountNumber", number))
    assert error.code == "account_unusable"
    assert said in error.message


def test_a_barred_vat_code_is_refused(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    store = empty_sandbox.economic.store
    codes = store.agreement.vat_accounts
    barred = {**codes, "IY25": replace(codes["IY25"], barred=True)}
    store.agreement = replace(store.agreement, vat_accounts=barred)
    error = refused(agreement, PAYMENT)
    assert error.code == "account_unusable"
    assert "VAT code IY25" in error.message


def test_a_journal_of_one_type_refuses_the_others(agreement: Agreement) -> None:
    error = refused(agreement, changed("body.journal.journalNumber", 2))
    assert error.code == "journal_refuses_type"
    assert "body.entries[1] is a financeVoucher" in error.message
    assert "Indbetalinger" in error.message
    only = changed("body.journal.journalNumber", 2)
    only["body"]["entries"] = only["body"]["entries"][:1]
    agreement.check_voucher(only)


def test_an_account_on_the_second_page_of_a_long_chart_is_found(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    store = empty_sandbox.economic.store
    more = {number: Account(number, f"Konto {number}", "status") for number in range(10_000, 11_500)}
    store.agreement = replace(store.agreement, accounts={**store.agreement.accounts, **more})
    agreement.check_voucher(changed("body.entries.0.account.accountNumber", 11_499))


def test_lists_that_the_role_may_not_read_are_left_to_e_conomic(empty_sandbox: Sandbox) -> None:
    client = Client(
        empty_sandbox.economic.url,
        "sandbox-sales-secret",
        ECONOMIC_TOKENS["agreement_grant_token"],
        stopping=Clock(),
    )
    sales = Agreement(client)
    sales.check_voucher(changed("body.entries.0.account.accountNumber", 1))
    with pytest.raises(RecordError, match="SuperUser or Bookkeeping") as failure:
        sales.year_of("2026-11-20")
    assert failure.value.code == "accounting_year_missing"
    client.close()
