"""JMESPath's parsed tree: plain dictionaries with `type`, `children` and `value`."""

import json
import re
from collections.abc import Iterator
from typing import Any

Tree = dict[str, Any]

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 60


def children(tree: Tree) -> Iterator[Tree]:
    """Yield the parts of an expression; the children of a slice are plain numbers and are left out."""
    return (child for child in tree.get("children", ()) if isinstance(child, dict))


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield an expression and everything inside it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def is_bare_word(name: str) -> bool:
    """Tell whether a property's name needs no quotes in an expression."""
    return _BARE.fullmatch(name) is not None


def spell(tree: Tree) -> str:
    """Return a part of an expression as a person may recognise it."""
    text = _spell(tree)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def quoted(tree: Tree) -> str:
    """Return a part of an expression for a message, between backticks unless it brings its own."""
    text = spell(tree)
    return text if "`" in text else f"`{text}`"


def _spell(tree: Tree) -> str:
    kind = tree["type"]
    if kind == "field":
        name = str(tree["value"])
        return name if is_bare_word(name) else json.dumps(name, ensure_ascii=False)
    if kind == "literal":
        value = tree["value"]
        return f"'{value}'" if isinstance(value, str) else f"`{json.dumps(value, default=str)}`"
    if kind == "function_expression":
        return f"{tree['value']}(…)"
    if kind == "subexpression":
        return ".".join(_spell(child) for child in children(tree)).replace(".[", "[")
    if kind == "index_expression":
        return "".join(_spell(child) for child in children(tree))
    return {"current": "@", "identity": "", "index": f"[{tree.get('value')}]"}.get(kind, "…")
