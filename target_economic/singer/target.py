"""The Singer target: reads messages, answers each STATE by finishing what came before it, and ends cleanly.

Two private hooks of the SDK are overridden, because the stock target emits STATE only at the end of its input and
exits 0 when it is terminated: `_process_state_message` and `_handle_termination`. Tests hold both in place, and
the SDK is pinned to a minor version.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import Any, ClassVar

import click
from singer_sdk import Sink, Target
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities
from singer_sdk.singerlib.json import serialize_json

from target_economic import documents
from target_economic.errors import RecordsFailed, RunError, SettingError, Stopped
from target_economic.run.run import Run
from target_economic.settings.settings import SCHEMA, Settings
from target_economic.singer.sinks import DocumentSink, IgnoredSink


class TargetEconomic(Target):
    """Posts customers, products and invoices to Visma e-conomic, each exactly once."""

    name = "target-economic"
    package_name = "stripe-economic"
    config_jsonschema = SCHEMA
    default_sink_class = DocumentSink
    capabilities: ClassVar[list[CapabilitiesEnum]] = [PluginCapabilities.ABOUT]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the SDK's own signature
        self._held = 0
        self._stop_signal: int | None = None
        super().__init__(*args, **kwargs)
        self.max_parallelism = 1  # customers and products go before the documents that need them

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
        """The run, connected to e-conomic."""
        run = Run(self.settings, self._stop_if_asked)
        run.connect()
        return run

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

    @contextmanager
    def working(self) -> Iterator[Callable[[], None]]:
        """Hold signals back while something must not be interrupted; gives the place to ask whether to stop."""
        self._held += 1
        try:
            yield self._stop_if_asked
        except RunError:
            self._stop_if_asked()  # who was asked to stop has no other trouble to report
            raise
        finally:
            self._held -= 1
        if not self._held:
            self._stop_if_asked()

    def process_endofpipe(self) -> None:
        """Finish what is left and say what became of the run.

        Raises:
            RecordsFailed: more documents failed than `fail_on` allows; STATE has been emitted all the same.
        """
        super().process_endofpipe()
        self.run.close()
        outcomes = self.run.outcomes
        self.logger.info("Summary: %s.", outcomes.summary())
        if self.settings.fail_on is not None and outcomes.failures >= self.settings.fail_on:
            raise RecordsFailed(outcomes.failures)

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        # The SDK's messages show the offending value, which may be a token.
        if raise_errors:
            _ = self.settings
        return []

    def _process_schema_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_schema_message(message_dict)
        _ = self.run  # refuse wrong tokens before the first record, even where none follows

    def _process_state_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_state_message(message_dict)
        # Before the documents are carried out: what they had failed with decides how they are judged.
        self.run.retries.learn(message_dict["value"])
        with self.working():  # a signal during the last document waits until its STATE is out
            self.drain_all()

    def _process_batch_message(self, message_dict: dict[str, Any]) -> None:
        raise RunError(
            "batch_refused",
            f"The stream {message_dict.get('stream')} comes in batch files, which this target does not open.",
            "Turn batch files off in the tap.",
        )

    def _write_state_message(self, state: dict[str, Any]) -> None:
        try:
            with self.working():
                _write_line(serialize_json(self.run.retries.applied(state)))
        except OSError as error:
            raise RunError(
                "state_not_written",
                f"STATE could not be written: {error.strerror or error}.",
                "Nothing is lost: the next run finds what was posted.",
            ) from None

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        del frame
        self._stop_signal = signum
        if self._held:
            self.logger.info("Signal %d: finishing the document in hand.", signum)
        else:
            self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        if self._stop_signal is not None:
            raise Stopped(self._stop_signal)


def _write_line(text: str) -> None:
    """Write a whole line: where output is unbuffered, an interrupted write stops in the middle and says so."""
    left = memoryview(f"{text}\n".encode())
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()
