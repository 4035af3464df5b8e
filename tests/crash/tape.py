"""What the target is given: documents with STATE in between, and again from a STATE as the tap would resume."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.target.documents import record, schema_message

Json = dict[str, Any]


@dataclass(frozen=True)
class Tape:
    """Documents of one stream, in the order of their creation.

    Attributes:
        stream: of the documents.
        documents: each with an id of its own.
        before: tapes of other streams that come first in every run, as customers and products do.
        every: documents between one STATE and the next; few, so that a short tape has several.
    """

    stream: str
    documents: Sequence[Json]
    before: Sequence["Tape"] = ()
    every: int = 2

    def messages(self, state: Json | None) -> list[Json]:
        """What the tap and the mapper send in a run that begins with this STATE, or with none."""
        bookmark = (state or {}).get("bookmarks", {}).get(self._source, {})
        retry = bookmark.get("retry", [])
        waiting = {entry["id"] for entry in retry}
        begin = self._position(bookmark.get("replication_key_value"))
        again = [document for document in self.documents[:begin] if document["id"] in waiting]
        said = [message for tape in self.before for message in tape.records()]
        said += [schema_message(self.stream), self._state(begin, retry), *self._records(again)]
        for number, document in enumerate(self.documents[begin:], begin + 1):
            said += self._records([document])
            if number % self.every == 0 or number == len(self.documents):
                said.append(self._state(number, retry))
        return said

    def records(self) -> list[Json]:
        """Its documents without any STATE."""
        return [schema_message(self.stream), *self._records(self.documents)]

    def _records(self, documents: Sequence[Json]) -> list[Json]:
        return [record(document, self.stream) for document in documents]

    def _position(self, value: str | None) -> int:
        return 0 if value is None else int(value[-3:-1])

    @property
    def _source(self) -> str:
        return str(self.documents[0]["origin"]["stream"])

    def _state(self, position: int, retry: Sequence[Json]) -> Json:
        bookmark: Json = {"replication_key": "created", "replication_key_value": f"2026-02-01T00:00:{position:02}Z"}
        if retry:
            bookmark["retry"] = list(retry)
        return {"type": "STATE", "value": {"bookmarks": {self._source: bookmark}}}
