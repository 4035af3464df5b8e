"""A sandbox that goes on in the background after a command has ended, and how to find and stop it again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from stripe_economic.errors import OperatorError
from stripe_economic.sandboxes import web
from stripe_economic.terminal.language import _

_LOOK_EVERY = 0.1
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Background:
    """A sandbox process: its id and the addresses of its servers."""

    pid: int
    stripe: str
    economic: str

    @property
    def addresses(self) -> dict[str, str]:
        """Where its servers are, as variables for Meltano and the plugins."""
        return {
            "TAP_STRIPE_INVOICES_API_URL": self.stripe,
            "TARGET_ECONOMIC_API_URL": self.economic,
            "TARGET_ECONOMIC_SERVICES_URL": self.economic,
            "TARGET_ECONOMIC_STRIPE_API_URL": self.stripe,
        }

    @property
    def alive(self) -> bool:
        """Whether both servers answer, and that it is this process that answers."""
        try:
            said = [web.ask("GET", f"{url}/_sandbox/health").json() for url in (self.stripe, self.economic)]
            return all(one["pid"] == self.pid for one in said)
        except (requests.RequestException, ValueError, KeyError, TypeError):
            return False

    def remember(self, folder: Path) -> None:
        """Note it in a folder, for `find`."""
        (folder / "process.json").write_text(json.dumps(asdict(self)), encoding="utf-8")

    def stop(self) -> None:
        """Ask the process to end and wait until it has; another process that has its id by now is left alone."""
        if not self.alive:
            return
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while self.alive and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)


def find(folder: Path) -> Background | None:
    """Return the sandbox that was noted in this folder, if it still serves."""
    try:
        known = json.loads((folder / "process.json").read_text("utf-8"))
        found = Background(int(known["pid"]), str(known["stripe"]), str(known["economic"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.alive else None


def start(folder: Path, *, invoices: int, ports: tuple[int, int], seed: int = 1) -> Background:
    """Start a sandbox and wait until it serves. It is not noted yet, see `Background.remember`.

    Args:
        folder: where its log and addresses are kept.
        invoices: paid invoices in its data.
        ports: wished for Stripe and e-conomic; a port that is taken is replaced by a free one.
        seed: of its data.

    Raises:
        OperatorError: it did not come up.
    """
    addresses, log = folder / "addresses.json", folder / "sandbox.log"
    addresses.unlink(missing_ok=True)
    stripe_port, economic_port = (port if _free(port) else 0 for port in ports)
    command = [sys.executable, "-m", "stripe_economic", "sandbox", "--invoices", str(invoices)]
    command += ["--seed", str(seed)]
    command += ["--stripe-port", str(stripe_port), "--economic-port", str(economic_port)]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [*command, "--addresses", str(addresses)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while process.poll() is None:  # making up many invoices takes its time
            if addresses.exists() and (text := addresses.read_text("utf-8")):
                return Background(process.pid, **json.loads(text))
            time.sleep(_LOOK_EVERY)
    except BaseException:
        process.terminate()
        raise
    raise OperatorError("sandbox_not_started", _("The sandbox did not come up."), _("See {file}.").format(file=log))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
