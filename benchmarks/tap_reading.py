"""How fast, with how many requests and in how much memory the tap reads, beside stripe-python's own objects.

Both read the same invoices with their customers, tax ids and lines from a sandbox in a process of its own, each as a
process of its own. The tap also fetches the products, counts the amounts and writes Singer messages.
"""

import argparse
import copy
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

Json = dict[str, Any]

KEY = "sk_test_sandbox"
_FIRST = 1_767_600_000
_APART = 37

# What somebody writes who follows Stripe's documentation.
_WITH_SDK = """
import sys, stripe
stripe.enable_telemetry = False
client = stripe.StripeClient(sys.argv[2], base_addresses={"api": sys.argv[1]})
seen = 0
page = client.v1.invoices.list({"status": "paid", "limit": 100, "expand": ["data.customer", "data.customer.tax_ids"]})
for invoice in page.auto_paging_iter():
    lines = invoice.lines.data
    if invoice.lines.has_more:
        lines = list(client.v1.invoices.line_items.list(invoice.id, {"limit": 100}).auto_paging_iter())
    seen += sum(line.amount for line in lines) > 0
print(seen)
"""


@dataclass(frozen=True)
class Figures:
    """What one way of reading cost.

    Attributes:
        seconds: From start to end, the interpreter's start included.
        cpu: Seconds of processor time.
        megabytes: The most memory it held.
        requests: To the sandbox.
    """

    seconds: float
    cpu: float
    megabytes: float
    requests: int


def main() -> None:
    """Measure both ways and print the figures with their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=10_000)
    parser.add_argument("--lines", type=int, nargs="+", default=[3, 10])
    parser.add_argument("--without-sdk", action="store_true", help="measure the tap alone")
    parser.add_argument("--serve", nargs=2, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(*options.serve)
        return
    print(f"{'':34}{'seconds':>9}{'cpu s':>8}{'records/s':>11}{'requests/record':>17}{'MB':>7}")
    for lines in options.lines:
        measure(options.invoices, lines, with_sdk=not options.without_sdk)


def measure(invoices: int, lines: int, *, with_sdk: bool) -> None:
    """Read a company of so many invoices of so many lines, one way after the other."""
    command = [sys.executable, __file__, "--serve", str(invoices), str(lines)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        url = server.stdout.readline().strip()
        ours = tap(url, invoices)
        show(f"tap, {invoices:,} of {lines} lines", ours, invoices)
        if with_sdk:
            theirs = run([sys.executable, "-c", _WITH_SDK, url, KEY], url)
            show("stripe-python objects", theirs, invoices)
            print(f"{'ratio':34}{ours.seconds / theirs.seconds:>9.2f}{ours.cpu / theirs.cpu:>8.2f}")
        server.stdin.close()


def tap(url: str, invoices: int) -> Figures:
    """The tap as a process, as Meltano runs it, with the invoices' stream selected."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config, catalog, output = folder / "config.json", folder / "catalog.json", folder / "out.jsonl"
        # No limit: a server on this machine is what is measured, not Stripe's patience.
        config.write_text(json.dumps({"api_key": KEY, "api_url": url, "requests_per_second": "0"}))
        command = [sys.executable, "-m", "tap_stripe_invoices", "--config", str(config)]
        found = subprocess.run([*command, "--discover"], cwd=ROOT, check=True, capture_output=True, text=True)
        chosen = json.loads(found.stdout)
        for stream in chosen["streams"]:
            for entry in stream["metadata"]:
                if not entry["breadcrumb"]:
                    entry["metadata"]["selected"] = stream["tap_stream_id"] == "invoices"
        catalog.write_text(json.dumps(chosen))
        with output.open("wb") as file:
            figures = run([*command, "--catalog", str(catalog)], url, file.fileno())
        with output.open("rb") as file:
            written = sum(b'"type":"RECORD"' in line[:40] for line in file)
        if written != invoices:
            raise SystemExit(f"{written} records instead of {invoices}")
        return figures


def run(command: list[str], url: str, output: int = subprocess.DEVNULL) -> Figures:
    """Run a command to its end; requests are counted at the sandbox."""
    call(url, "DELETE")
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed")
    return Figures(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, call(url, "GET")["total"])


def call(url: str, method: str) -> Json:
    """Ask the sandbox for its count of requests, or clear it."""
    request = urllib.request.Request(f"{url}/_sandbox/requests", method=method)  # noqa: S310 - on this machine
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - on this machine
        counts: Json = json.load(answer)
        return counts


def show(name: str, figures: Figures, records: int) -> None:
    """Print one row."""
    print(
        f"{name:34}{figures.seconds:>9.2f}{figures.cpu:>8.2f}{records / figures.seconds:>11,.0f}"
        f"{figures.requests / records:>17.3f}{figures.megabytes:>7.0f}"
    )


def serve(invoices: int, lines: int) -> None:
    """Serve a company until standard input is closed. In a process of its own, so that its work is not measured."""
    from sandbox import Sandbox  # noqa: PLC0415 - only the serving process needs it

    with Sandbox(invoices=0) as sandbox:
        for one in company(invoices, lines):
            sandbox.stripe.store.put(one)
        print(sandbox.stripe.url, flush=True)
        sys.stdin.read()


def company(invoices: int, lines: int) -> Iterator[Json]:
    """The built-in company's customers and products, and paid invoices of so many equal lines at 25 % VAT on top."""
    from sandbox.company import generate  # noqa: PLC0415 - only the serving process needs it

    objects = generate(seed=1, invoices=40)
    by_kind: dict[str, list[Json]] = {}
    for one in objects:
        by_kind.setdefault(one["object"], []).append(one)
    yield from (
        one for kind in ("customer", "tax_id", "product", "price", "tax_rate") for one in by_kind.get(kind, ())
    )
    pattern = next(one for one in by_kind["invoice"] if one["status"] == "paid" and one["total_taxes"])
    customers = [one["id"] for one in by_kind["customer"] if not one.get("deleted")]
    for number in range(invoices):
        yield invoice(pattern, number, lines, customers[number % len(customers)])


def invoice(pattern: Json, number: int, lines: int, customer: str) -> Json:
    """A paid invoice like the pattern, whose lines cost 100.00 each and 25.00 VAT."""
    identifier, created = f"in_{number:024}", _FIRST + number * _APART
    line, tax = pattern["lines"]["data"][0], pattern["total_taxes"][0]
    tax = tax | {"tax_behavior": "exclusive"}
    bare: Json = {"discount_amounts": [], "discounts": [], "pretax_credit_amounts": []}
    made = [
        line
        | bare
        | {
            "id": f"il_{number:016}{place:08}",
            "invoice": identifier,
            "amount": 10_000,
            "subtotal": 10_000,
            "taxes": [tax | {"amount": 2_500, "taxable_amount": 10_000}],
        }
        for place in range(lines)
    ]
    net, vat = 10_000 * lines, 2_500 * lines
    return copy.copy(pattern) | {
        "id": identifier,
        "created": created,
        "customer": customer,
        "status_transitions": pattern["status_transitions"] | {"finalized_at": created, "paid_at": created + 60},
        "subtotal": net,
        "subtotal_excluding_tax": net,
        "total": net + vat,
        "total_excluding_tax": net,
        "total_taxes": [tax | {"amount": vat, "taxable_amount": net}],
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "discounts": [],
        "shipping_cost": None,
        "lines": {"object": "list", "data": made, "has_more": False},
    }


if __name__ == "__main__":
    main()
