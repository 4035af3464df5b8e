"""Many companies through one scheduler: how time and memory grow, and what breaks first.

```
.venv/bin/python benchmarks/companies_at_scale.py 1 10 50 200            # with Dagster, needs .venv-dagster
.venv/bin/python benchmarks/companies_at_scale.py 1 10 50 200 --by entry # the bare command, several at once
```

Each company has a Stripe account and an agreement of its own, served by this process, and a number of paid invoices.
Every company is run once from nothing. Counted: the time from the first run to the last, the processor seconds and
the memory of everything but the sandboxes, those of the sandboxes, and how many companies ended well.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from orchestration.sandboxes import write_project
from sandbox import Sandbox

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).parent / "stripe-economic"
DAGSTER = ROOT / ".venv-dagster" / "bin"
DEFINITIONS = ROOT / "orchestration" / "dagster" / "definitions.py"
COLUMNS = (
    "companies",
    "at once",
    "seconds",
    "each",
    "processor s each",
    "sandboxes' each",
    "MB",
    "processes",
    "created",
    "requests",
    "ended",
)
_ENDED = frozenset({"SUCCESS", "FAILURE", "CANCELED"})


@dataclass
class Usage:
    """Peak memory (bytes) of all descendants of this process, sampled once a second, and their processor seconds.

    These are exact: what has ended is known to whoever waited for it, and the rest is asked while it lives.
    """

    seconds: float = 0.0
    peak: int = 0
    most: int = 0

    def sample(self) -> None:
        """Look once."""
        memory = count = 0
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                memory += process.memory_full_info().pss
                count += 1
        self.peak, self.most = max(self.peak, memory), max(self.most, count)


def processor_seconds() -> float:
    """Return what all descendants of this process have used so far, living or ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = ended.ru_utime + ended.ru_stime
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])  # its own, and of the children it has waited for
    return total


@contextmanager
def children_ended() -> Iterator[None]:
    """End what this process started and what that started, however the block ends."""
    try:
        yield
    finally:
        left = psutil.Process().children(recursive=True)
        for process in left:
            with suppress(psutil.Error):
                process.terminate()
        for process in psutil.wait_procs(left, timeout=20)[1]:
            with suppress(psutil.Error):
                process.kill()


@contextmanager
def watching() -> Iterator[Usage]:
    """Sample for as long as the block lasts."""
    usage, over, before = Usage(), threading.Event(), processor_seconds()

    def look() -> None:
        while not over.wait(1.0):
            usage.sample()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield usage
    finally:
        over.set()
        thread.join()
        usage.seconds = processor_seconds() - before


def by_entry(folder: Path, names: list[str], workers: int) -> None:
    """Run each company by the bare command, several at once."""

    def one(name: str) -> None:
        subprocess.run([COMMAND, "run", "--quiet", "--company", name], cwd=folder, capture_output=True, check=False)

    pool = ThreadPoolExecutor(workers)
    try:
        list(pool.map(one, names))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def by_dagster(folder: Path, names: list[str], workers: int) -> None:
    """Have Dagster's daemon run each company, so many at once."""
    home = folder / "dagster"
    home.mkdir()
    settings = (ROOT / "orchestration" / "dagster" / "dagster.yaml").read_text("utf-8")
    (home / "dagster.yaml").write_text(
        settings.replace("max_concurrent_runs: 2", f"max_concurrent_runs: {workers}"), encoding="utf-8"
    )
    env = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "STRIPE_ECONOMIC_PROJECT": str(folder),
        "STRIPE_ECONOMIC_COMMAND": str(COMMAND),
        "PATH": os.pathsep.join((str(DAGSTER), os.environ["PATH"])),
    }
    with (home / "log").open("w", encoding="utf-8") as log:
        # Makes Dagster's tables; two programs that do it at once trip each other up.
        subprocess.run([DAGSTER / "dagster", "instance", "info"], env=env, stdout=log, stderr=log, check=True)
        subprocess.Popen(  # ended with the rest, once all has been counted
            [DAGSTER / "dagster-daemon", "run", "-f", str(DEFINITIONS)], env=env, stdout=log, stderr=log
        )
        options = ["--partitions", ",".join(names), "--noprompt"]
        asked = subprocess.run(
            [DAGSTER / "dagster", "job", "backfill", "-f", str(DEFINITIONS), "-j", "sync", *options],
            env=env,
            stdout=log,
            stderr=log,
            check=False,
        )
        if asked.returncode:
            raise SystemExit((home / "log").read_text("utf-8")[-3000:])
        while sum(count for status, count in statuses(home).items() if status in _ENDED) < len(names):
            time.sleep(1)
        print("   Dagster:", dict(statuses(home)))


def statuses(home: Path) -> Counter[str]:
    """Return how many of Dagster's runs there are, by status."""
    path = home / "history" / "runs.db"
    if not path.exists():
        return Counter()
    with sqlite3.connect(path) as database:
        return Counter(dict(database.execute("select status, count(*) from runs group by status")))


def measure(companies: int, invoices: int, workers: int, way: str) -> None:
    """Run so many companies from nothing, and print what it took."""
    folder = Path(tempfile.mkdtemp(prefix="companies-"))
    names = [f"company-{number:03}" for number in range(1, companies + 1)]
    try:
        with ExitStack() as stack:
            serving = {
                name: stack.enter_context(Sandbox(seed=seed, invoices=invoices)) for seed, name in enumerate(names)
            }
            write_project(folder, {name: (one.stripe.url, one.economic.url) for name, one in serving.items()})
            began, own = time.monotonic(), time.process_time()
            with children_ended(), watching() as usage:
                (by_entry if way == "entry" else by_dagster)(folder, names, workers)
            seconds, own = time.monotonic() - began, time.process_time() - own
            requests = sum(len(one.economic.requests) for one in serving.values())
        found = [
            json.loads(path.read_text("utf-8"))
            for name in names
            for path in (folder / ".runs" / name).glob("*/result.json")
        ]
        ended = Counter(one["ended"] for one in found)
        created = sum(one["documents_created"] for one in found)
        shown = (
            companies,
            workers,
            f"{seconds:.0f}",
            f"{seconds / companies:.1f}",
            f"{usage.seconds / companies:.1f}",
            f"{own / companies:.1f}",
            f"{usage.peak / 2**20:.0f}",
            usage.most,
            created,
            requests,
            dict(ended),
        )
        print("|", " | ".join(map(str, shown)), "|", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure each number of companies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("companies", type=int, nargs="+")
    parser.add_argument("--invoices", type=int, default=50, help="paid invoices of each")
    parser.add_argument("--workers", type=int, default=2, help="companies at once")
    parser.add_argument("--by", choices=("dagster", "entry"), default="dagster")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    print("|", " | ".join(COLUMNS), "|")
    print("|", "---|" * len(COLUMNS), sep="")
    for companies in given.companies:
        measure(companies, given.invoices, given.workers, given.by)


if __name__ == "__main__":
    main()
