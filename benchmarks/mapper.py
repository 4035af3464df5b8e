"""How fast and in how much memory the mapper works, beside meltano-map-transform doing a flat mapping.

Both read the same invoices, as the tap wrote them of the sandbox's company, and write to a file, each as a process of
its own. The mapper makes whole documents of the shipped mappings: customer, products, lines, VAT zone, all checked
against the target's schema. The other picks single values, which is the nearest that it can do.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sandbox import Sandbox  # noqa: E402 - the checkout is put on the path above
from tests.support import clean_environment, config_file, run  # noqa: E402

Json = dict[str, Any]

PEER = "meltano-map-transform"
# Every single value of the document, without its lists of lines and products, conversions and checks.
FLAT = {
    "id": "id",
    "url": "'https://dashboard.stripe.com/test/invoices/' + id",
    "livemode": "livemode",
    "object": "object",
    "date": "effective_at",
    "due_date": "due_date",
    "currency": "currency.upper()",
    "layout": "19 if record['customer_address']['country'] == 'DK' else 21",
    "terms": "3",
    "name": "customer_name or customer_email",
    "address": "record['customer_address']['line1']",
    "zip": "record['customer_address']['postal_code']",
    "city": "record['customer_address']['city']",
    "country": "record['customer_address']['country']",
    "vat_zone": "1 if record['amounts']['tax'] else 2 if record['customer_tax_ids'] else 3",
    "heading": "'Stripe invoice ' + str(number)",
    "text1": "description",
    "text2": "footer",
    "customer_id": "record['customer']['id']",
    "customer_name": "record['customer'].get('name')",
    "customer_email": "record['customer'].get('email')",
    "customer_phone": "record['customer'].get('phone')",
    "customer_currency": "record['customer'].get('currency')",
    "net": "record['amounts']['net']",
    "tax": "record['amounts']['tax']",
    "gross": "record['amounts']['gross']",
    "exponent": "record['amounts']['exponent']",
    "__filter__": "status == 'paid'",
    "__else__": None,
}
FEW = {name: FLAT[name] for name in ("id", "date", "currency", "heading", "name", "net", "__filter__", "__else__")}

# In a process of its own, which is small: memory is counted from where a process was forked.
_LAUNCH = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(process.pid, 0)
figures = [time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]
with open(sys.argv[1], "w") as file:
    json.dump(figures, file)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Figures:
    """What one way of mapping cost: seconds from start to end, of processor time, and the most memory it held."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> None:
    """Measure both ways, start-up apart, and print the figures with their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=20_000)
    parser.add_argument("--peer", help=f"the executable {PEER}; else it is installed for this run alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema, records = read(folder)
        ours = [sys.executable, "-m", "mapper_jmespath"]
        theirs = options.peer or install(folder)
        lines = sum(len(one["lines"]) for one in records) / len(records)
        print(f"{options.invoices:,} invoices, {lines:.1f} lines each")
        print(f"{'':50}{'start s':>9}{'s':>8}{'cpu s':>8}{'records/s':>11}{'MB':>7}")
        figures = []
        for label, command, apart in (
            ("mapper-jmespath, customers come again", ours, False),
            ("mapper-jmespath, every customer is new", ours, True),
            (f"{PEER}, {len(FLAT) - 2} values", [theirs, "--config", flat(folder, FLAT)], False),
            (f"{PEER}, {len(FEW) - 2} values", [theirs, "--config", flat(folder, FEW)], False),
        ):
            made = write(folder, schema, repeated(records, options.invoices, apart=apart))
            figures.append(measure(label, command, folder, made))
        for index, what in enumerate(("customers come again", "every customer is new")):
            ratios = [figures[peer].seconds / figures[index].seconds for peer in (2, 3)]
            print(f"{what}: {ratios[0]:.2f} and {ratios[1]:.2f} times the records per second of {PEER}")


def flat(folder: Path, values: Json) -> str:
    """A configuration of the other mapper."""
    path = folder / f"flat{len(values)}.json"
    path.write_text(json.dumps({"stream_maps": {"invoices": values}}), encoding="utf-8")
    return str(path)


def read(folder: Path) -> tuple[str, list[Json]]:
    """The tap's SCHEMA message of invoices, as a line, and the records of the sandbox's company."""
    with Sandbox(seed=1, invoices=400) as sandbox:
        settings = {"api_key": "sk_test_sandbox", "api_url": sandbox.stripe.url, "start_date": "2020-01-01"}
        config = config_file(folder, requests_per_second="0", **settings)
        catalog = json.loads("\n".join(run("tap_stripe_invoices", "--config", config, "--discover").stdout))
        for stream in catalog["streams"]:
            for entry in stream["metadata"]:
                if not entry["breadcrumb"]:
                    entry["metadata"]["selected"] = stream["tap_stream_id"] == "invoices"
        (folder / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
        ended = run("tap_stripe_invoices", "--config", config, "--catalog", str(folder / "catalog.json"))
    if ended.status:
        raise SystemExit(ended.stderr)
    schema = next(line for line in ended.stdout if '"SCHEMA"' in line[:40])
    return schema, [one["record"] for one in ended.messages if one["type"] == "RECORD"]


def repeated(records: list[Json], count: int, *, apart: bool) -> Iterator[str]:
    """So many invoices, each with an id of its own and, where wanted, a customer of its own."""
    for number in range(count):
        record = records[number % len(records)]
        one = record | {"id": f"in_{number:016}"}
        if apart:
            one["customer"] = record["customer"] | {"id": f"cus_{number:016}"}
        yield json.dumps({"type": "RECORD", "stream": "invoices", "record": one})


def install(folder: Path) -> str:
    """The other mapper in a virtual environment of its own, which is gone after the run."""
    venv.create(folder / "peer", with_pip=True)
    subprocess.run([folder / "peer" / "bin" / "pip", "install", "--quiet", PEER], check=True)
    return str(folder / "peer" / "bin" / PEER)


def write(folder: Path, schema: str, records: Iterator[str]) -> int:
    """Write what the mappers read, with records and without, and return how many records there are."""
    (folder / "start").write_text(f"{schema}\n", encoding="utf-8")
    count = 0
    with (folder / "whole").open("w", encoding="utf-8") as file:
        file.write(f"{schema}\n")
        for count, record in enumerate(records, 1):  # noqa: B007 - the last number is how many there were
            file.write(f"{record}\n")
    return count


def measure(label: str, command: list[str], folder: Path, records: int) -> Figures:
    """Run a mapper twice, without records and with them; what it costs to start does not count as mapping."""
    start, whole = (timed(command, folder, folder / name) for name in ("start", "whole"))
    with (folder / "out").open("rb") as file:
        written = sum(b'"RECORD"' in line[:60] for line in file)
    if written != records:
        raise SystemExit(f"{label}: {written} documents of {records} records")
    net = Figures(whole.seconds - start.seconds, whole.cpu - start.cpu, whole.megabytes)
    speed = records / net.seconds
    print(f"{label:50}{start.seconds:>9.2f}{net.seconds:>8.2f}{net.cpu:>8.2f}{speed:>11,.0f}{net.megabytes:>7.0f}")
    return net


def timed(command: list[str], folder: Path, given: Path) -> Figures:
    """Run a mapper to its end with a file on its standard input."""
    launch = [sys.executable, "-S", "-c", _LAUNCH, str(folder / "figures"), *command]
    with given.open("rb") as read, (folder / "out").open("wb") as made, (folder / "err").open("wb") as log:
        ended = subprocess.run(
            launch, cwd=ROOT, stdin=read, stdout=made, stderr=log, env=clean_environment(), check=False
        )
    if ended.returncode:
        raise SystemExit((folder / "err").read_text("utf-8"))
    return Figures(*json.loads((folder / "figures").read_text("utf-8")))


if __name__ == "__main__":
    main()
