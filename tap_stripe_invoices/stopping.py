"""Stopping on a signal without leaving half a line behind.

A record is larger than what Python writes in one piece. When the reader is slow, which is the usual case, a signal
finds the tap waiting in the middle of a line; an exception raised there would lose the rest of it and glue the next
message to what is left. So a signal that arrives during a line takes effect at the line's end. And where Python's
output is unbuffered, as it often is in containers, an interrupted write returns early and its caller has to go on;
the text layer of `sys.stdout` does not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.singerlib import RecordMessage
from singer_sdk.singerlib.encoding.simple import SimpleSingerWriter

if TYPE_CHECKING:
    from singer_sdk.singerlib.encoding.simple import Message


# Ten times as fast as the SDK's encoder; a `Decimal` is written as the number it is, a time as ISO-8601 text.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(message: Message) -> bytes:
    """A message as one line of JSON."""
    if isinstance(message, RecordMessage):
        # Not `to_dict`, which copies the whole record first.
        whole: dict[str, Any] = {"type": "RECORD", "stream": message.stream, "record": message.record}
        if message.version is not None:
            whole["version"] = message.version
        if message.time_extracted is not None:
            whole["time_extracted"] = message.time_extracted
    else:
        whole = message.to_dict()
    return _ENCODER.encode(whole) + b"\n"


class WholeLineWriter(SimpleSingerWriter):
    """Writes messages to standard output, each as a whole line."""

    def __init__(self) -> None:
        super().__init__()
        self._is_writing = False
        self._stop: BaseException | None = None

    def write_message(self, message: Message) -> None:
        """Write one message; raises what was held back meanwhile."""
        self._is_writing = True
        try:
            _write_all(encode(message))
        finally:
            self._is_writing = False
        if self._stop is not None:
            stop, self._stop = self._stop, None
            raise stop

    def holds_back(self, stop: BaseException) -> bool:
        """Whether `stop` will be raised at the end of the line that is being written.

        False when no line is being written, and for a second stop during one: whoever asks twice means now.
        """
        if not self._is_writing or self._stop is not None:
            return False
        self._stop = stop
        return True


def _write_all(line: bytes) -> None:
    """Write all of a line to standard output, however many pieces it takes."""
    sys.stdout.flush()
    output = sys.stdout.buffer
    left = memoryview(line)
    while left:
        left = left[output.write(left) :]
    output.flush()
