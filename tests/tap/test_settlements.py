"""Which invoices a payment paid: never a guess, in few requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from sandbox import Fault, Sandbox
from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.records.settlements import Hint, Settlements
from tests.tap.acting import paths
from tests.tap.moving import act, charge_of
from tests.tap.running import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

LATER = 4_000_000_000
FILTER = "payment[payment_intent]"


@pytest.fixture(scope="module")
def company() -> Iterator[Sandbox]:
    """A company whose charges all paid invoices, but for a few; its objects are only read here."""
    with Sandbox(seed=1, invoices=120) as running:
        yield running


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A small company of its own for a test that changes it."""
    with Sandbox(seed=1, invoices=10) as running:
        yield running


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A connection to whichever company the test uses."""
    name = "sandbox" if "sandbox" in request.fixturenames else "company"
    running: Sandbox = request.getfixturevalue(name)
    running.stripe.requests.clear()
    found = Client(api_url=running.stripe.url, api_key=KEY, concurrency=4, pause=lambda _: None)
    yield found
    found.close()


def links(sandbox: Sandbox) -> dict[str, str]:
    """The invoice of each payment intent that paid one."""
    return {
        one["payment"]["payment_intent"]: one["invoice"]
        for one in sandbox.stripe.store.all("invoice_payment")
        if one["status"] == "paid" and one["payment"]["type"] == "payment_intent"
    }


def put_link(sandbox: Sandbox, number: int, payment: Json, invoice: str, **properties: Any) -> None:  # noqa: ANN401  # of any kind
    """Add an InvoicePayment."""
    one = {
        "id": f"inpay_test{number}",
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": 10_000,
        "created": 1_700_000_000 + number,
        "currency": "dkk",
        "invoice": invoice,
        "is_default": False,
        "livemode": False,
        "payment": payment,
        "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    sandbox.stripe.store.put(one | properties)


def a_payment(sandbox: Sandbox) -> Json:
    """A payment without an invoice: its payment intent."""
    return act(sandbox, "take_payment", amount=10_000)


def intent(one: str) -> Json:
    return {"type": "payment_intent", "payment_intent": one}


def test_a_few_payments_are_looked_up_one_by_one_and_once(company: Sandbox, client: Client) -> None:
    known = dict(list(links(company).items())[:5])
    settlements = Settlements(client)

    assert settlements.invoice_of(known) == known
    assert settlements.invoice_of(known) == known
    assert len(company.stripe.requests) == 5


def test_a_payment_without_an_invoice_has_none(sandbox: Sandbox, client: Client) -> None:
    payment = a_payment(sandbox)["id"]

    assert Settlements(client).invoice_of([payment]) == {payment: None}
    assert paths(sandbox) == ["/v1/invoice_payments"]


def test_a_payment_taken_off_an_invoice_is_not_its_payment(sandbox: Sandbox, client: Client) -> None:
    payment = a_payment(sandbox)["id"]
    put_link(sandbox, 1, intent(payment), "in_left", status="canceled")

    assert Settlements(client).invoice_of([payment]) == {payment: None}


def test_a_payment_on_its_way_to_an_invoice_belongs_to_it(sandbox: Sandbox, client: Client) -> None:
    payment = a_payment(sandbox)["id"]
    put_link(sandbox, 1, intent(payment), "in_open", status="open")

    assert Settlements(client).invoice_of([payment]) == {payment: "in_open"}


def test_an_invoice_that_was_paid_comes_before_one_that_was_to_be(sandbox: Sandbox, client: Client) -> None:
    payment = a_payment(sandbox)["id"]
    put_link(sandbox, 1, intent(payment), "in_paid")
    put_link(sandbox, 2, intent(payment), "in_open", status="open")

    assert Settlements(client).invoices_of([payment]) == {payment: ("in_paid",)}


@pytest.mark.parametrize("sweeps", [False, True])
def test_one_payment_may_have_paid_several_invoices(sandbox: Sandbox, client: Client, sweeps: bool) -> None:  # noqa: FBT001  # a case
    payment = a_payment(sandbox)["id"]
    put_link(sandbox, 1, intent(payment), "in_first")
    put_link(sandbox, 2, intent(payment), "in_second")
    settlements = Settlements(client)
    if sweeps:
        settlements.sweep()

    assert settlements.invoices_of([payment]) == {payment: ("in_first", "in_second")}
    assert settlements.invoice_of([payment]) == {payment: "in_first"}


@pytest.mark.parametrize("is_hinted", [False, True])
def test_an_old_charge_without_a_payment_intent_is_found_among_its_customers_invoices(
    sandbox: Sandbox,
    client: Client,
    is_hinted: bool,  # noqa: FBT001  # a case
) -> None:
    store = sandbox.stripe.store
    invoice = next(one for one in store.all("invoice") if one["status"] == "paid")
    charge = charge_of(sandbox, act(sandbox, "take_payment", amount=10_000, customer=invoice["customer"]))
    store.put(charge | {"payment_intent": None})
    put_link(sandbox, 1, {"type": "charge", "charge": charge["id"]}, invoice["id"])
    hints = {charge["id"]: Hint(charge["created"], 10_000, invoice["customer"])} if is_hinted else {}

    assert Settlements(client).invoices_of([charge["id"]], hints) == {charge["id"]: (invoice["id"],)}
    assert len(paths(sandbox)) == 2 - is_hinted


def test_a_charge_without_customer_and_payment_intent_has_no_invoice(sandbox: Sandbox, client: Client) -> None:
    charge = charge_of(sandbox, a_payment(sandbox))
    sandbox.stripe.store.put(charge | {"payment_intent": None})

    assert Settlements(client).invoice_of([charge["id"]]) == {charge["id"]: None}


def test_a_charge_is_found_by_its_payment_intent(company: Sandbox, client: Client) -> None:
    payment, invoice = next(iter(links(company).items()))
    found = company.stripe.store.find("payment_intent", payment)
    assert found is not None

    assert Settlements(client).invoice_of([found["latest_charge"]]) == {found["latest_charge"]: invoice}


def test_many_at_once_are_found_around_the_time_of_their_charges(company: Sandbox, client: Client) -> None:
    known = links(company)
    charges = [one for one in company.stripe.store.all("charge") if one["payment_intent"] in known][-100:]
    hints = {one["payment_intent"]: Hint(one["created"], one["amount_captured"]) for one in charges}

    found = Settlements(client).invoice_of(hints)
    company.stripe.requests.clear()
    hinted = Settlements(client).invoices_of(hints, hints)

    assert hinted == {one: (invoice,) for one, invoice in found.items()}
    assert found == {one: known[one] for one in hints}
    assert len(company.stripe.requests) < 10


def test_what_is_found_around_a_charge_must_account_for_all_of_it(sandbox: Sandbox, client: Client) -> None:
    payments = [a_payment(sandbox) for _ in range(20)]
    in_part, in_full = payments[:2]
    put_link(sandbox, 1, intent(in_part["id"]), "in_part", amount_paid=6_000, created=in_part["created"])
    put_link(sandbox, 2, intent(in_full["id"]), "in_full", amount_paid=10_000, created=in_full["created"])
    hints = {one["id"]: Hint(one["created"], 10_000) for one in payments}

    found = Settlements(client).invoices_of(hints, hints)

    asked = [one for request in sandbox.stripe.requests for one in parse_qs(request.query).get(FILTER, [])]
    assert found[in_part["id"]] == ("in_part",)
    assert found[in_full["id"]] == ("in_full",)
    assert not any(found[one["id"]] for one in payments[2:])
    assert in_part["id"] in asked
    assert in_full["id"] not in asked


def test_charges_that_follow_one_another_are_not_looked_for_in_the_same_pages(
    company: Sandbox, client: Client
) -> None:
    known = links(company)
    charges = [one for one in company.stripe.store.all("charge") if one["payment_intent"] in known]
    hints = {one["payment_intent"]: Hint(one["created"], one["amount_captured"]) for one in charges}
    order = sorted(hints, key=lambda one: hints[one].paid_by)
    settlements = Settlements(client)

    found: Json = {}
    for first in range(0, len(order), 30):
        some = {one: hints[one] for one in order[first : first + 30]}
        found |= settlements.invoices_of(some, some)

    assert found == {one: (known[one],) for one in hints}
    assert len(company.stripe.requests) < len(order) / 3


def test_a_sweep_takes_a_request_per_hundred_and_answers_for_what_was_paid_before(
    company: Sandbox, client: Client
) -> None:
    known = links(company)
    charges = list(company.stripe.store.all("charge"))
    hints = {one["payment_intent"]: Hint(one["created"]) for one in charges}
    settlements = Settlements(client)

    settlements.sweep()
    settlements.sweep()
    found = settlements.invoices_of(hints, hints)

    assert {one: answer for one, answer in found.items() if answer} == {
        one: (known[one],) for one in hints if one in known
    }
    assert () in found.values()
    assert paths(company) == ["/v1/invoice_payments"] * 2


def test_a_sweep_says_nothing_of_what_was_paid_after_it(sandbox: Sandbox, client: Client) -> None:
    settlements = Settlements(client)
    settlements.sweep()
    payment = a_payment(sandbox)["id"]
    put_link(sandbox, 1, intent(payment), "in_new")

    assert settlements.invoices_of([payment], {payment: Hint(LATER)}) == {payment: ("in_new",)}


def test_a_sweep_that_does_not_fit_proves_nothing(company: Sandbox, client: Client) -> None:
    known = links(company)
    charges = [one for one in company.stripe.store.all("charge") if one["payment_intent"] in known]
    hints = {one["payment_intent"]: Hint(one["created"], one["amount_captured"]) for one in charges}
    settlements = Settlements(client, swept=10, remembered=5)
    settlements.sweep()

    assert settlements.invoices_of(hints, hints) == {one: (known[one],) for one in hints}


def test_a_look_up_that_fails_is_not_no_invoice(company: Sandbox, client: Client) -> None:
    known = dict(list(links(company).items())[:3])
    company.stripe.faults.add(
        Fault(method="GET", path="/v1/invoice_payments", nth=1, action="fail_before_commit", status=400)
    )

    found = Settlements(client).invoices_of(known)

    failed = [one for one in found.values() if isinstance(one, AnswerError)]
    assert len(failed) == 1
    assert {one: answer for one, answer in found.items() if not isinstance(answer, AnswerError)}.items() <= {
        one: (invoice,) for one, invoice in known.items()
    }.items()


def test_one_look_up_that_fails_fails_whoever_needs_them_all(company: Sandbox, client: Client) -> None:
    company.stripe.faults.add(
        Fault(method="GET", path="/v1/invoice_payments", nth=1, action="fail_before_commit", status=400)
    )

    with pytest.raises(AnswerError):
        Settlements(client).invoice_of(links(company))


def test_a_missing_permission_ends_the_run(sandbox: Sandbox) -> None:
    sandbox.stripe.store.keys["rk_test_money"] = {"*": "read", "invoice": "none"}
    payment = a_payment(sandbox)["id"]
    client = Client(api_url=sandbox.stripe.url, api_key="rk_test_money")

    with pytest.raises(StripeError) as caught:
        Settlements(client).invoices_of([payment])
    client.close()

    assert caught.value.code == "stripe_permission_missing"
    assert "rak_invoice_read" in caught.value.hint
