"""The Singer mapper: SCHEMA, RECORD and STATE of the tap in, SCHEMA, RECORD and STATE of the documents out."""

import sys
from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType
from typing import Any, ClassVar, NoReturn

import click
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities
from singer_sdk.mapper_base import InlineMapper
from singer_sdk.singerlib import Message, RecordMessage, SchemaMessage, StateMessage

from mapper_jmespath.errors import MapperError, MappingError
from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.library import load_library
from mapper_jmespath.linting.lint import paths_problems
from mapper_jmespath.messages import Reader, Writer
from mapper_jmespath.problems import closest, one_line
from mapper_jmespath.settings import IGNORE, SAFE, SCHEMA, read_settings


class MapperJmespath(InlineMapper):
    """Makes accounting documents of Stripe records, by mapping files in YAML.

    The mapping files are loaded, and checked whole, before the first message is read. STATE passes through untouched
    and in its place. A record that cannot be mapped becomes a document with `error` set, and the run goes on.
    """

    name = "mapper-jmespath"
    package_name = "stripe-economic"
    config_jsonschema: ClassVar[dict[str, Any]] = dict(SCHEMA)
    # The SDK's stream maps and flattening would not be honoured, so they are not advertised.
    capabilities: ClassVar[list[CapabilitiesEnum]] = [PluginCapabilities.ABOUT, PluginCapabilities.STRUCTURED_LOGGING]
    message_reader_class = Reader
    message_writer_class = Writer

    def __init__(
        self,
        *,
        config: dict[str, Any] | PurePath | str | list[PurePath | str] | None = None,
        parse_env_config: bool = False,
        validate_config: bool = True,
    ) -> None:
        """Load the mappings.

        Raises:
            MapperError: a setting is wrong, or the mappings are.
        """
        super().__init__(config=config, parse_env_config=parse_env_config, validate_config=validate_config)
        self._settings = read_settings(self.config)
        self._library = load_library(self._settings.mappings_path)
        self._assembler = Assembler(self._library)
        self._announced: set[str] = set()
        self._sources: set[str] = set()

    def map_schema_message(self, message_dict: dict[str, Any]) -> Iterator[Message]:
        """Yield the schema of each document that is made of the stream, once.

        Raises:
            MapperError: `stream_not_mapped`, no mapping reads the stream and its records would be lost.
            MappingError: a mapping names what the records cannot have, by this schema of theirs.
        """
        stream = message_dict["stream"]
        mappings = self._library.reading(stream)
        if not mappings and stream not in self._sources:
            self._drop(stream, has_bookmark=bool(message_dict.get("bookmark_properties")))
        if stream not in self._sources:
            self._check_paths(stream, message_dict["schema"])
        self._sources.add(stream)
        for mapping in mappings:
            if mapping.document not in self._announced:
                self._announced.add(mapping.document)
                schema = dict(self._library.schemas[mapping.document].schema)
                yield SchemaMessage(stream=mapping.document, schema=schema, key_properties=["id"])

    def map_record_message(self, message_dict: dict[str, Any]) -> Iterator[Message]:
        """Yield one document for each mapping that reads the stream."""
        stream = message_dict["stream"]
        if stream not in self._sources:
            hint = "a tap announces a stream before its records"
            raise MapperError("record_before_schema", f"a record of stream {stream} came before its SCHEMA", hint)
        if not self._library.reading(stream):
            return
        for made in self._assembler.documents(stream, message_dict["record"]):
            yield RecordMessage(stream=made.stream, record=made.document)

    def map_state_message(self, message_dict: dict[str, Any]) -> Iterator[Message]:
        """Yield the STATE as it came."""
        yield StateMessage(value=message_dict["value"])

    def map_activate_version_message(self, message_dict: dict[str, Any]) -> Iterator[Message]:
        """Yield nothing: a version says which rows of a table are current, and documents are not rows."""
        del message_dict
        yield from ()

    def map_batch_message(self, message_dict: dict[str, Any]) -> Iterator[Message]:
        """Refuse files of records, which would pass the mapping by."""
        hint = "turn batch files off in the tap"
        raise MapperError("batch_not_read", f"stream {message_dict['stream']} comes in batch files", hint)

    def process_endofpipe(self) -> None:
        """Name the streams that mappings read and that never came; most of them are deselected, and rightly so."""
        idle = {one.source for one in self._library.mappings.values() if one.active} - self._sources
        if idle:
            self.logger.info("these streams have mappings and did not come: %s", ", ".join(sorted(idle)))

    def _check_paths(self, stream: str, schema: dict[str, Any]) -> None:
        problems = paths_problems(self._library, stream, schema)
        if problems and self._settings.refuse_unknown_paths:
            raise MappingError(problems)
        for problem in problems:
            self.logger.warning("%s", problem)

    def _drop(self, stream: str, *, has_bookmark: bool) -> None:
        """Warn of a stream that is left out; refuse it first where its records would be lost.

        The bookmark of a stream moves on with the others, past records that are dropped here, and these would not
        come again after a mapping has been added. A stream without a bookmark is read whole in each run.
        """
        policy = self._settings.unknown_streams
        if policy == IGNORE or (policy == SAFE and not has_bookmark):
            self.logger.warning("stream %r is dropped: no mapping reads it", stream)
            return
        sources = sorted({one.source for one in self._library.mappings.values() if one.active})
        folder = self._settings.mappings_path.as_posix()
        meant = closest(stream, sources)
        raise MapperError(
            "stream_not_mapped",
            f"the tap sends the stream {one_line(stream, 80)}, which no mapping in {folder} reads; "
            f"they read {', '.join(sources)}",
            (f"did you mean `{meant}`? " if meant else "")
            + "Add a mapping, mend its `source` or take its `active: false` away, "
            "deselect the stream in meltano.yml, or set unknown_streams to ignore",
        )

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the settings by the project's own rules: the SDK's messages repeat the value that is wrong."""
        del raise_errors
        read_settings(self.config)
        return []

    def _handle_termination(self, signum: int, frame: FrameType | None) -> NoReturn:
        """Stop with the status that a shell gives a program ended by this signal; the SDK's own would say success."""
        del frame
        sys.exit(128 + signum)

    @classmethod
    def cb_config(cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]) -> Any:  # noqa: ANN401  (a type private to the SDK)
        """Read the files of `--config`.

        Raises:
            MapperError: `settings_unreadable`, naming the file's fault, not its content.
        """
        try:
            return super().cb_config(ctx, param, value)
        except (OSError, ValueError, TypeError) as error:
            unread = (isinstance(error, OSError) and error.strerror) or "there is no such file"
            reason = unread if isinstance(error, OSError) else "it is not a JSON object"
            message = f"the file given with --config cannot be read: {reason}"
            raise MapperError("settings_unreadable", message, "give a JSON file of settings, or ENV") from error
