"""Lost answers, forgotten keys and look-ups: one document per source id, whatever happens on the way."""

from datetime import timedelta
from typing import Literal

import pytest

from sandbox import Fault, Sandbox
from tests.target.conftest import Post
from tests.target.documents import invoice
from tests.target.ledger import batch, drafts

LostAnswer = Literal["drop_before_commit", "drop_after_commit"]


@pytest.mark.parametrize("action", ["drop_before_commit", "drop_after_commit"])
@pytest.mark.parametrize("path", ["/customers", "/invoices/drafts"])
def test_a_lost_answer_leaves_exactly_one_of_everything(
    empty_sandbox: Sandbox, post: Post, path: str, action: LostAnswer
) -> None:
    empty_sandbox.economic.faults.add(Fault(method="POST", path=path, action=action, status=503))
    ended = post(batch(invoice("in_1"), invoice("in_2")))
    assert ended.status == 0
    store = empty_sandbox.economic.store
    assert (sorted(drafts(empty_sandbox)), len(store.customers), len(store.products)) == (["in_1", "in_2"], 1, 1)


def test_after_the_hour_the_ledger_still_knows(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice("in_1")))
    empty_sandbox.economic.store.advance(timedelta(hours=2))
    assert post(batch(invoice("in_1"))).outcome("in_1")["action"] == "unchanged"


def test_a_second_run_posts_nothing_and_says_unchanged(empty_sandbox: Sandbox, post: Post) -> None:
    post(batch(invoice()))
    empty_sandbox.economic.requests.clear()
    ended = post(batch(invoice()))
    assert ended.outcome("in_1")["action"] == "unchanged"
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []
