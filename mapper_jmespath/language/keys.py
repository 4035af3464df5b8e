"""Reads what stands after the keys of a mapping file: an expression, a name; and refuses keys that are unknown."""

import re
from collections.abc import Iterable, Mapping

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.expression import Expression, compile_expression
from mapper_jmespath.problems import Problems, did_you_mean
from mapper_jmespath.yaml.tree import Entry, Refused, Scalar

CODE_FORM = "^[a-z][a-z0-9_]{0,99}$"


def parse_expression(entry: Entry, what: str, problems: Problems) -> Expression | None:
    """Return the expression that stands after a key such as `from:`, `each:` or `that:`."""
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return compile_expression(node.value, entry.position, problems)
    if not isinstance(node, Refused):
        hint = 'a JMESPath expression as text; with brackets or braces in quotes: from: "[0].name"'
        problems.add(entry.position, Code.KEY_INVALID, f"{what} is not text", hint)
    return None


def parse_name(entry: Entry, what: str, problems: Problems) -> str | None:
    """Return a name that stands after a key such as `use:` or `source:`."""
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return node.value
    if not isinstance(node, Refused):
        problems.add(entry.position, Code.KEY_INVALID, f"{what} is a name", "write one word")
    return None


def parse_code(entry: Entry, example: str, problems: Problems) -> str | None:
    """Return the code that stands after `code:`, by which programs know an outcome."""
    code = parse_name(entry, "`code`", problems)
    if code is None or re.fullmatch(CODE_FORM, code):
        return code
    hint = f"small letters, digits and _: {example}"
    problems.add(entry.position, Code.KEY_INVALID, f"`{code}` is not a code", hint)
    return None


def refuse_unknown(entries: Mapping[str, Entry], allowed: Iterable[str], what: str, problems: Problems) -> None:
    """Note every key that is not among those allowed."""
    known = tuple(allowed)
    for key, entry in entries.items():
        # A list or mapping used as a key has been reported where it stands.
        if key not in known and not (key == "?" and isinstance(entry.value, Refused)):
            hint = did_you_mean(key, known)
            first = key.split(maxsplit=1)[0] if key.strip() else ""
            if first != key and first in known:
                hint = f"write a colon after `{first}`"
            elif not key.isidentifier():
                hint = "inside { } an expression with commas or brackets stands in double quotes"
            problems.add(entry.position, Code.KEY_UNKNOWN, f"{what} `{key}`", hint)
