"""A bookkeeper's questions about when an invoice is found: however late it was paid, and whatever happened since."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Sandbox
from tap_stripe_invoices.errors import StripeError
from tests.tap.acting import do, invoice, later
from tests.tap.company import paid_invoices
from tests.tap.running import Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]


class Bookkeeping:
    """Syncs again and again, each run going on from the STATE of the one before."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.state: Json | None = None

    def sync(self, **settings: Any) -> Run:  # noqa: ANN401  # settings of any kind
        """One run; the time it takes is not counted."""
        run = read(self.sandbox.stripe.url, state=self.state, **settings)
        self.state = run.state
        return run

    def found(self, **settings: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # as above
        """What one run emits: ids and statuses."""
        return [(record["id"], record["status"]) for record in self.sync(**settings).records()]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(invoices=0) as running:
        running.set_clock(datetime(2026, 1, 12, 9, tzinfo=UTC))
        yield running


@pytest.fixture
def books(sandbox: Sandbox) -> Bookkeeping:
    """After a first run that found nothing."""
    books = Bookkeeping(sandbox)
    books.sync()
    return books


def test_an_invoice_of_january_that_is_paid_in_june(sandbox: Sandbox, books: Bookkeeping) -> None:
    january = invoice(sandbox)
    for _ in range(21):
        later(sandbox, days=7)
        invoice(sandbox, pay=True)
        later(sandbox, hours=1)
        assert january not in books.sync().ids()
    do(sandbox, "pay_invoice", invoice=january)
    later(sandbox, hours=1)

    run = books.sync()

    assert run.ids() == [january]
    assert run.record(january)["paid_at"].startswith("2026-06-09")
    assert run.record(january)["created"].startswith("2026-01-12")


@pytest.mark.parametrize("out_of_band", [False, True], ids=["by card", "by bank transfer"])
def test_an_invoice_paid_while_nothing_ran_for_45_days(
    sandbox: Sandbox, books: Bookkeeping, *, out_of_band: bool
) -> None:
    early, late = invoice(sandbox), invoice(sandbox)
    later(sandbox, days=3)
    books.sync()
    later(sandbox, days=2)
    do(sandbox, "pay_invoice", invoice=early, out_of_band=out_of_band)
    later(sandbox, days=40)
    do(sandbox, "pay_invoice", invoice=late, out_of_band=out_of_band)
    later(sandbox, days=5)

    assert sorted(books.found(rescan_days=0)) == sorted([(early, "paid"), (late, "paid")])
    assert books.found(rescan_days=0) == []


def test_a_payment_by_card_whose_events_stripe_lost_for_good(sandbox: Sandbox, books: Bookkeeping) -> None:
    one = invoice(sandbox)
    later(sandbox, days=10)
    do(sandbox, "pay_invoice", invoice=one)
    sandbox.stripe.store.lose_events("invoice*")
    later(sandbox, hours=1)

    assert books.found(rescan_days=0) == [(one, "paid")]


def test_a_bank_transfer_whose_events_stripe_lost_for_good(sandbox: Sandbox, books: Bookkeeping) -> None:
    young, old = invoice(sandbox), invoice(sandbox)
    later(sandbox, days=80)
    books.sync()
    do(sandbox, "pay_invoice", invoice=young, out_of_band=True)
    sandbox.stripe.store.lose_events("*")
    later(sandbox, minutes=20)
    assert books.found() == []

    later(sandbox, days=1)
    assert books.found() == [(young, "paid")]

    later(sandbox, days=25)
    books.sync()
    do(sandbox, "pay_invoice", invoice=old, out_of_band=True)
    sandbox.stripe.store.lose_events("*")
    later(sandbox, days=1)
    assert books.found() == []
    later(sandbox, days=5)
    assert (old, "paid") in books.found()


def test_nothing_to_pay_and_credit_balance_come_without_a_payment(sandbox: Sandbox, books: Bookkeeping) -> None:
    free = invoice(sandbox, amount=0)
    rich = do(sandbox, "create_customer", name="Havnens Lager", balance=-50_000)["id"]
    covered = invoice(sandbox, customer=rich, amount=20_000)
    later(sandbox, hours=1)

    assert sorted(books.sync(rescan_days=0).ids()) == sorted([free, covered])


def test_many_paid_in_the_same_second(sandbox: Sandbox, books: Bookkeeping) -> None:
    ties = [invoice(sandbox, pay=True) for _ in range(130)]
    first = books.sync()
    more = [invoice(sandbox, pay=True) for _ in range(30)]

    assert sorted(first.ids()) == sorted(ties)
    assert set(books.sync().ids()) >= set(more)
    later(sandbox, hours=1)
    assert set(books.sync().ids()) <= {*ties, *more}
    later(sandbox, hours=1)
    assert books.sync().ids() == []


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)])
def test_a_night_on_which_the_clocks_are_changed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, night: datetime
) -> None:
    monkeypatch.setenv("TZ", "Europe/Copenhagen")
    time.tzset()
    sandbox.set_clock(night)
    books = Bookkeeping(sandbox)
    books.sync()
    paid: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for _ in range(12):
        later(sandbox, minutes=15)
        paid[invoice(sandbox, pay=True)] = sandbox.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        later(sandbox, minutes=15)
        run = books.sync(rescan_days=0)
        assert [record["paid_at"] for record in run.records()] == [paid[one] for one in run.ids()]
        seen.update(run.ids())

    monkeypatch.undo()
    time.tzset()
    assert seen == Counter(dict.fromkeys(paid, 1))


def test_an_invoice_that_is_paid_and_opened_again(sandbox: Sandbox, books: Bookkeeping) -> None:
    one = invoice(sandbox, pay=True)
    later(sandbox, hours=1)
    assert books.found() == [(one, "paid")]

    do(sandbox, "reopen_invoice", invoice=one)
    later(sandbox, hours=1)
    assert books.found() == [(one, "open")]

    later(sandbox, days=1)
    assert books.found() == []

    do(sandbox, "pay_invoice", invoice=one, out_of_band=True)
    later(sandbox, hours=1)
    assert books.found() == [(one, "paid")]


@pytest.mark.parametrize(("action", "status"), [("void_invoice", "void"), ("mark_uncollectible", "uncollectible")])
def test_an_invoice_that_is_given_up_after_it_was_synced(
    sandbox: Sandbox, books: Bookkeeping, action: str, status: str
) -> None:
    synced, never_paid = invoice(sandbox, pay=True), invoice(sandbox)
    later(sandbox, hours=1)
    assert books.found() == [(synced, "paid")]
    do(sandbox, "reopen_invoice", invoice=synced)

    for one in (synced, never_paid):
        do(sandbox, action, invoice=one)
    later(sandbox, hours=1)

    assert books.found() == [(synced, status)]


def test_our_own_note_about_the_posting_makes_nothing_due(sandbox: Sandbox, books: Bookkeeping) -> None:
    one = invoice(sandbox, pay=True)
    later(sandbox, hours=1)
    books.sync()
    sandbox.stripe.store.change("invoice", one, {"metadata": {"economic_document": "booked_invoice 10031"}})
    later(sandbox, hours=1)

    assert books.found() == []


def test_an_invoice_that_is_marked_to_be_left_out_is_named_in_the_log(
    sandbox: Sandbox, books: Bookkeeping, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    one = invoice(sandbox, pay=True)
    sandbox.stripe.store.change("invoice", one, {"metadata": {"economic_ignore": "true"}})
    later(sandbox, hours=1)

    assert books.found() == [(one, "paid")]
    assert f"{one} carries economic_ignore" in caplog.text


@pytest.mark.parametrize(
    ("kind", "permission"),
    [
        ("invoice", "rak_invoice_read"),
        ("event", "rak_event_read"),
        ("balance_transaction", "rak_balance_transaction_source_read"),
        ("customer", "rak_customer_read"),
        ("product", "rak_product_read"),
    ],
)
@pytest.mark.parametrize("is_first_run", [True, False], ids=["in the first run", "later"])
def test_a_key_that_may_not_read_one_thing_ends_the_run_and_says_which(
    kind: str, permission: str, *, is_first_run: bool
) -> None:
    with Sandbox(seed=1, invoices=40) as sandbox:
        books = Bookkeeping(sandbox)
        if not is_first_run:
            books.sync()
            later(sandbox, hours=1)
            store = sandbox.stripe.store
            customer = next(store.all("customer"))["id"]
            old = paid_invoices(sandbox)[0]["lines"]["data"][0]["pricing"]["price_details"]["price"]
            do(sandbox, "create_invoice", customer=customer, items=[f"1 x {old}"], pay=True)
        sandbox.stripe.store.keys["rk_test_restricted"] = {"*": "read", kind: "none"}

        with pytest.raises(StripeError, match="Stripe forbids") as caught:
            books.sync(api_key="rk_test_restricted")

    assert caught.value.code == "stripe_permission_missing"
    assert permission in str(caught.value)
