"""Joins the mapper's linter with both ends: the tap's records and the target's documents."""

from functools import cache
from typing import Any

from mapper_jmespath import Library, Problem, lint
from mapper_jmespath.cases.run_cases import case_problems
from stripe_economic.mappings.samples import all_samples
from tap_stripe_invoices.tap import TapStripeInvoices


@cache
def record_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each stream that the tap reads; neither settings nor network are needed."""
    streams = TapStripeInvoices(config={}, validate_config=False).streams
    return {name: dict(stream.schema) for name, stream in streams.items()}


def lint_problems(library: Library) -> tuple[Problem, ...]:
    """Return everything that is wrong with mappings that load, in the order of the files."""
    return tuple(sorted({*lint(library, record_schemas()), *case_problems(library, all_samples())}))
