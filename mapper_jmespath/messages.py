"""Singer messages in and out: what cannot be read or written ends in one clear error, without the line's content."""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from singer_sdk.singerlib.encoding import SimpleSingerReader, SimpleSingerWriter
from singer_sdk.singerlib.json import deserialize_json, serialize_json
from singer_sdk.singerlib.messages import Message

from mapper_jmespath.errors import MapperError

_REQUIRED: Mapping[str, Mapping[str, type]] = {
    "SCHEMA": {"stream": str, "schema": dict},
    "RECORD": {"stream": str, "record": dict},
    "STATE": {"value": dict},
    "ACTIVATE_VERSION": {"stream": str},
    "BATCH": {"stream": str},
}
# Several times as fast as the standard library; a number with decimals stays what it is, from the line to the line.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")

_HINT = "the mapper reads the output of a tap, one JSON message on a line"


class Reader(SimpleSingerReader):
    """Reads messages and checks their form; a line is never repeated in an error, for it may hold personal data."""

    def __init__(self) -> None:
        super().__init__()
        self._line = 0

    def deserialize_json(self, line: str) -> dict[str, Any]:
        """Return one message.

        Raises:
            MapperError: `message_unreadable`, naming the number of the line.
        """
        self._line += 1
        try:
            message = _decode(line)
        except json.JSONDecodeError as error:
            raise self._unreadable(f"is not JSON ({error.msg} at character {error.colno})") from error
        except (ValueError, RecursionError) as error:
            raise self._unreadable("holds a number or a nesting that is too large") from error
        if not isinstance(message, dict):
            raise self._unreadable("is not a JSON object")
        required = _REQUIRED.get(str(message.get("type")))
        if required is None:
            raise self._unreadable(f"is not a message of a known type ({', '.join(_REQUIRED)})")
        for name, kind in required.items():
            if not isinstance(message.get(name), kind):
                raise self._unreadable(f"is a {message['type']} message without a proper `{name}`")
        return message

    def _unreadable(self, what: str) -> MapperError:
        return MapperError("message_unreadable", f"line {self._line} of the input {what}", _HINT)


class Writer(SimpleSingerWriter):
    """Writes messages, flushed one by one."""

    def write_message(self, message: Message) -> None:
        """Write one message.

        Raises:
            MapperError: `output_closed`, nobody reads the output any more.
        """
        try:
            _write_whole(_encode(message.to_dict()))
        except BrokenPipeError as error:
            hint = "it has stopped; its own last line says why"
            raise MapperError(
                "output_closed", "the program that reads the documents closed its input", hint
            ) from error


def _decode(line: str) -> object:
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError):
        # The standard library takes half characters (lone surrogates), and says what is wrong in words of its own.
        return deserialize_json(line)


def _encode(message: dict[str, Any]) -> bytes:
    try:
        return _ENCODER.encode(message) + b"\n"
    except (UnicodeEncodeError, msgspec.MsgspecError, OverflowError, TypeError):
        # Half a character in a STATE, or a number beyond what others call a number: as they came, in ASCII.
        return serialize_json(message).encode("ascii") + b"\n"


def _write_whole(line: bytes) -> None:
    """Write all of a line, however many pieces it takes: where output is unbuffered, a write may end early."""
    sys.stdout.flush()
    output = sys.stdout.buffer
    left = memoryview(line)
    while left:
        left = left[output.write(left) :]
    output.flush()
