"""The log as JSON, one object a line, where `STRIPE_ECONOMIC_LOG_FORMAT=json`; else the lines stay as they are.

A line has the fields that Meltano's reader of structured logs asks for, so that with `meltano --log-format json` its
fields become fields of Meltano's own lines. docs/observability.md describes them.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from singer_sdk.metrics import Point

from run_telemetry.identity import Identity, run_id

VARIABLE = "STRIPE_ECONOMIC_LOG_FORMAT"
JSON = "json"

# What every record has from the standard library, and what a line has by another name.
_STANDARD = frozenset({*vars(logging.makeLogRecord({})), "asctime", "message", "taskName", "plugin", "run_id"})

logger = logging.getLogger(__name__)


def wants_json(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether logs are to be JSON."""
    return environment.get(VARIABLE, "").strip().lower() == JSON


def set_up(plugin: str) -> Identity:
    """Have everything that this process logs name the plugin and the run; as JSON where that is wanted.

    Called once the SDK has set its own logging up.

    Args:
        plugin: such as `target-economic`.
    """
    identity = Identity(plugin, run_id())
    for handler in logging.getLogger().handlers:
        handler.addFilter(_Named(identity))
        if wants_json():
            handler.setFormatter(JsonLines())
    asked = os.environ.get(VARIABLE, "")
    if asked and asked.strip().lower() not in {JSON, "text"}:
        logger.warning("%s is json or text, not %s; the log is text.", VARIABLE, asked)
    return identity


def last_words(identity: Identity, text: str, code: str = "") -> None:
    """Write the line that names why a program ends, in the form of all other lines.

    Args:
        identity: who ends.
        text: the line, as it stands where logs are text.
        code: of what went wrong.
    """
    if wants_json():
        record = logging.LogRecord(identity.plugin, logging.ERROR, "", 0, text, None, None)
        vars(record).update({"code": code} if code else {})
        _Named(identity).filter(record)
        text = JsonLines().format(record)
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": _utc(record.created),
            "level": record.levelname.lower(),
            "plugin": getattr(record, "plugin", None),
            "run_id": getattr(record, "run_id", None),
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD and value is not None},
        }
        if isinstance(record.args, tuple) and record.args and isinstance(record.args[0], Point):
            line["metric_info"] = record.args[0].to_dict()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        line |= {
            "logger_name": record.name,
            "app_name": line["plugin"],
            "pid": record.process,
            "thread_name": record.threadName,
            "ts": record.created,
        }
        return json.dumps(line, ensure_ascii=False, default=str, separators=(",", ":"))


class _Named(logging.Filter):
    """Gives each record the plugin and the run; lets all of them pass."""

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self._identity = identity

    def filter(self, record: logging.LogRecord) -> bool:
        record.plugin, record.run_id = self._identity.plugin, self._identity.run_id
        return True


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
