"""What the poster believes of an answer, of none, and of one that e-conomic repeats from its memory."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Literal

import pytest

from sandbox import Fault, Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.errors import NoAnswer, RecordError, Rejected, RunError
from target_economic.http.client import Client
from target_economic.posting.posting import Creation, Deletion, Poster, Replacement
from target_economic.sales.found import Found, made, read_draft
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock

Json = dict[str, Any]

REFUSED = "a name that goes with a layout that is not there"


class Ledger:
    """A poster at work, the pauses it made, and writes whose look-ups are told what to find."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.client = Client(url, *ECONOMIC_TOKENS.values(), stopping=self.clock)
        self.poster = Poster(self.client, Agreement(self.client), clock=self.clock)

    def create(
        self,
        *finds: Found | None,
        text: str = "A",
        gone: Callable[[Json], None] = lambda _: None,
        recheck: Callable[[], Found | None] = lambda: None,
    ) -> Found:
        found = iter(finds)
        return self.poster.create(
            Creation(
                path="/invoices/drafts",
                what="create the draft of in_1",
                source_id="in_1",
                operation="create draft",
                body=self.body(text),
                look_up=lambda: next(found),
                read=lambda answer: made("draft", answer),
                reread=lambda _: None,
                recheck=recheck,
                gone=gone,
            )
        )

    def replace(self, draft: Found, text: str) -> Found:
        def as_wanted() -> Found | None:
            now = self.client.get(draft.path, "read the draft")
            return read_draft(now) if now["recipient"]["name"] == text else None

        return self.poster.replace(
            Replacement(
                draft.path, "update the draft", "in_1", "update draft", self.body(text), as_wanted, read_draft
            )
        )

    def delete(self, draft: Found, *gone: bool) -> None:
        told = iter(gone)
        self.poster.delete(Deletion(draft.path, "delete the draft", "in_1", "delete draft", lambda: next(told)))

    def body(self, text: str) -> Json:
        return {
            "date": "2026-03-31",
            "currency": "DKK",
            "customer": {"customerNumber": 1},
            "layout": {"layoutNumber": 999 if text == REFUSED else 19},
            "paymentTerms": {"paymentTermsNumber": 3},
            "recipient": {"name": text, "vatZone": {"vatZoneNumber": 1}},
            "references": {"other": "in_1"},
        }


@pytest.fixture
def ledger(empty_sandbox: Sandbox) -> Iterator[Ledger]:
    opened = Ledger(empty_sandbox.economic.url)
    customer = {
        "name": "A",
        "currency": "DKK",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 3},
        "vatZone": {"vatZoneNumber": 1},
    }
    opened.poster.create(
        Creation("/customers", "create a customer", "cus_1", "create customer", customer, lambda: None, dict, dict)
    )
    yield opened
    opened.client.close()


def numbers(sandbox: Sandbox) -> list[int]:
    return list(sandbox.economic.store.drafts)


LostAnswer = Literal["drop_before_commit", "drop_after_commit", "half_response"]


def lose(sandbox: Sandbox, method: str, action: LostAnswer) -> None:
    sandbox.economic.faults.add(Fault(method=method, path="/invoices/drafts.*", action=action))


def test_a_draft_of_a_run_that_was_just_killed_is_waited_for_rather_than_posted_again(
    empty_sandbox: Sandbox, ledger: Ledger
) -> None:
    first = ledger.create()
    again = ledger.create(None, None, first)
    assert again == first
    assert (len(ledger.clock.waits), numbers(empty_sandbox)) == (2, [first.number])


def test_a_draft_that_stays_away_was_deleted_and_is_made_again(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create()
    empty_sandbox.economic.store.drafts.remove(first.number)
    again = ledger.create(None, None, None, None)
    assert numbers(empty_sandbox) == [again.number] != [first.number]


def test_who_does_not_want_it_made_again_is_asked_first(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create()
    empty_sandbox.economic.store.drafts.remove(first.number)

    def gone(answer: Json) -> None:
        raise RecordError("gone", f"draft {answer['draftInvoiceNumber']}")

    with pytest.raises(RecordError, match=f"draft {first.number}"):
        ledger.create(None, None, None, gone=gone)
    assert numbers(empty_sandbox) == []


def test_another_body_under_the_key_is_looked_up_patiently(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    """Another mapping, or another machine, has posted it a moment ago, and the filter does not show it yet."""
    first = ledger.create(text="A")
    assert ledger.create(None, first, text="B") == first
    assert (ledger.clock.waits, numbers(empty_sandbox)) == ([1.0], [first.number])


def test_what_was_made_under_a_later_key_is_looked_up_once_more(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create(text="A")
    looks = iter([None, None, None])

    def look_up() -> Found | None:
        try:
            return next(looks)
        except StopIteration:
            raise RecordError("duplicate_in_ledger", "two") from None

    with pytest.raises(RecordError, match="two"):
        ledger.poster.create(
            Creation(
                "/invoices/drafts",
                "create it",
                "in_1",
                "create draft",
                ledger.body("B"),
                look_up,
                read_draft,
                lambda _: None,
            )
        )
    assert len(numbers(empty_sandbox)) == 2
    assert first.number in numbers(empty_sandbox)


def test_an_answer_of_its_own_that_is_not_shown_yet_is_no_reason_to_make_another(
    empty_sandbox: Sandbox, ledger: Ledger
) -> None:
    lose(empty_sandbox, "POST", action="drop_after_commit")
    with pytest.raises(NoAnswer, match="does not show it yet"):
        ledger.create(None, None, None)
    assert len(numbers(empty_sandbox)) == 1


def test_nothing_is_repeated_once_the_hour_may_be_over(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    """The machine slept between the lost answer and the repetition, which e-conomic would carry out anew."""
    lose(empty_sandbox, "POST", action="drop_after_commit")

    def sleep() -> None:
        empty_sandbox.economic.store.advance(timedelta(hours=2))
        ledger.clock.now += 7200

    with pytest.raises(NoAnswer):
        ledger.create(None, None, None, recheck=sleep)
    assert len(numbers(empty_sandbox)) == 1


def test_what_turns_out_to_be_there_is_not_sent_again(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create()
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    lose(empty_sandbox, "POST", action="drop_before_commit")
    assert ledger.create(recheck=lambda: first) == first
    assert numbers(empty_sandbox) == [first.number]


def test_a_refusal_is_final_and_opens_the_next_key(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    with pytest.raises(Rejected):
        ledger.create(text=REFUSED)
    with pytest.raises(Rejected):
        ledger.create(None, text=REFUSED)
    assert ledger.create(None, None, None, None, None, None, None, None).number == numbers(empty_sandbox)[0]


def test_a_refusal_after_a_lost_answer_is_not_believed_before_looking(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create()
    lose(empty_sandbox, "POST", action="drop_before_commit")
    with pytest.raises(StopIteration):  # it asks, which it does not do after a plain refusal
        ledger.create(text=REFUSED)
    assert numbers(empty_sandbox) == [first.number]


def test_too_many_requests_left_nothing_behind(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    fault = Fault(
        method="POST", path="/invoices/drafts", action="fail_before_commit", status=429, retry_after=0, times=99
    )
    empty_sandbox.economic.faults.add(fault)
    with pytest.raises(RunError) as caught:
        ledger.create()
    assert (caught.value.code, numbers(empty_sandbox)) == ("economic_unavailable", [])


def test_a_replacement_that_somebody_undid_is_made_again_within_the_hour(
    empty_sandbox: Sandbox, ledger: Ledger
) -> None:
    draft = ledger.create(text="A")
    for text in ("B", "A", "B", "A"):
        ledger.replace(draft, text)
        assert empty_sandbox.economic.store.drafts[draft.number]["recipient"]["name"] == text


@pytest.mark.parametrize("action", ["drop_before_commit", "drop_after_commit", "half_response"])
def test_a_replacement_without_an_answer_is_made_once_more(
    empty_sandbox: Sandbox, ledger: Ledger, action: LostAnswer
) -> None:
    draft = ledger.create(text="A")
    lose(empty_sandbox, "PUT", action=action)
    ledger.replace(draft, "B")
    assert empty_sandbox.economic.store.drafts[draft.number]["recipient"]["name"] == "B"


def test_a_deletion_whose_draft_is_gone_is_done(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    draft = ledger.create()
    empty_sandbox.economic.store.drafts.remove(draft.number)
    ledger.delete(draft)
    assert numbers(empty_sandbox) == []


def test_a_deletion_is_not_repeated_once_the_number_is_another_s(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    draft = ledger.create()
    lose(empty_sandbox, "DELETE", action="drop_before_commit")
    ledger.delete(draft, True)
    assert numbers(empty_sandbox) == [draft.number]


def test_a_dry_run_that_comes_this_far_is_a_mistake_of_ours(empty_sandbox: Sandbox) -> None:
    client = Client(empty_sandbox.economic.url, *ECONOMIC_TOKENS.values(), writes=False)
    poster = Poster(client, Agreement(client), dry_run=True)
    with pytest.raises(AssertionError):
        poster.delete(Deletion("/invoices/drafts/1", "delete it", "in_1", "delete draft", lambda: True))
    client.close()
    assert empty_sandbox.economic.requests[-1:] == []
