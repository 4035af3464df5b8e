"""Hard cases of writing to e-conomic: what really happened to somebody, by name, through the real target process.

What happens when a process dies at any of its requests is in `tests/crash`; some names here stand for it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from tests.crash.books import standing
from tests.crash.forking import Forks
from tests.scenarios.shop import Shop, keep_books
from tests.support import ECONOMIC_TOKENS, Ended, clean_environment, config_file, lines, run
from tests.target.documents import customer, invoice, line, product, record, schema_message, state
from tests.target.sales.office import Person

Json = dict[str, Any]
Post = Callable[..., Ended]


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Targets that start at once and do not wait long between repetitions."""
    with Forks() as parent:
        yield parent


@pytest.fixture
def post(empty_sandbox: Sandbox, tmp_path: Path, forks: Forks) -> Post:
    """Give the target documents and wait for its end; keyword arguments are settings."""

    def post(*documents: Json, **settings: object) -> Ended:
        config = {"api_url": empty_sandbox.economic.url, "rounding_product_group": 4, **ECONOMIC_TOKENS, **settings}
        return forks.run("--config", config_file(tmp_path, **config), given=given(*documents))

    return post


def given(*documents: Json) -> str:
    return lines([schema_message(), *map(record, documents), state("2026-02-01T00:00:00Z")])


def booked(source_id: str = "in_1", **more: Any) -> Json:  # noqa: ANN401 - as `invoice` takes
    return invoice(source_id, **more) | {"kind": "booked_invoice"}


def places(sandbox: Sandbox, source_id: str = "in_1") -> list[str]:
    return [place for (place, _), _ in standing(sandbox.economic.store).get(source_id, [])]


def the_draft(sandbox: Sandbox) -> int:
    (number,) = sandbox.economic.store.drafts
    return number


def do(sandbox: Sandbox, action: str, **arguments: object) -> None:
    sandbox.economic._line.actions[action].run(sandbox.economic.store, arguments)


def test_case_23_the_draft_was_made_and_never_booked_the_next_run_books_it(
    empty_sandbox: Sandbox, post: Post
) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="POST", path="/invoices/booked", action="fail_before_commit", status=400)
    )
    assert post(booked()).status == 3
    assert places(empty_sandbox) == ["drafts"]
    assert post(booked()).outcome("in_1")["action"] == "booked"
    assert places(empty_sandbox) == ["booked"]


@pytest.mark.parametrize("path", ["/customers", "/products", "/invoices/drafts", "/invoices/booked"])
def test_case_24_a_read_timeout_after_the_work_was_done(empty_sandbox: Sandbox, post: Post, path: str) -> None:
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action="stall", seconds=3))
    ended = post(booked(), read_timeout="0.3")
    assert ended.status == 0, ended.stderr
    store = empty_sandbox.economic.store
    assert (places(empty_sandbox), len(store.customers), len(store.products)) == (["booked"], 1, 1)


def test_case_24_the_key_is_forgotten_after_an_hour_and_the_ledger_is_asked(
    empty_sandbox: Sandbox, post: Post
) -> None:
    post(booked())
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    assert post(booked()).outcome("in_1")["action"] == "unchanged"
    assert places(empty_sandbox) == ["booked"]


@pytest.mark.parametrize("path", ["/invoices/drafts", "/invoices/booked", "/customers", "/products"])
def test_case_25_a_look_up_that_fails_is_not_taken_for_nothing_there(
    empty_sandbox: Sandbox, post: Post, path: str
) -> None:
    empty_sandbox.economic.faults.add(
        Fault(method="GET", path=path, times="always", action="fail_before_commit", status=500)
    )
    assert post(booked()).status != 0
    assert places(empty_sandbox) == []


def test_case_25_two_that_match_are_no_match(empty_sandbox: Sandbox, post: Post) -> None:
    post(invoice("in_1"))
    person = Person(empty_sandbox)
    draft = person.call("GET", f"/invoices/drafts/{the_draft(empty_sandbox)}")
    person.call("POST", "/invoices/drafts", draft)
    ended = post(booked())
    assert ended.outcome("in_1")["code"] == "duplicate_in_ledger"
    assert places(empty_sandbox) == ["drafts", "drafts"]


def test_case_26_two_customers_with_one_address_and_one_that_was_made_by_hand(
    empty_sandbox: Sandbox, post: Post
) -> None:
    person = Person(empty_sandbox)
    by_hand = customer(email="Faelles@Example.dk")["body"]
    person.call("POST", "/customers", by_hand)
    shared = [invoice(f"in_{n}", buyer=customer(f"cus_{n}", email="faelles@example.dk")) for n in (1, 2)]
    assert post(*shared).status == 0
    assert len(empty_sandbox.economic.store.customers) == 1
    person.call("POST", "/customers", by_hand)
    third = invoice("in_3", buyer=customer("cus_3", email="faelles@example.dk"))
    assert post(third).outcome("in_3")["code"] == "customer_ambiguous"
    renamed = invoice("in_1", buyer=customer("cus_1", name="Nyt Navn", email="ny@example.dk"))
    assert post(renamed).outcome("in_1")["action"] == "unchanged"


def test_case_27_what_a_person_filled_in_survives_an_update(empty_sandbox: Sandbox, post: Post) -> None:
    post(invoice())
    number = the_draft(empty_sandbox)
    Person(empty_sandbox).edit(number, delivery={"address": "Bagdøren"})
    mended = invoice()
    mended["body"]["notes"] = {"heading": "Marts"}
    assert post(mended, existing_drafts="update").outcome("in_1")["action"] == "updated"
    draft = empty_sandbox.economic.store.drafts[number]
    assert (draft["delivery"]["address"], draft["notes"]["heading"]) == ("Bagdøren", "Marts")


def test_case_28_a_barred_customer_and_a_barred_product(empty_sandbox: Sandbox, post: Post) -> None:
    post(invoice("in_0"))
    (number,) = empty_sandbox.economic.store.customers
    do(empty_sandbox, "bar_customer", number=number)
    assert post(booked("in_1")).outcome("in_1")["code"] == "customer_barred"
    do(empty_sandbox, "bar_customer", number=number, barred=False)
    do(empty_sandbox, "bar_product", number="prod_1")
    assert post(booked("in_2")).outcome("in_2")["code"] == "product_barred"
    assert (places(empty_sandbox, "in_1"), places(empty_sandbox, "in_2")) == ([], [])


def test_case_28_a_closed_period_fails_or_moves_the_date(empty_sandbox: Sandbox, post: Post) -> None:
    do(empty_sandbox, "bar_period", date="2026-03-31")
    assert post(booked()).outcome("in_1")["code"] == "period_closed"
    assert places(empty_sandbox) == []
    ended = post(booked(), closed_period="first_open_date")
    assert (ended.outcome("in_1")["action"], ended.outcome("in_1")["code"]) == ("booked", "date_moved")
    (found,) = standing(empty_sandbox.economic.store)["in_1"]
    assert found[1]["date"] == "2026-04-01"


def test_case_28_a_year_that_does_not_exist_and_a_group_without_an_account(
    empty_sandbox: Sandbox, post: Post
) -> None:
    early = booked()
    early["body"]["date"] = "1999-03-31"
    assert post(early).outcome("in_1")["code"] == "accounting_year_missing"
    elsewhere = booked("in_2", zone=99)
    assert post(elsewhere).outcome("in_2")["code"] in {"not_in_agreement", "no_account_for_vat_zone"}
    assert places(empty_sandbox) == places(empty_sandbox, "in_2") == []


def test_case_29_names_with_dollars_brackets_stars_and_underscores(empty_sandbox: Sandbox, post: Post) -> None:
    odd = "a$b)c(d*e,f[g]_h@example.dk"
    documents = [
        booked(
            f"in_{n}",
            buyer=customer("cus_1", name="Ærø 🚢 & Søn (A*S) $", email=odd),
            products=[product("a_b/c$d)(*")],
            lines=[line(10000, product="a_b/c$d)(*")],
        )
        for n in (1, 2)
    ]
    assert post(documents[0]).status == 0
    assert post(documents[1]).status == 0
    store = empty_sandbox.economic.store
    assert (len(store.customers), list(store.products)) == (1, ["a_b/c$d)(*"])
    assert places(empty_sandbox, "in_1") == places(empty_sandbox, "in_2") == ["booked"]


def test_case_30_a_draft_whose_price_a_person_changed_is_neither_booked_nor_changed(
    empty_sandbox: Sandbox, post: Post
) -> None:
    post(invoice())
    number, person = the_draft(empty_sandbox), Person(empty_sandbox)
    changed = person.call("GET", f"/invoices/drafts/{number}")["lines"]
    changed[0]["unitNetPrice"] = 250
    person.edit(number, lines=changed)
    for policy in ("keep", "update"):
        assert post(booked(), existing_drafts=policy).outcome("in_1")["code"] == "totals_changed_in_ledger"
    assert empty_sandbox.economic.store.drafts[number]["netAmount"] == Decimal(250)


def test_case_30_a_draft_that_a_person_deleted_stays_deleted_unless_asked_for(
    empty_sandbox: Sandbox, post: Post
) -> None:
    post(invoice())
    Person(empty_sandbox).call("DELETE", f"/invoices/drafts/{the_draft(empty_sandbox)}")
    assert post(invoice()).outcome("in_1")["code"] == "deleted_in_ledger"
    assert places(empty_sandbox) == []
    assert post(invoice(), deleted_drafts="post_again").outcome("in_1")["action"] == "created"
    assert places(empty_sandbox) == ["drafts"]


def test_case_30_a_draft_that_a_person_booked_is_adopted(empty_sandbox: Sandbox, post: Post) -> None:
    post(invoice())
    Person(empty_sandbox).book(the_draft(empty_sandbox))
    for document in (invoice(), booked()):
        assert post(document).outcome("in_1")["action"] == "unchanged"
    assert places(empty_sandbox) == ["booked"]


def test_case_31_an_error_in_any_shape_names_the_place(empty_sandbox: Sandbox, post: Post) -> None:
    wrong = invoice()
    wrong["body"]["layout"] = {"layoutNumber": 999}
    assert "layout" in post(wrong).outcome("in_1")["message"]
    empty_sandbox.economic.faults.add(
        Fault(method="POST", path="/invoices/drafts", action="fail_before_commit", status=400, body="html")
    )
    assert post(invoice()).outcome("in_1")["action"] == "failed"


def test_case_32_two_runs_at_once_on_two_machines_make_one_of_everything(
    empty_sandbox: Sandbox, tmp_path: Path
) -> None:
    documents = [booked(f"in_{n}", buyer=customer(f"cus_{n % 3}")) for n in range(12)]
    ended: list[Ended] = []

    def machine(name: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        config = config_file(folder, api_url=empty_sandbox.economic.url, rounding_product_group=4, **ECONOMIC_TOKENS)
        env = clean_environment(TMPDIR=str(folder))
        ended.append(run("target_economic", "--config", config, given=given(*documents), env=env))

    machines = [threading.Thread(target=machine, args=(name,)) for name in ("one", "other")]
    for one in machines:
        one.start()
    for one in machines:
        one.join()

    assert {source: len(found) for source, found in standing(empty_sandbox.economic.store).items()} == {
        document["id"]: 1 for document in documents
    }
    assert len(empty_sandbox.economic.store.customers) == 3
    assert len(empty_sandbox.economic.store.products) == 1


def test_case_32_a_second_run_on_one_machine_is_refused(empty_sandbox: Sandbox, tmp_path: Path, post: Post) -> None:
    held = Fault(method="POST", path="/invoices/drafts", action="delay", seconds=3)
    empty_sandbox.economic.faults.add(held)
    first: list[Ended] = []
    config = config_file(tmp_path, api_url=empty_sandbox.economic.url, **ECONOMIC_TOKENS)
    other = threading.Thread(
        target=lambda: first.append(run("target_economic", "--config", config, given=given(booked())))
    )
    other.start()
    while empty_sandbox.economic.faults.as_json():
        assert other.is_alive()
        time.sleep(0.01)
    second = post(booked(), lock_wait="0")
    other.join()
    assert (second.status, second.last_words.split(": ")[1]) == (1, "agreement_locked")
    assert first[0].status == 0
    assert places(empty_sandbox) == ["booked"]


def test_case_34_a_changed_mapping_posts_nothing_again(empty_sandbox: Sandbox, post: Post) -> None:
    post(booked("in_1"), invoice("in_2"))
    changed = [booked("in_1"), invoice("in_2")]
    for document in changed:
        document["mapping"] = "sha256:" + "1" * 64
        document["body"]["notes"] = {"heading": "Ny"}
    ended = post(*changed)
    assert [one["action"] for one in ended.outcomes] == ["unchanged", "unchanged"]
    assert (places(empty_sandbox), places(empty_sandbox, "in_2")) == (["booked"], ["drafts"])


def test_case_33_month_end_and_the_nights_of_summer_time_are_copenhagens(tmp_path: Path) -> None:
    days = {
        "2026-01-31T22:59:59Z": "2026-01-31",
        "2026-01-31T23:00:00Z": "2026-02-01",
        "2026-03-28T23:30:00Z": "2026-03-29",
        "2026-03-29T01:30:00Z": "2026-03-29",  # the night without the hour from two to three
        "2026-03-31T21:59:59Z": "2026-03-31",
        "2026-03-31T22:00:00Z": "2026-04-01",
    }
    with Sandbox(invoices=0) as sandbox:
        shop = Shop(sandbox)
        for moment in days:
            sandbox.set_clock(datetime.fromisoformat(moment))
            shop.sell(moment, {"amount": 10_000, "tax_rates": [shop.rate()]})
        books = keep_books(shop, tmp_path)
        assert {moment: books.draft(moment)["date"] for moment in days} == days
