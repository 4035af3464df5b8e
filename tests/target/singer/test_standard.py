"""The SDK's own tests of a target. They send streams of their own, so the target is told to let those go by."""

from collections.abc import Iterator
from typing import Any

import pytest
from singer_sdk.testing import get_target_test_class

from sandbox import Sandbox
from target_economic.singer.target import TargetEconomic
from tests.support import ECONOMIC_TOKENS

# The suite takes its settings when the class is made; the address is known only once the sandbox serves.
CONFIG: dict[str, Any] = {**ECONOMIC_TOKENS, "unknown_streams": "ignore"}


@pytest.fixture(scope="module", autouse=True)
def served() -> Iterator[None]:
    with Sandbox(invoices=0) as sandbox:
        CONFIG["api_url"] = sandbox.economic.url
        yield


class TestTargetEconomic(
    get_target_test_class(target_class=TargetEconomic, config=CONFIG),  # type: ignore[misc]  # made at run time
):
    """Messages in all their shapes: changed schemas, missing keys, records before their schema, odd names."""
