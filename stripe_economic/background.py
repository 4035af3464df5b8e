"""A sandbox that goes on in the background after a command has ended, and how to find and stop it again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from stripe_economic.errors import OperatorError

_PATIENCE = 60.0
_LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Background:
    """A sandbox process: its id and the addresses of its servers."""

    pid: int
    stripe: str
    economic: str

    @property
    def alive(self) -> bool:
        """Whether this process still runs and both its servers answer."""
        try:
            os.kill(self.pid, 0)
            return all(
                requests.get(f"{url}/_sandbox/health", timeout=5).json()["side"] == side
                for url, side in ((self.stripe, "stripe"), (self.economic, "economic"))
            )
        except (OSError, requests.RequestException, ValueError, KeyError):
            return False

    def stop(self) -> None:
        """Ask the process to end and wait until it has."""
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while self.alive and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)


def find(folder: Path) -> Background | None:
    """Return the sandbox that was started from this folder, if it still serves."""
    try:
        known = Background(**json.loads((folder / "process.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return known if known.alive else None


def start(folder: Path, *, invoices: int, ports: tuple[int, int]) -> Background:
    """Start a sandbox and wait until it serves.

    Args:
        folder: where its log, addresses and process id are kept.
        invoices: paid invoices in its data.
        ports: wished for Stripe and e-conomic; a port that is taken is replaced by a free one.

    Raises:
        OperatorError: it did not come up.
    """
    folder.mkdir(exist_ok=True)
    addresses, log = folder / "addresses.json", folder / "sandbox.log"
    addresses.unlink(missing_ok=True)
    stripe_port, economic_port = (port if _free(port) else 0 for port in ports)
    command = [sys.executable, "-m", "stripe_economic", "sandbox", "--invoices", str(invoices)]
    command += ["--stripe-port", str(stripe_port), "--economic-port", str(economic_port)]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [*command, "--addresses", str(addresses)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if addresses.exists() and (text := addresses.read_text("utf-8")):
            background = Background(process.pid, **json.loads(text))
            (folder / "process.json").write_text(
                json.dumps({"pid": background.pid, "stripe": background.stripe, "economic": background.economic}),
                encoding="utf-8",
            )
            return background
        time.sleep(_LOOK_EVERY)
    process.terminate()
    raise OperatorError("sandbox_not_started", "The sandbox did not come up.", f"See {log}.")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
