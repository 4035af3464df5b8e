"""How fast the target posts, at several degrees of concurrency, beside a writer that looks each thing up alone.

The sandbox is a process of its own and holds every answer back for a set time. Customers and products are known to
the ledger beforehand, as in a company's daily run, and so are the booked invoices that vouchers settle. The ideal is
what `concurrency` requests always on their way would come to: concurrency / latency / requests per document.

The sandbox's budget of requests is without end here: e-conomic's own, 10,000 points a minute, bounds a real run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import requests

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.crash.movements import FEES, entry, payment, voucher  # noqa: E402 - the checkout is put on the path above
from tests.support import ECONOMIC_TOKENS, Json, config_file  # noqa: E402 - as above
from tests.target.documents import invoice, record, schema_message, state  # noqa: E402 - as above

HEADERS = {
    "X-AppSecretToken": ECONOMIC_TOKENS["app_secret_token"],
    "X-AgreementGrantToken": ECONOMIC_TOKENS["agreement_grant_token"],
}
_SANDBOX = """
import sys
from sandbox import Sandbox
from sandbox.economic.budget import RateLimit
sandbox = Sandbox(invoices=0)
sandbox.economic.store.limits = RateLimit(10**9)
sandbox.start()
print(sandbox.economic.url, flush=True)
for line in sys.stdin:
    sandbox.economic.latency_ms = float(line)
    print(flush=True)
sandbox.stop()
"""
_BATCH = 100
_INVOICES = ("draft_invoice", "booked_invoice")
_VOUCHERS = ("voucher", "booked_voucher")


@dataclass(frozen=True)
class Figures:
    """What one way of writing cost, its start included."""

    documents: int
    requests: int
    seconds: float
    megabytes: float = 0

    @property
    def each(self) -> float:
        """Requests per document."""
        return self.requests / self.documents

    @property
    def pace(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds


class Server:
    """A sandbox in a process of its own, with its e-conomic's customer and product known."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout
        self.url = process.stdout.readline().strip()

    def hold_back(self, milliseconds: float) -> None:
        """Let every answer wait."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{milliseconds}\n")
        self._process.stdin.flush()
        self._process.stdout.readline()

    def requests(self) -> int:
        """How many requests came, since the beginning."""
        with urllib.request.urlopen(f"{self.url}/_sandbox/requests") as answer:  # noqa: S310 - our own sandbox
            return int(json.load(answer)["total"])


@contextmanager
def sandbox(latency: float, settled: int = 0) -> Iterator[Server]:
    """Serve a fresh ledger that knows the customer and the product, and has so many booked invoices to settle."""
    with subprocess.Popen(
        [sys.executable, "-c", _SANDBOX], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        server = Server(process)
        target(server, 1, "draft_invoice", 1, first=-1)
        if settled:
            target(server, settled, "booked_invoice", 8)
        server.hold_back(latency)
        yield server
        assert process.stdin
        process.stdin.close()


def target(server: Server, number: int, kind: str, concurrency: int, first: int = 0) -> Figures:
    """The target as a process, as Meltano runs it; its start-up counts."""
    before = server.requests()
    with tempfile.TemporaryDirectory() as folder:
        booked = "each" if kind == "booked_voucher" else "never"
        config = config_file(
            Path(folder),
            api_url=server.url,
            services_url=server.url,
            concurrency=str(concurrency),
            **{"book_vouchers": booked} if kind in _VOUCHERS else {},
            **ECONOMIC_TOKENS,
        )
        began = time.perf_counter()
        # Its log goes to a file, where it is in nobody's way.
        with (Path(folder) / "log").open("w", encoding="utf-8") as log, _started(config, log) as process:
            assert process.stdin
            for message in messages(number, kind, first):
                process.stdin.write(f"{json.dumps(message)}\n")
            process.stdin.close()
            peak = 0.0
            while process.poll() is None:
                peak = memory(process.pid) or peak
                time.sleep(0.02)
        seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"the target ended with {process.returncode}")
    return Figures(number, server.requests() - before, seconds, peak)


def _started(config: str, log: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "target_economic", "--config", config],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        encoding="utf-8",
    )


def messages(number: int, kind: str, first: int) -> Iterator[Json]:
    """Documents in batches of 100, each ended by a STATE."""
    stream = "vouchers" if kind in _VOUCHERS else "invoices"
    yield schema_message(stream)
    for index in range(first, first + number):
        yield record(document(kind, index), stream)
        if (index - first) % _BATCH == _BATCH - 1:
            yield state("2026-01-01T00:00:00Z")
    yield state("2026-02-01T00:00:00Z")


def document(kind: str, index: int) -> Json:
    """One document: an invoice, or the charge that pays it, with its fee."""
    source = f"in_{index}"
    if kind in _INVOICES:
        return invoice(source) | {"kind": kind}
    return voucher(f"txn_{index}", [payment(37375, settles=source), entry(741, FEES)], documents=[source])


def memory(pid: int) -> float:
    """The most memory that a process had so far, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    peak = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
    return peak[0] / 1024 if peak else 0.0  # one that has just ended has none


def one_by_one(server: Server, number: int, kind: str) -> Figures:
    """Look each document up alone, and post it: an invoice with its customer and product, or a voucher."""
    before, began = server.requests(), time.perf_counter()
    with requests.Session() as session:
        session.headers.update(HEADERS)
        for index in range(number):
            searches, path, body = _alone(document(kind, index)) if kind in _INVOICES else _charge(index)
            for where, condition in searches:
                session.get(f"{server.url}{where}", params={"filter": condition}, timeout=60).raise_for_status()
            session.post(f"{server.url}{path}", json=body, timeout=60).raise_for_status()
    return Figures(number, server.requests() - before, time.perf_counter() - began)


def _alone(made: Json) -> tuple[Sequence[tuple[str, str]], str, Json]:
    """What is looked up for an invoice, and where what is posted."""
    look = f"references.other$eq:{made['id']}"
    searches = (
        ("/invoices/drafts", look),
        ("/invoices/booked", look),
        ("/customers", f"email$eq:{made['customer']['body']['email']}"),
        ("/products", "productNumber$eq:prod_1"),
    )
    body = made["body"] | {
        "customer": {"customerNumber": 1},
        "references": {"other": made["id"]},
        "lines": [{"product": {"productNumber": "prod_1"}, "quantity": 1, "unitNetPrice": 299}],
    }
    return searches, "/invoices/drafts", body


def _charge(index: int) -> tuple[Sequence[tuple[str, str]], str, Json]:
    """The same for a charge."""
    text, date = f"text$like:txn_{index}", "2026-03-31"
    searches = (
        ("/journals/4/entries", text),
        ("/accounting-years/2026/entries", text),
        ("/invoices/booked", f"references.other$eq:in_{index}"),
    )
    shared: Json = {"contraAccount": {"accountNumber": 5830}, "date": date, "text": f"Stripe txn_{index}"}
    entries: Json = {
        "customerPayments": [{"customer": {"customerNumber": 1}, "amount": -373.75, **shared}],
        "financeVouchers": [{"account": {"accountNumber": FEES}, "amount": 7.41, **shared}],
    }
    return searches, "/journals/4/vouchers", {"accountingYear": {"year": "2026"}, "entries": entries}


def speed(documents: int, latency: float, kinds: Sequence[str]) -> None:
    """Print the pace at each concurrency, beside the ideal and beside the plain writer."""
    print(f"{latency:.0f} ms a request, {documents} documents, customers and products known")
    print(f"{'':34}{'requests each':>15}{'each second':>13}{'of the ideal':>14}{'times plain':>13}")
    for family in (_INVOICES, _VOUCHERS):
        if not set(kinds) & set(family):
            continue
        with sandbox(latency) as server:
            plain = one_by_one(server, max(documents // 20, 20), family[0])
        print(f"{f'plain writer, {family[0]}':34}{plain.each:>15.2f}{plain.pace:>13.1f}{'':>14}{1:>13.1f}")
        for kind in (kind for kind in family if kind in kinds):
            for concurrency in (1, 4, 8, 16):
                number = documents * min(concurrency, 8) // 8
                with sandbox(latency, settled=number if family is _VOUCHERS else 0) as server:
                    ours = target(server, number, kind, concurrency)
                share = ours.pace / (concurrency / (latency / 1000) / ours.each)
                name = f"{kind}, concurrency {concurrency}"
                print(f"{name:34}{ours.each:>15.2f}{ours.pace:>13.1f}{share:>14.0%}{ours.pace / plain.pace:>13.1f}")


def flatness(sizes: Sequence[int]) -> None:
    """Print the target's memory for more and more documents."""
    print(f"{'documents':>12}{'seconds':>12}{'MB':>8}")
    for size in sizes:
        with sandbox(0) as server:
            ours = target(server, size, "draft_invoice", 4)
        print(f"{size:>12,}{ours.seconds:>12.1f}{ours.megabytes:>8.0f}")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--latency", type=float, default=100, help="milliseconds added to each answer")
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[], help="numbers of documents, as 1000 10000 100000"
    )
    parser.add_argument("--kinds", nargs="*", default=[*_INVOICES, *_VOUCHERS], choices=[*_INVOICES, *_VOUCHERS])
    options = parser.parse_args()
    if options.memory:
        flatness(options.memory)
    else:
        speed(options.documents, options.latency, options.kinds)


if __name__ == "__main__":
    main()
