"""An empty Stripe account beside an empty agreement."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sandbox import Sandbox
from tests.operator.reconcile.two_sides import TwoSides


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[TwoSides]:
    with Sandbox(invoices=0) as sandbox, requests.Session() as session:
        yield TwoSides(sandbox, tmp_path, session)
