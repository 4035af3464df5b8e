"""Plays the tour against a sandbox and writes what was seen to docs/tour.md: `make tour`.

Each command runs as it stands on the page, in a shell, in a new project. What differs from one time to the next
(moments of this machine's clock, names of log files) is written as what does not.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import requests

PAGE = Path(__file__).with_suffix(".md")
CLOCK = "2026-11-20T08:00:00Z"
PORTS = (8420, 8421, 8422)
_PATIENCE = 60.0
_WIDTH = 120

HEAD = """# A tour

What a new user sees, from an empty folder to books that close. This page was written by a program that did all of it:
`make tour` plays it again, against a sandbox whose clock stands at {clock}. `...` stands for lines left out.
"""


class Tour:
    """What has been told and seen so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._page = [HEAD.format(clock=CLOCK)]

    @property
    def page(self) -> str:
        """The page as Markdown."""
        return "\n".join(self._page)

    def tell(self, text: str) -> None:
        """Add a paragraph or a heading."""
        self._page.append(f"{text}\n")

    def run(self, command: str, *, lines: int | None = None, ends: int = 0) -> str:
        """Run a command in a shell, show what it printed, and return that.

        Args:
            command: as a person types it.
            lines: how many lines of the output to show; all of them where it is left out.
            ends: the exit status that it has to have.

        Raises:
            SystemExit: it ended otherwise.
        """
        ended = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if ended.returncode != ends:
            sys.exit(f"$ {command}\n{ended.stdout}{ended.stderr}\nended with {ended.returncode}, expected {ends}")
        self.show(command, ended.stdout, lines)
        return ended.stdout

    def show(self, command: str, output: str, lines: int | None = None) -> None:
        """Add a command and what it printed."""
        shown = [line.rstrip() for line in _steady(output).rstrip("\n").splitlines()]
        if lines is not None and len(shown) > lines:
            shown = [*shown[:lines], "..."]
        self._page += ["```", f"$ {command}", *shown, "```\n"]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TAP_", "TARGET_", "MELTANO_"))}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
    # One document after the other, so that drafts are numbered as last time.
    steady = {"COLUMNS": str(_WIDTH), "NO_COLOR": "1", "TARGET_ECONOMIC_CONCURRENCY": "1"}
    return {**kept, **steady, "PATH": path}


def _steady(text: str) -> str:
    """Return a text without what differs from one time to the next."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    text = re.sub(rf"{today}T\d\d:?\d\d:?\d\d(\.\d+)?Z", CLOCK, text)
    text = re.sub(r"/\S*/(\.runs|books)/", r"\1/", text)
    text = re.sub(r"(\.runs/\S+?/)[^/\s]+(/meltano\.log)", r"\1...\2", text)
    return re.sub(r"This machine's clock is .*? (ahead of|behind)", r"This machine's clock is some days \1", text)


@contextmanager
def sandbox(folder: Path) -> Iterator[None]:
    """Serve a sandbox on the ports that meltano.yml names."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                sys.exit(f"Port {port} is taken; stop what serves there (make demo-stop).")
    addresses = folder / "addresses.json"
    command = [sys.executable, "-m", "stripe_economic", "sandbox", "--invoices", "25", "--clock", CLOCK]
    with subprocess.Popen([*command, "--addresses", str(addresses)], stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + _PATIENCE
            while not addresses.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("The sandbox did not come up.")
                time.sleep(0.1)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def connect(tour: Tour) -> None:
    """Connect to e-conomic as a person would, who presses the button on its page."""
    command = "stripe-economic connect economic --no-browser --yes"
    with (
        subprocess.Popen(
            ["/bin/bash", "-c", f"exec {command} 2>&1"],
            cwd=tour.folder,
            env={**_environment(), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process,
        ThreadPoolExecutor(1) as browser,
    ):
        said = []
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("http"):
                browser.submit(_give_access, line.strip())
    if process.returncode:
        sys.exit("".join(said))
    tour.show(command, "".join(said))


def _give_access(page: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.post(page, timeout=_PATIENCE).raise_for_status()


def play(tour: Tour) -> None:
    """Go through it all."""
    tour.tell("## A project, connected")
    tour.run("stripe-economic init .", lines=3)
    tour.tell(
        "A sandbox serves in another terminal: `stripe-economic sandbox --invoices 25`. Its tokens go into `.env` as "
        "real ones would."
    )
    tour.run("cp .env.example .env && chmod 600 .env")
    tour.run("sed -i 's/^ECONOMIC_APP_PUBLIC_TOKEN=.*/ECONOMIC_APP_PUBLIC_TOKEN=sandbox-app-public-token/' .env")
    tour.run("sed -i 's/^ECONOMIC_APP_SECRET_TOKEN=.*/ECONOMIC_APP_SECRET_TOKEN=sandbox-app-secret/' .env")
    connect(tour)
    tour.tell("## Is everything there?")
    tour.run("stripe-economic doctor --only configuration --only e-conomic --quiet", lines=16)
    tour.tell("There is more of it; where a line is not `ok`, it says what to do. How many are:")
    tour.run("stripe-economic doctor --quiet | grep -cw ok")
    tour.tell("## What would be posted")
    tour.run("stripe-economic preview 'danish business'", lines=9)
    tour.tell("And all that is due, without writing anything:")
    tour.run("TARGET_ECONOMIC_DRY_RUN=true stripe-economic run --quiet")
    tour.tell("## The first run")
    tour.run("stripe-economic run --quiet")
    tour.tell(
        "A few of the sandbox's customers cannot be told from others, and one invoice has VAT that e-conomic would "
        "compute otherwise: they wait, and everything else is there. A second run has nothing to post:"
    )
    tour.run("stripe-economic run --quiet")
    failure(tour)
    tour.tell("## Do the books close?")
    tour.run(f"stripe-economic reconcile --from 2026-01-01 --to {CLOCK[:10]} --quiet", lines=24)
    tour.run(f"stripe-economic reconcile --from 2026-01-01 --to {CLOCK[:10]} --quiet | tail -n 1")


def failure(tour: Tour) -> None:
    """Break a mapping, see what becomes of it, mend it and try again."""
    tour.tell("## A mapping breaks")
    tour.tell("Somebody writes the number of a layout that the agreement does not have.")
    tour.run("sed -i 's/country: DK, to: 19/country: DK, to: 91/' mappings/invoices.yml")
    tour.run("stripe-economic mappings show --numbers | grep layout")
    tour.tell("A new invoice is paid in Stripe:")
    customer = _field(tour, "create_customer name='Nordlys ApS' email=bogholderi@nordlys.example country=DK")
    invoice = _field(tour, f"create_invoice customer={customer} items='59800 Konsulenttime' tax_percent=25")
    _field(tour, f"pay_invoice invoice={invoice}")
    tour.run("stripe-economic run --quiet")
    tour.run("stripe-economic status --quiet", ends=3)
    tour.tell("The reason also stands in the metadata of the invoice in Stripe:")
    tour.run(f"curl -s -u sk_test_sandbox: http://127.0.0.1:8420/v1/invoices/{invoice} | grep economic_")
    tour.tell("What the invoice is, what became of it and why:")
    tour.run(f"stripe-economic explain {invoice} --quiet")
    tour.tell("## The mapping is mended")
    tour.run("sed -i 's/country: DK, to: 91/country: DK, to: 19/' mappings/invoices.yml")
    tour.run("stripe-economic mappings lint")
    tour.run(f"stripe-economic replay {invoice} --dry-run --quiet")
    tour.run(f"stripe-economic replay {invoice} --yes --quiet")
    tour.tell("Once more does nothing:")
    tour.run(f"stripe-economic replay {invoice} --yes --quiet")


def _field(tour: Tour, action: str) -> str:
    """Do something to the sandbox, show it in a line, and return the id of what came of it."""
    command = f"stripe-economic sandbox do {action} | grep -m 1 '\"id\"'"
    return tour.run(command).split('"')[3]


def main() -> None:
    """Play the tour and write the page."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "books"
        folder.mkdir()
        tour = Tour(folder)
        with sandbox(Path(temporary)):
            play(tour)
    PAGE.write_text(tour.page, encoding="utf-8")


if __name__ == "__main__":
    main()
