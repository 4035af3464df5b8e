"""Fixtures that several rooms' tests share."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox


@pytest.fixture
def empty_sandbox() -> Iterator[Sandbox]:
    """A running sandbox: an e-conomic agreement without customers, and a Stripe account without objects."""
    with Sandbox(invoices=0) as running:
        yield running
