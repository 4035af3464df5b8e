"""The retry list that travels in STATE."""

from typing import Any

import pytest

from target_economic.errors import RunError
from target_economic.outcomes.outcomes import Action, Code, Outcome
from target_economic.singer.retry import RetryList


def failed(source_id: str, attempts: int = 1) -> Outcome:
    return Outcome(
        source_id, "invoices", Action.FAILED, code=Code.TOTALS_DIFFER, message="differs", attempts=attempts
    )


def created(source_id: str) -> Outcome:
    return Outcome(source_id, "invoices", Action.CREATED, "draft 1")


def state(*ids: str) -> dict[str, Any]:
    entries = [
        {"id": one, "code": "rejected", "attempts": 2, "first_failed_at": "2026-01-02T03:04:05Z"} for one in ids
    ]
    return {"bookmarks": {"invoices": {"replication_key_value": "2026-01-01T00:00:00Z", "retry": entries}}}


def ids(result: dict[str, Any]) -> list[str]:
    return [entry["id"] for entry in result["bookmarks"]["invoices"]["retry"]]


def test_a_failed_document_waits_in_the_list_with_its_reason() -> None:
    retries = RetryList()
    retries.note("invoices", failed("in_1"))
    (entry,) = retries.applied({"bookmarks": {}})["bookmarks"]["invoices"]["retry"]
    assert (entry["id"], entry["code"], entry["attempts"]) == ("in_1", "totals_differ", 1)


def test_a_good_outcome_takes_it_off_even_though_the_tap_still_carries_it() -> None:
    retries = RetryList()
    retries.learn(state("in_1", "in_2"))
    retries.note("invoices", created("in_1"))
    retries.learn(state("in_1", "in_2"))
    assert ids(retries.applied(state("in_1", "in_2"))) == ["in_2"]


def test_an_emptied_list_is_written_empty_so_that_it_is_forgotten() -> None:
    retries = RetryList()
    retries.learn(state("in_1"))
    retries.note("invoices", created("in_1"))
    assert ids(retries.applied(state("in_1"))) == []


def test_failing_again_counts_one_more_run_and_keeps_the_first_date() -> None:
    retries = RetryList()
    retries.learn(state("in_1"))
    for _ in range(2):  # the retry list and the window may both bring it in one run
        retries.note("invoices", failed("in_1", retries.attempts("invoices", "in_1")))
    (entry,) = retries.applied(state("in_1"))["bookmarks"]["invoices"]["retry"]
    assert (entry["attempts"], entry["first_failed_at"]) == (3, "2026-01-02T03:04:05Z")


def test_other_parts_of_the_state_are_left_as_they_are() -> None:
    retries = RetryList()
    before = {"bookmarks": {"products": {"replication_key_value": "x"}}, "other": 1}
    assert retries.applied(before) == before


def test_what_was_done_before_the_list_came_is_laid_over_it_all_the_same() -> None:
    retries = RetryList()
    retries.note("invoices", created("in_1"))
    retries.note("invoices", failed("in_2"))
    retries.learn(state("in_1", "in_2"))
    (entry,) = retries.applied(state("in_1", "in_2"))["bookmarks"]["invoices"]["retry"]
    assert (entry["id"], entry["attempts"], entry["first_failed_at"]) == ("in_2", 3, "2026-01-02T03:04:05Z")
    retries.learn(state("in_1", "in_2"))
    assert retries.applied(state("in_1", "in_2"))["bookmarks"]["invoices"]["retry"] == [entry]


def test_an_id_that_stripe_no_longer_has_fails_once_and_is_let_go() -> None:
    retries = RetryList()
    retries.learn(state("in_1"))
    gone = Outcome("in_1", "invoices", Action.FAILED, code=Code.NOT_FOUND_IN_STRIPE, message="gone")
    retries.note("invoices", gone)
    retries.learn(state("in_1"))
    assert ids(retries.applied(state("in_1"))) == []


@pytest.mark.parametrize("value", [{"bookmarks": None}, {"bookmarks": {"invoices": None}}, {"bookmarks": []}, None])
def test_a_state_of_another_shape_is_refused(value: Any) -> None:  # noqa: ANN401 - whatever a tap may send
    with pytest.raises(RunError, match="STATE cannot be used"):
        RetryList().learn(value)


def test_what_is_good_needs_no_memory_once_the_list_is_known() -> None:
    retries = RetryList()
    retries.learn(state("in_0"))
    for number in range(1, 1000):
        retries.note("invoices", created(f"in_{number}"))
        retries.note("orders", created(f"in_{number}"))
    for stream in retries._streams.values():
        assert len(stream.settled) + len(stream.failed_now) == 0
    assert ids(retries.applied(state("in_0"))) == ["in_0"]
