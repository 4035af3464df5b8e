"""Actions by name: the stories that Stripe's own API cannot tell, and what holds after any row of actions."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import stream, sum_up
from sandbox.errors import SandboxError
from sandbox.stripe.actions import ACTIONS, catch_up
from sandbox.stripe.kinds import KINDS
from sandbox.stripe.objects import BLANKS, NOT_ALWAYS
from sandbox.stripe.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

JsonObject = dict[str, Any]

NOW = 1_790_000_000
DAY = 86_400


@pytest.fixture
def store() -> Store:
    made = Store()
    made.clock = NOW
    return made


def do(store: Store, action: str, /, **arguments: object) -> JsonObject:
    return ACTIONS[action].run(store, arguments)


def get(store: Store, kind: str, identifier: str) -> JsonObject:
    found = store.find(kind, identifier)
    assert found is not None
    return found


def customer(store: Store, **arguments: object) -> str:
    made: str = do(store, "create_customer", name="Kunde", **arguments)["id"]
    return made


def invoice(store: Store, amount: int = 10_000, **arguments: object) -> str:
    owner = arguments.pop("customer", None) or customer(store)
    made: str = do(store, "create_invoice", customer=owner, amount=amount, **arguments)["id"]
    return made


def happened(store: Store, about: str) -> list[str]:
    return [event.what for event in store.history().events if event.object_id == about]


def test_a_charge_has_no_movement_until_it_settles(store: Store) -> None:
    do(store, "settle", delay=600)
    paid = invoice(store, pay=True)
    charge = next(store.all("charge"))
    assert (charge["balance_transaction"], list(store.all("balance_transaction"))) == (None, [])
    store.clock += 599
    catch_up(store)
    assert get(store, "charge", charge["id"])["balance_transaction"] is None
    store.clock += 1
    catch_up(store)
    moved = get(store, "balance_transaction", get(store, "charge", charge["id"])["balance_transaction"])
    assert moved["net"] == 9_670
    assert happened(store, charge["id"]) == ["charge.succeeded", "charge.updated"]
    assert get(store, "invoice", paid)["status"] == "paid"


def test_settling_can_be_asked_for(store: Store) -> None:
    do(store, "settle", delay=600)
    invoice(store, pay=True)
    do(store, "settle")
    assert next(store.all("charge"))["balance_transaction"]


def test_pending_money_becomes_available_and_a_payout_arrives(store: Store) -> None:
    invoice(store, pay=True)
    with pytest.raises(SandboxError, match="nothing to pay out"):
        do(store, "pay_out")
    store.clock += 7 * DAY
    payout = do(store, "pay_out")
    assert (payout["amount"], payout["automatic"], payout["status"]) == (9_670, True, "in_transit")
    assert payout["reconciliation_status"] == "in_progress"
    members = [get(store, "balance_transaction", name) for name in store.paid_out[payout["id"]]]
    assert sorted(moved["net"] for moved in members) == [-9_670, 9_670]
    assert {moved["status"] for moved in members if moved["type"] == "charge"} == {"available"}
    store.clock += 3 * DAY
    catch_up(store)
    arrived = get(store, "payout", payout["id"])
    assert (arrived["status"], arrived["reconciliation_status"]) == ("paid", "completed")
    assert happened(store, payout["id"])[-1] == "payout.reconciliation_completed"
    failed = do(store, "fail_payout", payout=payout["id"])
    back = get(store, "balance_transaction", failed["failure_balance_transaction"])
    assert (failed["status"], back["amount"], back["type"]) == ("failed", 9_670, "payout_failure")
    assert do(store, "pay_out")["amount"] == 9_670


def test_a_negative_balance_is_taken_from_the_bank(store: Store) -> None:
    do(store, "move_balance", type="stripe_fee", reporting_category="fee", amount=-7_000)
    assert do(store, "pay_out")["amount"] == -7_000


def test_a_bank_debit_clears_after_days_and_can_still_fail(store: Store) -> None:
    sent = invoice(store, pay=True, payment_method="pm_sepa_debit")
    charge = next(store.all("charge"))
    assert (get(store, "invoice", sent)["status"], charge["status"]) == ("open", "pending")
    store.clock += 5 * DAY
    catch_up(store)
    assert get(store, "invoice", sent)["status"] == "paid"
    failed = do(store, "fail_payment", charge=sent)
    again = get(store, "invoice", sent)
    assert (again["status"], again["amount_paid"], again["amount_remaining"]) == ("open", 0, 10_000)
    assert again["status_transitions"]["paid_at"] is None
    back = get(store, "balance_transaction", failed["failure_balance_transaction"])
    assert (back["amount"], back["type"], back["reporting_category"]) == (
        -10_000, "payment_failure_refund", "charge_failure",
    )  # fmt: skip
    assert do(store, "pay_invoice", invoice=sent)["status"] == "paid"


def test_a_refund_comes_back(store: Store) -> None:
    paid = invoice(store, pay=True)
    refund = do(store, "refund", charge=paid, amount=4_000)
    failed = do(store, "fail_refund", refund=refund["id"])
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    charge = get(store, "charge", refund["charge"])
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
    moved = [
        get(store, "balance_transaction", failed[name])
        for name in ("balance_transaction", "failure_balance_transaction")
    ]
    assert [entry["amount"] for entry in moved] == [-4_000, 4_000]
    assert "refund.failed" in happened(store, refund["id"])


def test_a_dispute_is_won(store: Store) -> None:
    dispute = do(store, "open_dispute", charge=invoice(store, pay=True), reason="duplicate")
    won = do(store, "close_dispute", dispute=dispute["id"], outcome="won")
    assert [entry["reporting_category"] for entry in won["balance_transactions"]] == ["dispute", "dispute_reversal"]
    assert [entry["net"] for entry in won["balance_transactions"]] == [-25_000, 10_000]
    with pytest.raises(SandboxError, match="already closed"):
        do(store, "close_dispute", dispute=dispute["id"], outcome="lost")


def test_a_paid_invoice_goes_back_to_open(store: Store) -> None:
    owner = customer(store, balance=-3_000)
    paid = invoice(store, customer=owner, pay=True)
    assert get(store, "invoice", paid)["amount_paid"] == 7_000
    again = do(store, "reopen_invoice", invoice=paid)
    assert (again["status"], again["amount_remaining"], again["amount_paid"]) == ("open", 10_000, 0)
    assert get(store, "customer", owner)["balance"] == -3_000
    kinds = [moved["type"] for moved in store.all("customer_balance_transaction")]
    assert kinds == ["initial", "applied_to_invoice", "unapplied_from_invoice"]


def test_the_customers_balance_pays_first_and_small_debts_wait(store: Store) -> None:
    owner = customer(store, balance=-10_000)
    first = get(store, "invoice", invoice(store, 4_000, customer=owner))
    assert (first["status"], first["amount_due"], first["ending_balance"]) == ("paid", 0, -6_000)
    second = get(store, "invoice", invoice(store, 6_200, customer=owner))
    assert (second["status"], second["starting_balance"], second["ending_balance"]) == ("paid", -6_000, 200)
    third = get(store, "invoice", invoice(store, 1_000, customer=owner))
    assert (third["status"], third["amount_due"], third["starting_balance"]) == ("open", 1_200, 200)
    assert not list(store.all("charge"))
    assert "invoice.payment_succeeded" not in happened(store, first["id"])


def test_an_amount_is_credited_with_its_share_of_the_tax(store: Store) -> None:
    owner = customer(store)
    paid = do(
        store,
        "create_invoice",
        customer=owner,
        items=["3 x 1999 Ting", "2.5 x 40000 Time"],
        tax_percent="25",
        pay=True,
    )
    note = do(store, "credit_invoice", invoice=paid["id"], amount=12_345)
    tax = sum(entry["amount"] for entry in note["total_taxes"])
    assert (note["total"], note["post_payment_amount"]) == (12_345, 12_345)
    assert abs(tax * 5 - 12_345) <= 10
    rest = do(store, "credit_invoice", invoice=paid["id"], amount=paid["total"] - 12_345, give_back="out_of_band")
    assert rest["number"].endswith("-CN-02")
    with pytest.raises(SandboxError, match="must be between"):
        do(store, "credit_invoice", invoice=paid["id"], amount=1)


def test_discounts_and_inclusive_tax_by_name(store: Store) -> None:
    made = do(
        store,
        "create_invoice",
        customer=customer(store),
        items="9999 Bog, 2497 Pen",
        tax_percent="25",
        tax_inclusive="true",
        discount_percent="20",
    )
    assert made["total"] == 9_997
    assert made["total_excluding_tax"] == made["total"] - made["total_taxes"][0]["amount"]


def test_goods_by_name(store: Store) -> None:
    product = do(store, "create_product", name="Sensor", amount="64900")
    line = get(store, "invoice", do(
        store, "create_invoice", customer=customer(store), items=[f"2 x {product['default_price']}"]
    )["id"])["lines"]["data"][0]  # fmt: skip
    assert (line["amount"], line["description"]) == (129_800, "Sensor")
    assert do(store, "archive_product", product=product["id"])["active"] is False


def test_a_generated_company_can_live_on() -> None:
    store = Store.load(stream(1, 12))
    number = max(int(item["number"].rpartition("-")[2]) for item in store.all("invoice") if item["number"])
    open_one = next(item for item in store.all("invoice") if item["status"] == "open")
    paid = do(store, "pay_invoice", invoice=open_one["id"])
    assert paid["status"] == "paid"
    new = get(store, "invoice", invoice(store, customer=open_one["customer"]))
    assert new["number"] == f"NORDVIND-{number + 1:04d}"
    store.clock += 7 * DAY
    assert do(store, "pay_out")["automatic"] is True


def test_every_object_that_an_action_leaves_has_every_property(store: Store) -> None:
    tell_everything(store)
    seen = set()
    for kind in KINDS:
        for item in store.all(kind):
            seen.add(kind)
            assert set(item) - NOT_ALWAYS.get(kind, frozenset()) == set(BLANKS[kind]())
    assert len(seen) >= 17


def tell_everything(store: Store) -> None:
    paid = invoice(store, tax_percent="25", discount_percent="10", pay=True, due_in_days=8)
    refund = do(store, "refund", charge=paid, amount=100)
    do(store, "fail_refund", refund=refund["id"])
    do(store, "credit_invoice", invoice=paid, amount=500, give_back="balance")
    do(store, "close_dispute", dispute=do(store, "open_dispute", charge=paid)["id"], outcome="won")
    do(store, "move_balance", type="something_new", amount=5_000)
    do(store, "fail_payout", payout=do(store, "pay_out")["id"])
    do(store, "mark_uncollectible", invoice=invoice(store))
    do(store, "delete_customer", customer=customer(store, vat_number="DK99000005"))


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("create_customer", {}, "missing_argument"),
        ("create_customer", {"name": "A", "shoe": 43}, "unknown_argument"),
        ("create_customer", {"name": ["a"]}, "bad_argument"),
        ("create_invoice", {"customer": "cus_x", "amount": 5}, "resource_missing"),
        ("take_payment", {"amount": "much"}, "bad_argument"),
        ("take_payment", {"amount": True}, "bad_argument"),
        ("take_payment", {"amount": 10**30}, "bad_argument"),
        ("take_payment", {"amount": 1}, "bad_argument"),
        ("take_payment", {"amount": 500, "currency": "xxx"}, "invalid_request_error"),
        ("take_payment", {"amount": 500, "payment_method": "pm_shell"}, "resource_missing"),
        ("pay_out", {"amount": -5}, "bad_argument"),
        ("refund", {"charge": "in_x"}, "resource_missing"),
        ("refund", {"charge": "\x00"}, "resource_missing"),
        ("close_dispute", {"dispute": "dp_x", "outcome": "drawn"}, "bad_argument"),
    ],
)
def test_bad_arguments_are_refused_with_a_code(
    store: Store, name: str, arguments: dict[str, object], code: str
) -> None:
    with pytest.raises(SandboxError) as caught:
        ACTIONS[name].run(store, arguments)
    assert caught.value.code == code


def test_every_action_says_what_it_takes() -> None:
    for name, action in ACTIONS.items():
        assert action.name == name
        assert action.summary.endswith(".")
        assert all(
            parameter.help and parameter.type in {"text", "integer", "boolean", "list"}
            for parameter in action.parameters
        )


def test_what_actions_remember_is_plain_data(store: Store) -> None:
    do(store, "settle", delay=60)
    tell = json.dumps(store.actions)
    assert json.loads(tell) == store.actions
    invoice(store, pay=True)
    assert json.loads(json.dumps(store.actions)) == store.actions


Step = tuple[str, int, int]
STEPS: dict[str, Callable[[Store, str, int], object]] = {
    "pay": lambda store, name, _: do(store, "pay_invoice", invoice=name),
    "part": lambda store, name, n: do(store, "pay_invoice", invoice=name, amount=n),
    "debit": lambda store, name, _: do(store, "pay_invoice", invoice=name, payment_method="pm_sepa_debit"),
    "declined": lambda store, name, _: do(
        store, "pay_invoice", invoice=name, payment_method="pm_card_chargeDeclined"
    ),
    "past": lambda store, name, _: do(store, "pay_invoice", invoice=name, out_of_band=True),
    "clear": lambda store, name, _: do(store, "clear_payment", charge=name),
    "fail": lambda store, name, _: do(store, "fail_payment", charge=name),
    "refund": lambda store, name, n: do(store, "refund", charge=name, amount=n),
    "credit": lambda store, name, n: do(store, "credit_invoice", invoice=name, amount=n),
    "to balance": lambda store, name, n: do(store, "credit_invoice", invoice=name, amount=n, give_back="balance"),
    "dispute": lambda store, name, _: do(store, "open_dispute", charge=name),
    "reopen": lambda store, name, _: do(store, "reopen_invoice", invoice=name),
    "void": lambda store, name, _: do(store, "void_invoice", invoice=name),
    "uncollectible": lambda store, name, _: do(store, "mark_uncollectible", invoice=name),
    "pay out": lambda store, *_: do(store, "pay_out"),
    "wait": lambda store, _, n: setattr(store, "clock", store.clock + n * 100),
}
steps = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 2), st.integers(1, 6_000)), min_size=1, max_size=14
)


@settings(max_examples=60, deadline=None)
@given(told=steps)
def test_after_any_row_of_actions_the_books_balance(told: list[Step]) -> None:
    store = Store()
    store.clock = NOW
    owner = customer(store)
    invoices = [invoice(store, amount, customer=owner, tax_percent="25") for amount in (10_000, 2_499, 33_333)]
    for what, which, number in told:
        with suppress(SandboxError):  # what cannot be done is refused, and must leave the books as they were
            STEPS[what](store, invoices[which], number)
    check_books(store, owner)


def check_books(store: Store, owner: str) -> None:
    for body in store.all("invoice"):
        credited = body["pre_payment_credit_notes_amount"]
        moved = (body["ending_balance"] or 0) - body["starting_balance"]
        assert body["amount_due"] == body["amount_paid"] + body["amount_remaining"]
        assert body["amount_due"] == body["total"] - moved - credited or body["status"] == "void"
        assert (body["status"] == "paid") == bool(body["status_transitions"]["paid_at"])
        if body["status"] == "paid":
            assert body["amount_remaining"] == 0
    for charge in store.all("charge"):
        succeeded = [refund for refund in store.all("refund") if refund["charge"] == charge["id"]]
        assert charge["amount_refunded"] == sum(refund["amount"] for refund in succeeded)
    totals = sum_up(item for kind in KINDS for item in store.all(kind))
    named = [name for members in store.paid_out.values() for name in members]
    assert len(set(named)) == len(named)
    left = sum(moved["net"] for moved in store.all("balance_transaction") if moved["id"] not in named)
    assert left == totals.balance
    balance = sum(moved["amount"] for moved in store.all("customer_balance_transaction"))
    assert get(store, "customer", owner)["balance"] == balance
