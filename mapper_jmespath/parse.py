"""Parses one mapping file: its head (`source`, `document`, `post_as`, `when`) and its fields."""

import re

from mapper_jmespath.fields import parse_structure
from mapper_jmespath.keys import parse_expression, parse_name, refuse_unknown
from mapper_jmespath.language import Condition, Mapping, Structure
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.yaml_tree import Entry, Node, Refused, Scalar, Sequence
from mapper_jmespath.yaml_tree import Mapping as YamlMapping

HEAD_KEYS = ("source", "document", "post_as", "when", "fields")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,99}")


def parse_mapping(name: str, node: Node, problems: Problems) -> Mapping | None:
    """Return the mapping that a file spells out; None after noting why it cannot be read.

    Args:
        name: the file's name without `.yml`, by which `use:` calls the mapping.
        node: the tree of the file.
        problems: receives everything that is wrong.
    """
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            problems.add(node.position, "a mapping file holds keys and values", "it starts with `source: invoices`")
        return None
    entries = node.entries
    if "rows" in entries and "fields" not in entries:
        problems.add(node.position, "the file has `rows` but does not say that it is a table", f"add table: {name}")
        return None
    refuse_unknown(entries, HEAD_KEYS, "a mapping has no", problems)
    names = {key: _head(key, entries, node.position, problems) for key in ("source", "document")}
    # Left empty, the kind is the only one that the document has; a document with several is told so by the check.
    kind = parse_name(entries["post_as"], "`post_as`", problems) if "post_as" in entries else ""
    conditions = _conditions(entries["when"], problems) if "when" in entries else ()
    fields = entries.get("fields")
    structure: Structure | None = None
    if fields is not None and isinstance(fields.value, YamlMapping):
        structure = parse_structure(fields.value, "", problems)
    elif fields is None or not isinstance(fields.value, Refused):
        problems.add(
            fields.position if fields else node.position, "a mapping has `fields`", "fields: {id: {from: id}}"
        )
    if structure is None or kind is None or names["source"] is None or names["document"] is None:
        return None
    keys = {key: entry.position for key, entry in entries.items()}
    return Mapping(name, node.position, keys, names["source"], names["document"], kind, conditions, structure)


def _head(key: str, entries: dict[str, Entry], where: Position, problems: Problems) -> str | None:
    if key not in entries:
        problems.add(where, f"the mapping does not name its `{key}`", f"for instance {key}: invoices")
        return None
    return parse_name(entries[key], f"`{key}`", problems)


def _conditions(entry: Entry, problems: Problems) -> tuple[Condition, ...]:
    if not isinstance(entry.value, Sequence):
        if not isinstance(entry.value, Refused):
            hint = "- that: status == 'paid'; each condition has `that`, `code` and `reason`"
            problems.add(entry.position, "`when` is a list of conditions", hint)
        return ()
    return tuple(found for item in entry.value.items if (found := _condition(item, problems)) is not None)


def _condition(node: Node, problems: Problems) -> Condition | None:
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            problems.add(node.position, "a condition has `that`, `code` and `reason`", "- that: status == 'paid'")
        return None
    refuse_unknown(node.entries, ("that", "code", "reason"), "a condition has no", problems)
    missing = [key for key in ("that", "code", "reason") if key not in node.entries]
    if missing:
        problems.add(
            node.position, f"the condition has no {', '.join(missing)}", "people read code and reason in the outcome"
        )
        return None
    that = parse_expression(node.entries["that"], "`that`", problems)
    code, reason = (parse_name(node.entries[key], f"`{key}`", problems) for key in ("code", "reason"))
    if code is not None and not _CODE.fullmatch(code):
        problems.add(
            node.entries["code"].position, f"`{code}` is not a code", "small letters, digits and _: not_paid"
        )
    if that is None or code is None or reason is None:
        return None
    return Condition(that, code, reason)


def is_table(node: Node) -> bool:
    """Tell whether a file holds a table rather than a mapping."""
    return isinstance(node, YamlMapping) and "table" in node.entries and "fields" not in node.entries


def table_name(node: YamlMapping) -> str | None:
    """Return the name that a table file gives itself."""
    value = node.entries["table"].value
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else None
