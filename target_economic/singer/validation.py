"""Checks documents against the published schemas with a fast validator."""

from typing import Any

import jsonschema_rs
import msgspec
from singer_sdk.sinks.core import BaseJSONSchemaValidator

_MOST_PROBLEMS = 5
_LONGEST_MESSAGE = 300


class DocumentValidator(BaseJSONSchemaValidator):
    """Turns an invalid document into one that carries its error, so that it fails alone and by name.

    The SDK would stop the run, or go on with the invalid record.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__(schema)
        self._validator = jsonschema_rs.validator_for(schema)

    def validate(self, record: dict[str, Any]) -> None:
        """Set `error` on a document that does not fit the schema; one that has an error already keeps it."""
        try:
            msgspec.json.encode(record)  # what cannot be written cannot be sent to anybody
            if self._validator.is_valid(record) or _is_error(record.get("error")):
                return
            found = zip(self._validator.iter_errors(record), range(_MOST_PROBLEMS), strict=False)
            problems = [f"{_path(one.instance_path)}: {one.message[:_LONGEST_MESSAGE]}" for one, _ in found]
        except UnicodeEncodeError:
            problems = ["the document: it holds half a character, which is not valid Unicode"]
        record["error"] = {
            "code": "document_invalid",
            "path": None,
            "message": "; ".join(problems),
            "hint": "Mend the mapping; the record is tried again in the next run.",
        }


def _is_error(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in ("code", "message"))


def _path(parts: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "the document"
