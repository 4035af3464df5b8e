"""The SDK's own standard tests, against the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from singer_sdk.testing import get_tap_test_class

from sandbox import Sandbox
from tap_stripe_invoices.tap import TapStripeInvoices

if TYPE_CHECKING:
    from collections.abc import Iterator

# The suite reads its settings when the class is made; the address is known only once the sandbox runs.
CONFIG = {"api_key": "sk_test_sandbox"}


@pytest.fixture(scope="module", autouse=True)
def company() -> Iterator[None]:
    with Sandbox(seed=1, invoices=40) as running:
        CONFIG["api_url"] = running.stripe.url
        yield


# A deleted customer's stub and a product's record lack properties that others have; the suite warns of each.
@pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")
# The suite keeps the values of the first attribute it sees for all others of the kind, and warns when those are all
# null: which attribute that is depends on how the tests are spread over processes.
@pytest.mark.filterwarnings("ignore:No records were available to test")
class TestTapStripeInvoices(
    get_tap_test_class(TapStripeInvoices, config=CONFIG, parse_env_config=False),  # type: ignore[misc]  # made at run time
):
    """Discovery, connection, schemas, keys and types of every stream."""
