"""JMESPath expressions: compiled and checked when a mapping is loaded, searched when a record comes.

A compiled JMESPath expression may still call a function that does not exist, or hold a literal that is a float; both
are found here, at load. Functions that do arithmetic are left out of the language: amounts arrive counted from the
tap, and JMESPath's numbers are floats.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError, LexerError, ParseError
from jmespath.functions import Functions
from jmespath.lexer import Lexer
from jmespath.visitor import TreeInterpreter

from mapper_jmespath.errors import RecordError
from mapper_jmespath.problems import Position, Problems, did_you_mean, one_line, shown

MAX_LENGTH = 1000
MAX_DEPTH = 50

ARITHMETIC = frozenset({"abs", "avg", "ceil", "floor", "sum", "to_number"})
FUNCTIONS = frozenset(Functions.FUNCTION_TABLE) - ARITHMETIC

# What JMESPath's Python implementation lets through when an expression meets data that it was not written for.
_SEARCH_ERRORS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)

_INTERPRETER = TreeInterpreter()

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_ONE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
# A dash without spaces around it is more likely part of a name: metadata.po-number.
_CALCULATION = re.compile(r"[/+%]| [-*] ")

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked JMESPath expression and the place it stands at."""

    text: str
    position: Position
    tree: Tree = field(repr=False, compare=False)


def compile_expression(text: str, position: Position, problems: Problems) -> Expression | None:
    """Return the checked expression, or None after noting what is wrong with it."""
    if len(text) > MAX_LENGTH:
        problems.add(position, f"the expression is longer than {MAX_LENGTH} characters", "split it up")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PendingDeprecationWarning)
            tree: Tree = dict(jmespath.compile(text).parsed)
    except PendingDeprecationWarning:
        problems.add(position, f"`{text}` holds text in backticks", "text stands in single quotes: 'paid'")
        return None
    except JMESPathError as error:
        problems.add(position, f"not a JMESPath expression: {text!r}, {_syntax(error)}", _syntax_hint(text))
        return None
    except (ValueError, RecursionError) as error:
        problems.add(position, f"not a JMESPath expression: {one_line(text, 80)!r}", one_line(str(error), 120))
        return None
    complaint = _complaint(tree) or _quoted_as_text(text)
    if complaint is not None:
        problems.add(position, *complaint)
        return None
    return Expression(text, position, tree)


def search(expression: Expression, value: object, record_id: str) -> object:
    """Return what the expression finds in the value, any JSON value; null where it finds nothing.

    Raises:
        RecordError: `expression_failed`, a function met a value of a type that it does not take.
    """
    try:
        return search_tree(expression.tree, value)
    except _SEARCH_ERRORS as error:
        raise RecordError(
            "expression_failed",
            f"{expression.text!r} failed on record {record_id}: {one_line(str(error), 300)}",
            expression.position,
            "a function met a value of another type; often the value is missing (null) in this record",
        ) from error


def search_tree(tree: Tree, value: object) -> object:
    """Return what a part of an expression finds; raises what JMESPath raises."""
    found: object = _INTERPRETER.visit(tree, value)  # type: ignore[arg-type]  # the stub's node type is private to it
    return found


def _syntax(error: JMESPathError) -> str:
    if isinstance(error, LexerError):
        return f"{error.message} at character {(error.lexer_position or 0) + 1}"
    if isinstance(error, ParseError):
        if error.token_value in (None, ""):
            return "it ends too early"
        return f"unexpected {shown(error.token_value)} at character {(error.lex_position or 0) + 1}"
    return "it is empty"


def _syntax_hint(text: str) -> str:
    bare = _QUOTED.sub("", text)
    if _ONE_EQUALS.search(bare):
        return "to compare, write =="
    if _CALCULATION.search(bare):
        return "a mapping does no arithmetic; amounts arrive counted, as net, tax, gross and discount in minor units"
    if "-" in text or not text.isascii() or " " in text.strip():
        return 'a property whose name is not plain letters stands in double quotes: metadata."my key"'
    return "look for a missing bracket or quote"


def _children(tree: Tree) -> Iterator[Tree]:
    # The children of a slice are plain numbers.
    return (child for child in tree.get("children", ()) if isinstance(child, dict))


def _complaint(tree: Tree) -> tuple[str, str] | None:
    """Return message and hint of the first thing in the tree that would fail, or surprise, later."""
    waiting: list[tuple[Tree, int, bool]] = [(tree, 1, False)]
    while waiting:
        node, depth, is_argument = waiting.pop()
        kind = node["type"]
        if depth > MAX_DEPTH:
            return f"the expression is nested more than {MAX_DEPTH} deep", "split it up"
        if kind == "function_expression":
            complaint = _function_complaint(node["value"], len(node["children"]))
            if complaint is not None:
                return complaint
        elif kind == "expref" and not is_argument:
            return "`&` stands outside a function", "write it as an argument, as in sort_by(lines, &net)"
        elif kind == "literal" and _has_float(node["value"]):
            return (
                "the expression holds a fraction, which would be a float",
                "compare with whole numbers or with text",
            )
        waiting.extend((child, depth + 1, kind == "function_expression") for child in _children(node))
    return None


def _function_complaint(name: str, given: int) -> tuple[str, str] | None:
    if name in ARITHMETIC:
        hint = "amounts arrive counted (net, tax, gross); `as: integer` or `as: decimal` turns text into a number"
        return f"{name}() does arithmetic, which a mapping does not do", hint
    if name not in FUNCTIONS:
        hint = did_you_mean(name, FUNCTIONS) or "JMESPath's functions are listed at jmespath.org"
        return f"there is no function {name}()", hint
    signature = Functions.FUNCTION_TABLE[name]["signature"]
    variadic = bool(signature and signature[-1].get("variadic"))
    if given == len(signature) or (variadic and given > len(signature)):
        return None
    wanted = f"at least {len(signature)}" if variadic else str(len(signature))
    return f"{name}() takes {wanted} argument(s), here are {given}", "see the list of functions in docs/mapping.md"


def _has_float(value: object) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            return True
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def _quoted_as_text(text: str) -> tuple[str, str] | None:
    """Catch `status == "paid"`: in JMESPath double quotes name a property, so this is never true."""
    tokens = list(Lexer().tokenize(text))
    for operator, operand, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_path = after["type"] in {"dot", "lbracket", "filter", "flatten", "lparen"}
        if operator["type"] in {"eq", "ne"} and operand["type"] == "quoted_identifier" and not is_path:
            word = operand["value"]
            return (
                f'"{word}" in double quotes is a property, not a text',
                f"write the text in single quotes: '{word}'",
            )
    return None
