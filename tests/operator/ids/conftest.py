"""An empty Stripe account beside an empty agreement, and finders over both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sandbox import Sandbox
from tests.operator.ids.asking import Asking


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    with Sandbox(invoices=0) as sandbox, requests.Session() as session:
        yield Asking(sandbox, tmp_path, session)
