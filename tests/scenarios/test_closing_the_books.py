"""A year of money, through `meltano run`: the books close, and what a person spoils by hand is named, and only that.

60 invoices by default; the environment variable CLOSED_YEAR_INVOICES asks for another number, such as 2000.
"""

import copy
import json
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Sandbox
from tests.entries import balance, stripes, vouchers
from tests.scenarios import hand
from tests.scenarios.conftest import STATE_ID, Project, copy_project
from tests.support import Ended, run
from tests.target.sales.office import Person

Json = dict[str, Any]

INVOICES = int(os.environ.get("CLOSED_YEAR_INVOICES", "60"))
BEGINNING = "2024-01-01"
SETTINGS = {"TAP_STRIPE_INVOICES_START_DATE": BEGINNING}
REASONS = {"totals_differ", "customer_without_identity", "credited_invoice_missing"}


class Year:
    """A project whose sandbox year has been carried over, and the ledger as that run left it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.first = project.sync(**SETTINGS)
        self.store = project.sandbox.economic.store
        self.person = Person(project.sandbox)
        self._ledger = copy.deepcopy(self._kept())

    def restore(self) -> None:
        """Have the ledger as the run left it."""
        with self.store.lock:
            for name, value in copy.deepcopy(self._ledger).items():
                setattr(self.store, name, value)

    def _kept(self) -> Json:
        return {name: value for name, value in vars(self.store).items() if name not in {"lock", "_clock"}}

    def reconcile(self) -> tuple[int, Json]:
        """Compare both sides; the exit status, and what it says."""
        days = ("--from", BEGINNING, "--to", self.project.sandbox.now.date().isoformat())
        env = self.project.environment | SETTINGS
        ended = run("stripe_economic", "reconcile", *days, "--format", "json", cwd=self.project.folder, env=env)
        assert ended.status in {0, 3}, ended.stderr
        said: Json = json.loads("\n".join(ended.stdout))
        return ended.status, said

    def wrong(self) -> list[tuple[str, str, str]]:
        """What keeps the books from closing: which section, what, and of which Stripe object."""
        status, said = self.reconcile()
        found = [(one["kind"], one["code"], one["stripe_id"]) for one in said["findings"] if not one["explained"]]
        assert (status, said["closes"]) == ((3, False) if found else (0, True))
        return found

    @property
    def movements(self) -> list[Json]:
        """Every movement of Stripe's balance."""
        return list(self.project.sandbox.stripe.store.all("balance_transaction"))

    @property
    def movement(self) -> str:
        """A charge's movement that has a voucher."""
        charges = [
            one["id"]
            for one in self.project.sandbox.stripe.store.all("balance_transaction")
            if one["reporting_category"] == "charge"
        ]
        return str(next(one for one in charges if one in vouchers(self.store)))

    @property
    def invoice(self) -> str:
        """A Stripe invoice that has a draft."""
        drafts = [draft for draft in self.store.drafts.values() if draft["grossAmount"] > 0]
        sources = (str(draft["references"]["other"]) for draft in drafts)
        return next(source for source in sources if source.startswith("in_"))


@pytest.fixture(scope="module")
def carried_over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with Sandbox(seed=2, invoices=INVOICES) as sandbox:
        yield Year(copy_project(tmp_path_factory.mktemp("year"), sandbox))


@pytest.fixture
def year(carried_over: Year) -> Iterator[Year]:
    yield carried_over
    carried_over.restore()


def test_every_movement_is_in_the_journal_once_and_the_clearing_account_is_stripes_balance(year: Year) -> None:
    assert year.first.status == 0, year.first.stderr[-3000:]
    failed = {one["code"] for one in year.first.outcomes if one["action"] == "failed"}
    assert failed <= REASONS
    movements = list(year.project.sandbox.stripe.store.all("balance_transaction"))
    found = vouchers(year.store)
    assert {name: len(of) for name, of in found.items()} == {one["id"]: 1 for one in movements}
    assert {voucher.off for (voucher,) in found.values()} == {Decimal(0)}
    assert balance(year.store) == stripes(movements)


def test_the_books_close(year: Year) -> None:
    status, said = year.reconcile()
    assert (status, said["closes"], said["reasons"]) == (0, True, [])
    # All that a run posts is where the mapping says, and refunds are told of only where the money stayed away.
    assert not {"moved", "rate_difference"} & {one["code"] for one in said["findings"]}
    back = {one["source"] for one in year.movements if one["reporting_category"] == "refund_failure"}
    told = {one["stripe_id"] for one in said["findings"] if one["code"] == "refund_without_credit_note"}
    assert not told & {one["id"] for one in year.movements if one["source"] in back}
    (clearing,) = said["clearing"]
    assert Decimal(clearing["unexplained"]) == Decimal(clearing["difference"]) == 0
    movements = year.project.sandbox.stripe.store.all("balance_transaction")
    assert Decimal(clearing["stripe"]) == stripes(movements)


def test_a_second_run_posts_nothing_and_the_books_still_close(year: Year) -> None:
    year.project.sandbox.economic.requests.clear()
    assert year.project.meltano("state", "clear", "--force", STATE_ID).status == 0
    assert year.project.sync(**SETTINGS).status == 0
    assert year.project.writes == 0
    assert year.wrong() == []


def removed_draft(year: Year, source: str) -> None:
    year.person.delete(hand.draft_of(year.store, source))


def doubled_draft(year: Year, source: str) -> None:
    draft = year.person.call("GET", f"/invoices/drafts/{hand.draft_of(year.store, source)}")
    year.person.call("POST", "/invoices/drafts", draft)


def edited_draft(year: Year, source: str) -> None:
    year.person.reprice(hand.draft_of(year.store, source), "1.50")


@pytest.mark.parametrize(
    ("code", "spoil"), [("missing", removed_draft), ("duplicate", doubled_draft), ("edited", edited_draft)]
)
def test_a_draft_that_a_person_spoiled_is_named_and_no_other(
    year: Year, code: str, spoil: Callable[[Year, str], None]
) -> None:
    source = year.invoice
    spoil(year, source)
    assert year.wrong() == [("invoices", code, source)]


@pytest.mark.parametrize(
    ("code", "spoil"),
    [("missing", hand.remove), ("duplicate", hand.double), ("edited", hand.edit), ("edited", hand.shift)],
)
def test_a_voucher_that_a_person_spoiled_is_named_and_no_other(
    year: Year, code: str, spoil: Callable[..., None]
) -> None:
    movement = year.movement
    spoil(year.store, movement)
    assert year.wrong() == [("vouchers", code, movement)]


def test_a_voucher_whose_id_a_person_spoiled_is_missing_and_something_stripe_does_not_know(year: Year) -> None:
    movement = year.movement
    hand.stray(year.store, movement)
    assert sorted(year.wrong()) == [
        ("vouchers", "missing", movement),
        ("vouchers", "not_in_stripe", f"{movement}X"),
    ]


def report(year: Year) -> Ended:
    """The page, as a file."""
    days = ("--from", BEGINNING, "--to", year.project.sandbox.now.date().isoformat())
    return run(
        "stripe_economic",
        "reconcile",
        *days,
        *("--format", "html", "--output", "page.html"),
        cwd=year.project.folder,
        env=year.project.environment | SETTINGS,
    )


def test_the_page_names_what_was_spoiled_too(year: Year) -> None:
    movement = year.movement
    hand.remove(year.store, movement)
    assert report(year).status == 3
    page = (year.project.folder / "page.html").read_text("utf-8")
    assert movement in page
    assert "<script" not in page
