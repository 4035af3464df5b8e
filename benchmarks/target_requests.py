"""How many requests and how long the target needs for a draft, beside a writer that looks each invoice up alone.

Customers and products are known to the ledger beforehand, as in a company's daily run. Both write the same invoices
to a sandbox of their own with the same latency.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sandbox import Sandbox  # noqa: E402 - the checkout is put on the path above
from tests.support import ECONOMIC_TOKENS, Json, config_file, lines, run  # noqa: E402
from tests.target.documents import invoice, record, schema_message, state  # noqa: E402

HEADERS = {
    "X-AppSecretToken": ECONOMIC_TOKENS["app_secret_token"],
    "X-AgreementGrantToken": ECONOMIC_TOKENS["agreement_grant_token"],
}


@dataclass(frozen=True)
class Figures:
    """What one way of writing cost."""

    requests: float
    seconds: float


def main() -> None:
    """Measure both ways and print the figures per draft with their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=200)
    parser.add_argument("--latency", type=int, default=50, help="milliseconds added to each answer")
    options = parser.parse_args()
    documents = [invoice(f"in_{number}") for number in range(options.invoices)]
    ours = measure(target, documents, options.latency)
    plain = measure(one_by_one, documents, options.latency)
    print(f"{options.invoices} drafts, {options.latency} ms a request, customers and products known")
    print(f"{'':22}{'requests/draft':>16}{'seconds/draft':>16}")
    for name, figures in (("target-economic", ours), ("one by one", plain)):
        print(f"{name:22}{figures.requests:>16.2f}{figures.seconds:>16.4f}")
    print(f"{'ratio':22}{ours.requests / plain.requests:>16.2f}{ours.seconds / plain.seconds:>16.2f}")


def measure(write: Callable[[Sandbox, list[Json]], None], documents: list[Json], latency: int) -> Figures:
    """Let one way write the documents to a fresh ledger that knows their customer and product."""
    with Sandbox(invoices=0) as sandbox:
        target(sandbox, [invoice("in_before")])
        sandbox.economic.requests.clear()
        sandbox.economic.latency_ms = latency
        began = time.perf_counter()
        write(sandbox, documents)
        seconds = time.perf_counter() - began
        if len(sandbox.economic.store.drafts) != len(documents) + 1:
            raise SystemExit("not every document was written")
        return Figures(sandbox.economic.requests.total / len(documents), seconds / len(documents))


def target(sandbox: Sandbox, documents: list[Json]) -> None:
    """The target as a process, as Meltano runs it; its start-up counts."""
    messages = [schema_message(), *map(record, documents), state("2026-01-01T00:00:00Z")]
    with tempfile.TemporaryDirectory() as folder:
        config = config_file(Path(folder), api_url=sandbox.economic.url, **ECONOMIC_TOKENS)
        ended = run("target_economic", "--config", config, given=lines(messages))
    if ended.status:
        raise SystemExit(ended.stderr)


def one_by_one(sandbox: Sandbox, documents: list[Json]) -> None:
    """Look each invoice up in drafts and booked invoices, its customer and its product, and post it."""
    url = sandbox.economic.url
    with requests.Session() as session:
        session.headers.update(HEADERS)
        for document in documents:
            look = f"references.other$eq:{document['id']}"
            for path, condition in (
                ("/invoices/drafts", look),
                ("/invoices/booked", look),
                ("/customers", f"email$eq:{document['customer']['body']['email']}"),
                ("/products", f"productNumber$eq:{document['products'][0]['body']['productNumber']}"),
            ):
                found = session.get(f"{url}{path}", params={"filter": condition}, timeout=60).json()["collection"]
            body = document["body"] | {
                "customer": {"customerNumber": 1},
                "references": {"other": document["id"]},
                "lines": [
                    {
                        "product": {"productNumber": found[0]["productNumber"]},
                        "quantity": int(line["quantity"]),
                        "unitNetPrice": line["net"] / 100,
                        "description": line["description"],
                    }
                    for line in document["body"]["lines"]
                ],
            }
            session.post(f"{url}/invoices/drafts", json=body, timeout=60).raise_for_status()


if __name__ == "__main__":
    main()
