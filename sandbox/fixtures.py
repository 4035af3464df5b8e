"""Fixtures for pytest: `pytest_plugins = ["sandbox.fixtures"]` in a conftest.py gives every test a sandbox.

A test, a module or a project changes what is in it by overriding `sandbox_options`, which are the arguments of
`sandbox.Sandbox`. Nothing else in the package needs pytest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import Sandbox, Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.economic.store import Store as EconomicStore
    from sandbox.stripe.store import Store as StripeStore


@pytest.fixture
def sandbox_options() -> dict[str, Any]:
    """What `sandbox` is made with: 40 paid invoices of the built-in company. Override it for something else."""
    return {}


@pytest.fixture
def sandbox(sandbox_options: dict[str, Any]) -> Iterator[Sandbox]:
    """A Stripe and an e-conomic that serve on free ports as long as the test runs."""
    with Sandbox(**sandbox_options) as running:
        yield running


@pytest.fixture
def stripe_sandbox(sandbox: Sandbox) -> Side[StripeStore]:
    """The Stripe side of `sandbox`: its `url`, `store`, `requests` and `faults`."""
    return sandbox.stripe


@pytest.fixture
def economic_sandbox(sandbox: Sandbox) -> Side[EconomicStore]:
    """The e-conomic side of `sandbox`: its `url`, `store`, `requests` and `faults`."""
    return sandbox.economic


@pytest.fixture
def empty_sandbox() -> Iterator[Sandbox]:
    """A running sandbox: an e-conomic agreement without customers, and a Stripe account without objects."""
    with Sandbox(invoices=0) as running:
        yield running
