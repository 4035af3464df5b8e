"""Traces and metrics by OTLP over HTTP: a span for the run and one for each document, and measures of requests.

A collector that cannot be reached neither delays nor fails a run: sending goes on in threads of OpenTelemetry's own,
what does not fit into their queues is dropped, and at the end two seconds are all there is for what is left.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from collections.abc import Callable

    from run_telemetry.facts import Facts, Request
    from run_telemetry.identity import Identity

_PATIENCE = 2.0
_NAME = "stripe-economic"
_BAD = frozenset({"failed", "uncertain"})
_NANO = 1_000_000_000

logger = logging.getLogger(__name__)


class OpenTelemetry:
    """Sends what is told to a collector.

    Args:
        identity: who tells.
        traces: whether spans are sent.
        metrics: whether measures are sent.
    """

    def __init__(self, identity: Identity, *, traces: bool, metrics: bool) -> None:
        self._trouble = _Trouble.listening()
        resource = Resource.create(
            {
                "service.name": os.environ.get("OTEL_SERVICE_NAME") or identity.plugin,
                "service.version": version(_NAME),
                "stripe_economic.run_id": identity.run_id,
            }
        )
        spans = TracerProvider(resource=resource, shutdown_on_exit=False)
        if traces:
            spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        readers = [PeriodicExportingMetricReader(OTLPMetricExporter())] if metrics else []
        measures = MeterProvider(readers, resource=resource, shutdown_on_exit=False)
        self._endings: list[Callable[[], object]] = [spans.shutdown, measures.shutdown]
        self._tracer = spans.get_tracer(_NAME)
        # A scheduler that traces its own work hands its span on this way.
        outer = TraceContextTextMapPropagator().extract({"traceparent": os.environ.get("TRACEPARENT", "")})
        self._run = self._tracer.start_span(f"{identity.plugin} run", context=outer)
        self._within = set_span_in_context(self._run)
        meter = measures.get_meter(_NAME)
        self._documents = meter.create_counter(
            "stripe_economic.documents", description="Documents by what became of them."
        )
        self._requests = meter.create_histogram(
            "http.client.request.duration", unit="s", description="Requests to Stripe and e-conomic."
        )

    def document(self, facts: Facts) -> None:
        """Send a span of a document, and count it."""
        names = {"document": facts.document, "action": facts.action, **({"code": facts.code} if facts.code else {})}
        attributes = {f"stripe_economic.{name}": value for name, value in names.items()}
        span = self._tracer.start_span(
            f"document {facts.document}",
            context=self._within,
            start_time=_nano(facts.began),
            attributes={**attributes, "stripe_economic.source_id": facts.id},
        )
        if facts.action in _BAD:
            span.set_status(Status(StatusCode.ERROR, facts.code))
        span.end(_nano(facts.ended))
        self._documents.add(1, attributes)

    def request(self, one: Request) -> None:
        """Measure a request."""
        attributes: dict[str, str | int] = {"http.request.method": one.method, "url.template": one.endpoint}
        if one.status:
            attributes["http.response.status_code"] = one.status
        else:
            attributes["error.type"] = "no_answer"
        self._requests.record(one.seconds, attributes)

    def end(self, code: str) -> None:
        """End the run's span, and send what is left for as long as there is patience."""
        if code:
            self._run.set_attribute("stripe_economic.code", code)
            self._run.set_status(Status(StatusCode.ERROR, code))
        self._run.end()
        # Side by side: each of them waits for the collector in its own way.
        threads = [threading.Thread(target=one, daemon=True) for one in self._endings]
        for thread in threads:
            thread.start()
        until = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        if self._trouble.met or any(thread.is_alive() for thread in threads):
            logger.warning("otel_not_delivered: not all telemetry reached the collector; the run is not affected.")


class _Trouble(logging.Handler):
    """Keeps what OpenTelemetry logs of its own trouble out of the run's log; one warning at the end is enough.

    Attributes:
        met: whether there was any.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.met = False

    @classmethod
    def listening(cls) -> _Trouble:
        """Return one that hears everything that OpenTelemetry logs."""
        made = cls()
        source = logging.getLogger("opentelemetry")
        source.addHandler(made)
        source.propagate = False
        return made

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.met = True


def _nano(seconds: float) -> int | None:
    return round(seconds * _NANO) if seconds else None
