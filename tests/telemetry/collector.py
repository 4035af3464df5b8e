"""An OpenTelemetry collector that keeps what it is sent: OTLP over HTTP on a free port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Attributes = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """A span as it arrived: `parent` is empty for one that has none here."""

    name: str
    id: bytes
    parent: bytes
    seconds: float
    is_error: bool
    attributes: Attributes
    resource: Attributes


@dataclass
class Collector:
    """What has arrived."""

    url: str
    raw: list[bytes] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    points: list[tuple[str, Attributes, float]] = field(default_factory=list)

    def take(self, path: str, body: bytes) -> None:
        """Keep what one request brings."""
        self.raw.append(body)
        if path == "/v1/traces":
            for of in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in of.scope_spans:
                    self.spans += [
                        Span(
                            one.name,
                            one.span_id,
                            one.parent_span_id,
                            (one.end_time_unix_nano - one.start_time_unix_nano) / 1e9,
                            one.status.code == one.status.STATUS_CODE_ERROR,
                            _read(one.attributes),
                            _read(of.resource.attributes),
                        )
                        for one in scope.spans
                    ]
        else:
            for kind in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for measures in kind.scope_metrics:
                    for metric in measures.metrics:
                        self.points += [(metric.name, _read(p.attributes), p.as_int) for p in metric.sum.data_points]
                        self.points += [
                            (metric.name, _read(p.attributes), p.count) for p in metric.histogram.data_points
                        ]


@contextmanager
def collector() -> Iterator[Collector]:
    """Give a collector that answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


def _read(pairs: Any) -> Attributes:  # noqa: ANN401 - protobuf's own
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}
