"""Whether what a look-up asks a table with can be what the rows of the table hold."""

from collections.abc import Iterator

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.shapes import Shape, named, named_kinds
from mapper_jmespath.tables.table import Table

_KINDS = {bool: "boolean", int: "number", str: "string"}


def complaints_of(table: Table, key: str, text: str, shape: Shape) -> Iterator[tuple[Code, str, str]]:
    """Yield what cannot be right about an expression whose value is looked up under a key.

    Args:
        table: the table.
        key: the key.
        text: the expression.
        shape: what it finds.
    """
    if shape.kinds & {"array", "object"}:
        message = f"`{key}` is {named(shape)}, and a table is asked with one value"
        yield Code.FIELD_TYPE, message, "name a single property, or ask: list[0] != `null`"
        return
    cells = {kind for row in table.rows for kind, _ in row.match.get(key, ())}
    column = {_KINDS[kind] for kind in cells if kind in _KINDS}
    if column and shape.kinds and not column & shape.kinds:
        message = f"`{key}` is {named_kinds(column)} in the table, and what is asked with is {named(shape)}"
        yield Code.COMPARISON_UNLIKE, f"{message}: no row is ever found", _hint(column, text, shape)


def _hint(column: set[str], text: str, shape: Shape) -> str:
    if column != {"boolean"}:
        return "write the rows as the record has it, text in quotes and numbers without"
    literal = "`0`" if "number" in shape.kinds else "'true'"
    operator = "!=" if "number" in shape.kinds else "=="
    return f"ask for a condition: {text} {operator} {literal}"
