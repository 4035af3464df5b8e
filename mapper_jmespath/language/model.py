"""The parsed mapping: plain frozen data, each piece with its place in the file.

`path` is the field of the document as people write it, `body.lines[].net`.
"""

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from mapper_jmespath.cases.case import Case
from mapper_jmespath.evaluation.convert import Conversion
from mapper_jmespath.evaluation.prices import AS_STRIPE
from mapper_jmespath.expressions.expression import Expression
from mapper_jmespath.language.constants import Constant
from mapper_jmespath.problems import Position
from mapper_jmespath.tables.table import Table


@dataclass(frozen=True, slots=True)
class Absence:
    """What a field does where its value is missing: fail (neither), be left out, or take a default."""

    optional: bool = False
    default: Constant | None = None

    @property
    def allowed(self) -> bool:
        """Whether the value may be missing."""
        return self.optional or self.default is not None


@dataclass(frozen=True, slots=True)
class Value:
    """`value:`, a literal."""

    position: Position
    path: str
    constant: Constant


@dataclass(frozen=True, slots=True)
class From:
    """`from:`, what an expression finds in the record."""

    position: Position
    path: str
    expression: Expression
    conversion: Conversion | None
    absence: Absence


@dataclass(frozen=True, slots=True)
class Lookup:
    """`table:`, what a table (one written here, or the name of a file) gives for the values of `from:`.

    With `optional`, a row that gives an empty text leaves the field out.
    """

    position: Position
    path: str
    table: Table | str
    inputs: MappingType[str, Expression]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """`template:`, text with expressions in braces; `names` are the values of `with:`."""

    position: Position
    path: str
    parts: "tuple[str | Expression | Named, ...]"
    names: "MappingType[str, Field]"
    conversion: Conversion | None
    absence: Absence


@dataclass(frozen=True, slots=True)
class Named:
    """A `{name}` of a template that `with:` gives."""

    name: str


@dataclass(frozen=True, slots=True)
class Use:
    """`use:`, another mapping applied to the object that `from:` finds."""

    position: Position
    path: str
    mapping: str
    expression: Expression
    optional: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """An object of the document with fields of its own; `keys` says where each stands."""

    position: Position
    path: str
    fields: "MappingType[str, Field]"
    keys: MappingType[str, Position]


@dataclass(frozen=True, slots=True)
class Each:
    """`each:`, a block that makes an item of every element that the expression finds."""

    position: Position
    expression: Expression
    optional: bool
    item: "Structure | Use | Unreadable"


@dataclass(frozen=True, slots=True)
class When:
    """`when:`, a block that makes one item where the condition holds."""

    position: Position
    expression: Expression
    item: "Structure | Unreadable"


@dataclass(frozen=True, slots=True)
class Blocks:
    """A list of the document, filled block by block."""

    position: Position
    path: str
    blocks: tuple[Each | When, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A field whose problem has been noted already; never seen at run time."""

    position: Position
    path: str


Field = Value | From | Lookup | Template | Use | Structure | Blocks | Unreadable


@dataclass(frozen=True, slots=True)
class Condition:
    """One `when:` or `notice:` of a mapping, with the code and reason that people get.

    A record for which a `when` does not hold is left out; one for which a `notice` holds is posted and noted.
    """

    that: Expression
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One `withdraw:` of a mapping; where its condition holds, a document made earlier is taken back.

    Attributes:
        condition: when, with its code and reason.
        draft: what happens to a draft that stands, `delete` or `report`.
        booked: what happens to a document that is booked, `report` or `credit`.
    """

    condition: Condition
    draft: str
    booked: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping file: what it reads, what it makes, and how; `keys` says where its parts stand.

    Attributes:
        prices: what the record's prices are where it shows no tax, one of `prices.POLICIES`.
        negative: whether the amounts get a minus sign, as those of a credit note.
        active: whether records go through it; `active: false` keeps a file at hand without using it.
        tests: what the file says of itself.
        withdrawals: when a document that was made of an earlier state of the record is taken back.
        notices: when a note goes with what is posted.
        borrowed: the mapping whose fields this one takes over with `use:`.
    """

    name: str
    position: Position
    keys: MappingType[str, Position]
    source: str
    document: str
    kind: str
    conditions: tuple[Condition, ...]
    fields: Structure
    prices: str = AS_STRIPE
    negative: bool = False
    active: bool = True
    tests: tuple[Case, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    notices: tuple[Condition, ...] = ()
    borrowed: str | None = None


def uses(field: Field) -> Iterator[tuple[Position, str]]:
    """Yield the place and the mapping of every `use:` at or below a field."""
    if isinstance(field, Use):
        yield field.position, field.mapping
    elif isinstance(field, Structure):
        for inner in field.fields.values():
            yield from uses(inner)
    elif isinstance(field, Blocks):
        for block in field.blocks:
            yield from uses(block.item)
