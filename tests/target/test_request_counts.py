"""How many requests a document takes, where customers and products are known: counted, never timed."""

from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, Json, config_file, lines, run
from tests.target.documents import invoice, record, schema_message, state

BATCH = 100


def messages(kind: str, first: int, number: int) -> list[Json]:
    said = [schema_message()]
    for index in range(first, first + number):
        said.append(record(invoice(f"in_{index}") | {"kind": kind}))
        if (index - first) % BATCH == BATCH - 1:
            said.append(state("2026-01-01T00:00:00Z"))
    return [*said, state("2026-02-01T00:00:00Z")]


@pytest.mark.parametrize(("kind", "most"), [("draft_invoice", 1.1), ("booked_invoice", 2.1)])
def test_requests_per_document_in_batches_of_100(
    empty_sandbox: Sandbox, tmp_path: Path, kind: str, most: float
) -> None:
    side = empty_sandbox.economic
    config = config_file(tmp_path, api_url=side.url, **ECONOMIC_TOKENS)
    assert run("target_economic", "--config", config, given=lines(messages(kind, 1000, 1))).status == 0
    side.requests.clear()

    ended = run("target_economic", "--config", config, given=lines(messages(kind, 0, 5 * BATCH)))

    assert ended.status == 0, ended.stderr
    # What a run asks once, about the agreement, is not a document's.
    once = [one for one in side.requests if not one.path.startswith(("/invoices", "/customers", "/products"))]
    each = (side.requests.total - len(once)) / (5 * BATCH)
    assert each <= most
    assert len(once) < 20
