"""The sink: gathers documents until a STATE or a full batch, then has the run carry them out."""

from typing import TYPE_CHECKING, Any

from singer_sdk.sinks import BatchSink

from target_economic import documents
from target_economic.singer.validation import DocumentValidator

if TYPE_CHECKING:
    from target_economic.singer.target import TargetEconomic

BATCH_SIZE = 100


class DocumentSink(BatchSink):
    """Takes one stream of documents."""

    _target: "TargetEconomic"

    def __init__(self, target: "TargetEconomic", stream_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the SDK's own signature
        self._target = target
        super().__init__(target, stream_name, *args, **kwargs)

    @property
    def max_size(self) -> int:
        """Documents per batch; what is looked up together."""
        return BATCH_SIZE

    def get_validator(self) -> DocumentValidator:
        """Check against the schema that this target publishes, not against the one that was sent."""
        return DocumentValidator(documents.schema(self.stream_name))

    def process_batch(self, context: dict[str, Any]) -> None:
        """Carry out the batch; afterwards every document in it has its outcome."""
        with self._target.working() as checkpoint:
            self._target.run.process(self.stream_name, context.get("records", []), checkpoint)


class IgnoredSink(BatchSink):
    """Drops a stream that is not a document, where the settings say so; the schema sent still holds."""

    def process_batch(self, context: dict[str, Any]) -> None:
        """Let go of the records."""
        self.logger.debug("Dropped %d records.", len(context.get("records", [])))
