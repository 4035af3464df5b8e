"""Look-up tables: several keys, first row that matches, and an end that is always said.

A row matches on the keys that it names; a key it leaves out matches anything. `null` in a row matches a value that
is missing or empty. In a key named `country` (or ending in `_country`) `EU` stands for the member states, and what a
record holds is compared without regard to capitals and spaces around it. `to: stop` fails the record, with the `code`
that stands beside it, or the table's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from mapper_jmespath.codes import Code
from mapper_jmespath.language.constants import Constant, parse_constant
from mapper_jmespath.language.keys import parse_code
from mapper_jmespath.problems import Position, Problems, did_you_mean, shown
from mapper_jmespath.tables.countries import CODES, EU, country_hint
from mapper_jmespath.tables.rows import Key, Row, refuse_unreachable
from mapper_jmespath.yaml.tree import Entry, Node, Refused, Scalar, Sequence
from mapper_jmespath.yaml.tree import Mapping as YamlMapping

STOP = "stop"
NOT_IN_TABLE = "not_in_table"
KEYS_IN_A_FIELD = ("rows", "default", "code")
HEAD_KEYS = ("table", "keys", *KEYS_IN_A_FIELD)
_CODE = "unknown_category"
_MEANT: Mapping[str, str] = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `default` is None where no matching row stops the record, and `code` is what is then said."""

    name: str
    position: Position
    keys: tuple[str, ...]
    rows: tuple[Row, ...]
    default: Constant | None
    code: str = NOT_IN_TABLE

    def find(self, given: Mapping[str, Key]) -> Row | None:
        """Return the first row that matches, or None; the values are as `key_value` gives them."""
        typed = {key: (type(value), value) for key, value in given.items()}
        for row in self.rows:
            if all(typed[key] in allowed for key, allowed in row.match.items()):
                return row
        return None


def is_key(value: object) -> TypeGuard[Key]:
    """Tell whether a value found in a record can be compared with the rows of a table."""
    return value is None or isinstance(value, str | int)


def key_value(key: str, value: Key) -> Key:
    """Return a record's value as the rows are compared with it: empty text is missing, a country in capitals."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    return value.strip().upper() if _is_country(key) else value


def parse_table(
    name: str, node: YamlMapping, problems: Problems, *, keys: tuple[str, ...] | None = None
) -> Table | None:
    """Return the table that a file, or a field, spells out; None after noting why it cannot be read.

    Args:
        name: what messages call it.
        node: the mapping with `rows`, `default` and, for a table in a file of its own, `table` and `keys`.
        problems: receives everything that is wrong.
        keys: the keys of a table that stands in a field, where the field's `from:` names them.
    """
    before = len(problems)
    allowed = HEAD_KEYS if keys is None else KEYS_IN_A_FIELD
    for key, entry in node.entries.items():
        if key not in allowed:
            hint = did_you_mean(key, allowed)
            problems.add(entry.position, Code.KEY_UNKNOWN, f"`{key}` is not part of a table", hint)
    if keys is None:
        keys = _keys(name, node, problems)
    rows = _rows(node, keys, problems)
    default = _default(name, node, problems)
    code = _code(node, rows, problems)
    if len(problems) == before:
        _check_columns(node, keys, problems)
        refuse_unreachable(rows, problems)
    return Table(name, node.position, keys, rows, default, code) if len(problems) == before else None


def _keys(name: str, node: YamlMapping, problems: Problems) -> tuple[str, ...]:
    entry = node.entries.get("keys")
    names = entry.value.items if entry and isinstance(entry.value, Sequence) else ()
    keys = tuple(
        item.value for item in names if isinstance(item, Scalar) and isinstance(item.value, str) and item.value
    )
    if not keys or len(keys) != len(names) or len(set(keys)) != len(keys) or "to" in keys:
        where = entry.position if entry else node.position
        hint = "for instance keys: [country, tax]"
        problems.add(where, Code.TABLE_KEY, f"table {name}: `keys` names what a row is found by", hint)
    return keys


def _rows(node: YamlMapping, keys: tuple[str, ...], problems: Problems) -> tuple[Row, ...]:
    entry = node.entries.get("rows")
    if entry is None or not isinstance(entry.value, Sequence):
        if entry is None or not isinstance(entry.value, Refused):
            where = entry.position if entry else node.position
            problems.add(where, Code.KEY_MISSING, "a table has `rows`, a list", "- {country: DK, to: 1}")
        return ()
    return tuple(row for item in entry.value.items if (row := _row(item, keys, problems)) is not None)


def _row(node: Node, keys: tuple[str, ...], problems: Problems) -> Row | None:
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            hint = "- {country: DK, to: 1}"
            problems.add(node.position, Code.TABLE_ROW, "a row names its keys and `to`", hint)
        return None
    match: dict[str, frozenset[tuple[type, Key]]] = {}
    for key, entry in node.entries.items():
        if key in keys:
            match[key] = _allowed(key, entry, problems)
        elif key not in {"to", "code"}:
            hint = did_you_mean(key, (*keys, "to", "code"))
            problems.add(entry.position, Code.TABLE_KEY, f"`{key}` is not a key of this table", hint)
    to = node.entries.get("to")
    if to is None:
        hint = "add `to:` with the value"
        problems.add(node.position, Code.TABLE_ROW, "the row does not say what it gives", hint)
        return None
    # A table may have a key that is called `code`; its rows then have no code of their own.
    code = None if "code" in keys else node.entries.get("code")
    if not match and node.entries.keys() <= {"to", "code"}:
        message = "the row names no key, so that it matches everything"
        problems.add(node.position, Code.TABLE_ROW, message, "use `default:` for that")
    if _stops(to):
        return Row(node.position, match, None, None if code is None else parse_code(code, _CODE, problems))
    if code is not None:
        hint = "remove it, or write to: stop"
        problems.add(code.position, Code.TABLE_ROW, "`code` stands beside `to: stop`, as the error's", hint)
    constant = parse_constant(to, "`to`", problems)
    return None if constant is None else Row(node.position, match, constant)


def _code(node: YamlMapping, rows: tuple[Row, ...], problems: Problems) -> str:
    entry, default = node.entries.get("code"), node.entries.get("default")
    if entry is None:
        return NOT_IN_TABLE
    if any(row.to is None for row in rows) or (default is not None and _stops(default)):
        return parse_code(entry, _CODE, problems) or NOT_IN_TABLE
    message = "`code` is the error's where the table says `stop`, which this one never does"
    problems.add(entry.position, Code.KEY_INVALID, message, "write default: stop, or remove it")
    return NOT_IN_TABLE


def _stops(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.value == STOP


def _is_country(key: str) -> bool:
    return key == "country" or key.endswith("_country")


def _allowed(key: str, entry: Entry, problems: Problems) -> frozenset[tuple[type, Key]]:
    items = _items(entry)
    is_country = _is_country(key)
    allowed: set[tuple[type, Key]] = set()
    for item in items:
        if isinstance(item, Refused):
            continue
        if not isinstance(item, Scalar):
            message = f"`{key}` in a row is one value or a list of values"
            problems.add(item.position, Code.TABLE_ROW, message, "country: [DE, FR]")
        elif not is_country or item.value is None:
            allowed.add((type(item.value), item.value))
        elif item.value == "EU":
            allowed.update((str, code) for code in EU)
        elif item.value in CODES:
            allowed.add((str, item.value))
        else:
            hint = country_hint(str(item.value))
            problems.add(item.position, Code.COUNTRY_UNKNOWN, f"{shown(item.value)} is not a country", hint)
    return frozenset(allowed)


def _items(entry: Entry) -> tuple[Node, ...]:
    return entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)


def _check_columns(node: YamlMapping, keys: tuple[str, ...], problems: Problems) -> None:
    """Refuse a column of mixed types: true is not the text 'true', so that one of the rows would never match."""
    rows = node.entries["rows"].value
    entries = (
        [row.entries for row in rows.items if isinstance(row, YamlMapping)] if isinstance(rows, Sequence) else []
    )
    for key in keys:
        cells = [item for row in entries if key in row for item in _items(row[key])]
        found = [(item.position, item.value) for item in cells if isinstance(item, Scalar) and item.value is not None]
        wanted = bool if any(isinstance(value, bool) for _, value in found) else type(found[0][1]) if found else None
        for position, value in found:
            if type(value) is not wanted:
                kind = "true or false" if wanted is bool else "a number" if wanted is int else "text"
                meant = _MEANT.get(str(value).lower(), "true or false")
                hint = f"write {meant}, without quotes" if wanted is bool else "write all of them in quotes, or none"
                message = f"`{key}` is {kind} in other rows, here it is {shown(value)}"
                problems.add(position, Code.TABLE_ROW, message, hint)


def _default(name: str, node: YamlMapping, problems: Problems) -> Constant | None:
    entry = node.entries.get("default")
    if entry is None:
        hint = "`default: stop` fails a record that no row matches; or give a value"
        problems.add(node.position, Code.TABLE_WITHOUT_DEFAULT, f"table {name} has no `default`", hint)
        return None
    if _stops(entry):
        return None
    return parse_constant(entry, "`default`", problems)
