"""Tap, mapper and target one after the other, each a process of its own, as a shell would join them."""

import json
from dataclasses import dataclass
from pathlib import Path

from sandbox import Sandbox
from tap_stripe_invoices.tap import TapStripeInvoices
from tests.support import ECONOMIC_TOKENS, ROOT, Ended, clean_environment, run

SELECTED = ("invoices", "credit_notes", "payments", "balance_transactions")
KEY = "sk_test_sandbox"


@dataclass(frozen=True)
class Chain:
    """What each of the three said."""

    tap: Ended
    mapper: Ended
    target: Ended

    @property
    def stderr(self) -> str:
        return "".join(one.stderr for one in (self.tap, self.mapper, self.target))


def run_chain(folder: Path, sandbox: Sandbox, **variables: str) -> Chain:
    """Read everything and post it."""
    environment = clean_environment(**variables)
    catalog: dict[str, list[dict[str, object]]] = TapStripeInvoices(config={}, validate_config=False).catalog_dict
    streams = [one for one in catalog["streams"] if one["tap_stream_id"] in SELECTED]
    tap = run(
        "tap_stripe_invoices",
        "--config",
        _file(folder, "tap", api_key=KEY, api_url=sandbox.stripe.url, start_date="2026-01-01"),
        "--catalog",
        _file(folder, "catalog", streams=streams),
        env=environment,
    )
    mapping = _file(folder, "mapper", mappings_path=str(ROOT / "mappings"))
    mapper = run("mapper_jmespath", "--config", mapping, given="\n".join(tap.stdout) + "\n", env=environment)
    economic = sandbox.economic.url
    settings = {"api_url": economic, "services_url": economic, "rounding_product_group": "4", **ECONOMIC_TOKENS}
    target = run(
        "target_economic",
        "--config",
        _file(folder, "target", **settings, stripe_api_url=sandbox.stripe.url, stripe_api_key=KEY),
        given="\n".join(mapper.stdout) + "\n",
        env=environment,
    )
    return Chain(tap, mapper, target)


def _file(folder: Path, name: str, **content: object) -> str:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)
