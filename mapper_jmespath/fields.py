"""Parses the fields of a mapping: one intent each, no bare text, nothing unknown."""

from collections.abc import Mapping
from difflib import get_close_matches

from mapper_jmespath.expressions import Expression
from mapper_jmespath.keys import parse_expression, parse_name, refuse_unknown
from mapper_jmespath.language import (
    Blocks,
    Each,
    Field,
    From,
    Lookup,
    Structure,
    Template,
    Unreadable,
    Use,
    Value,
    When,
)
from mapper_jmespath.options import ABSENCE, OPTIONS, parse_absence, parse_conversion, parse_optional
from mapper_jmespath.problems import Position, Problems, shown
from mapper_jmespath.tables import Table, parse_constant, parse_table
from mapper_jmespath.templates import parse_parts
from mapper_jmespath.yaml_tree import Entry, Node, Refused, Scalar, Sequence
from mapper_jmespath.yaml_tree import Mapping as YamlMapping

INTENTS = ("from", "value", "table", "template", "use")
MODIFIERS = ("as", "with", *ABSENCE, *OPTIONS)
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "from": ("from", "as", *OPTIONS, *ABSENCE),
    "value": ("value",),
    "table": ("table", "from"),
    "template": ("template", "with", "as", *OPTIONS, *ABSENCE),
    "use": ("use", "from", "optional"),
}
_BLOCK_KEYS = {"each": ("each", "optional", "fields", "use"), "when": ("when", "fields")}
_MISSPELT = (*INTENTS, "optional", "default")
_INTENT_FIX = "name where it comes from: {from: …}, {value: …}, {table: …}, {template: …} or {use: …}"


def parse_structure(node: YamlMapping, path: str, problems: Problems) -> Structure:
    """Return an object of the document; `path` is empty for the document itself."""
    fields: dict[str, Field] = {}
    keys: dict[str, Position] = {}
    for key, entry in node.entries.items():
        inner = f"{path}.{key}" if path else key
        keys[key] = entry.position
        fields[key] = parse_field(entry.value, inner, problems, where=entry.position)
    return Structure(node.position, path, fields, keys)


def parse_field(node: Node, path: str, problems: Problems, *, where: Position) -> Field:
    """Return one field of the document.

    Args:
        node: what stands after the key.
        path: the field, as people write it.
        problems: receives everything that is wrong; the field is then `Unreadable`.
        where: the place of the key, which run-time messages name.
    """
    before = len(problems)
    field: Field
    if isinstance(node, Sequence):
        found = (_parse_block(item, f"{path}[]", problems) for item in node.items)
        field = Blocks(where, path, tuple(block for block in found if block is not None))
    elif isinstance(node, YamlMapping) and not node.entries:
        problems.add(where, f"{path}: is empty", _INTENT_FIX)
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping) and not node.entries.keys().isdisjoint((*INTENTS, *MODIFIERS)):
        field = _parse_intent(node, path, problems, where)
    elif isinstance(node, YamlMapping) and not node.entries.keys().isdisjoint(("each", "when")):
        problems.add(
            where, f"{path}: `each` and `when` stand in a list of blocks", "put a dash before it: `- each: …`"
        )
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping) and _misspelt(node.entries, path, problems):
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping):
        # Problems inside are kept with the field that has them, so that the siblings are still checked.
        return parse_structure(node, path, problems)
    else:
        _bare(node, path, problems, where)
        field = Unreadable(where, path)
    return field if len(problems) == before or isinstance(node, Sequence) else Unreadable(where, path)


def _parse_block(node: Node, path: str, problems: Problems) -> Each | When | None:
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            problems.add(node.position, f"{path}: a list is made of blocks", "- each: lines, and `fields:` below it")
        return None
    entries = node.entries
    heads = [key for key in ("each", "when") if key in entries]
    if len(heads) != 1:
        hint = (
            "`each` makes an item of every element, `when` makes one item; a filter goes into each: lines[?product]"
        )
        problems.add(node.position, f"{path}: a block has either `each` or `when`", hint)
        return None
    refuse_unknown(entries, _BLOCK_KEYS[heads[0]], f"{path}: a block with `{heads[0]}` has no", problems)
    expression = parse_expression(entries[heads[0]], f"{path}: `{heads[0]}`", problems)
    optional = parse_optional(entries, problems)
    item = _parse_item(entries, node.position, path, problems)
    if expression is None:
        return None
    if heads == ["each"]:
        return Each(node.position, expression, optional, item)
    return None if isinstance(item, Use) else When(node.position, expression, item)


def _parse_item(
    entries: Mapping[str, Entry], where: Position, path: str, problems: Problems
) -> Structure | Use | Unreadable:
    bodies = [key for key in ("fields", "use") if key in entries]
    if len(bodies) != 1:
        hint = "`fields` spells the item out, `use` (with `each`) names the mapping that makes it"
        problems.add(where, f"{path}: a block has either `fields` or `use`", hint)
        return Unreadable(where, path)
    body = entries[bodies[0]]
    if bodies == ["use"]:
        name = parse_name(body, f"{path}: `use`", problems)
        whole = Expression("@", body.position, {"type": "current", "children": []})
        return Unreadable(where, path) if name is None else Use(body.position, path, name, whole, optional=False)
    if isinstance(body.value, YamlMapping):
        return parse_structure(body.value, path, problems)
    if not isinstance(body.value, Refused):
        problems.add(body.position, f"{path}: `fields` holds the fields of one item", _INTENT_FIX)
    return Unreadable(where, path)


def _misspelt(entries: Mapping[str, Entry], path: str, problems: Problems) -> bool:
    """Note keys with bare text that look like an intent: `form: id` deserves better than "bare text"."""
    before = len(problems)
    for key, entry in entries.items():
        close = get_close_matches(key, _MISSPELT, n=1, cutoff=0.7)
        if close and key not in MODIFIERS and isinstance(entry.value, Scalar):
            problems.add(entry.position, f"{path}: unknown key `{key}`", f"did you mean `{close[0]}`?")
    return len(problems) > before


def _bare(node: Node, path: str, problems: Problems, where: Position) -> None:
    if not isinstance(node, Scalar):
        return
    if isinstance(node.value, str):
        text = node.value
        fix = f"write {{from: {text}}} to read it from the record, or {{value: {text}}} for the text itself"
        problems.add(where, f"{path}: {shown(text)} does not say what it is", fix)
    elif node.value is None:
        problems.add(where, f"{path}: is empty", _INTENT_FIX)
    else:
        problems.add(
            where, f"{path}: {shown(node.value)} does not say what it is", f"write {{value: {shown(node.value)}}}"
        )


def _parse_intent(node: YamlMapping, path: str, problems: Problems, where: Position) -> Field:
    entries = node.entries
    intents = [key for key in INTENTS if key in entries]
    if "from" in intents and ("table" in intents or "use" in intents):
        intents.remove("from")
    if len(intents) != 1:
        if intents:
            problems.add(where, f"{path}: has {len(intents)} intents: {', '.join(intents)}", "keep one of them")
        elif not _misspelt(entries, path, problems):
            problems.add(where, f"{path}: does not say where its value comes from", _INTENT_FIX)
        return Unreadable(where, path)
    intent = intents[0]
    refuse_unknown(entries, _ALLOWED[intent], f"{path}: `{intent}:` has no", problems)
    return _PARSERS[intent](entries, path, problems, where)


def _from(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    expression = parse_expression(entries["from"], f"{path}: `from`", problems)
    conversion = parse_conversion(entries, path, problems)
    absence = parse_absence(entries, path, problems)
    return Unreadable(where, path) if expression is None else From(where, path, expression, conversion, absence)


def _value(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    constant = parse_constant(entries["value"], f"{path}: `value`", problems)
    return Unreadable(where, path) if constant is None else Value(where, path, constant)


def _template(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    names: Mapping[str, Field] = {}
    if "with" in entries:
        node = entries["with"].value
        if isinstance(node, YamlMapping):
            names = parse_structure(node, f"{path}.with", problems).fields
            for field in names.values():
                if isinstance(field, Structure | Blocks | Use):
                    problems.add(
                        field.position, f"{field.path}: must be one value", "use from, value, table or template"
                    )
        elif not isinstance(node, Refused):
            problems.add(
                entries["with"].position, f"{path}: `with` holds named fields", "with: {day: {from: created, …}}"
            )
    node = entries["template"].value
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        if not isinstance(node, Refused):
            problems.add(
                entries["template"].position, f"{path}: `template` is not text", 'template: "Invoice {number}"'
            )
        return Unreadable(where, path)
    parts = parse_parts(node.value, names, entries["template"].position, problems)
    conversion = parse_conversion(entries, path, problems)
    return Template(where, path, parts, names, conversion, parse_absence(entries, path, problems))


def _lookup(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    given = entries["from"].value if "from" in entries else None
    inputs: dict[str, Expression] = {}
    if isinstance(given, YamlMapping):
        for key, entry in given.entries.items():
            if (expression := parse_expression(entry, f"{path}: `{key}`", problems)) is not None:
                inputs[key] = expression
    elif not isinstance(given, Refused):
        hint = "one expression for each key of the table: from: {country: address.country}"
        problems.add(where, f"{path}: `table` needs `from` with the keys to look up", hint)
    node = entries["table"].value
    table: Table | str | None = None
    if isinstance(node, Scalar) and isinstance(node.value, str):
        table = node.value
    elif isinstance(node, YamlMapping):
        keys = tuple(given.entries) if isinstance(given, YamlMapping) else ()
        table = parse_table("written here", node, problems, keys=keys)
    elif not isinstance(node, Refused):
        problems.add(
            entries["table"].position, f"{path}: `table` is the name of a table file, or rows", "table: vat_zones"
        )
    return Unreadable(where, path) if table is None else Lookup(where, path, table, inputs)


def _use(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    name = parse_name(entries["use"], f"{path}: `use`", problems)
    if "from" not in entries:
        problems.add(where, f"{path}: `use` needs `from`, the object to map", "{use: customers, from: customer}")
        return Unreadable(where, path)
    expression = parse_expression(entries["from"], f"{path}: `from`", problems)
    optional = parse_optional(entries, problems)
    if name is None or expression is None:
        return Unreadable(where, path)
    return Use(where, path, name, expression, optional)


_PARSERS = {"from": _from, "value": _value, "table": _lookup, "template": _template, "use": _use}
