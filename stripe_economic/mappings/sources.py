"""Where the records of a preview come from: the samples, or Stripe's own objects, read and never written."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from mapper_jmespath.problems import closest
from stripe_economic import background
from stripe_economic.errors import OperatorError
from stripe_economic.mappings.samples import all_samples
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress

SANDBOX, PRODUCTION = "sandbox", "production"

_SANDBOX_URL, _SANDBOX_KEY = "http://127.0.0.1:8420", "sk_test_sandbox"
_KEY_NAMES = ("TAP_STRIPE_INVOICES_API_KEY", "STRIPE_API_KEY")
_FIRST = ("invoices", "credit_notes", "payments", "customers", "products", "balance_transactions", "payouts")
# With ids the tap reads those alone, whatever their date; it wants a date all the same.
_LONG_AGO = "2012-01-01"


@dataclass(frozen=True, slots=True)
class Source:
    """A record, the stream it belongs to, and what a person calls it."""

    stream: str
    name: str
    record: dict[str, Any]


def samples() -> Iterator[Source]:
    """Yield all samples, those of invoices first."""
    known = all_samples()
    for stream in sorted(known, key=lambda one: _FIRST.index(one) if one in _FIRST else len(_FIRST)):
        for name, record in known[stream].items():
            yield Source(stream, name, record)


def find(wanted: Iterable[str], environment: str) -> list[Source]:
    """Return the records that a command line names: samples by their names, Stripe's objects by their ids.

    Args:
        wanted: names of samples and ids. A name that several streams have is that of the first of them; `customers/…`
            says which is meant.
        environment: where ids are read, `sandbox` or `production`.

    Raises:
        OperatorError: a name or id leads to nothing.
    """
    known: dict[str, Source] = {}
    for source in samples():
        known.setdefault(source.name, source)
        known[f"{source.stream}/{source.name}"] = source
    words = list(dict.fromkeys(wanted))
    ids = [word for word in words if word not in known]
    for word in ids:
        meant = closest(word, known)
        if " " in word or "_" not in word:
            hint = _("{command} lists them.").format(command="stripe-economic mappings show --samples")
            if meant:
                hint = _("Did you mean {name}?").format(name=repr(meant))
            raise OperatorError("sample_unknown", _("There is no sample {name}.").format(name=repr(word)), hint)
    read = _read(ids, environment) if ids else {}
    return [known.get(word) or read[word] for word in words]


def _read(ids: list[str], environment: str) -> dict[str, Source]:
    """Read objects from Stripe, as the pipeline would."""
    with tempfile.TemporaryDirectory() as folder, progress(_("Reading from Stripe")) as shown:
        config = Path(folder) / "config.json"
        config.write_text(json.dumps({**_connection(environment), "ids": " ".join(ids)}), encoding="utf-8")
        found: dict[str, Source] = {}
        for message in _messages(config):
            if message["type"] == "RECORD":
                stripe_id = str(message["record"]["id"])
                found[stripe_id] = Source(message["stream"], stripe_id, message["record"])
                shown.at(len(found), len(ids), stripe_id)
    missing = [one for one in ids if one not in found]
    if missing:
        raise OperatorError(
            "not_found",
            _("Stripe gave nothing for {ids}.").format(ids=", ".join(missing)),
            _("An id begins with what it is of: in_ for an invoice, cus_ for a customer, prod_ for a product."),
        )
    return found


def _messages(config: Path) -> Iterator[dict[str, Any]]:
    """Yield what the tap writes, as it comes."""
    said = config.with_name("stderr")
    with (
        said.open("w", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603 - the project's own tap
            [sys.executable, "-m", "tap_stripe_invoices", "--config", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as tap,
    ):
        for line in tap.stdout or ():
            if line.strip():
                yield json.loads(line)
    if tap.returncode:
        last = (said.read_text("utf-8").strip().splitlines() or [_("The tap ended without a word.")])[-1]
        raise OperatorError("not_readable", last, "")


def _connection(environment: str) -> dict[str, str]:
    """Return the tap's settings for an environment; production's key comes from the environment or `.env`."""
    if environment == SANDBOX:
        running = background.find(Path(".sandbox"))
        url = running.stripe if running else os.environ.get("TAP_STRIPE_INVOICES_API_URL", _SANDBOX_URL)
        return {"api_url": url, "api_key": _SANDBOX_KEY, "start_date": _LONG_AGO}
    known = {**dotenv_values(".env"), **os.environ}
    key = next((value for name in _KEY_NAMES if (value := known.get(name))), None)
    if key is None:
        raise OperatorError(
            "key_missing",
            _("There is no Stripe key."),
            _("Put STRIPE_API_KEY into .env; a key that may only read will do."),
        )
    return {"api_key": key, "start_date": _LONG_AGO}
