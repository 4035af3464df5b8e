"""Looks up in a table what a record says, and tells why where that gives nothing."""

from typing import TYPE_CHECKING

from mapper_jmespath.errors import RecordError
from mapper_jmespath.expressions.expression import search
from mapper_jmespath.problems import shown
from mapper_jmespath.tables.table import Table, is_key, key_value

if TYPE_CHECKING:
    from mapper_jmespath.evaluation.scope import Scope
    from mapper_jmespath.language.constants import Constant
    from mapper_jmespath.language.model import Lookup
    from mapper_jmespath.tables.rows import Key


def look_up(field: "Lookup", table: Table, scope: "Scope") -> "Constant":
    """Return what the first row that agrees gives, or the default of the table.

    Raises:
        RecordError: `not_in_table`, or the code that the table gives, no row agrees or the one that does says stop;
            `bad_value`, a key is a list or an
            object; `expression_failed`.
    """
    given: dict[str, Key] = {}
    for key, expression in field.inputs.items():
        found = search(expression, scope.value, scope.record_id)
        if not is_key(found):
            message = f"{field.path}: `{key}` is {shown(found)}, not one value (record {scope.record_id})"
            raise RecordError("bad_value", message, expression.position, "name a single property")
        given[key] = key_value(key, found)
    row = table.find(given)
    made = table.default if row is None else row.to
    if made is not None:
        return made
    told = ", ".join(f"{key} {'missing' if item is None else shown(item)}" for key, item in given.items())
    if row is None:
        message, hint = f"no row of table {table.name} for {told}", f"add a row to the table at {table.position}"
    else:
        message = f"{told} is stopped by the row at {row.position.file}:{row.position.line} of table {table.name}"
        hint = "that row says `to: stop`; a person decides, here or in Stripe"
    message = f"{field.path}: {message} (record {scope.record_id})"
    code = table.code if row is None else row.code or table.code
    raise RecordError(code, message, field.position, hint)
