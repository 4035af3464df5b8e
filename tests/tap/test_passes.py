"""Over the runs every paid invoice is emitted, whatever is lost and wherever a run stops, and no other."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.ascending import Listing
from tap_stripe_invoices.feed.bookmark import Bookmark
from tap_stripe_invoices.feed.clock import Clock
from tap_stripe_invoices.feed.invoices import InvoiceRules
from tap_stripe_invoices.feed.passes import Passes, Plan
from tap_stripe_invoices.feed.reading import Reading
from tap_stripe_invoices.records.dates import to_text
from tap_stripe_invoices.records.settlements import Settlements
from tests.tap.account import Account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.http.client import Params

Json = dict[str, Any]

DAY = 86_400
JANUARY = 1_767_225_600
PAID = Listing("/v1/invoices", (("status", "paid"),))
ALL = Listing("/v1/invoices")


@dataclass
class Reader:
    """Runs the passes again and again; a crash leaves the STATE as it was at that record."""

    account: Account
    trigger: str = "paid"
    rescan_days: int = 90
    sweep_days: int = 30
    state: Json = field(default_factory=dict)

    def run(self, crash_after: int | None = None) -> list[Json]:
        """The invoices emitted."""
        return list(self.reading(crash_after))

    def reading(self, crash_after: int | None = None) -> Iterator[Json]:
        """The invoices one by one, as they are emitted."""
        client: Any = self.account
        state = copy.deepcopy(self.state)
        reading = Reading(
            stream="invoices",
            client=client,
            clock=Clock(client),
            place=Bookmark("invoices", state).places(())[""],
            rules=InvoiceRules(self.trigger),
            listing=PAID if self.trigger == "paid" else ALL,
            everything=ALL,
            expand=(),
            start=JANUARY,
        )
        plan = Plan(self.rescan_days, self.sweep_days, Settlements(client), self.trigger)
        emitted = 0
        for batch in Passes(reading, plan).batches():
            for one in batch.objects:
                if emitted == crash_after:
                    return
                yield one
                emitted += 1
                # A STATE may be written at any record.
                self.state = copy.deepcopy(state)
        self.state = state

    def ids(self) -> list[str]:
        """The ids of the invoices emitted."""
        return [one["id"] for one in self.run()]


MINUTE = 60
moments = st.integers(0, 40).map(lambda one: one * MINUTE) | st.integers(1, 45).map(lambda one: one * DAY)
one_of_them = st.integers(0, 12)
payments = st.tuples(st.just("pay"), one_of_them, st.booleans(), st.booleans(), st.integers(0, 590))
happenings = st.one_of(
    payments,
    payments,
    st.tuples(st.just("create"), st.integers(1, 4)),
    st.tuples(st.just("void"), one_of_them),
    st.tuples(st.just("reopen"), one_of_them),
    st.tuples(st.just("wait"), moments),
)
# Something happens, time passes, and a run follows that may stop at any record while the world goes on.
acts = st.tuples(
    st.lists(happenings, max_size=4),
    moments,
    st.none() | st.integers(0, 6),
    st.lists(happenings, max_size=4),
)


@dataclass
class History:
    """What happens, and what a reader of the records knows of it.

    Attributes:
        means: What may find a payment: all, or one of `events`, `money`, `rescan` and `sweep` alone.
    """

    reader: Reader
    means: str = "all"
    ever_paid: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        return self.reader.account

    def take(self, step: tuple[Any, ...]) -> None:
        """Let one thing happen."""
        what, *details = step
        chosen = f"in_{details[0]}"
        status = self.account.invoices.get(chosen, {}).get("status")
        if what == "wait":
            self.account.now += details[0]
        elif what == "create":
            for _ in range(details[0]):
                self.account.invoice(f"in_{len(self.account.invoices)}", self.account.now)
        elif what == "pay" and status == "open":
            self._pay(*details)
        elif what == "void" and status == "open":
            self.account.change(chosen, "void", voided_at=self.account.now)
            self.account.event("invoice.voided", self.account.invoices[chosen])
        elif what == "reopen" and status == "paid":
            self.account.change(chosen, "open", paid_at=None)
            self.account.event("invoice.updated", self.account.invoices[chosen], {"status": "paid"})
        elif what == "run":
            crash_after, meanwhile = details
            self._run(crash_after, [*meanwhile])

    def _pay(self, number: int, by_charge: bool, is_lost: bool, late: int) -> None:  # noqa: FBT001  # drawn so
        if self.means != "all":
            by_charge, is_lost = self.means == "money", self.means != "events"
        self.account.pay(f"in_{number}", by_charge=by_charge, lost=is_lost, late=late)
        self.ever_paid.add(f"in_{number}")

    def _run(self, crash_after: int | None, meanwhile: list[tuple[Any, ...]]) -> None:
        for one in self.reader.reading(crash_after):
            self.known[one["id"]] = one["status"]
            if meanwhile:
                self.take(meanwhile.pop(0))


@pytest.mark.parametrize("means", ["all", "events", "money", "rescan", "sweep"])
@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=10), st.lists(acts, max_size=8))
def test_every_paid_invoice_is_emitted_and_no_other(means: str, before: list[int], story: list[Any]) -> None:
    often = {"all": (90, 30), "rescan": (3_650, 0), "sweep": (0, 1)}
    rescan_days, sweep_days = often.get(means, (0, 0))
    with (
        # Small portions, so that a short story has many of them.
        patch("tap_stripe_invoices.feed.events.CHUNK", 3),
        patch("tap_stripe_invoices.feed.witness.CHUNK", 3),
        patch("tap_stripe_invoices.feed.ascending.BATCH", 2),
        Account(JANUARY) as account,
    ):
        history = History(Reader(account, rescan_days=rescan_days, sweep_days=sweep_days), means)
        # Some are there and paid before the first run, and some are open.
        for number, second in enumerate(before):
            account.invoice(f"in_{number}", JANUARY + second)
            history.take(("pay", number, True, False, 0))
        history.take(("create", 3))
        for first, seconds, crash, meanwhile in story:
            for step in first:
                history.take(step)
            history.take(("wait", seconds))
            history.take(("run", crash, meanwhile))
        # A scan that was stopped is brought to its end first, and only the next one looks at what came meanwhile.
        for days in (1, 31, 31) if means == "all" else (1, 1):
            history.take(("wait", days * DAY))
            history.take(("run", None, []))

        assert history.known.keys() <= history.ever_paid
        paid = {one["id"] for one in account.invoices.values() if one["status"] == "paid"}
        assert {one for one, status in history.known.items() if status == "paid"} >= paid


@pytest.fixture
def account() -> Iterator[Account]:
    with Account(JANUARY + 100 * DAY) as running:
        yield running


@pytest.fixture
def reader(account: Account) -> Reader:
    """One that has read an account with three old open invoices an hour ago."""
    for number in range(3):
        account.invoice(f"in_{number}", JANUARY + number * DAY)
    reader = Reader(account)
    reader.run()
    account.now += 3_600
    account.requests.clear()
    return reader


def test_a_payment_whose_events_are_lost_is_witnessed_by_the_money(account: Account, reader: Reader) -> None:
    account.pay("in_1", lost=True)

    assert reader.ids() == ["in_1"]
    assert account.requests.count("/v1/invoice_payments") == 1


def test_a_payment_that_an_event_told_of_is_not_looked_into(account: Account, reader: Reader) -> None:
    account.pay("in_1")

    assert reader.ids() == ["in_1"]
    assert "/v1/invoice_payments" not in account.requests


@pytest.mark.parametrize("status", [400, 500])
def test_a_payment_that_stripe_refuses_to_explain_does_not_hold_up_the_others_for_ever(
    account: Account, reader: Reader, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    account.pay("in_1", lost=True)
    account.pay("in_2", lost=True)
    explained = account.members
    refusal = AnswerError("stripe_refused", "No such customer", status=status)

    def members(path: str, params: Params = ()) -> list[Json]:
        if "pi_in_1" in dict(params).values():
            raise refusal
        return explained(path, params)

    with patch.object(account, "members", members):
        if status == 500:
            with pytest.raises(AnswerError):
                reader.ids()
            return
        assert reader.ids() == ["in_2"]
    assert "pi_in_1" in caplog.text
    account.now += DAY
    reader.rescan_days = 365

    assert "in_1" in reader.ids()


def test_a_lost_payment_without_money_is_found_by_the_next_days_rescan(account: Account, reader: Reader) -> None:
    account.invoice("in_new", account.now - 20 * DAY)
    account.pay("in_new", by_charge=False, lost=True)
    assert reader.ids() == []
    account.now += DAY

    assert reader.ids() == ["in_new"]


def test_one_older_than_the_rescan_is_found_by_the_sweep(account: Account, reader: Reader) -> None:
    account.pay("in_0", by_charge=False, lost=True)
    for _ in range(29):
        account.now += DAY
        assert reader.ids() == []
    account.now += DAY

    assert reader.ids() == ["in_0"]


def test_with_sweeping_switched_off_it_is_not_found(account: Account, reader: Reader) -> None:
    reader.sweep_days = 0
    account.pay("in_0", by_charge=False, lost=True)

    for _ in range(40):
        account.now += DAY
        assert reader.ids() == []


@pytest.mark.parametrize("status", ["void", "uncollectible", "open"])
def test_an_invoice_that_was_paid_is_emitted_again_when_its_standing_changes(
    account: Account, reader: Reader, status: str
) -> None:
    account.pay("in_1")
    reader.run()
    account.now += 3_600
    account.change("in_1", status, paid_at=None)
    account.event("invoice.updated", account.invoices["in_1"], {"status": "paid"})

    assert [(one["id"], one["status"]) for one in reader.run()] == [("in_1", status)]


@pytest.mark.parametrize(
    ("kind", "status"), [("invoice.voided", "void"), ("invoice.marked_uncollectible", "uncollectible")]
)
@pytest.mark.parametrize("evidence", ["none", "metadata", "paid_at"])
def test_whether_it_was_paid_is_told_by_the_invoice_itself(
    account: Account, reader: Reader, kind: str, status: str, evidence: str
) -> None:
    account.change("in_1", status, paid_at=account.now - DAY if evidence == "paid_at" else None)
    if evidence == "metadata":
        account.invoices["in_1"]["metadata"] = {"economic_document": "booked_invoice 7"}
    account.event(kind, account.invoices["in_1"])

    assert reader.ids() == ([] if evidence == "none" else ["in_1"])


def test_one_paid_and_voided_between_two_runs_is_emitted_as_it_is_now(account: Account, reader: Reader) -> None:
    account.pay("in_1")
    account.change("in_1", "void", paid_at=None)
    account.event("invoice.voided", account.invoices["in_1"])

    assert [(one["id"], one["status"]) for one in reader.run()] == [("in_1", "void")]


def test_a_voided_one_whose_event_is_lost_is_found_by_the_sweep(account: Account, reader: Reader) -> None:
    account.pay("in_1")
    reader.run()
    account.now += DAY
    account.change("in_1", "void", voided_at=account.now)
    account.now += 31 * DAY

    assert [(one["id"], one["status"]) for one in reader.run()] == [("in_1", "void")]


def test_an_event_about_an_invoice_before_the_start_date_is_left_alone(account: Account, reader: Reader) -> None:
    account.invoice("in_ancient", JANUARY - DAY)
    account.pay("in_ancient")

    assert reader.ids() == []


def test_an_invoice_that_is_gone_is_named_and_nothing_else_happens(
    account: Account, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    account.event("invoice.paid", {"id": "in_gone", "created": account.now})
    account.pay("in_1")

    assert reader.ids() == ["in_1"]
    assert "in_gone" in caplog.text


@pytest.mark.parametrize(
    "about", [{"object": "invoice"}, {"id": 7}, {"id": "cus_1"}, {"id": None}, None, [], {"invoice": None}]
)
@pytest.mark.parametrize("kind", ["invoice.paid", "invoice.updated", "invoice_payment.paid"])
def test_an_event_that_cannot_be_understood_is_named_and_the_rest_is_read(
    account: Account, reader: Reader, caplog: pytest.LogCaptureFixture, kind: str, about: object
) -> None:
    account.event(kind, about, {"status": "open"})
    account.pay("in_1")

    assert reader.ids() == ["in_1"]
    assert "evt_0" in caplog.text


def test_an_invoice_of_before_basil_names_its_payment_itself(account: Account, reader: Reader) -> None:
    account.pay("in_1", lost=True)
    account.event("invoice.paid", account.invoices["in_1"] | {"payment_intent": "pi_in_1", "charge": "ch_in_1"})

    assert reader.ids() == ["in_1"]
    assert "/v1/invoice_payments" not in account.requests


def test_a_sweep_that_was_under_way_before_a_gap_begins_again(account: Account) -> None:
    for number in range(250):
        account.invoice(f"in_{number:03}", JANUARY + number * 3_600)
        if number != 7:
            account.pay(f"in_{number:03}", by_charge=False)
    reader = Reader(account)
    reader.run(crash_after=220)
    assert len(reader.state) > 0
    account.pay("in_007", by_charge=False)
    account.now += 45 * DAY

    assert "in_007" in reader.ids()


def test_a_sweep_that_was_stopped_counts_from_when_it_first_began(account: Account) -> None:
    for number in range(250):
        account.invoice(f"in_{number:03}", JANUARY + number * 3_600)
        if number != 7:
            account.pay(f"in_{number:03}", by_charge=False, lost=True)
    account.now += DAY
    reader = Reader(account, rescan_days=0, sweep_days=1)
    reader.run(crash_after=220)
    account.now += 3_600
    account.pay("in_007", by_charge=False, lost=True)
    account.now += 3_600
    assert "in_007" not in reader.ids()
    account.now += DAY

    assert reader.ids() == ["in_007"]


def test_a_place_of_the_first_version_is_gone_on_from(account: Account) -> None:
    for number in range(10):
        account.invoice(f"in_{number}", JANUARY + number * DAY)
        account.pay(f"in_{number}", by_charge=False, lost=True)
    at, now = to_text(JANUARY + 6 * DAY), to_text(account.now - 3_600)
    reader = Reader(account, state={"replication_key": "created", "replication_key_value": at, "read_at": now})
    account.invoice("in_late", JANUARY)
    account.pay("in_late")

    assert reader.ids() == ["in_late", "in_6", "in_7", "in_8", "in_9"]
