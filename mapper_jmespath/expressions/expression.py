"""JMESPath expressions: compiled and checked when a mapping is loaded, searched when a record comes.

A compiled JMESPath expression may still call a function that does not exist, compare text with a number, or hold a
literal that is a float; what cannot be meant is found here, at load, and told as what it is.
"""

import warnings
from dataclasses import dataclass, field

import jmespath
from jmespath.exceptions import JMESPathError

from mapper_jmespath.codes import Code
from mapper_jmespath.errors import RecordError
from mapper_jmespath.expressions.compiled import Find, compile_tree
from mapper_jmespath.expressions.functions import ARITHMETIC, FUNCTIONS
from mapper_jmespath.expressions.meant import syntax, syntax_hint, text_as_property, text_in_backticks
from mapper_jmespath.expressions.soundness import unsound
from mapper_jmespath.expressions.tree import Tree
from mapper_jmespath.problems import Position, Problems, one_line, shown

__all__ = ["ARITHMETIC", "FUNCTIONS", "Expression", "Tree", "compile_expression", "search", "search_tree"]

MAX_LENGTH = 1000

# What JMESPath's Python implementation lets through when an expression meets data that it was not written for.
_SEARCH_ERRORS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked JMESPath expression and the place it stands at; `find` is its tree as a function."""

    text: str
    position: Position
    tree: Tree = field(repr=False, compare=False)
    find: Find = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "find", compile_tree(self.tree))


def compile_expression(text: str, position: Position, problems: Problems) -> Expression | None:
    """Return the checked expression, or None after noting what is wrong with it."""
    if len(text) > MAX_LENGTH:
        message = f"the expression is longer than {MAX_LENGTH} characters"
        problems.add(position, Code.EXPRESSION_LIMIT, message, "split it up")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PendingDeprecationWarning)
            tree: Tree = dict(jmespath.compile(text).parsed)
    except PendingDeprecationWarning:
        message = f"{shown(text)} holds text in backticks"
        problems.add(position, Code.LITERAL_DEPRECATED, message, text_in_backticks(text))
        return None
    except JMESPathError as error:
        message = f"not a JMESPath expression: {shown(text)}, {syntax(error)}"
        problems.add(position, Code.EXPRESSION_SYNTAX, message, syntax_hint(text))
        return None
    except (ValueError, RecursionError) as error:
        message = f"not a JMESPath expression: {one_line(text, 80)!r}"
        problems.add(position, Code.EXPRESSION_SYNTAX, message, one_line(str(error), 120))
        return None
    complaint = text_as_property(text) or unsound(tree)
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
        found: object = expression.find(value)
    except _SEARCH_ERRORS as error:
        raise RecordError(
            "expression_failed",
            f"{expression.text!r} failed on record {record_id}: {one_line(str(error), 300)}",
            expression.position,
            "a function met a value of another type; often the value is missing (null) in this record",
        ) from error
    return found


def search_tree(tree: Tree, value: object) -> object:
    """Return what a part of an expression finds; raises what JMESPath raises."""
    found: object = compile_tree(tree)(value)
    return found
