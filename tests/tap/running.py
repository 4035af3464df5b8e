"""Runs the tap inside the test's own process and keeps what it wrote."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.encoding.simple import SimpleSingerWriter

from tap_stripe_invoices.tap import TapStripeInvoices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_sdk.singerlib.encoding.simple import Message

Json = dict[str, Any]

KEY = "sk_test_sandbox"


class Kept(SimpleSingerWriter):
    """Keeps messages as a reader would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Json] = []

    def write_message(self, message: Message) -> None:
        self.messages.append(json.loads(self.format_message(message)))


@dataclass(frozen=True)
class Run:
    """What one run wrote."""

    messages: list[Json]

    def records(self, stream: str = "invoices") -> list[Json]:
        """The records of a stream in the order they were written."""
        return [one["record"] for one in self.messages if one["type"] == "RECORD" and one["stream"] == stream]

    def ids(self, stream: str = "invoices") -> list[str]:
        """The ids of a stream's records in the order they were written."""
        return [record["id"] for record in self.records(stream)]

    def record(self, identifier: str) -> Json:
        """The only record with this id, in whatever stream."""
        (found,) = [
            one["record"] for one in self.messages if one["type"] == "RECORD" and one["record"]["id"] == identifier
        ]
        return dict(found)

    @property
    def state(self) -> Json:
        """The last STATE."""
        return dict([one["value"] for one in self.messages if one["type"] == "STATE"][-1])


@contextmanager
def signals_kept() -> Iterator[None]:
    """Give this process its signal handlers back afterwards; a tap takes them when it is made."""
    handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)


def read(
    url: str,
    *,
    state: Json | None = None,
    streams: Sequence[str] = ("invoices",),
    kept: Kept | None = None,
    **settings: Any,  # noqa: ANN401  # settings of any kind
) -> Run:
    """Run the tap against `url` to its end; what it writes before a failure is in `kept`."""
    kept = kept or Kept()
    with signals_kept():
        tap = TapStripeInvoices(
            config={"api_key": KEY, "api_url": url, **settings},
            state=json.loads(json.dumps(state)) if state else None,
            message_writer=kept,
        )
        for stream in tap.streams.values():
            stream.selected = stream.name in streams
        tap.sync_all()
        tap.close()
    return Run(kept.messages)
