"""Whether OpenTelemetry is wanted, by the variables that its own specification names. It is off without them."""

import logging
import os
from collections.abc import Mapping

from run_telemetry.facts import Observer
from run_telemetry.identity import Identity

_ALL, _TRACES, _METRICS = (f"OTEL_EXPORTER_OTLP_{name}ENDPOINT" for name in ("", "TRACES_", "METRICS_"))
_DISABLED = "OTEL_SDK_DISABLED"

logger = logging.getLogger(__name__)


def exporters(identity: Identity, environment: Mapping[str, str] = os.environ) -> list[Observer]:
    """Return what sends to a collector: nothing where none is configured or the packages are missing."""
    traces = _is_wanted(environment, _TRACES, "OTEL_TRACES_EXPORTER")
    metrics = _is_wanted(environment, _METRICS, "OTEL_METRICS_EXPORTER")
    if not (traces or metrics) or environment.get(_DISABLED, "").lower() == "true":
        return []
    try:
        from run_telemetry.otel import OpenTelemetry  # noqa: PLC0415 - an optional extra, and slow to import
    except ImportError:
        logger.warning(
            "otel_missing: a collector is configured, but OpenTelemetry is not installed; nothing is sent to it. "
            "Hint: pip install 'stripe-economic[otel]', or unset OTEL_EXPORTER_OTLP_ENDPOINT."
        )
        return []
    return [OpenTelemetry(identity, traces=traces, metrics=metrics)]


def _is_wanted(environment: Mapping[str, str], endpoint: str, exporter: str) -> bool:
    has_address = bool(environment.get(endpoint) or environment.get(_ALL))
    return has_address and environment.get(exporter, "otlp") != "none"
