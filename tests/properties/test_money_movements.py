"""Whatever money does at Stripe, each movement has one voucher, and each clearing account is its balance.

A balance in another currency has an account of its own, as docs/money.md wants it, and is equal in that currency.

The tap and the mapper work in the test's process, on the mappings as they are shipped; the target is a process.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.library import load_library
from sandbox import Sandbox
from sandbox.economic.setup.agreement import Account
from tests.crash.forking import Forks
from tests.entries import CLEARING, Line, lines, stripes, vouchers
from tests.properties.examples import examples
from tests.properties.money_at_stripe import Stage, Step, purses, steps
from tests.scenarios.shop import Shop
from tests.scenarios.till import BOOK, booking, mappings
from tests.support import ECONOMIC_TOKENS, Ended, config_file
from tests.support import lines as text_lines
from tests.tap.running import read
from tests.target.documents import record, schema_message, state

Json = dict[str, Any]

STREAMS = ("invoices", "credit_notes", "payments", "balance_transactions")
NEW_YEAR = datetime.fromisoformat("2026-01-05T08:00:00Z")
BY_DAY = ("# group: {from: created", "group: {from: created")
CURRENCIES = {CLEARING: "dkk", 5831: "eur", 5832: "usd"}
ACCOUNTS = (
    "rows:\n",
    "rows:\n"
    + "".join(
        f"  - {{balance: [payments, null], currency: {code}, to: {number}}}\n" for number, code in CURRENCIES.items()
    ),
)


class Pipeline:
    """Carries what happened at a sandbox's Stripe into its e-conomic; `settings` are the target's."""

    def __init__(self, forks: Forks, folder: Path, changed: Path, **settings: object) -> None:
        self._assembler = Assembler(load_library(changed))
        self._forks = forks
        self._folder = folder
        self._settings = settings

    def carry(self, sandbox: Sandbox) -> Ended:
        """Run once, with nothing remembered of an earlier run."""
        run = read(sandbox.stripe.url, streams=STREAMS)
        made = [
            record(document.document, document.stream)
            for stream in STREAMS
            for one in run.records(stream)
            for document in self._assembler.documents(stream, one)
        ]
        url = sandbox.economic.url
        config = {"api_url": url, "services_url": url, "rounding_product_group": 4, "fail_on": "never"}
        given = [schema_message("invoices"), schema_message("vouchers"), *made, state("2026-12-31T00:00:00Z")]
        written = config_file(self._folder, **config, **ECONOMIC_TOKENS, **self._settings)
        ended = self._forks.run("--config", written, given=text_lines(given))
        assert ended.status == 0, ended.stderr
        return ended


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as parent:
        yield parent


def check(sandbox: Sandbox, ended: Ended) -> None:
    """Each movement has one voucher that balances; together they leave on the account what is on the balance."""
    store = sandbox.economic.store
    assert store.agreement.base_currency == "DKK"
    movements = {one["id"]: one for one in sandbox.stripe.store.all("balance_transaction")}
    failed = {one["id"]: one for one in ended.outcomes if one["document"] == "vouchers" and one["action"] == "failed"}
    assert failed == {}
    found = vouchers(store)
    assert {name: len(of) for name, of in found.items()} == dict.fromkeys(movements, 1)
    for name, (voucher,) in found.items():
        assert voucher.off == 0, (movements[name], voucher)
        moved = movements[name]
        assert cleared(voucher.lines) == {moved["currency"]: stripes([moved])}, (moved, voucher)
    currencies = {one["currency"] for one in movements.values()}
    balances = {code: stripes(one for one in movements.values() if one["currency"] == code) for code in currencies}
    assert cleared(line for _, line in lines(store)) == balances
    assert store.ignored_properties == []


def cleared(found_in: Iterable[Line]) -> dict[str, Decimal]:
    """What lines leave on the clearing account of each balance, in the currency of that."""
    found: dict[str, Decimal] = {}
    for line in found_in:
        code = CURRENCIES.get(line.account)
        if code is not None:
            found[code] = found.get(code, Decimal(0)) + (line.in_base if code == "dkk" else line.amount)
            assert code in {"dkk", line.currency.lower()}, line
    return found


def run(pipeline: Pipeline, kept: Sequence[str], first: list[Step], later: list[Step]) -> None:
    """Carry what happens in two runs, then once more, which must change nothing."""
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(NEW_YEAR)
        books = sandbox.economic.store
        books.agreement = books.agreement.with_accounts(
            *(Account(number, f"Stripe, mellemregning {code}", "status") for number, code in CURRENCIES.items())
        )
        stage = Stage(Shop(sandbox), kept)
        for part in (first, later):
            stage.take(part)
            check(sandbox, pipeline.carry(sandbox))
        sandbox.economic.requests.clear()
        again = pipeline.carry(sandbox)
        assert [one.path for one in sandbox.economic.requests if one.method != "GET"] == []
        assert {one["action"] for one in again.outcomes if one["document"] == "vouchers"} <= {"unchanged"}


def test_every_movement_has_one_voucher_and_the_clearing_account_is_the_balance(forks: Forks, tmp_path: Path) -> None:
    booking(tmp_path)
    pipeline = Pipeline(forks, tmp_path, mappings(tmp_path, clearing_accounts=ACCOUNTS))

    @settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
    @given(purses, steps, steps)
    def holds(kept: list[str], first: list[Step], later: list[Step]) -> None:
        run(pipeline, kept, first, later)

    holds()


def test_also_where_a_day_has_one_voucher_and_vouchers_are_booked(forks: Forks, tmp_path: Path) -> None:
    booking(tmp_path)
    changed = mappings(tmp_path, vouchers=BY_DAY, clearing_accounts=ACCOUNTS)
    pipeline = Pipeline(forks, tmp_path, changed, **BOOK)

    @settings(max_examples=examples(8), suppress_health_check=list(HealthCheck))
    @given(purses, steps, steps)
    def holds(kept: list[str], first: list[Step], later: list[Step]) -> None:
        run(pipeline, kept, first, later)

    holds()
