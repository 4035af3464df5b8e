"""Splits the text of `template:` into what is written and what is found: "Invoice {number}"."""

import re
from collections.abc import Collection

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.expression import Expression, compile_expression
from mapper_jmespath.language.model import Named
from mapper_jmespath.problems import Position, Problems, shown

_PIECE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]")


def parse_parts(
    text: str,
    names: Collection[str],
    position: Position,
    problems: Problems,
) -> tuple[str | Expression | Named, ...]:
    """Return the parts of a template, in order.

    `{number}` is an expression, or a value of `with:` where one has that name; `{{` and `}}` are braces.
    """
    parts: list[str | Expression | Named] = []
    end = 0
    for match in _PIECE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        piece = match.group()
        if piece in {"{{", "}}"}:
            parts.append(piece[0])
        elif len(piece) == 1:
            message = f"a single `{piece}` in the template {shown(text)}"
            problems.add(position, Code.TEMPLATE_INVALID, message, "write {{ or }} for a brace itself")
        elif piece[1:-1] in names:
            parts.append(Named(piece[1:-1]))
        elif (expression := compile_expression(piece[1:-1], position, problems)) is not None:
            parts.append(expression)
    parts.append(text[end:])
    used = {part.name for part in parts if isinstance(part, Named)}
    for name in sorted(set(names) - used):
        message = f"`with` has {name}, which the template does not use"
        problems.add(position, Code.TEMPLATE_INVALID, message, f"write {{{name}}} in the template")
    return tuple(part for part in parts if part != "")
