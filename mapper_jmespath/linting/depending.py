"""What the schema of an object asks for by one of its own properties: an `account` of a finance voucher."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mapper_jmespath.documents import Schema
from mapper_jmespath.language.model import Field, Lookup, Structure, Value
from mapper_jmespath.tables.table import Table


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a schema that holds for the object which a mapping spells out, at least for some records.

    Attributes:
        where: when it holds, as people read it: `entryType is financeVoucher`.
        required: the properties that must then be there.
        refused: those that must not.
        always: whether it holds for every record.
    """

    where: str
    required: tuple[str, ...]
    refused: tuple[str, ...]
    always: bool


def rules_for(node: Structure, schema: Schema, tables: Mapping[str, Table | None]) -> Iterator[Rule]:
    """Yield the rules that hold by the literals, and by the rows of tables, that the mapping names.

    A rule stands under `allOf` as `if` one property is one of some values, `then`. What is read from the record is
    known only when one comes, and is checked then.
    """
    for rule in schema.get("allOf", ()):
        for name, wanted in rule.get("if", {}).get("properties", {}).items():
            possible = _possible(node.fields.get(name), tables)
            meant = [value for value in possible if value in wanted.get("enum", [wanted.get("const")])]
            if meant:
                then = rule.get("then", {})
                refused = tuple(key for key, part in then.get("properties", {}).items() if part is False)
                where = f"{name} is {' or '.join(map(str, meant))}"
                yield Rule(where, tuple(then.get("required", ())), refused, len(meant) == len(possible))


def _possible(field: Field | None, tables: Mapping[str, Table | None]) -> list[object]:
    """Return what a field may come to; nothing where only a record says."""
    if isinstance(field, Value):
        return [field.constant.value]
    table = None
    if isinstance(field, Lookup):
        table = tables.get(field.table) if isinstance(field.table, str) else field.table
    made = (*(row.to for row in table.rows), table.default) if table is not None else ()
    return list(dict.fromkeys(constant.value for constant in made if constant is not None))
