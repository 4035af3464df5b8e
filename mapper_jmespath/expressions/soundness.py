"""What is wrong with an expression whatever it is evaluated on, found by following its tree at load."""

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.functions import FUNCTIONS, complaint_of
from mapper_jmespath.expressions.infer import Inference
from mapper_jmespath.expressions.shapes import UNKNOWN
from mapper_jmespath.expressions.tree import Tree, children

MAX_DEPTH = 50


def unsound(tree: Tree) -> tuple[Code, str, str] | None:
    """Return code, message and hint of the first thing in a tree that would fail, or surprise, later."""
    waiting: list[tuple[Tree, int, bool]] = [(tree, 1, False)]
    while waiting:
        node, depth, is_argument = waiting.pop()
        kind = node["type"]
        if depth > MAX_DEPTH:
            return Code.EXPRESSION_LIMIT, f"the expression is nested more than {MAX_DEPTH} deep", "split it up"
        if kind == "function_expression":
            complaint = complaint_of(node["value"], len(node["children"]))
            if complaint is not None:
                known = node["value"] in FUNCTIONS
                return Code.FUNCTION_ARGUMENTS if known else Code.FUNCTION_UNKNOWN, *complaint
        elif kind == "expref" and not is_argument:
            hint = "write it as an argument, as in sort_by(lines, &net)"
            return Code.EXPRESSION_SYNTAX, "`&` stands outside a function", hint
        elif kind == "literal" and _has_float(node["value"]):
            message = "the expression holds a fraction, which would be a float"
            return Code.LITERAL_FRACTION, message, "compare with whole numbers or with text"
        elif kind == "slice" and node["children"][2] == 0:
            return Code.EXPRESSION_SYNTAX, "a slice with the step 0 finds nothing", "write a step of 1 or more"
        waiting.extend((child, depth + 1, kind == "function_expression") for child in children(node))
    walk = Inference()
    walk.shape(tree, UNKNOWN)
    return (walk.remarks[0].code, walk.remarks[0].message, walk.remarks[0].hint) if walk.remarks else None


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
