"""How records leave: as they are, without the SDK's walk through every property of each for what is deselected."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from singer_sdk import Stream
from singer_sdk.helpers._util import utc_now
from singer_sdk.singerlib import RecordMessage

if TYPE_CHECKING:
    from collections.abc import Generator

    from singer_sdk.helpers.types import Record


class WholeRecords(Stream):
    """A stream whose records are JSON already, and leave whole unless the catalog deselects something."""

    @cached_property
    def _is_whole(self) -> bool:
        return all(self.mask.values())

    def _generate_record_messages(self, record: Record) -> Generator[RecordMessage, None, None]:
        """The message for one record; the SDK's own way where properties are deselected."""
        if self._is_whole:
            yield RecordMessage(stream=self.name, record=record, time_extracted=utc_now())
        else:
            yield from super()._generate_record_messages(record)
