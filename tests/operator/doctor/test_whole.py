"""The whole of it, as a process: text, JSON, exit statuses, Meltano's state."""

import json

from tests.operator.doctor.conftest import Patient
from tests.support import addresses, clean_environment, run


def test_a_project_in_order_has_no_error_and_its_state_stays_as_it_was(patient: Patient) -> None:
    env = clean_environment(**addresses(patient.sandbox.stripe.url, patient.sandbox.economic.url))
    ended = run("stripe_economic", "doctor", cwd=patient.folder, env=env)
    assert ended.status == 0, ended.stderr
    assert ended.stdout[-1].endswith(": 0 errors, 0 warnings.")
    assert "Looking at both sides: 0 of 6, Configuration" in ended.stderr
    assert "Looking at both sides: 6 of 6 in " in ended.stderr
    headings = [line for line in ended.stdout if line and not line.startswith(" ")]
    assert headings[:-1] == [
        "Configuration",
        "Stripe",
        "e-conomic",
        "Numbers that the mappings use",
        "Customers",
        "State",
    ]
    assert all(line[2:11].strip() == "ok" for line in ended.stdout if line.startswith("  ") and line[2] != " ")


def test_a_state_backend_that_cannot_be_written_is_an_error(patient: Patient) -> None:
    (patient.folder / "file").write_text("", encoding="utf-8")
    uri = (patient.folder / "file" / "state").as_uri()
    found = patient.checks("state", MELTANO_STATE_BACKEND_URI=uri)
    assert found["backend"]["status"] == "error"
    assert found["backend"]["hint"]


def test_text_says_in_words_what_is_wrong_where_and_what_to_do(patient: Patient) -> None:
    line = patient.edit("mappings/customers.yml", "paymentTermsNumber: {value: 3}", "paymentTermsNumber: {value: 77}")
    ended = patient.run("--only", "numbers")
    text = "\n".join(ended.stdout)
    assert ended.status == 3
    assert f"  error    mappings/customers.yml:{line}: The agreement has no terms of payment 77" in text
    assert "           Hint: " in text
    assert "\x1b" not in text
    assert ended.stdout[-1].endswith(": 1 error, 0 warnings.")


def test_json_is_alone_on_standard_output(patient: Patient) -> None:
    ended = patient.run("--only", "configuration", "--format", "json", "--quiet")
    told = json.loads("\n".join(ended.stdout))
    assert told.keys() == {"version", "ok", "checks"}
    assert told["checks"][0].keys() == {"group", "name", "status", "message", "hint", "place"}
    assert ended.stderr == ""
