"""Starts Dagster's page on the sandboxes of two companies, launches a run of each, and takes pictures of the page.

```
make companies .venv-dagster/.installed
.venv-dagster/bin/python orchestration/dagster/screenshot.py docs
```

Needs Chromium on the PATH. Everything stays on this machine.
"""

import argparse
import asyncio
import base64
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websockets

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "orchestration" / "dagster" / "definitions.py"
NAMES = ("nordlys", "solskin")
SIZE = (1440, 900)
_PATIENCE = 300.0
_LAUNCH = """mutation ($params: ExecutionParams!) {
  launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId } } }
}"""
_STATUS = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
_CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
)  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    """Ask a server of this machine."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - this machine's
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())


def wait_for(url: str) -> Any:  # noqa: ANN401 - JSON
    """Wait until a server answers, and return what it says."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return ask(url)
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


@contextmanager
def serving(command: list[str], env: dict[str, str] | None = None) -> Iterator[None]:
    """Have a program run for as long as the block lasts."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said, start_new_session=True)
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def launch(page: str, company: str) -> str:
    """Launch a run as the page does, and wait for its end; returns its id."""
    selector = {
        "repositoryName": "__repository__",
        "repositoryLocationName": DEFINITIONS.name,
        "jobName": "sync",
    }
    tags = [{"key": "dagster/partition", "value": company}]
    params = {"selector": selector, "runConfigData": {}, "executionMetadata": {"tags": tags}}
    told = ask(f"{page}/graphql", {"query": _LAUNCH, "variables": {"params": params}})
    run = str(told["data"]["launchRun"]["run"]["runId"])
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        status = ask(f"{page}/graphql", {"query": _STATUS, "variables": {"id": run}})["data"]["runOrError"]["status"]
        if status == "SUCCESS":
            return run
        if status in {"FAILURE", "CANCELED"}:
            break
        time.sleep(1)
    raise SystemExit(f"The run of {company} did not succeed.")


async def picture(browser: str, url: str, settle: float) -> bytes:
    """Open a page, let it draw itself, and return what it looks like, as PNG."""
    (tab,) = [one for one in ask(f"{browser}/json/list") if one["type"] == "page"]
    numbers = itertools.count(1)
    async with websockets.connect(tab["webSocketDebuggerUrl"], max_size=None) as channel:

        async def tell(method: str, **params: object) -> dict[str, Any]:
            number = next(numbers)
            await channel.send(json.dumps({"id": number, "method": method, "params": params}))
            while True:
                said = json.loads(await channel.recv())
                if said.get("id") == number:
                    result: dict[str, Any] = said["result"]
                    return result

        await tell(
            "Emulation.setDeviceMetricsOverride", width=SIZE[0], height=SIZE[1], deviceScaleFactor=1, mobile=False
        )
        await tell("Page.navigate", url=url)
        await asyncio.sleep(settle)
        drawn = await tell("Page.captureScreenshot", format="png")
    return base64.b64decode(drawn["data"])


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--project", type=Path, default=ROOT / ".sandbox" / "companies")
    parser.add_argument("--settle", type=float, default=15.0, help="seconds that a page may take to draw itself")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not on the PATH.")
    home = given.project.resolve() / "dagster"
    home.mkdir(exist_ok=True)
    shutil.copy(DEFINITIONS.parent / "dagster.yaml", home)
    port, debugging = free_port(), free_port()
    env = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "STRIPE_ECONOMIC_PROJECT": str(given.project.resolve()),
        "STRIPE_ECONOMIC_COMMAND": str(ROOT / ".venv" / "bin" / "stripe-economic"),
        # The pictures show nothing of this machine.
        "STRIPE_ECONOMIC_REPORTS_URL": "https://books.example/reports",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }
    page, browser = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{debugging}"
    dagster = [str(Path(sys.executable).parent / "dagster"), "dev", "-f", str(DEFINITIONS)]
    with serving([*dagster, "-h", "127.0.0.1", "-p", str(port)], env), tempfile.TemporaryDirectory() as profile:
        wait_for(f"{page}/server_info")
        runs = [launch(page, company) for company in NAMES]
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        options = [size, f"--remote-debugging-port={debugging}", f"--user-data-dir={profile}", "about:blank"]
        with serving([chromium, *_CHROMIUM, *options]):
            wait_for(f"{browser}/json/version")
            for url, name in (
                (f"{page}/assets/invoices?view=partitions&partition={NAMES[0]}", "dagster.png"),
                (f"{page}/runs/{runs[0]}", "dagster-run.png"),
            ):
                (given.folder / name).write_bytes(asyncio.run(picture(browser, url, given.settle)))
                print(given.folder / name)


if __name__ == "__main__":
    main()
