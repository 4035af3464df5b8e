"""Fixtures that several rooms' tests share: those of `sandbox.fixtures`, as any user of the sandbox has them."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from sandbox.journal import Journal, Request
from tests import payloads

pytest_plugins = ["sandbox.fixtures"]

# How long an example takes says something about the machine, nothing about the program.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# Whose tests let the target post; others send bodies of their own, wrong ones among them.
_POSTING = ("target", "scenarios", "crash", "properties", "model", "operator", "runs")


@pytest.fixture(autouse=True)
def posted_bodies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Check every body that the target posts against e-conomic's schemas, where they are at hand.

    It is the target's when it has an idempotency key: a person in a test sends none.
    """
    wrong: list[str] = []
    record = Journal.record

    def looked_at(journal: Journal, one: Request) -> None:
        record(journal, one)
        if "idempotency-key" in one.headers:
            wrong.extend(payloads.complaints(one))

    room = request.path.relative_to(request.config.rootpath / "tests").parts[0]
    if payloads.SCHEMAS.is_dir() and room in _POSTING:
        monkeypatch.setattr(Journal, "record", looked_at)
    yield wrong
    assert wrong == []
