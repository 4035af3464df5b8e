"""How many requests a document takes, where customers and products are known: counted, never timed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.crash.forking import Forks
from tests.crash.movements import FEES, entry, payment, voucher
from tests.support import ECONOMIC_TOKENS, Json, config_file, lines, run
from tests.target.documents import invoice, record, schema_message, state

BATCH = 100


def messages(documents: Sequence[Json], stream: str = "invoices") -> list[Json]:
    said = [schema_message(stream)]
    for index, document in enumerate(documents):
        said.append(record(document, stream))
        if index % BATCH == BATCH - 1:
            said.append(state("2026-01-01T00:00:00Z"))
    return [*said, state("2026-02-01T00:00:00Z")]


def invoices(kind: str, first: int, number: int) -> list[Json]:
    return [invoice(f"in_{index}") | {"kind": kind} for index in range(first, first + number)]


def charges(number: int, group: str | None = None) -> list[Json]:
    """What pays the invoices, each with its fee."""
    return [
        voucher(
            f"txn_{index}",
            [payment(37375, settles=f"in_{index}"), entry(741, FEES)],
            documents=[f"in_{index}"],
            group=group,
        )
        for index in range(number)
    ]


@pytest.mark.parametrize(("kind", "most"), [("draft_invoice", 1.1), ("booked_invoice", 2.1)])
def test_requests_per_document_in_batches_of_100(
    empty_sandbox: Sandbox, tmp_path: Path, kind: str, most: float
) -> None:
    side = empty_sandbox.economic
    config = config_file(tmp_path, api_url=side.url, **ECONOMIC_TOKENS)
    assert run("target_economic", "--config", config, given=lines(messages(invoices(kind, 1000, 1)))).status == 0
    side.requests.clear()

    ended = run("target_economic", "--config", config, given=lines(messages(invoices(kind, 0, 5 * BATCH))))

    assert ended.status == 0, ended.stderr
    # What a run asks once, about the agreement, is not a document's.
    once = [one for one in side.requests if not one.path.startswith(("/invoices", "/customers", "/products"))]
    each = (side.requests.total - len(once)) / (5 * BATCH)
    assert each <= most
    assert len(once) < 20


@pytest.mark.parametrize(
    ("booked", "group", "most"),
    [("never", None, 1.1), ("each", None, 2.1), ("never", "2026-03-31", 0.12), ("each", "2026-03-31", 0.16)],
)
def test_requests_per_voucher_in_a_run_of_250(
    empty_sandbox: Sandbox, tmp_path: Path, booked: str, group: str | None, most: float
) -> None:
    side = empty_sandbox.economic
    settings = {"api_url": side.url, "services_url": side.url, "book_vouchers": booked, **ECONOMIC_TOKENS}
    config = config_file(tmp_path, **settings)
    with Forks() as forks:
        settled = messages(invoices("booked_invoice", 0, 250))
        assert forks.run("--config", config, given=lines(settled)).status == 0
        side.requests.clear()

        ended = forks.run("--config", config, given=lines(messages(charges(250, group), "vouchers")))

    assert ended.status == 0, ended.stderr
    # What a run asks once, about the agreement and its journals, is not a voucher's.
    of_vouchers = ("/entries", "/vouchers", "/bookdraftentries", "/booked", "/drafts")
    each = sum(one.path.endswith(of_vouchers) for one in side.requests) / 250
    assert each <= most
    assert side.requests.total - each * 250 < 20
