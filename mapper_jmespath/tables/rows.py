"""The rows of a table, and which of them can be reached at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from mapper_jmespath.codes import Code
from mapper_jmespath.language.constants import Constant
from mapper_jmespath.problems import Position, Problems

Key = str | int | bool | None
Cell = frozenset[tuple[type, Key]]

_BOOLEAN: Cell = frozenset({(bool, True), (bool, False), (type(None), None)})
# Stands for every value that no row names.
_ANY_OTHER: tuple[type, Key] = (object, None)
# Beyond this many comparisons only rows that one other row covers are found.
_MOST_COMPARISONS = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the values that each named key may have, and what the row gives; None stops the record.

    `code` is the error's where the row stops it, and None where the table's own counts.
    """

    position: Position
    match: Mapping[str, frozenset[tuple[type, Key]]]
    to: Constant | None
    code: str | None = None

    def covers(self, other: "Row") -> bool:
        """Tell whether this row matches everything that another one does."""
        return all(key in other.match and other.match[key] <= allowed for key, allowed in self.match.items())


def refuse_unreachable(rows: tuple[Row, ...], problems: Problems) -> None:
    """Note every row that an earlier one covers, or that all earlier ones cover together."""
    hint = "put it above that row, or remove it"
    covered = set()
    for index, row in enumerate(rows):
        earlier = next((other for other in rows[:index] if other.covers(row)), None)
        if earlier is not None:
            covered.add(index)
            message = f"the row is never reached: the row on line {earlier.position.line} covers it"
            problems.add(row.position, Code.TABLE_ROW_UNREACHABLE, message, hint)
    reached = set(_reached(rows))
    for index, row in enumerate(rows):
        if reached and index not in reached and index not in covered:
            message = "the row is never reached: the rows above cover all that it matches"
            problems.add(row.position, Code.TABLE_ROW_UNREACHABLE, message, "put it above them, or remove it")


def _reached(rows: tuple[Row, ...]) -> Iterator[int]:
    """Yield the rows that some combination of values reaches; nothing where there are too many to try."""
    keys = sorted({key for row in rows for key in row.match})
    domains = [_domain(key, rows) for key in keys]
    if prod(len(domain) for domain in domains) * len(rows) > _MOST_COMPARISONS:
        return
    for values in product(*domains):
        given = dict(zip(keys, values, strict=True))
        for index, row in enumerate(rows):
            if all(given[key] in allowed for key, allowed in row.match.items()):
                yield index
                break


def _domain(key: str, rows: tuple[Row, ...]) -> list[tuple[type, Key]]:
    """Return values that stand for all that a key can have: one of each group that the rows do not tell apart."""
    cells = [row.match[key] for row in rows if key in row.match]
    named: Cell = frozenset().union(*cells)
    whole = _BOOLEAN if any(kind is bool for kind, _ in named) else named | {_ANY_OTHER}
    groups = {tuple(value in cell for cell in cells): value for value in sorted(whole | named, key=repr)}
    return list(groups.values())
