"""Parses one mapping file: its head (`source`, `document`, `post_as`, `when`) and its fields."""

from mapper_jmespath.codes import Code
from mapper_jmespath.language.conditions import parse_conditions, parse_notices, parse_withdrawals
from mapper_jmespath.language.fields import parse_structure
from mapper_jmespath.language.keys import parse_name, refuse_unknown
from mapper_jmespath.language.model import Mapping, Structure
from mapper_jmespath.language.switches import parse_switches
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.yaml.tree import Entry, Node, Refused, Scalar
from mapper_jmespath.yaml.tree import Mapping as YamlMapping

HEAD_KEYS = (
    "source",
    "document",
    "active",
    "post_as",
    "prices",
    "amounts",
    "withdraw",
    "when",
    "notice",
    "fields",
    "use",
    "tests",
)


def parse_mapping(name: str, node: Node, problems: Problems) -> Mapping | None:
    """Return the mapping that a file spells out; None after noting why it cannot be read.

    Args:
        name: the file's name without `.yml`, by which `use:` calls the mapping.
        node: the tree of the file.
        problems: receives everything that is wrong.
    """
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            hint = "it starts with `source: invoices`"
            problems.add(node.position, Code.KEY_INVALID, "a mapping file holds keys and values", hint)
        return None
    entries = node.entries
    if "rows" in entries and entries.keys().isdisjoint(("fields", "use")):
        message = "the file has `rows` but does not say that it is a table"
        problems.add(node.position, Code.KEY_MISSING, message, f"add table: {name}")
        return None
    refuse_unknown(entries, HEAD_KEYS, "a mapping has no", problems)
    names = {key: _head(key, entries, node.position, problems) for key in ("source", "document")}
    # Left empty, the kind is the only one that the document has; a document with several is told so by the check.
    kind = parse_name(entries["post_as"], "`post_as`", problems) if "post_as" in entries else ""
    conditions = parse_conditions(entries["when"], problems) if "when" in entries else ()
    structure, borrowed = _fields(node, problems)
    if structure is None or kind is None or names["source"] is None or names["document"] is None:
        return None
    keys = {key: entry.position for key, entry in entries.items()}
    return Mapping(
        name,
        node.position,
        keys,
        names["source"],
        names["document"],
        kind,
        conditions,
        structure,
        withdrawals=parse_withdrawals(entries["withdraw"], problems) if "withdraw" in entries else (),
        notices=parse_notices(entries["notice"], problems) if "notice" in entries else (),
        borrowed=borrowed,
        **parse_switches(entries, problems),
    )


def _fields(node: YamlMapping, problems: Problems) -> tuple[Structure | None, str | None]:
    """Return the fields of a file, or the name of the mapping whose fields it takes over with `use:`."""
    entries = node.entries
    fields, use = entries.get("fields"), entries.get("use")
    if use is not None:
        if fields is not None:
            hint = "keep one: `use` takes over the fields of another mapping"
            problems.add(use.position, Code.INTENT_SEVERAL, "a mapping has either `fields` or `use`", hint)
        name = parse_name(use, "`use`", problems)
        return (None if name is None else Structure(use.position, "", {}, {})), name
    if fields is not None and isinstance(fields.value, YamlMapping):
        return parse_structure(fields.value, "", problems), None
    if fields is None or not isinstance(fields.value, Refused):
        where = fields.position if fields else node.position
        problems.add(where, Code.KEY_MISSING, "a mapping has `fields`", "fields: {id: {from: id}}")
    return None, None


def _head(key: str, entries: dict[str, Entry], where: Position, problems: Problems) -> str | None:
    if key not in entries:
        hint = f"for instance {key}: invoices"
        problems.add(where, Code.KEY_MISSING, f"the mapping does not name its `{key}`", hint)
        return None
    return parse_name(entries[key], f"`{key}`", problems)


def is_table(node: Node) -> bool:
    """Tell whether a file holds a table rather than a mapping."""
    return isinstance(node, YamlMapping) and "table" in node.entries and "fields" not in node.entries


def table_name(node: YamlMapping) -> str | None:
    """Return the name that a table file gives itself."""
    value = node.entries["table"].value
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else None
