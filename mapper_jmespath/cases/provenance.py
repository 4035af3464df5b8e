"""Says where every field of a document came from: the line of the mapping, what is written there, what it found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapper_jmespath.cases.places import ABSENT, look
from mapper_jmespath.errors import RecordError
from mapper_jmespath.evaluation.scope import Path, Scope, Trace, Traced, spell
from mapper_jmespath.expressions.expression import Expression, search
from mapper_jmespath.language.model import From, Lookup, Named, Structure, Template, Value
from mapper_jmespath.problems import Position, shown
from mapper_jmespath.tables.countries import EU
from mapper_jmespath.tables.rows import Row
from mapper_jmespath.tables.table import Table, is_key, key_value

Found = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """How a table came to its answer.

    Attributes:
        table: its name.
        given: what was looked up, key by key.
        position: the row that decided, or the table where its default did.
        row: the row as people read it, `country EU, tax false`; None for the default.
    """

    table: str
    given: Mapping[str, Any]
    position: Position
    row: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of a document and where it came from.

    Attributes:
        path: `body.lines[0].net`.
        value: as it is in the document.
        position: the field in the mapping.
        written: what stands there, `from due_date`.
        found: each expression and what it found in the record.
        decision: for a table.
    """

    path: str
    value: Any
    position: Position
    written: str
    found: tuple[Found, ...] = ()
    decision: Decision | None = field(default=None)


def filled(document: Mapping[str, Any], trace: Trace, tables: Mapping[str, Table]) -> Iterator[Filled]:
    """Yield every field that a mapping filled, in the order of the mapping."""
    for path, traced in trace.items():
        if isinstance(traced.field, From | Lookup | Template | Value):
            value = look(document, path)
            if value is not ABSENT:
                yield _filled(path, value, traced, tables)


def failed(trace: Trace, tables: Mapping[str, Table]) -> Filled | None:
    """Return the field at which a document failed, with what its expressions found; its value is None."""
    traced = trace.at(trace.failed) if trace.failed else None
    if trace.failed is None or traced is None:
        return None
    return _filled(trace.failed, None, traced, tables)


def place(traced: Traced, tables: Mapping[str, Table]) -> str:
    """Return the line of the mapping that gave a value, and for a table the row of it."""
    node = traced.field
    if not isinstance(node, Lookup):
        return str(node.position)
    found = {key: _found(one, traced.scope)[1] for key, one in node.inputs.items()}
    decision = _decision(node, found, tables)
    what = "default of the table at" if decision.row is None else "row"
    return f"{node.position}, {what} {decision.position.file}:{decision.position.line}"


def row_text(row: Row) -> str:
    """Return what a row matches as people read it."""
    return ", ".join(f"{key} {_allowed(row, key)}" for key in row.match)


def _allowed(row: Row, key: str) -> str:
    values = {value for _, value in row.match[key]}
    words = ["EU"] if values >= EU else []
    named = values - EU if words else values
    words += sorted("missing" if value is None else _plain(value) for value in named)
    return " or ".join(words)


def _filled(path: Path, value: object, traced: Traced, tables: Mapping[str, Table]) -> Filled:
    node, scope = traced.field, traced.scope
    where = spell(path)
    if isinstance(node, Value):
        return Filled(where, value, node.position, f"value {_plain(value)}")
    if isinstance(node, From):
        return Filled(where, value, node.position, f"from {node.expression.text}", (_found(node.expression, scope),))
    if isinstance(node, Template):
        found = tuple(_found(one, scope) for one in _expressions(node))
        return Filled(where, value, node.position, f"template {_template(node)}", found)
    if isinstance(node, Lookup):
        found = tuple((key, _found(one, scope)[1]) for key, one in node.inputs.items())
        decision = _decision(node, dict(found), tables)
        return Filled(where, value, node.position, f"table {decision.table}", found, decision)
    kind = "fields" if isinstance(node, Structure) else "blocks"
    return Filled(where, value, node.position, kind)


def _decision(node: Lookup, found: Mapping[str, Any], tables: Mapping[str, Table]) -> Decision:
    table = tables[node.table] if isinstance(node.table, str) else node.table
    name = node.table if isinstance(node.table, str) else "written here"
    given = {key: key_value(key, value) if is_key(value) else None for key, value in found.items()}
    row = table.find(given)
    if row is None:
        return Decision(name, given, table.position, None)
    return Decision(name, given, row.position, row_text(row))


def _expressions(node: Template) -> Iterator[Expression]:
    for part in node.parts:
        if isinstance(part, Expression):
            yield part
        elif isinstance(part, Named):
            inner = node.names[part.name]
            if isinstance(inner, From):
                yield inner.expression
            elif isinstance(inner, Template):
                yield from _expressions(inner)
            elif isinstance(inner, Lookup):
                yield from inner.inputs.values()


def _template(node: Template) -> str:
    parts = (
        part if isinstance(part, str) else f"{{{part.name if isinstance(part, Named) else part.text}}}"
        for part in node.parts
    )
    return shown("".join(parts))


def _found(expression: Expression, scope: Scope) -> Found:
    try:
        return expression.text, search(expression, scope.value, scope.record_id)
    except RecordError:
        # It is the failure that is being explained.
        return expression.text, None


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list) else shown(value)
