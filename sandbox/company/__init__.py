"""Stripe objects to fill a sandbox with: a made-up Danish company's, or a folder of somebody's own.

`generate` and `stream` make them up from a seed; `load_folder` reads them from JSON files. All are plain
dictionaries in the shapes of Stripe's API version 2026-10-28.endive, with every line of an invoice in `lines.data`.
"""

from __future__ import annotations

from typing import Any

from sandbox.company.folder import load_folder
from sandbox.company.schedule import stream
from sandbox.company.totals import Totals, sum_up, totals

__all__ = ["Totals", "generate", "load_folder", "stream", "sum_up", "totals"]


def generate(seed: int = 1, invoices: int = 40) -> list[dict[str, Any]]:
    """The objects of `stream` as a list: fine for thousands of invoices; stream them where there are more."""
    return list(stream(seed, invoices))
