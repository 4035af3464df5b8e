"""`explain`, `diff` and `preview` over both sides, and what each command says where it cannot work."""

import json

import pytest

from tests.operator.ids.asking import Asking

GONE = "http://127.0.0.1:9"


def test_explain_shows_what_is_posted_from_both_sides(asking: Asking) -> None:
    one = asking.sell()
    number = asking.post(one, net=90)["draftInvoiceNumber"]
    asking.take()
    charge = asking.movements("charge")[-1]
    voucher = asking.voucher(charge)["voucherNumber"]
    asking.sandbox.economic.requests.clear()
    ended = asking.says("explain", "draft", str(number), charge["id"])
    assert ended.status == 0, ended.stderr
    assert ended.stdout[0] == f"{one} (found as draft {number})"
    said = [" ".join(line.split()) for line in ended.stdout]
    assert "amounts net 100.00 DKK, VAT 25.00 DKK, gross 125.00 DKK" in said
    assert "gross Stripe 125.00, e-conomic 112.50 DKK, difference 12.50" in said
    assert any(line.startswith(f"draft {number} 2026-11-10, net 90.00, VAT 22.50, gross 112.50 DKK") for line in said)
    assert any("mappings/invoices.yml:" in line for line in said)
    assert any(line.startswith(f"invoices is there already as draft {number}") for line in said)
    assert "totals_changed_in_ledger" in ended.stdout
    assert "category charge" in said
    assert any(line.startswith(f"voucher {voucher} (2026) 2026-11-10, amount -") for line in said)
    assert {request.method for request in asking.sandbox.economic.requests} == {"GET"}
    for line in ("Rehearsing a run: 0 of 2", "Rehearsing a run: 2 of 2 in ", "Looking in e-conomic: 2 of 2 in "):
        assert line in ended.stderr


def test_explain_tells_people_in_their_language_and_programs_always_alike(asking: Asking) -> None:
    one = asking.sell()
    asking.post(one, net=1090)
    said = [" ".join(line.split()) for line in asking.says("--lang", "da", "explain", one).stdout]
    assert any("net 1.090,00" in line or "netto 1.090,00" in line for line in said)
    (told,) = json.loads("\n".join(asking.says("--lang", "da", "explain", one, "--format", "json").stdout))
    assert told["stripe"]["amounts"] == "net 100.00 DKK, VAT 25.00 DKK, gross 125.00 DKK"


def test_diff_shows_in_which_fields_a_draft_is_not_what_the_mapping_says(asking: Asking) -> None:
    one = asking.sell()
    draft = asking.post(one, notes={"heading": "Ret mig"})
    ended = asking.says("diff")
    lines = ended.stdout
    assert "Reading from Stripe: 1 of 1 in " in ended.stderr
    assert "Comparing: 1 of 1 in " in ended.stderr
    assert lines[0] == f"draft {draft['draftInvoiceNumber']} ({one})"
    changed = {line.split(": ")[0].strip(): line for line in lines[1:-1]}
    assert "'Ret mig' -> 'Stripe invoice " in changed["body.notes.heading"]
    assert "(mappings/invoices.yml:" in changed["body.notes.heading"]
    assert "body.date" not in changed
    assert lines[-1].startswith("1 compared: 0 the same, 1 differ, ")


def test_diff_says_what_is_not_there_and_is_content_with_no_drafts(asking: Asking) -> None:
    one = asking.sell()
    ended = asking.says("diff", one, "--format", "json")
    assert [(said["id"], said["verdict"]) for said in json.loads("\n".join(ended.stdout))] == [(one, "missing")]
    assert ended.status == 3
    nothing = asking.says("diff")
    assert (nothing.status, nothing.stdout) == (
        0,
        ["0 compared: 0 the same, 0 differ, 0 missing, 0 would not be posted."],
    )


def test_preview_takes_what_explain_takes(asking: Asking) -> None:
    one = asking.sell()
    number = asking.post(one)["draftInvoiceNumber"]
    ended = asking.says("preview", "draft", str(number), "german business")
    assert ended.stdout[0] == f"{one} (invoices, {one}): draft_invoice"
    assert any(line.startswith("german business (invoices, ") for line in ended.stdout)


UNKNOWN = "in_1Unknown00000000"


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (("explain", UNKNOWN), {}, "not_found_in_stripe: Stripe does not know in_1Unknown00000000."),
        (("replay", UNKNOWN, "--yes"), {}, "not_found_in_stripe: "),
        (("explain", "draft", "4711"), {}, "not_found: e-conomic has nothing with the number 4711."),
        (("preview", "draft", "4711"), {}, "not_found: "),
        (("replay", "in_1"), {}, "not_confirmed: "),
        (("replay", "cus_1", "--yes"), {}, "stream_not_selected: "),
        (("replay", "--since", "2025-12-31", "--yes"), {}, "before_start_date: "),
        (("preview", "in_1"), {"TAP_STRIPE_INVOICES_API_URL": GONE}, "stripe_unreachable: "),
        (("diff", "draft", "1"), {"TARGET_ECONOMIC_API_URL": GONE}, "economic_unreachable: "),
        (("replay", "in_1", "--yes"), {"TAP_STRIPE_INVOICES_API_KEY": "sk_test_expired"}, "stripe_key_rejected: "),
        (
            ("explain", "draft 1"),
            {"TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "another"},
            "economic_tokens_rejected: ",
        ),
        (("explain", "in_1", "--environment", "production"), {}, "setting_missing: "),
        (("status", "--environment", "staging"), {}, "environment_unknown: "),
        (("diff", "in_1", "--environment", "production"), {"STRIPE_API_KEY": "rk_live_half"}, "settings_invalid: "),
    ],
)
def test_what_cannot_be_done_is_named_in_one_line(
    asking: Asking, arguments: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    ended = asking.says(*arguments, "--quiet", **env)
    assert ended.status == 1
    assert ended.last_words.startswith(f"stripe-economic: {said}")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stdout == []
    assert not any(value in ended.stderr for name, value in env.items() if name.endswith(("KEY", "TOKEN")))
    assert {request.method for request in asking.sandbox.economic.requests} <= {"GET"}


def test_an_id_of_another_account_is_not_found_in_those_that_are_read(asking: Asking) -> None:
    one = asking.sell()
    store = asking.sandbox.stripe.store
    store.connect("acct_1Nordhavn0001")
    ended = asking.says("diff", one, "--quiet", TAP_STRIPE_INVOICES_STRIPE_ACCOUNT="acct_1Nordhavn0001")
    assert ended.status == 1
    assert f"Stripe does not know {one}. Looked for in acct_1Nordhavn0001 (test)" in ended.last_words


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay",),
        ("replay", "in_1", "--failed"),
        ("replay", "--since", "yesterday"),
        ("explain",),
        ("diff", "--format", "x"),
    ],
)
def test_what_is_not_understood_is_a_matter_of_usage(asking: Asking, arguments: tuple[str, ...]) -> None:
    assert asking.says(*arguments).status == 2


def test_status_before_the_first_run_says_that_nothing_was_read(asking: Asking) -> None:
    ended = asking.says("status", "--fast")
    assert ended.status == 0, ended.stderr
    assert "No run is known of." in ended.stdout
    assert any(line.split() == ["invoices", "never", "read", "-", "?", "0"] for line in ended.stdout)
    assert "Nothing waits to be tried again." in ended.stdout
