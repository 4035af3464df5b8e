"""What happens when a setting is changed between two runs: nothing is left out because a bookmark is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox import Sandbox
from tap_stripe_invoices.errors import StateError
from tests.tap.acting import paths
from tests.tap.company import paid_invoices
from tests.tap.running import Kept, Run, read

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1, invoices=40) as running:
        yield running


@pytest.mark.parametrize(
    ("stream", "kind"), [("invoices", "invoice"), ("balance_transactions", "balance_transaction")]
)
def test_an_earlier_start_date_brings_what_was_left_out_before(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, stream: str, kind: str
) -> None:
    late = read(sandbox.stripe.url, streams=(stream,), start_date="2026-10-01")
    caplog.clear()

    early = read(sandbox.stripe.url, streams=(stream,), start_date="2026-01-01", state=late.state)

    due = paid_invoices(sandbox) if kind == "invoice" else list(sandbox.stripe.store.all(kind))
    assert 0 < len(late.ids(stream)) < len(due)
    assert set(late.ids(stream)) | set(early.ids(stream)) == {one["id"] for one in due}
    assert "start_date" in caplog.text


def test_a_start_date_moved_on_and_back_brings_what_was_left_out_meanwhile(sandbox: Sandbox) -> None:
    first = read(sandbox.stripe.url)
    late = read(sandbox.stripe.url, start_date="2026-10-01", state=first.state)

    again = read(sandbox.stripe.url, state=late.state)

    assert late.ids() == []
    assert set(again.ids()) == {one["id"] for one in paid_invoices(sandbox)}


def test_the_same_start_date_brings_nothing_anew(sandbox: Sandbox) -> None:
    first = read(sandbox.stripe.url, start_date="2026-06-01")

    assert read(sandbox.stripe.url, start_date="2026-06-01T00:00:00Z", state=first.state).ids() == []


def test_ids_of_streams_that_are_not_selected_are_named(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    one = paid_invoices(sandbox)[0]["id"]

    read(sandbox.stripe.url, ids=[one, "po_7"])

    assert "po_7" in caplog.text
    assert one not in caplog.text


def test_a_bookmark_of_test_data_is_not_gone_on_from_with_a_live_key(sandbox: Sandbox) -> None:
    sandbox.stripe.store.keys["sk_live_made_up"] = {"*": "read"}
    first = read(sandbox.stripe.url)
    sandbox.stripe.requests.clear()
    kept = Kept()

    with pytest.raises(StateError, match="mode is test") as caught:
        read(sandbox.stripe.url, api_key="sk_live_made_up", state=first.state, kept=kept)

    assert caught.value.code == "state_unreadable"
    assert Run(kept.messages).ids() == []
    assert paths(sandbox) == []
