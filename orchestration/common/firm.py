"""For tests: a project of two companies beside sandboxes, looked at from outside as an orchestrator's host would."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ROOT / ".venv" / "bin" / "stripe-economic"
_PYTHON = ROOT / ".venv" / "bin" / "python"
_PATIENCE = 120.0


class Listener(BaseHTTPRequestHandler):
    """What STRIPE_ECONOMIC_FAILURE_WEBHOOK names: keeps the messages that people would read."""

    def do_POST(self) -> None:
        """Keep one."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(json.loads(body)["text"])  # type: ignore[attr-defined]  # see listening
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[list[str]]:
    """Have failures told here for as long as the block lasts; yields what was said so far."""
    heard: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        server.heard = heard  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever).start()
        os.environ["STRIPE_ECONOMIC_FAILURE_WEBHOOK"] = f"http://127.0.0.1:{server.server_port}/told"
        try:
            yield heard
        finally:
            del os.environ["STRIPE_ECONOMIC_FAILURE_WEBHOOK"]
            server.shutdown()


@dataclass(frozen=True)
class Firm:
    """The project of `sandboxes.py start`, and where its sandboxes are."""

    folder: Path
    stripe: dict[str, str]
    economic: dict[str, str]

    @classmethod
    def start(cls, folder: Path, invoices: int) -> "Firm":
        """Start the sandboxes of two companies."""
        _sandboxes("start", str(folder), "--invoices", str(invoices))
        places = {one: _variables(folder / "secrets" / f"{one}.env") for one in ("nordlys", "solskin")}
        return cls(
            folder,
            {one: place["TAP_STRIPE_INVOICES_API_URL"] for one, place in places.items()},
            {one: place["TARGET_ECONOMIC_API_URL"] for one, place in places.items()},
        )

    def stop(self) -> None:
        """Stop them."""
        _sandboxes("stop", str(self.folder))

    @property
    def environment(self) -> dict[str, str]:
        """The variables of an orchestrator that works in this project."""
        return {
            **os.environ,
            "STRIPE_ECONOMIC_PROJECT": str(self.folder),
            "STRIPE_ECONOMIC_COMMAND": str(COMMAND),
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        }

    def drafts(self, company: str) -> dict[str, int]:
        """What the drafts of a company refer to, with their numbers; fails where anything is there twice."""
        found = self.ask(company, "/invoices/drafts?pagesize=1000")["collection"]
        numbers = {one["references"]["other"]: one["draftInvoiceNumber"] for one in found}
        assert len(numbers) == len(found), "posted twice"
        return numbers

    def ask(self, company: str, path: str, method: str = "GET", body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Ask a company's e-conomic."""
        request = urllib.request.Request(  # noqa: S310 - a sandbox of this machine
            f"{self.economic[company]}{path}",
            None if body is None else json.dumps(body).encode(),
            {
                "X-AppSecretToken": "sandbox-app-secret",
                "X-AgreementGrantToken": "sandbox-agreement-grant",
                "Content-Type": "application/json",
            },
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            text = answer.read()
        return json.loads(text) if text else None

    def slow(self, company: str, seconds: float) -> None:
        """Let each draft take its time; 0 lets all go fast again."""
        if seconds:
            body = {
                "action": "delay",
                "method": "POST",
                "path": "/invoices/drafts",
                "seconds": seconds,
                "times": "always",
            }
            self.ask(company, "/_sandbox/faults", "POST", body)
        else:
            self.ask(company, "/_sandbox/faults", "DELETE")

    def wait_for_drafts(self, company: str, number: int) -> None:
        """Wait until so many drafts are there."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.drafts(company)) < number:
            assert time.monotonic() < deadline, "no drafts came"
            time.sleep(0.2)

    def meltano(self) -> list[int]:
        """The processes of `meltano run` in this project that lead a group."""
        return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and self._leads(one)]

    def _leads(self, process: Path) -> bool:
        try:
            words = (process / "cmdline").read_text("utf-8")
            return "meltano\0--environment" in words and (process / "cwd").resolve() == self.folder.resolve()
        except OSError:
            return False

    def works_on(self, process: int, company: str) -> bool:
        """Whether a process of Meltano's is of this company."""
        return f"--state-id-suffix={company}\0" in Path(f"/proc/{process}/cmdline").read_text("utf-8")

    def edit_a_draft(self, company: str) -> str:
        """Change the amount of a draft, as a person might; returns the id of its Stripe invoice."""
        source, number = next((key, value) for key, value in self.drafts(company).items() if key.startswith("in_"))
        draft = self.ask(company, f"/invoices/drafts/{number}")
        for line in draft["lines"]:
            if line.get("quantity"):
                line["quantity"] += 1
        self.ask(company, f"/invoices/drafts/{number}", "PUT", draft)
        return source

    def change(self, company: str, **variables: str) -> None:
        """Give a company further settings."""
        path = self.folder / "secrets" / f"{company}.env"
        lines = "".join(f"{name}={value}\n" for name, value in variables.items())
        path.write_text(path.read_text("utf-8") + lines, encoding="utf-8")

    def break_keys(self, company: str) -> None:
        """Give a company a token that opens nothing."""
        self._rewrite(company, "sandbox-agreement-grant", "revoked")

    def mend_keys(self, company: str) -> None:
        """Give it the right one again."""
        self._rewrite(company, "revoked", "sandbox-agreement-grant")

    def _rewrite(self, company: str, old: str, new: str) -> None:
        path = self.folder / "secrets" / f"{company}.env"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def _sandboxes(*arguments: str) -> None:
    subprocess.run([_PYTHON, str(ROOT / "orchestration" / "sandboxes.py"), *arguments], cwd=ROOT, check=True)


def _variables(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text("utf-8").splitlines() if line)
