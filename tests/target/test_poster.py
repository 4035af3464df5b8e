"""What the poster believes of an answer that e-conomic repeats from its memory."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.http.client import Client
from target_economic.posting.posting import Creation, Poster
from target_economic.sales.lookup import Found, read_draft
from tests.support import ECONOMIC_TOKENS


class Ledger:
    """A poster at work, the pauses it made, and a creation whose look-ups are told what to find."""

    def __init__(self, url: str) -> None:
        self.pauses: list[float] = []
        self.client = Client(url, *ECONOMIC_TOKENS.values(), pause=self.pauses.append)
        self.poster = Poster(self.client, Agreement(self.client))

    def create(self, *finds: Found | None) -> Found:
        found = iter(finds)
        body = {
            "date": "2026-03-31",
            "currency": "DKK",
            "customer": {"customerNumber": 1},
            "layout": {"layoutNumber": 19},
            "paymentTerms": {"paymentTermsNumber": 3},
            "recipient": {"name": "A", "vatZone": {"vatZoneNumber": 1}},
            "references": {"other": "in_1"},
        }
        return self.poster.create(
            Creation(
                path="/invoices/drafts",
                what="create the draft of in_1",
                source_id="in_1",
                operation="create draft",
                body=body,
                look_up=lambda: next(found),
                read=read_draft,
                reread=lambda _: None,
            )
        )


@pytest.fixture
def ledger(empty_sandbox: Sandbox) -> Iterator[Ledger]:
    made = Ledger(empty_sandbox.economic.url)
    customer = {
        "name": "A",
        "currency": "DKK",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 3},
        "vatZone": {"vatZoneNumber": 1},
    }
    made.poster.create(
        Creation("/customers", "create a customer", "cus_1", "create customer", customer, lambda: None, dict, dict)
    )
    yield made
    made.client.close()


def test_a_draft_of_a_run_that_was_just_killed_is_waited_for_rather_than_posted_again(
    empty_sandbox: Sandbox, ledger: Ledger
) -> None:
    first = ledger.create()
    again = ledger.create(None, None, first)
    assert again == first
    assert (len(ledger.pauses), len(empty_sandbox.economic.store.drafts)) == (2, 1)


def test_a_draft_that_stays_away_was_deleted_and_is_posted_again(empty_sandbox: Sandbox, ledger: Ledger) -> None:
    first = ledger.create()
    empty_sandbox.economic.store.drafts.remove(first.number)
    again = ledger.create(None, None, None)
    assert again.number != first.number
    assert list(empty_sandbox.economic.store.drafts) == [again.number]
