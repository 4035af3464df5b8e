"""A compiled expression finds what JMESPath's own interpreter finds, on any expression and any value."""

from decimal import Decimal
from typing import Any

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jmespath.visitor import TreeInterpreter

from mapper_jmespath.expressions.compiled import Find, compile_tree

NAMES = ["a", "b", "net", "_record"]
LITERALS = ["`0`", "`1`", "`true`", "`false`", "`null`", "`[]`", "`{}`", "'x'", "''", "@"]

atoms = st.sampled_from(NAMES + LITERALS)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(NAMES)).map(lambda two: f"({two[0]}).{two[1]}"),
        st.tuples(inner, inner, st.sampled_from(["||", "&&", "|", "==", "!=", "<", ">", "<=", ">="])).map(
            lambda three: f"({three[0]}) {three[2]} ({three[1]})"
        ),
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["[0]", "[-1]", "[*]", "[]", "[1:]", "[::-1]", ".*"])).map(
            "({0[0]}){0[1]}".format
        ),
        st.tuples(inner, inner).map(lambda two: f"({two[0]})[?{two[1]}]"),
        st.tuples(inner, inner, st.sampled_from(NAMES)).map(lambda three: f"({three[0]})[?{three[1]}].{three[2]}"),
        st.tuples(inner, inner).map(lambda two: f"[{two[0]}, {two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"{{a: {two[0]}, b: {two[1]}}}"),
        inner.map(lambda one: f"not_null({one}, a)"),
        inner.map(lambda one: f"length(to_array({one}))"),
        inner.map(lambda one: f"map(&net, to_array({one}))"),
    ),
    max_leaves=6,
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 2),
        st.sampled_from(["", "x", "0"]),
        st.just(Decimal(1)),
        st.just(Decimal("0.5")),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=8,
)


def _outcome(find: Find, value: object) -> object:  # any function of one value
    try:
        return "found", _typed(find(value))
    except Exception as error:  # noqa: BLE001  (which errors there are is what is compared)
        return "raised", type(error)


def _typed(value: object) -> object:
    """A value in which true is not 1."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    return [_typed(item) for item in value] if isinstance(value, list) else (type(value), value)


@settings(max_examples=400, deadline=None)
@given(expressions, values)
def test_it_finds_what_the_library_finds(text: str, value: object) -> None:
    tree: Any = jmespath.compile(text).parsed
    interpreter = TreeInterpreter()
    assert _outcome(compile_tree(tree), value) == _outcome(lambda given: interpreter.visit(tree, given), value)


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("a == `1`", {"a": True}, False),
        ("a == `0`", {"a": False}, False),
        ("a != `0`", {"a": 0}, False),
        ("a < 'x'", {"a": None}, None),
        ("!a", {"a": 0}, False),
        ("a || 'x'", {"a": 0}, 0),
        ("a[?net]", {"a": [{"net": 0}, {"net": ""}, {}]}, [{"net": 0}]),
        ("sort_by(a, &net)[0].net", {"a": [{"net": 2}, {"net": 1}]}, 1),
    ],
)
def test_what_is_easily_got_wrong(text: str, value: object, found: object) -> None:
    tree: Any = jmespath.compile(text).parsed
    made = compile_tree(tree)(value)
    assert (type(made), made) == (type(found), found)
