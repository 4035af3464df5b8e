"""A Stripe side with a small account in it, and a way to ask it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sandbox import Sandbox
from tests.sandbox.stripe.asking import Account
from tests.sandbox.stripe.books import Books
from tests.sandbox.stripe.made import account_objects

if TYPE_CHECKING:
    from collections.abc import Iterator


def _running() -> Iterator[Account]:
    with Sandbox(invoices=0) as sandbox:
        for item in account_objects():
            sandbox.stripe.store.put(item)
        running = Account(sandbox)
        yield running
        running.session.close()


@pytest.fixture
def account() -> Iterator[Account]:
    """An account of a test's own, which it may change."""
    yield from _running()


@pytest.fixture(scope="module")
def shared() -> Iterator[Account]:
    """An account for tests that only read."""
    yield from _running()


@pytest.fixture
def books() -> Iterator[Books]:
    """An empty account in November 2026, to do things in."""
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(datetime(2026, 11, 2, 12, tzinfo=UTC))
        running = Books(sandbox)
        yield running
        running.session.close()
