"""What counts as false, as the same and as more, in JMESPath; Python has other ideas of true and 1."""

import operator
from collections.abc import Callable, Mapping
from numbers import Number
from typing import Any

_EMPTY: tuple[Any, ...] = ("", [], {})
ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "gt": operator.gt,
    "lte": operator.le,
    "gte": operator.ge,
}


def is_false(value: object) -> bool:
    """Tell whether a value counts as false: null, false, and an empty text, list or object; 0 does not."""
    # `True` and numbers are compared last: 0 == False in Python, and not here.
    return value is None or value is False or (not value and value in _EMPTY)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Number)


def has_order(value: object) -> bool:
    """Tell whether `<` and its like take a value: text and numbers."""
    return isinstance(value, str) or _is_number(value)


def equal(left: object, right: object) -> bool:
    """Tell whether two JSON values are the same."""
    # In Python 1 == True and 0 == False; in JSON they are not the same.
    if isinstance(left, bool) is not isinstance(right, bool) and (_is_number(left) or _is_number(right)):
        return False
    return left == right
