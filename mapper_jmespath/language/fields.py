"""Parses the fields of a mapping: one intent each, no bare text, nothing unknown."""

from collections.abc import Mapping

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.expression import Expression
from mapper_jmespath.language.constants import parse_constant
from mapper_jmespath.language.intents import (
    ALLOWED,
    BLOCK_KEYS,
    INTENT_FIX,
    INTENTS,
    MODIFIERS,
    misspelt,
    refuse_bare,
)
from mapper_jmespath.language.keys import parse_expression, parse_name, refuse_unknown
from mapper_jmespath.language.model import (
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
from mapper_jmespath.language.options import parse_absence, parse_conversion, parse_optional
from mapper_jmespath.language.templates import parse_parts
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.tables.table import Table, parse_table
from mapper_jmespath.yaml.tree import Entry, Node, Refused, Scalar, Sequence
from mapper_jmespath.yaml.tree import Mapping as YamlMapping


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
    problems = problems.at(path)
    before = len(problems)
    field: Field
    if isinstance(node, Sequence):
        found = (_parse_block(item, f"{path}[]", problems) for item in node.items)
        field = Blocks(where, path, tuple(block for block in found if block is not None))
    elif isinstance(node, YamlMapping) and not node.entries:
        problems.add(where, Code.INTENT_MISSING, "is empty", INTENT_FIX)
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping) and not node.entries.keys().isdisjoint((*INTENTS, *MODIFIERS)):
        field = _parse_intent(node, path, problems, where)
    elif isinstance(node, YamlMapping) and not node.entries.keys().isdisjoint(("each", "when")):
        message = "`each` and `when` stand in a list of blocks"
        problems.add(where, Code.KEY_INVALID, message, "put a dash before it: `- each: …`")
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping) and misspelt(node.entries, problems):
        field = Unreadable(where, path)
    elif isinstance(node, YamlMapping):
        # Problems inside are kept with the field that has them, so that the siblings are still checked.
        return parse_structure(node, path, problems)
    else:
        refuse_bare(node, problems, where)
        field = Unreadable(where, path)
    return field if len(problems) == before or isinstance(node, Sequence) else Unreadable(where, path)


def _parse_block(node: Node, path: str, problems: Problems) -> Each | When | None:
    problems = problems.at(path)
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            hint = "- each: lines, and `fields:` below it"
            problems.add(node.position, Code.KEY_INVALID, "a list is made of blocks", hint)
        return None
    entries = node.entries
    heads = [key for key in ("each", "when") if key in entries]
    if len(heads) != 1:
        hint = (
            "`each` makes an item of every element, `when` makes one item; a filter goes into each: lines[?product]"
        )
        problems.add(node.position, Code.KEY_INVALID, "a block has either `each` or `when`", hint)
        return None
    refuse_unknown(entries, BLOCK_KEYS[heads[0]], f"a block with `{heads[0]}` has no", problems)
    expression = parse_expression(entries[heads[0]], f"`{heads[0]}`", problems)
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
        problems.add(where, Code.KEY_INVALID, "a block has either `fields` or `use`", hint)
        return Unreadable(where, path)
    body = entries[bodies[0]]
    if bodies == ["use"]:
        name = parse_name(body, "`use`", problems)
        whole = Expression("@", body.position, {"type": "current", "children": []})
        return Unreadable(where, path) if name is None else Use(body.position, path, name, whole, optional=False)
    if isinstance(body.value, YamlMapping):
        return parse_structure(body.value, path, problems)
    if not isinstance(body.value, Refused):
        problems.add(body.position, Code.KEY_INVALID, "`fields` holds the fields of one item", INTENT_FIX)
    return Unreadable(where, path)


def _parse_intent(node: YamlMapping, path: str, problems: Problems, where: Position) -> Field:
    entries = node.entries
    intents = [key for key in INTENTS if key in entries]
    if "from" in intents and ("table" in intents or "use" in intents):
        intents.remove("from")
    if len(intents) != 1:
        if intents:
            message = f"has {len(intents)} intents: {', '.join(intents)}"
            problems.add(where, Code.INTENT_SEVERAL, message, "keep one of them")
        elif not misspelt(entries, problems):
            problems.add(where, Code.INTENT_MISSING, "does not say where its value comes from", INTENT_FIX)
        return Unreadable(where, path)
    intent = intents[0]
    refuse_unknown(entries, ALLOWED[intent], f"`{intent}:` has no", problems)
    return _PARSERS[intent](entries, path, problems, where)


def _from(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    expression = parse_expression(entries["from"], "`from`", problems)
    conversion = parse_conversion(entries, problems)
    absence = parse_absence(entries, problems)
    return Unreadable(where, path) if expression is None else From(where, path, expression, conversion, absence)


def _value(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    constant = parse_constant(entries["value"], "`value`", problems)
    return Unreadable(where, path) if constant is None else Value(where, path, constant)


def _template(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    names: Mapping[str, Field] = {}
    if "with" in entries:
        node = entries["with"].value
        if isinstance(node, YamlMapping):
            names = parse_structure(node, f"{path}.with", problems).fields
            for field in names.values():
                if isinstance(field, Structure | Blocks | Use):
                    hint = "use from, value, table or template"
                    problems.at(field.path).add(field.position, Code.KEY_INVALID, "must be one value", hint)
        elif not isinstance(node, Refused):
            hint = "with: {day: {from: created, …}}"
            problems.add(entries["with"].position, Code.KEY_INVALID, "`with` holds named fields", hint)
    node = entries["template"].value
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        if not isinstance(node, Refused):
            hint = 'template: "Invoice {number}"'
            problems.add(entries["template"].position, Code.KEY_INVALID, "`template` is not text", hint)
        return Unreadable(where, path)
    parts = parse_parts(node.value, names, entries["template"].position, problems)
    conversion = parse_conversion(entries, problems)
    return Template(where, path, parts, names, conversion, parse_absence(entries, problems))


def _lookup(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    given = entries["from"].value if "from" in entries else None
    inputs: dict[str, Expression] = {}
    if isinstance(given, YamlMapping):
        for key, entry in given.entries.items():
            if (expression := parse_expression(entry, f"`{key}`", problems)) is not None:
                inputs[key] = expression
    elif not isinstance(given, Refused):
        hint = "one expression for each key of the table: from: {country: address.country}"
        problems.add(where, Code.KEY_MISSING, "`table` needs `from` with the keys to look up", hint)
    node = entries["table"].value
    table: Table | str | None = None
    if isinstance(node, Scalar) and isinstance(node.value, str):
        table = node.value
    elif isinstance(node, YamlMapping):
        keys = tuple(given.entries) if isinstance(given, YamlMapping) else ()
        table = parse_table("written here", node, problems, keys=keys)
    elif not isinstance(node, Refused):
        message = "`table` is the name of a table file, or rows"
        problems.add(entries["table"].position, Code.KEY_INVALID, message, "table: vat_zones")
    optional = parse_optional(entries, problems)
    return Unreadable(where, path) if table is None else Lookup(where, path, table, inputs, optional)


def _use(entries: Mapping[str, Entry], path: str, problems: Problems, where: Position) -> Field:
    name = parse_name(entries["use"], "`use`", problems)
    if "from" not in entries:
        hint = "{use: customers, from: customer}"
        problems.add(where, Code.KEY_MISSING, "`use` needs `from`, the object to map", hint)
        return Unreadable(where, path)
    expression = parse_expression(entries["from"], "`from`", problems)
    optional = parse_optional(entries, problems)
    if name is None or expression is None:
        return Unreadable(where, path)
    return Use(where, path, name, expression, optional)


_PARSERS = {"from": _from, "value": _value, "table": _lookup, "template": _template, "use": _use}
