"""e-conomic's side and its customers: one thing is broken at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.operator.doctor.conftest import Patient
from tests.sandbox.economic.client import Client, customer

GROUP = "e-conomic"


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({}, "does not accept the tokens"),
        ({"TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "another-token"}, "does not accept the tokens"),
        ({"TARGET_ECONOMIC_API_URL": "http://127.0.0.1:9"}, "Could not connect to e-conomic at http://127.0.0.1:9"),
    ],
)
def test_tokens_or_an_address_that_do_not_work_are_one_error_and_say_what_was_not_looked_at(
    patient: Patient, env: dict[str, str], message: str
) -> None:
    if not env:
        patient.do("economic", "set_grant", granted=False)
    found = patient.checks(GROUP, "numbers", "customers", **env)
    assert {name: one["status"] for name, one in found.items()} == {
        "tokens": "error",
        "roles": "warning",
        "numbers": "warning",
        "customers": "warning",
    }
    assert message in found["tokens"]["message"]
    assert found["tokens"]["hint"]
    assert all(one["message"].startswith("Not looked at: ") for name, one in found.items() if name != "tokens")
    assert "another-token" not in str(found)


@pytest.mark.parametrize(
    ("secret", "unreached", "reached"),
    [
        ("sandbox-sales-secret", {"accounts", "journals", "accounting_years", "vat_accounts"}, "customers"),
        (
            "sandbox-bookkeeping-secret",
            {
                "customers",
                "customer_groups",
                "products",
                "product_groups",
                "invoices_drafts",
                "invoices_booked",
                "orders_drafts",
                "layouts",
            },
            "accounts",
        ),
    ],
)
def test_each_thing_that_the_role_does_not_reach_is_an_error(
    patient: Patient, secret: str, unreached: set[str], reached: str
) -> None:
    before = patient.checks(GROUP)
    assert {one["status"] for one in before.values()} == {"ok"}
    found = patient.checks(GROUP, TARGET_ECONOMIC_APP_SECRET_TOKEN=secret)
    assert {name for name, one in found.items() if one["status"] == "error"} == {f"role_{one}" for one in unreached}
    assert found[f"role_{reached}"]["status"] == "ok"
    assert "SuperUser" in found[f"role_{min(unreached)}"]["hint"]


def test_the_tokens_of_another_agreement_are_an_error_with_both_numbers(patient: Patient) -> None:
    (patient.folder / ".env").write_text("ECONOMIC_AGREEMENT_NUMBER=1118081\n", encoding="utf-8")
    store = patient.sandbox.economic.store

    def change() -> None:
        store.agreement = replace(store.agreement, number=2220022)

    changed = patient.changed(GROUP, change)
    assert {name: one["status"] for name, one in changed.items()} == {"agreement": "error"}
    assert "2220022" in changed["agreement"]["message"]
    assert "1118081" in changed["agreement"]["message"]


def test_a_budget_that_others_use_up_is_a_warning(patient: Patient) -> None:
    found = patient.checks(GROUP)
    assert found["budget"]["status"] == "ok"
    patient.sandbox.economic.store.spend(8500)
    assert patient.checks(GROUP)["budget"]["status"] == "warning"


def test_a_clock_that_is_wrong_is_a_warning(patient: Patient) -> None:
    def turn() -> None:
        patient.sandbox.economic.store.set_clock(datetime.now(UTC) - timedelta(minutes=20))

    changed = patient.changed(GROUP, turn)
    assert changed["clock"]["status"] == "warning"
    assert "minutes ahead of e-conomic" in changed["clock"]["message"]


def test_nothing_is_written(patient: Patient) -> None:
    patient.checks(GROUP, "numbers", "customers")
    assert {one.method for one in patient.sandbox.economic.requests} == {"GET"}


def test_customers_that_could_be_mistaken_for_one_another_are_a_warning(patient: Patient) -> None:
    with requests.Session() as session:
        api = Client(patient.sandbox.economic.url, session)
        for number, cvr, email in (
            (1, "DK 12 34 56 74", "Bogholderi@Firma.example"),
            (2, "12345674", "salg@firma.example"),
            (3, "", "salg@firma.example; bogholderi@firma.example"),
        ):
            body = customer(
                customerNumber=number, email=email, **({"corporateIdentificationNumber": cvr} if cvr else {})
            )
            answer = api.post("/customers", body)
            assert answer.status_code == 201, answer.text
    found = patient.checks("customers")
    assert {one["status"] for one in found.values()} == {"warning"}
    assert "1, 2" in found["duplicates_corporateIdentificationNumber"]["message"]
    assert "1, 3; 2, 3" in found["duplicates_email"]["message"]
    assert "firma.example" not in str(found)
    assert "customer_ambiguous" in found["duplicates_email"]["hint"]
