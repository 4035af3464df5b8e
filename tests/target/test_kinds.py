"""Kinds of documents that this version cannot post fail by name, and nothing is posted for them."""

import pytest

from sandbox import Sandbox
from tests.target.conftest import Post
from tests.target.documents import invoice, record, schema_message
from tests.target.ledger import END, START


@pytest.mark.parametrize(
    ("stream", "kind"), [("invoices", "booked_invoice"), ("orders", "draft_order"), ("orders", "sent_order")]
)
def test_a_kind_that_cannot_be_posted_fails_by_name(
    empty_sandbox: Sandbox, post: Post, stream: str, kind: str
) -> None:
    document = {**invoice(), "kind": kind}
    ended = post([schema_message(stream), START, record(document, stream), END])
    outcome = ended.outcome("in_1")
    assert (outcome["action"], outcome["code"]) == ("failed", "kind_not_supported")
    assert kind in outcome["message"]
    assert "post_as: draft_invoice" in outcome["message"]
    assert [one for one in empty_sandbox.economic.requests if one.method != "GET"] == []
