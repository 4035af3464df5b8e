"""Makes documents of records: the mapped fields, what the mapper fills in, and an error where mapping fails."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mapper_jmespath.documents import HINT, NEVER_CUT, DocumentSchema, Schema
from mapper_jmespath.errors import MapperError, RecordError
from mapper_jmespath.evaluation.evaluate import Evaluator
from mapper_jmespath.evaluation.expected import expected
from mapper_jmespath.evaluation.prices import declare
from mapper_jmespath.evaluation.scope import OMITTED, Scope, Trace, spell
from mapper_jmespath.language.model import Condition, Structure, Withdrawal
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.library import Library
from mapper_jmespath.problems import Position, one_line, shown
from mapper_jmespath.text import plain_text

Record = Mapping[str, Any]
Document = dict[str, Any]

_MAX_ID = 250
_MAX_MESSAGE = 2000
_MAX_CODE = 100


@dataclass(frozen=True, slots=True)
class Made:
    """A document and the stream it belongs to."""

    stream: str
    document: Document


class Assembler:
    """Makes the documents that a folder of mappings asks for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._evaluators = {
            sign: Evaluator(library.mappings, library.tables, negative=sign) for sign in (False, True)
        }

    def documents(self, stream: str, record: Record) -> Iterator[Made]:
        """Yield one document for each mapping that reads the stream.

        A record that cannot be mapped still makes a document, with `error` set.

        Raises:
            MapperError: `record_without_id`, the record has no id by which anyone could find it again.
        """
        record_id = _identity(stream, record)
        for mapping in self._library.reading(stream):
            evaluator = self._evaluators[mapping.negative]
            yield Made(mapping.document, self._document(mapping, record, record_id, evaluator))

    def explained(self, mapping: MappingFile, record: Record) -> tuple[Document, Trace]:
        """Return the document that one mapping makes of a record, and what filled each place of it.

        Raises:
            MapperError: `record_without_id`, as `documents`.
        """
        trace = Trace()
        evaluator = self._traced(mapping, trace)
        return self._document(mapping, record, _identity(mapping.source, record), evaluator, trace), trace

    def _traced(self, mapping: MappingFile, trace: Trace) -> Evaluator:
        return Evaluator(self._library.mappings, self._library.tables, negative=mapping.negative, trace=trace)

    def _document(
        self, mapping: MappingFile, record: Record, record_id: str, evaluator: Evaluator, trace: Trace | None = None
    ) -> Document:
        schema = self._library.schemas[mapping.document]
        scope = Scope(record, record, one_line(record_id, _MAX_ID))
        envelope = self._envelope(mapping, schema, scope)
        try:
            _refuse_tap_error(record)
            for rule in mapping.withdrawals:
                if evaluator.holds(rule.condition.that, scope):
                    return {**envelope, "withdraw": _withdrawn(rule), **_told_apart(schema, record, scope, mapping)}
            for condition in mapping.conditions:
                if not evaluator.holds(condition.that, scope):
                    return {**envelope, "skip": _told(condition)}
            # The envelope has the link already, unless it failed, and shall fail again to be told.
            told = "origin" if trace is None and envelope["origin"]["url"] is not None else None
            fields = evaluator.structure(mapping.fields, scope, without=told)
            fields.pop("origin", None)
            if "expected" in schema.properties:
                fields["expected"] = expected(record, scope.record_id, mapping, schema)
                if schema.priced:
                    declare(mapping.prices, record, fields)
            document = {**envelope, **fields, **self._noticed(mapping, scope, evaluator)}
            self._validate(mapping, schema, document, scope)
        except RecordError as error:
            if trace is not None:
                trace.failed = error.path or trace.last()
            return {**envelope, "error": _error(error)}
        return document

    def _noticed(self, mapping: MappingFile, scope: Scope, evaluator: Evaluator) -> Document:
        rule = next((one for one in mapping.notices if evaluator.holds(one.that, scope)), None)
        return {} if rule is None else {"notice": _told(rule)}

    def _envelope(self, mapping: MappingFile, schema: DocumentSchema, scope: Scope) -> Document:
        """Return a document in which everything that is mapped is still null."""
        record = scope.record
        livemode = record.get("livemode")
        return {
            **dict.fromkeys(schema.properties),
            "id": record["id"],
            "kind": mapping.kind,
            "origin": {
                "stream": mapping.source,
                "object": _text_or_none(record.get("object")),
                "url": self._url(mapping, scope),
                "livemode": livemode if isinstance(livemode, bool) else None,
                "account": _text_or_none(record.get("account")),
            },
            "mapping": self._library.digest,
        }

    def _url(self, mapping: MappingFile, scope: Scope) -> str | None:
        """Return the link of the record; a failed document shall have it too, so it is made apart from the fields."""
        origin = mapping.fields.fields.get("origin")
        field = origin.fields.get("url") if isinstance(origin, Structure) else None
        if field is None:
            return None
        try:
            url = self._evaluators[False].field(field, scope, ("origin", "url"))
        except RecordError:
            # Evaluating the fields meets the same failure, and reports it.
            return None
        return None if url is OMITTED else _text_or_none(url)

    def _validate(self, mapping: MappingFile, schema: DocumentSchema, document: Document, scope: Scope) -> None:
        misfit = next(schema.misfits(document), None)
        if misfit is not None:
            path = misfit.path
            where = self._place(mapping, scope, path)
            message = f"{spell(path) or 'the document'}: {misfit.words} (record {scope.record_id})"
            hint = _invalid_hint(schema.part(path), misfit.keyword, misfit.limit)
            raise RecordError("document_invalid", message, where, hint, path)
        listed = {product["id"] for product in document.get("products") or ()}
        for index, line in enumerate((document.get("body") or {}).get("lines") or ()):
            if line.get("product") is not None and line["product"] not in listed:
                path = ("body", "lines", index, "product")
                message = f"{spell(path)}: {line['product']} is not in `products` (record {scope.record_id})"
                where = self._place(mapping, scope, path)
                hint = "add a block to `products` that gives it"
                raise RecordError("document_invalid", message, where, hint, path)

    def _place(self, mapping: MappingFile, scope: Scope, path: tuple[str | int, ...]) -> Position | None:
        """Return the place in the mapping that filled a path, by evaluating once more with a trace."""
        trace = Trace()
        self._traced(mapping, trace).structure(mapping.fields, scope)
        filled = trace.at(path)
        return mapping.position if filled is None else filled.field.position


def _identity(stream: str, record: Record) -> str:
    record_id = record.get("id")
    if record_id is None or record_id == "":
        raise MapperError("record_without_id", f"a record of stream {stream} has no id", "the tap must send `id`")
    if not isinstance(record_id, str) or len(record_id) > _MAX_ID or record_id != plain_text(record_id):
        message = f"a record of stream {stream} has the id {shown(record_id)}, which is not usable"
        hint = f"an id is text of at most {_MAX_ID} characters, without control characters or spaces around it"
        raise MapperError("record_without_id", message, hint)
    return record_id


def _refuse_tap_error(record: Record) -> None:
    told = record.get("tap_error")
    if told is None:
        return
    fields = told if isinstance(told, dict) else {}
    code = _text_or_none(fields.get("code")) or "tap_error"
    message = _text_or_none(fields.get("message")) or "the tap could not read this record whole"
    raise RecordError(code[:_MAX_CODE], message, None)


def _told_apart(schema: DocumentSchema, record: Record, scope: Scope, mapping: MappingFile) -> Document:
    """Return what a document came to that is taken back: by it a draft is known that a person has changed."""
    if "expected" not in schema.properties or record.get("amounts") is None:
        return {}
    return {"expected": expected(record, scope.record_id, mapping, schema)}


def _withdrawn(rule: Withdrawal) -> Document:
    return {**_told(rule.condition), "draft": rule.draft, "booked": rule.booked}


def _told(condition: Condition) -> Document:
    return {"code": condition.code, "message": condition.reason[:_MAX_MESSAGE]}


def _error(error: RecordError) -> Document:
    message = plain_text(error.message)[:_MAX_MESSAGE] or error.code
    path = None if error.position is None else str(error.position)
    return {"code": error.code, "path": path, "message": message, "hint": error.hint or None}


def _text_or_none(value: object) -> str | None:
    return (plain_text(value) or None) if isinstance(value, str) else None


def _invalid_hint(part: Schema, keyword: str, limit: object) -> str:
    if HINT in part:
        return str(part[HINT])
    if keyword == "maxLength" and NEVER_CUT in part:
        return f"shorten it in Stripe; it is never cut: {part[NEVER_CUT]}"
    if keyword == "maxLength":
        return f"shorten it in Stripe; where a cut text still serves, write `as: text` and `max: {limit}`"
    if keyword in {"type", "pattern"}:
        return "a converter (`as:`) gives a value the form that the field takes"
    return "see docs/mapping.md"
