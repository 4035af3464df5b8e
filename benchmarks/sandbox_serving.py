"""How fast each side of the sandbox lists and writes, beside a bare Starlette app that answers the very same bytes.

Both serve in a process of their own on the same kind of server; what is measured is the processor time that process
took, so that the client's share and other programs do not count.
"""

import argparse
import hashlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import uvicorn  # noqa: E402 - the checkout is put on the path above
from starlette.applications import Starlette  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import Response  # noqa: E402
from starlette.routing import Route  # noqa: E402

from sandbox import Sandbox  # noqa: E402
from sandbox.side import bind  # noqa: E402
from tests.sandbox.economic.client import TOKENS, customer, draft, product  # noqa: E402

STRIPE = {"Authorization": "Bearer sk_test_sandbox"}
JSON = {**TOKENS, "Content-Type": "application/json"}
FORM = {**STRIPE, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Call:
    """One request and the answer it got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    answer: bytes = b""


@dataclass(frozen=True)
class Server:
    """A served process: where it is, and how much processor time it took."""

    process: "subprocess.Popen[str]"
    urls: dict[str, str]

    def spent(self) -> float:
        """Processor seconds so far."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("time\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def main() -> None:
    """Measure each kind of call on both servers and print calls and items a second with the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=2_000, help="invoices and drafts to list")
    parser.add_argument("--posts", type=int, default=1_000, help="drafts and changes to send")
    parser.add_argument("--serve", choices=["sandbox", "bare"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve == "sandbox":
        serve_sandbox(options.invoices)
    elif options.serve == "bare":
        serve_bare()
    else:
        compare(options.invoices, options.posts)


def compare(invoices: int, posts: int) -> None:
    """Let the sandbox and the bare app do the same, and print what it took."""
    with served("sandbox", invoices) as sandbox, served("bare", invoices) as bare:
        stripe, economic = sandbox.urls["stripe"], sandbox.urls["economic"]
        for path, body in (("/customers", customer(customerNumber=1)), ("/products", product("P1"))):
            list(send(economic, [Call("POST", path, JSON, json.dumps(body).encode())]))
        drafts = [Call("POST", "/invoices/drafts", JSON, json.dumps(draft()).encode()) for _ in range(posts)]
        pages = [
            Call("GET", f"/invoices/drafts?pagesize=100&skippages={page % 10}", TOKENS, b"") for page in range(100)
        ]
        lists = list(stripe_pages(stripe))
        ids = [item["id"] for page in lists for item in json.loads(page.answer)["data"]][:posts]
        changes = [Call("POST", f"/v1/invoices/{one}", FORM, b"metadata%5Bcolour%5D=green") for one in ids]
        reads = [Call("GET", f"/v1/invoices/{one}", STRIPE, b"") for one in ids]
        print(f"{'':32}{'calls/s':>10}{'items/s':>10}{'bare calls/s':>14}{'times the bare':>16}")
        for name, url, calls, per_call in (
            ("Stripe: list invoices", stripe, lists, 100),
            ("Stripe: retrieve an invoice", stripe, reads, 1),
            ("Stripe: change metadata", stripe, changes, 1),
            ("e-conomic: create a draft", economic, drafts, 1),
            ("e-conomic: list drafts", economic, pages, 100),
        ):
            ours, answered = measure(sandbox, url, calls)
            teach(bare, answered)
            theirs, _ = measure(bare, bare.urls["bare"], answered)
            print(f"{name:32}{1 / ours:>10.0f}{per_call / ours:>10.0f}{1 / theirs:>14.0f}{ours / theirs:>16.1f}")


def measure(server: Server, url: str, calls: list[Call]) -> tuple[float, list[Call]]:
    """The server's processor seconds for one call, and the calls with their answers."""
    before = server.spent()
    done = list(send(url, calls))
    return (server.spent() - before) / len(calls), done


def teach(server: Server, calls: list[Call]) -> None:
    """Tell the bare app the answers it is to give."""
    answers = {call.answer: Call("PUT", "/", {"X-Answer": name_of(call.answer)}, call.answer) for call in calls}
    list(send(server.urls["bare"], list(answers.values())))


def name_of(answer: bytes) -> str:
    """What the bare app knows an answer by."""
    return hashlib.sha256(answer).hexdigest()


def stripe_pages(url: str) -> Iterator[Call]:
    """Read the whole list of invoices, a hundred at a time."""
    path = "/v1/invoices?limit=100"
    while path:
        (page,) = send(url, [Call("GET", path, STRIPE, b"")])
        yield page
        said = json.loads(page.answer)
        path = f"/v1/invoices?limit=100&starting_after={said['data'][-1]['id']}" if said["has_more"] else ""


def send(url: str, calls: list[Call]) -> Iterator[Call]:
    """Send calls one after the other over one connection. The bare app is told by a header which answer to give."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    for call in calls:
        headers = {**call.headers, "X-Answer": name_of(call.answer)} if call.answer else call.headers
        connection.request(call.method, call.path, call.body or None, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise SystemExit(f"{call.method} {call.path}: {answer.status} {said[:500]!r}")
        yield Call(call.method, call.path, call.headers, call.body, said)
    connection.close()


@contextmanager
def served(kind: str, invoices: int) -> Iterator[Server]:
    """A server in a process of its own."""
    command = [sys.executable, __file__, "--serve", kind, "--invoices", str(invoices)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        yield Server(process, json.loads(process.stdout.readline()))
        assert process.stdin
        process.stdin.close()
        process.terminate()


def serve_sandbox(invoices: int) -> None:
    """Serve a sandbox until the standard input ends."""
    with Sandbox(invoices=invoices) as sandbox:
        say_when_asked({"stripe": sandbox.stripe.url, "economic": sandbox.economic.url})


def serve_bare() -> None:
    """Serve an app that reads a request and gives an answer it was taught, until the standard input ends."""
    known: dict[str, bytes] = {}

    async def answer(request: Request) -> Response:
        body = await request.body()
        wanted = request.headers["x-answer"]
        if request.method == "PUT":
            known[wanted] = body
        return Response(known[wanted], media_type="application/json")

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "PUT"])])
    listener = bind("bare", 0)
    config = uvicorn.Config(app, http="h11", loop="asyncio", ws="none", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    say_when_asked({"bare": f"http://127.0.0.1:{listener.getsockname()[1]}"})


def say_when_asked(urls: dict[str, str]) -> None:
    """Print the addresses, then the processor time each time a line comes in."""
    print(json.dumps(urls), flush=True)
    for _ in sys.stdin:
        print(time.process_time(), flush=True)


if __name__ == "__main__":
    main()
