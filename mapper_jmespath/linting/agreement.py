"""Lists the numbers in mappings that belong to one agreement, so that a program that knows it can look them up.

A layout, group, VAT zone, unit, term, account or journal has the number that the agreement gave it, a VAT code its
letters; the files that come with the project have those of a demonstration agreement.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from mapper_jmespath.documents import Schema, types
from mapper_jmespath.language.constants import Constant
from mapper_jmespath.language.model import Blocks, Field, From, Lookup, Structure, Template, Value
from mapper_jmespath.library import Library
from mapper_jmespath.problems import Position

_NUMBER = "Number"
# A product's number and a VAT code are text, and are the agreement's all the same where a mapping spells them out.
_TEXTS = frozenset({"productNumber", "vatCode"})


@dataclass(frozen=True, slots=True, order=True)
class AgreementNumber:
    """One number that the agreement must know.

    Attributes:
        kind: e-conomic's name of it, such as `vatZoneNumber`; `accountNumber` is an account.
        number: the number; text only where e-conomic's is (a product's, a VAT code).
        position: where it is written.
        path: the field that it fills.
    """

    kind: str
    number: int | str
    position: Position
    path: str

    def as_json(self) -> dict[str, str | int]:
        """Return it as a flat object: kind, number, file, line, column, path."""
        return {"kind": self.kind, "number": self.number, **asdict(self.position), "path": self.path}


def agreement_numbers(library: Library) -> tuple[AgreementNumber, ...]:
    """Return the numbers that the active mappings write into documents, in the order of the files.

    A mapping that only other mappings use counts as active; a table counts where an active mapping looks up in it.
    """
    found = {
        number
        for mapping in library.mappings.values()
        if mapping.active
        for number in _in(mapping.fields, library.schemas[mapping.document].strict, library, mapping.document)
    }
    return tuple(sorted(found, key=lambda one: (one.position, one.kind, str(one.number))))


def constants_of(library: Library, name: str) -> tuple[Constant, ...]:
    """Return the literals that the active mappings write into fields of a name, wherever these stand.

    Args:
        library: the mappings.
        name: of the field alone, such as `entryType` or `match`.
    """
    found = (
        one
        for mapping in library.mappings.values()
        if mapping.active
        for one in _named(mapping.fields, name, library)
    )
    return tuple(sorted(found, key=lambda one: one.position))


def _named(field: Field, name: str, library: Library) -> Iterator[Constant]:
    if isinstance(field, Structure):
        for inner_name, inner in field.fields.items():
            yield from _constants(inner, library) if inner_name == name else _named(inner, name, library)
    elif isinstance(field, Blocks):
        for block in field.blocks:
            yield from _named(block.item, name, library)


def _in(field: Field, schema: Schema, library: Library, document: str) -> Iterator[AgreementNumber]:
    described = library.schemas[document]
    if isinstance(field, Structure):
        for name, inner in field.fields.items():
            part = described.resolve(schema.get("properties", {}).get(name, {}))
            if _is_number(name, part):
                yield from _written(name, inner, library)
            else:
                yield from _in(inner, part, library, document)
    elif isinstance(field, Blocks):
        for block in field.blocks:
            yield from _in(block.item, described.resolve(schema.get("items", {})), library, document)


def _is_number(name: str, schema: Schema) -> bool:
    return name in _TEXTS or (name.endswith(_NUMBER) and "integer" in types(schema))


def _written(kind: str, field: Field, library: Library) -> Iterator[AgreementNumber]:
    for constant in _constants(field, library):
        # An empty text is nothing: a table gives it where there is no VAT code.
        if isinstance(constant.value, str | int) and constant.value != "":
            yield AgreementNumber(kind, constant.value, constant.position, field.path)


def _constants(field: Field, library: Library) -> Iterator[Constant]:
    if isinstance(field, Value):
        yield field.constant
    elif isinstance(field, From | Template) and field.absence.default is not None:
        yield field.absence.default
    elif isinstance(field, Lookup):
        table = library.tables[field.table] if isinstance(field.table, str) else field.table
        yield from (constant for constant in (*(row.to for row in table.rows), table.default) if constant is not None)
