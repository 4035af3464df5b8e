"""Fixtures that several rooms' tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from sandbox import Sandbox

# How long an example takes says something about the machine, nothing about the program.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture
def empty_sandbox() -> Iterator[Sandbox]:
    """A running sandbox: an e-conomic agreement without customers, and a Stripe account without objects."""
    with Sandbox(invoices=0) as running:
        yield running
