"""The sinks: hand each document on as it comes. The run gathers them; nothing waits here for a drain."""

from typing import TYPE_CHECKING, Any

from singer_sdk import Sink

from target_economic import documents
from target_economic.singer.validation import DocumentValidator

if TYPE_CHECKING:
    from target_economic.singer.target import TargetEconomic


class DocumentSink(Sink):
    """Takes one stream of documents."""

    _target: "TargetEconomic"

    def __init__(self, target: "TargetEconomic", stream_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the SDK's own signature
        self._target = target
        super().__init__(target, stream_name, *args, **kwargs)

    def get_validator(self) -> DocumentValidator:
        """Check against the schema that this target publishes, not against the one that was sent."""
        return DocumentValidator(documents.schema(self.stream_name))

    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:
        """Hand a document to the run; waits while enough are under way."""
        del context
        self._target.run.take(self.stream_name, record)

    def process_batch(self, context: dict[str, Any]) -> None:
        """Do nothing: nothing was kept back."""


class IgnoredSink(Sink):
    """Drops a stream that is not a document, where the settings say so; the schema sent still holds."""

    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:
        """Let go of the record."""

    def process_batch(self, context: dict[str, Any]) -> None:
        """Do nothing: nothing was kept back."""
