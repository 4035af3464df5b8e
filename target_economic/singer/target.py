"""The Singer target: reads messages, answers each STATE once what came before it is done, and ends cleanly.

Two private hooks of the SDK are overridden, because the stock target emits STATE only at the end of its input and
exits 0 when it is terminated: `_process_state_message` and `_handle_termination`. Tests hold both in place, and
the SDK is pinned to a minor version. The SDK's draining has nothing to do here: sinks hand on what they get.
"""

import os
import select
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import IO, Any, ClassVar, cast

import click
from singer_sdk import Sink, Target
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities
from singer_sdk.io_base import SingerReader
from singer_sdk.singerlib.json import serialize_json

from run_telemetry import running
from target_economic import documents
from target_economic.errors import RecordsFailed, RunError, SettingError, Stopped
from target_economic.http.jsontext import Json
from target_economic.run.run import Run, code_of
from target_economic.settings.declared import SCHEMA
from target_economic.settings.settings import Settings
from target_economic.singer.reading import Waker
from target_economic.singer.sinks import DocumentSink, IgnoredSink
from target_economic.stopping import Stopping

_LONGEST_END = 9.5  # seconds from a signal to the end of the process, whatever it hangs on

Callback = Callable[[dict[str, Any]], None]


class TargetEconomic(Target):
    """Posts customers, products, invoices, orders and vouchers to Visma e-conomic, each exactly once."""

    name = "target-economic"
    package_name = "stripe-economic"
    config_jsonschema = SCHEMA
    default_sink_class = DocumentSink
    capabilities: ClassVar[list[CapabilitiesEnum]] = [PluginCapabilities.ABOUT, PluginCapabilities.STRUCTURED_LOGGING]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the SDK's own signature
        self._stopping = Stopping()
        self.waker = Waker()
        super().__init__(*args, **kwargs, message_reader=_Reader(self))

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Add none of the SDK's settings: batches, metadata columns and load methods mean nothing to a ledger."""

    @cached_property
    def settings(self) -> Settings:
        """The settings, checked.

        Raises:
            SettingError: naming every one that is wrong.
        """
        return Settings.read(self.config)

    @cached_property
    def run(self) -> Run:
        """The run; not connected yet."""
        return Run(self.settings, self._stopping, _write_state, self.waker.wake, running())

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """End the run as it should be ended, whatever it was that made it impossible to go on."""
        try:
            yield
        except RecordsFailed:
            raise  # it is complete
        except BaseException as error:
            try:
                self.run.abort(code_of(error))
            except RunError as another:
                self.logger.warning("%s", another)  # the last line of all names the cause
            raise

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Any:  # noqa: ANN401 - a type private to the SDK
        """Read the files of `--config`.

        Raises:
            SettingError: one of them is missing or is not a JSON object; its content is not shown.
        """
        try:
            return super().cb_config(ctx, param, value)
        except (OSError, ValueError, TypeError) as error:
            why = "it cannot be read" if isinstance(error, OSError) else "it is not a JSON object"
            raise SettingError(
                "settings_unreadable",
                f"The file given with --config ({', '.join(value)}) is of no use: {why}.",
                "Give a JSON file of settings, or ENV.",
            ) from None

    def get_sink_class(self, stream_name: str) -> type[Sink]:
        """Return the sink of a stream.

        Raises:
            SettingError: the stream is not a document and the settings refuse such streams.
        """
        if stream_name in documents.STREAMS:
            return DocumentSink
        if self.settings.unknown_streams == "ignore":
            self.logger.warning("The stream %s is not a document; its records are dropped.", stream_name)
            return IgnoredSink
        raise SettingError(
            "unknown_stream",
            f"The stream {stream_name} is not a document this target posts ({', '.join(documents.STREAMS)}).",
            "Put the mapper between tap and target, or set unknown_streams to ignore.",
        )

    def process_endofpipe(self) -> None:
        """Finish what is left and say what became of the run.

        Raises:
            RecordsFailed: more documents failed than `fail_on` allows; STATE has been emitted all the same.
        """
        super().process_endofpipe()
        with self.at_work():
            self.run.finish()

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        # The SDK's messages show the offending value, which may be a token.
        if raise_errors:
            _ = self.settings
        return []

    def _process_state_message(self, message_dict: dict[str, Any]) -> None:
        self._assert_line_requires(message_dict, {"value"})
        self.run.state(message_dict["value"])

    def _process_batch_message(self, message_dict: dict[str, Any]) -> None:
        raise RunError(
            "batch_refused",
            f"The stream {message_dict.get('stream')} comes in batch files, which this target does not open.",
            "Turn batch files off in the tap.",
        )

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        # Nothing is raised from here: whoever is at work looks at `_stopping`, and whoever waits for input is woken.
        del frame
        if self._stopping.asked is None:
            # Where nobody reads what is written, the writing never ends.
            signal.signal(signal.SIGALRM, self._leave)
            signal.setitimer(signal.ITIMER_REAL, _LONGEST_END)
        self._stopping.ask(signum)
        self.waker.wake()

    def _leave(self, signum: int, frame: FrameType | None) -> None:
        """End at once; whatever was in flight is looked up by the next run."""
        del frame
        signum = self._stopping.asked or signum
        if select.select([], [sys.stderr], [], 0)[1]:
            os.write(sys.stderr.fileno(), f"target-economic: {Stopped(signum)}\n".encode())
        os._exit(128 + signum)


class _Reader(SingerReader):
    """Reads messages for a target, which is connected before the first one."""

    def __init__(self, target: TargetEconomic) -> None:
        super().__init__()
        self._target = target

    def process_lines(self, file_input: IO[str] | None, callbacks: dict[str, Callback]) -> Counter[str]:
        run, waker = self._target.run, self._target.waker
        with self._target.at_work():
            run.connect()
            given = waker.lines(file_input or sys.stdin, run.check)
            return super().process_lines(cast("IO[str]", given), callbacks)  # it is iterated over, and no more


def _write_state(state: Json) -> None:
    try:
        _write_line(serialize_json(state))
    except OSError as error:
        raise RunError(
            "state_not_written",
            f"STATE could not be written: {error.strerror or error}.",
            "Nothing is lost: the next run finds what was posted.",
        ) from None


def _write_line(text: str) -> None:
    """Write a whole line: where output is unbuffered, an interrupted write stops in the middle and says so."""
    left = memoryview(f"{text}\n".encode())
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()
