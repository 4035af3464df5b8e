"""Due ids are read in few requests, and every one of them is answered whatever was known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_stripe_invoices.feed.ascending import Listing
from tap_stripe_invoices.feed.clock import Clock
from tap_stripe_invoices.feed.due import DueReader
from tests.tap.account import Account

if TYPE_CHECKING:
    from collections.abc import Mapping

MAY = 1_777_593_600
DAY = 86_400
PAID = Listing("/v1/invoices", (("status", "paid"),))


def account_with(created: list[int], unpaid: frozenset[int] = frozenset()) -> Account:
    account = Account(MAY)
    for number, at in enumerate(created):
        account.invoice(f"in_{number:05}", at, "open" if number in unpaid else "paid")
    return account


def read(account: Account, due: Mapping[str, int | None]) -> tuple[list[str], list[str], DueReader]:
    """Ids of what came and of what did not, and who read it."""
    client: Any = account
    reader = DueReader(client, PAID, (), Clock(client))
    batches = list(reader.read(due))
    account.workers.close()
    return (
        [one["id"] for batch in batches for one in batch.objects],
        [one for batch in batches for one in batch.refused],
        reader,
    )


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(MAY - 300, MAY) | st.integers(MAY - 300 * DAY, MAY), max_size=400),
    st.data(),
)
def test_each_id_is_answered_once_whatever_the_hint_says(created: list[int], data: st.DataObject) -> None:
    numbers = st.integers(0, max(0, len(created) - 1))
    account = account_with(created, data.draw(st.frozensets(numbers, max_size=20)))
    chosen = data.draw(st.sets(numbers, max_size=len(created))) if created else set()
    wrong = data.draw(st.frozensets(numbers, max_size=10))
    unknown = data.draw(st.frozensets(numbers, max_size=10))
    due: dict[str, int | None] = {"in_gone": MAY - 5, "in_away": None}
    for number in chosen:
        hint = created[number] + 7 if number in wrong else created[number]
        due[f"in_{number:05}"] = None if number in unknown else hint

    came, refused, reader = read(account, due)

    assert sorted(came) == sorted(due.keys() - {"in_gone", "in_away"})
    assert sorted(refused) == ["in_away", "in_gone"]
    assert reader.pages + reader.singles == len(account.requests)


def test_a_single_second_with_more_than_a_page_in_it_is_read() -> None:
    account = account_with([MAY] * 450)

    came, _, _ = read(account, {f"in_{number:05}": MAY for number in range(300)})

    assert len(came) == 300


def test_what_lies_close_together_comes_by_pages_oldest_first() -> None:
    created = [MAY - 400 * 60 + number * 60 for number in range(400)]
    account = account_with(created)

    came, _, reader = read(account, {f"in_{number:05}": at for number, at in enumerate(created)})

    assert came == [f"in_{number:05}" for number in range(400)]
    assert (reader.pages, reader.singles) == (4, 0)


def test_gaps_in_which_nothing_is_due_are_jumped_over() -> None:
    created = [MAY - 10_000 * 60 + number * 60 for number in range(10_000)]
    account = account_with(created)
    due = [*range(50), *range(5_000, 5_050), *range(9_950, 10_000)]

    came, _, reader = read(account, {f"in_{number:05}": created[number] for number in due})

    assert len(came) == 150
    assert reader.pages <= 4
    assert reader.singles == 0


def test_one_that_is_not_on_the_list_any_more_is_read_singly() -> None:
    created = [MAY - number for number in range(50)]
    account = account_with(created, unpaid=frozenset({20}))

    came, _, reader = read(account, {f"in_{number:05}": at for number, at in enumerate(created)})

    assert "in_00020" in came
    assert (reader.pages, reader.singles) == (1, 1)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_are_read_singly(count: int) -> None:
    account = account_with([MAY - number * DAY for number in range(300)])

    _, _, reader = read(account, {f"in_{number:05}": MAY - number * DAY for number in range(count)})

    assert (reader.pages, reader.singles) == (0, count)


@pytest.mark.parametrize("count", [3, 5, 10, 30, 100, 1000])
def test_ids_far_apart_cost_hardly_more_than_one_request_each(count: int) -> None:
    created = [MAY - number * 600 for number in range(50 * count)]
    account = account_with(created)
    due = {f"in_{50 * number:05}": created[50 * number] for number in range(count)}

    came, _, _ = read(account, due)

    assert len(came) == count
    assert len(account.requests) <= 1.34 * count


@pytest.mark.parametrize(("density", "most"), [(1, 0.011), (2, 0.025), (5, 0.06), (20, 0.25)])
def test_a_thousand_of_many_are_read_in_few_requests(density: int, most: float) -> None:
    created = [MAY - number * 600 for number in range(1_000 * density)]
    account = account_with(created)
    due = {f"in_{number:05}": created[number] for number in range(0, 1_000 * density, density)}

    came, _, _ = read(account, due)

    assert len(came) == 1_000
    assert len(account.requests) / 1_000 <= most
