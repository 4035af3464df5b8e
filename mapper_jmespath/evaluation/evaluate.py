"""Evaluates the fields of a mapping on one record."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mapper_jmespath.errors import RecordError
from mapper_jmespath.evaluation.convert import Conversion, ConversionError, as_plain, convert, number_text
from mapper_jmespath.evaluation.looking_up import look_up
from mapper_jmespath.evaluation.remembered import Remembered
from mapper_jmespath.evaluation.scope import OMITTED, RECORD_KEY, Path, Scope, Trace, with_record
from mapper_jmespath.expressions.explain import why_missing
from mapper_jmespath.expressions.expression import Expression, search
from mapper_jmespath.expressions.truth import is_false
from mapper_jmespath.language.constants import literal
from mapper_jmespath.language.model import (
    Absence,
    Blocks,
    Each,
    Field,
    From,
    Lookup,
    Named,
    Structure,
    Template,
    Use,
    Value,
    When,
)
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.problems import shown
from mapper_jmespath.tables.table import Table
from mapper_jmespath.text import plain_text


class Evaluator:
    """Evaluates fields; holds the mappings and tables that they may name.

    Args:
        mappings: the mappings that `use:` may name.
        tables: the tables that `table:` may name.
        negative: whether amounts (`as: money`) get a minus sign.
        trace: where given, notes for each place of the document what filled it.
    """

    def __init__(
        self,
        mappings: Mapping[str, MappingFile],
        tables: Mapping[str, Table],
        *,
        negative: bool = False,
        trace: Trace | None = None,
    ) -> None:
        self._mappings = mappings
        self._tables = tables
        self._negative = negative
        self._trace = trace
        self._used = Remembered()
        self._makers: dict[type, Callable[[Any, Scope, Path], object]] = {
            From: self._from,
            Value: self._value,
            Structure: self._part,
            Lookup: self._lookup,
            Template: self._template,
            Blocks: self._blocks,
            Use: self._use,
        }

    def structure(
        self, node: Structure, scope: Scope, path: Path = (), *, without: str | None = None
    ) -> dict[str, Any]:
        """Return an object of the document; fields that are left out, and the one named `without`, are not in it.

        Raises:
            RecordError: `missing_value`, `bad_value`, `not_in_table` or `expression_failed`, at the field concerned.
        """
        made: dict[str, Any] = {}
        makers, trace = self._makers, self._trace
        for name, field in node.fields.items():
            if name == without:
                continue
            inner = (*path, name)
            if trace is not None:
                trace.note(inner, field, scope)
            value = makers[type(field)](field, scope, inner)
            if value is not OMITTED:
                made[name] = value
        return made

    def field(self, field: Field, scope: Scope, path: Path) -> object:
        """Return the value of one field, any JSON value, or OMITTED. Raises as `structure`."""
        return self._makers[type(field)](field, scope, path)

    def holds(self, expression: Expression, scope: Scope) -> bool:
        """Tell whether a condition holds; as in JMESPath null, false and empty values do not hold, and 0 does."""
        return not is_false(search(expression, scope.value, scope.record_id))

    def _value(self, field: Value, _scope: Scope, _path: Path) -> object:
        return literal(field.constant)

    def _part(self, field: Structure, scope: Scope, path: Path) -> object:
        return self.structure(field, scope, path) or OMITTED

    def _from(self, field: From, scope: Scope, _path: Path) -> object:
        value = self._found(field, scope)
        return self._absent(field, field.absence, field.expression, scope) if value is None else value

    def _found(self, field: From, scope: Scope) -> object:
        found = search(field.expression, scope.value, scope.record_id)
        return self._converted(field, found, field.conversion, scope)

    def _converted(self, field: Field, found: object, conversion: Conversion | None, scope: Scope) -> object:
        if found is None:
            return None
        try:
            if conversion is not None:
                made = convert(found, conversion)
                return -made if self._negative and conversion.name == "money" and isinstance(made, int) else made
            return [as_plain(item) for item in found] if isinstance(found, list) else as_plain(found)
        except ConversionError as error:
            message = f"{field.path}: {error} (record {scope.record_id})"
            raise RecordError("bad_value", message, field.position, error.hint) from error

    def _absent(self, field: Field, absence: Absence, expression: Expression | None, scope: Scope) -> object:
        if absence.optional:
            return OMITTED
        if absence.default is not None:
            return literal(absence.default)
        found = f"{expression.text!r} finds" if expression else "the template finds"
        hint = why_missing(expression, scope.value) if expression else ""
        raise RecordError(
            "missing_value",
            f"{field.path}: {found} nothing in record {scope.record_id}",
            field.position,
            hint or "mark the field `optional: true` or give it a `default:`",
        )

    def _lookup(self, field: Lookup, scope: Scope, _path: Path) -> object:
        table = self._tables[field.table] if isinstance(field.table, str) else field.table
        made = literal(look_up(field, table, scope))
        return OMITTED if field.optional and made == "" else made

    def _template(self, field: Template, scope: Scope, path: Path) -> object:
        pieces: list[str] = []
        for part in field.parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, Named):
                named = self._named(field, part, scope, path)
                if named is None:
                    return self._absent(field, field.absence, None, scope)
                pieces.append(named)
            else:
                piece = self._piece(field, part, scope)
                if piece is None:
                    return self._absent(field, field.absence, part, scope)
                pieces.append(piece)
        value = self._converted(field, "".join(pieces), field.conversion, scope)
        return value if value is not None else self._absent(field, field.absence, None, scope)

    def _named(self, field: Template, part: Named, scope: Scope, path: Path) -> str | None:
        """Return a value of `with:` as text; None where it is missing and the template can do without."""
        named = field.names[part.name]
        if isinstance(named, From) and field.absence.allowed and not named.absence.allowed:
            # The common case, without making an error only to catch it.
            found = self._found(named, scope)
            return None if found is None else str(found)
        try:
            value = self.field(named, scope, path)
        except RecordError as error:
            if error.code == "missing_value" and field.absence.allowed:
                return None
            raise
        return "" if value is OMITTED else str(value)

    def _piece(self, field: Template, expression: Expression, scope: Scope) -> str | None:
        found = search(expression, scope.value, scope.record_id)
        if isinstance(found, str):
            return plain_text(found, newlines=True) or None
        if found is None or (isinstance(found, int) and not isinstance(found, bool)):
            return None if found is None else str(found)
        if isinstance(found, Decimal):
            try:
                return number_text(found)
            except ConversionError as error:
                raise RecordError(
                    "bad_value", f"{field.path}: {error} (record {scope.record_id})", field.position
                ) from error
        message = (
            f"{field.path}: {{{expression.text}}} is {shown(found)}, which is not text (record {scope.record_id})"
        )
        raise RecordError("bad_value", message, field.position, "name a property that holds text or a number")

    def _blocks(self, field: Blocks, scope: Scope, path: Path) -> list[Any]:
        made: list[Any] = []
        seen: set[object] = set()
        for block in field.blocks:
            if isinstance(block, When):
                scopes = [scope] if self.holds(block.expression, scope) else []
            else:
                scopes = self._elements(field, block, scope)
            for item_scope in scopes:
                item = self.field(block.item, item_scope, (*path, len(made)))
                if not isinstance(item, dict):
                    continue  # all of its fields were left out
                identity = item.get("id")
                # What several lines name is one product: an item that has an id is listed once.
                if identity is None or identity not in seen:
                    seen.add(identity)
                    made.append(item)
        return made

    def _elements(self, field: Blocks, each: Each, scope: Scope) -> list[Scope]:
        found = search(each.expression, scope.value, scope.record_id)
        if found is None and each.optional:
            return []
        if not isinstance(found, list):
            code, what = (
                ("missing_value", "finds nothing") if found is None else ("bad_value", "does not find a list")
            )
            message = f"{field.path}: {each.expression.text!r} {what} in record {scope.record_id}"
            hint = (
                why_missing(each.expression, scope.value)
                if found is None
                else "`each` needs a list, for instance lines"
            )
            raise RecordError(code, message, each.position, hint)
        record, record_id = scope.record, scope.record_id
        if isinstance(each.item, Use):
            # Another mapping sees the element alone.
            return [Scope(element, record, record_id) for element in found]
        return [Scope(with_record(element, record), record, record_id) for element in found]

    def _use(self, field: Use, scope: Scope, path: Path) -> object:
        found = search(field.expression, scope.value, scope.record_id)
        if found is None:
            return self._absent(field, Absence(optional=field.optional), field.expression, scope)
        if not isinstance(found, dict):
            message = f"{field.path}: {shown(found)} is not an object to map (record {scope.record_id})"
            raise RecordError("bad_value", message, field.position, "name the object itself, for instance customer")
        used = {key: value for key, value in found.items() if key != RECORD_KEY} if RECORD_KEY in found else found
        made = None if self._trace is not None else self._used.get(field.mapping, used)
        if made is None:
            fields = self._mappings[field.mapping].fields
            # Where a document comes from is said once, for the whole.
            made = self.structure(fields, Scope(used, used, scope.record_id), path, without="origin")
            self._used.put(field.mapping, used, made)
        return made
