"""A signal takes effect between two lines, never inside one."""

from __future__ import annotations

import json
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from singer_sdk.singerlib import StateMessage

from tap_stripe_invoices.tap import TapStripeInvoices, Terminated
from tests.tap.running import signals_kept

if TYPE_CHECKING:
    from collections.abc import Iterator


class SlowOutput:
    """An output that is interrupted in the middle of a line and takes only half of it, as a full pipe does."""

    def __init__(self, signals: int) -> None:
        self.written = b""
        self.buffer = self
        self._signals = signals

    def write(self, data: memoryview) -> int:
        half = (len(data) + 1) // 2
        self.written += data[:half]
        while self._signals:
            self._signals -= 1
            signal.raise_signal(signal.SIGTERM)
        return half

    def flush(self) -> None:
        """Everything is out already."""


@pytest.fixture
def tap() -> Iterator[TapStripeInvoices]:
    """A tap that handles the signals of this process while the test runs."""
    with signals_kept():
        yield TapStripeInvoices(config={"api_key": "sk_test_sandbox"})


def test_the_line_is_finished_before_the_tap_stops(tap: TapStripeInvoices, monkeypatch: pytest.MonkeyPatch) -> None:
    output = SlowOutput(signals=1)
    monkeypatch.setattr(sys, "stdout", output)

    with pytest.raises(Terminated) as caught:
        tap.write_message(StateMessage(value={"bookmarks": {}}))

    assert json.loads(output.written) == {"type": "STATE", "value": {"bookmarks": {}}}
    assert caught.value.code == 143


def test_whoever_asks_twice_means_now(tap: TapStripeInvoices, monkeypatch: pytest.MonkeyPatch) -> None:
    output = SlowOutput(signals=2)
    monkeypatch.setattr(sys, "stdout", output)

    with pytest.raises(Terminated):
        tap.write_message(StateMessage(value={"bookmarks": {}}))

    assert not output.written.endswith(b"\n")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_between_two_lines_the_tap_stops_at_once(tap: TapStripeInvoices, number: signal.Signals, status: int) -> None:
    with pytest.raises(Terminated) as caught:
        signal.raise_signal(number)

    assert caught.value.code == status
    assert caught.value.tap is tap
