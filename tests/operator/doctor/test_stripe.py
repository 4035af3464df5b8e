"""Stripe's side: one thing is broken at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.operator.doctor.conftest import Patient

GROUP = "stripe"
READS = ("invoice", "customer", "product", "event", "balance_transaction", "credit_note", "charge", "balance")
KEY = "rk_test_some"


def register(patient: Patient, level: str, kinds: tuple[str, ...]) -> None:
    patient.do("stripe", "register_key", key=KEY, rights=[f"{one}:{level}" for one in kinds])


@pytest.mark.parametrize("missing", ["credit_note", "balance"])
def test_a_right_that_the_key_lacks_is_an_error_of_its_own(patient: Patient, missing: str) -> None:
    register(patient, "read", READS)
    whole = patient.checks(GROUP, TAP_STRIPE_INVOICES_API_KEY=KEY)
    assert {one["status"] for one in whole.values()} == {"ok"}
    register(patient, "read", tuple(one for one in READS if one != missing))
    found = patient.checks(GROUP, TAP_STRIPE_INVOICES_API_KEY=KEY)
    wrong = [one for name, one in found.items() if one != whole[name]]
    assert [(one["name"], one["status"]) for one in wrong] == [(f"read_{missing}", "error")]
    assert f"rak_{missing}_read" in wrong[0]["hint"]


def test_a_key_that_may_not_read_its_account_is_no_worse_for_it(patient: Patient) -> None:
    register(patient, "read", READS)
    found = patient.checks(GROUP, TAP_STRIPE_INVOICES_API_KEY=KEY)
    assert "which nothing needs" in found["account"]["message"]
    assert "DKK" in patient.checks(GROUP)["account"]["message"]


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"TAP_STRIPE_INVOICES_API_KEY": KEY}, "Expired"),
        ({"TAP_STRIPE_INVOICES_API_KEY": "sk_test_wrong"}, "rejected the key"),
        ({"TAP_STRIPE_INVOICES_API_URL": "http://127.0.0.1:9"}, "Nothing answers at http://127.0.0.1:9"),
    ],
)
def test_a_key_or_an_address_that_does_not_work_is_one_error(
    patient: Patient, env: dict[str, str], message: str
) -> None:
    register(patient, "read", READS)
    patient.do("stripe", "expire_key", key=KEY)
    found = patient.checks(GROUP, **env)
    wrong = {name for name, one in found.items() if one["status"] == "error"}
    assert wrong == {"key"}
    assert message in found["key"]["message"]
    assert found["key"]["hint"]
    assert found["rights"]["message"].startswith("Not looked at: ")
    assert found["write_invoice"]["status"] == "ok"
    assert "sk_test_wrong" not in str(found)


def test_a_live_key_behind_a_test_setting_is_an_error_before_it_is_used(patient: Patient) -> None:
    found = patient.checks("configuration", GROUP, TAP_STRIPE_INVOICES_API_KEY="sk_live_sandbox")
    assert found["settings_stripe"]["status"] == "error"
    assert "Use a test key" in found["settings_stripe"]["hint"]
    assert found["key"]["message"].startswith("Not looked at: ")
    assert not [one for one in patient.sandbox.stripe.requests if "sk_live" in str(one.headers)]


def test_a_key_that_may_not_write_outcomes_is_an_error_and_nothing_is_written(patient: Patient) -> None:
    register(patient, "write", ("invoice", "customer", "credit_note"))
    patient.sandbox.stripe.requests.clear()
    found = patient.checks(GROUP, TARGET_ECONOMIC_STRIPE_API_KEY=KEY)
    wrong = [one for one in found.values() if one["status"] != "ok"]
    assert [(one["name"], one["status"]) for one in wrong] == [("write_charge", "error")]
    assert "rak_charge_write" in wrong[0]["message"]
    writes = [one for one in patient.sandbox.stripe.requests if one.method != "GET"]
    assert {one.status for one in writes} == {403, 404}


def test_a_key_for_outcomes_that_is_refused_is_an_error(patient: Patient) -> None:
    found = patient.checks(GROUP, TARGET_ECONOMIC_STRIPE_API_KEY="rk_test_nobodys")
    assert (found["write_back"]["status"], "401" in found["write_back"]["message"]) == ("error", True)
    live = patient.checks(GROUP, TARGET_ECONOMIC_STRIPE_API_KEY="rk_live_nobodys")
    assert "is a live key" in live["write_back"]["message"]


@pytest.mark.parametrize(("hours", "said"), [(3, "3 hours behind"), (-50, "2 days ahead of Stripe")])
def test_a_clock_that_is_wrong_is_a_warning(patient: Patient, hours: int, said: str) -> None:
    def turn() -> None:
        patient.sandbox.stripe.store.set_clock(datetime.now(UTC) + timedelta(hours=hours, minutes=5))

    changed = patient.changed(GROUP, turn)
    assert {name: one["status"] for name, one in changed.items()} == {"clock": "warning"}
    assert said in changed["clock"]["message"]
