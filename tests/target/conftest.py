"""Runs the real target against the sandbox's e-conomic."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, Ended, Json, config_file, lines, run

Post = Callable[..., Ended]


@pytest.fixture
def post(empty_sandbox: Sandbox, tmp_path: Path) -> Post:
    """Give the target some messages and wait for its end; keyword arguments are settings."""

    def post(messages: Iterable[Json], **settings: object) -> Ended:
        config = {"api_url": empty_sandbox.economic.url, "rounding_product_group": 4, **ECONOMIC_TOKENS, **settings}
        return run("target_economic", "--config", config_file(tmp_path, **config), given=lines(messages))

    return post
