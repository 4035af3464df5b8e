"""The numbers that the mappings use, against the agreement: one thing is broken at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.economic.setup.agreement import Agreement
from tests.operator.doctor.conftest import Patient


def alter(patient: Patient, change: Callable[[Agreement], Agreement]) -> None:
    store = patient.sandbox.economic.store
    store.agreement = change(store.agreement)


def with_member(agreement: Agreement, name: str, key: Any, **changes: Any) -> Agreement:  # noqa: ANN401
    members = dict(getattr(agreement, name))
    members[key] = replace(members[key], **changes)
    changed: dict[str, Any] = {name: members}
    return replace(agreement, **changed)


def test_a_number_that_the_agreement_does_not_have_is_shown_with_its_place_and_what_there_is(
    patient: Patient,
) -> None:
    line = patient.edit("mappings/customers.yml", "paymentTermsNumber: {value: 3}", "paymentTermsNumber: {value: 77}")
    found = patient.checks("numbers")
    wrong = {name: one for name, one in found.items() if one["status"] != "ok"}
    assert wrong.keys() == {"paymentTermsNumber 77"}
    (one,) = wrong.values()
    assert (one["status"], one["place"]) == ("error", f"mappings/customers.yml:{line}")
    assert "no terms of payment 77" in one["message"]
    assert "3 Til omgående betaling" in one["message"]
    assert one["hint"]


@pytest.mark.parametrize(
    ("change", "name", "message", "place"),
    [
        (
            lambda a: with_member(a, "accounts", 2550, barred=True),
            "accountNumber 2550",
            "is barred (spærret)",
            "mappings/accounts_by_category.yml:28",
        ),
        (
            lambda a: with_member(a, "accounts", 5830, block_direct_entries=True),
            "accountNumber 5830",
            "is closed to direct entries",
            "mappings/clearing_accounts.yml:21",
        ),
        (
            lambda a: with_member(a, "layouts", 21, deleted=True),
            "layoutNumber 21",
            "is deleted in e-conomic",
            "mappings/credit_notes.yml:73",
        ),
        (
            lambda a: with_member(a, "vat_zones", 3, for_customer=False),
            "vatZoneNumber 3",
            "is not enabled for customers",
            "mappings/customers.yml:88",
        ),
        (
            lambda a: with_member(a, "product_groups", 1, sales_accounts={1: 1010, 2: 1030, 4: 1040}),
            "zones 1",
            "Product group 1 has no sales account for VAT zone 3",
            "mappings/credit_notes.yml:60",
        ),
        (
            lambda a: with_member(a, "product_groups", 4, sales_accounts={1: 1010, 2: 1035, 3: 1025, 4: 1050}),
            "rounding",
            "bears VAT in zone 1.",
            "meltano.yml",
        ),
    ],
)
def test_what_cannot_be_used_is_an_error_with_its_place(
    patient: Patient, change: Callable[[Agreement], Agreement], name: str, message: str, place: str
) -> None:
    alter(patient, change)
    wrong = patient.wrong("numbers")
    assert wrong.keys() == {name}
    one = wrong[name]
    assert one["status"] == "error"
    assert message in one["message"]
    assert one["place"].partition(":")[0] == place.partition(":")[0]
    assert one["hint"]


def test_a_journal_of_one_type_of_entry_is_named_with_what_it_would_refuse(patient: Patient) -> None:
    line = patient.edit("mappings/vouchers.yml", "journalNumber: {value: 4}", "journalNumber: {value: 3}")
    found = patient.checks("numbers")
    one = found["entry_types 3"]
    assert (one["status"], one["place"]) == ("error", f"mappings/vouchers.yml:{line}")
    assert "financeVoucher alone; the mappings also write customerPayment" in one["message"]


def test_a_group_that_only_products_have_is_a_warning(patient: Patient) -> None:
    api = patient.sandbox.economic.store
    alter(patient, lambda a: with_member(a, "product_groups", 3, sales_accounts={1: 1010}))
    assert "zones 3" not in patient.checks("numbers")
    document = {"productNumber": "OLD", "productGroup": {"productGroupNumber": 3}, "self": "", "barred": False}
    api.products.put("OLD", document, {"productGroup": 3})
    one = patient.checks("numbers")["zones 3"]
    assert one["status"] == "warning"
    assert "VAT zone 2" in one["message"]


def test_a_period_that_is_closed_today_is_an_error_and_an_older_one_a_warning(patient: Patient) -> None:
    today = datetime.now(UTC).date()
    closed = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    patient.do("economic", "bar_period", date=str(closed))
    assert {one["status"] for one in patient.wrong("numbers").values()} == {"warning"}
    patient.do("economic", "bar_period", date=str(today))
    (one,) = [one for one in patient.checks("numbers").values() if one["status"] == "error"]
    assert one["name"].startswith("periods ")
    assert f"{closed} to " in one["message"]
    policy = patient.checks("numbers", TARGET_ECONOMIC_CLOSED_PERIOD="first_open_date")
    assert policy["periods"]["status"] == "ok"


def test_a_day_without_an_accounting_year_is_an_error(patient: Patient) -> None:
    found = patient.checks("numbers", TAP_STRIPE_INVOICES_START_DATE="2023-11-01")
    assert found["periods 2023-11-01"]["status"] == "error"
    assert "2023-11-01 to 2023-12-31" in found["periods 2023-11-01"]["message"]
    assert found["periods 2024-01-01"]["status"] == "warning"


def test_a_year_that_will_be_missing_soon_is_a_warning(patient: Patient) -> None:
    today = datetime.now(UTC).date()
    name = str(today.year)

    def shorten(agreement: Agreement) -> Agreement:
        year = replace(agreement.years[name], end=today + timedelta(days=10))
        return replace(agreement, years={name: year})

    alter(patient, shorten)
    found = patient.checks("numbers", TAP_STRIPE_INVOICES_START_DATE=str(today))
    assert found[f"periods {today + timedelta(days=11)}"]["status"] == "warning"
    assert not [one for one in found.values() if one["status"] == "error"]


def test_without_a_product_to_fall_back_on_that_is_an_error(patient: Patient) -> None:
    found = patient.checks(
        "numbers", TARGET_ECONOMIC_MISSING_PRODUCT="default", TARGET_ECONOMIC_DEFAULT_PRODUCT="ANY"
    )
    assert found["productNumber ANY"]["status"] == "error"
    refusing = patient.checks("numbers", TARGET_ECONOMIC_MISSING_PRODUCT="refuse")
    assert refusing["productNumber STRIPE"]["status"] == "error"


def test_without_a_group_for_the_rounding_line_that_is_a_warning(patient: Patient) -> None:
    text = (patient.folder / "meltano.yml").read_text("utf-8")
    (patient.folder / "meltano.yml").write_text(text.replace('rounding_product_group: "4"', ""), encoding="utf-8")
    found = patient.checks("numbers")
    assert (found["rounding"]["status"], found["rounding"]["place"]) == ("warning", "meltano.yml")


def test_what_the_role_does_not_reach_hides_nothing_else(patient: Patient) -> None:
    found = patient.checks("numbers", TARGET_ECONOMIC_APP_SECRET_TOKEN="sandbox-sales-secret")
    assert found["layoutNumber 19"]["status"] == "ok"
    assert found["accountNumber 2550"]["message"].startswith("Not looked at: account 2550")
