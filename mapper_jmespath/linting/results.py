"""Whether what a field finds can be what the document takes: type, form and length, before any record comes."""

import re
from collections.abc import Iterator

from mapper_jmespath.codes import Code
from mapper_jmespath.documents import NEVER_CUT, Schema, types
from mapper_jmespath.evaluation.convert import CONVERTERS, Conversion
from mapper_jmespath.expressions.shapes import Shape, named, named_kinds

Complaint = tuple[Code, str, str]

# JSON Schema tells whole numbers from others; what a record holds is a number.
_AS_KINDS = {"integer": "number"}
# A text of no particular form: a pattern that refuses it asks for one.
_PLAIN_TEXT = "Ab c"


def misfits(text: str, shape: Shape, conversion: Conversion | None, schema: Schema) -> Iterator[Complaint]:
    """Yield what cannot be right about a value that is found by an expression.

    Args:
        text: the expression, or the template, as it is written.
        shape: what it finds.
        conversion: the converter beside it.
        schema: the part of the document that it fills, resolved; empty where that is free.
    """
    kind = _wrong_kind(text, shape, conversion, schema)
    if kind is not None:
        yield kind
        return
    form = _wrong_form(shape, conversion, schema)
    if form is not None:
        yield form
    elif "maxLength" in schema and NEVER_CUT not in schema:
        longest, limit = longest_of(shape, conversion), schema["maxLength"]
        if longest is None or longest > limit:
            message = f"holds at most {limit} characters, and what is found may be longer"
            beside = "beside `as: text`" if conversion is not None and conversion.name == "text" else "and `as: text`"
            yield Code.FIELD_TOO_LONG, message, f"write `max: {limit}` {beside}, which cuts at a word and marks it"


def longest_of(shape: Shape, conversion: Conversion | None) -> int | None:
    """Return the most characters that a value comes to; None where there is no limit."""
    if conversion is None:
        return shape.longest
    if conversion.max is not None:
        return conversion.max
    return shape.longest if conversion.name == "text" else CONVERTERS[conversion.name].longest


def _wrong_kind(text: str, shape: Shape, conversion: Conversion | None, schema: Schema) -> Complaint | None:
    wanted = frozenset(_AS_KINDS.get(kind, kind) for kind in types(schema))
    if conversion is not None:
        takes = CONVERTERS[conversion.name].takes
        if not shape.kinds - takes:
            return None
        message = f"`as: {conversion.name}` takes {named_kinds(takes)}, and {_quoted(text)} is {named(shape)}"
        return Code.FIELD_TYPE, message, _instead(shape, takes)
    if not wanted or not shape.kinds - wanted:
        return None
    return (
        Code.FIELD_TYPE,
        f"takes {named_kinds(wanted)}, and {_quoted(text)} is {named(shape)}",
        _other(shape, schema),
    )


def _instead(shape: Shape, takes: frozenset[str]) -> str:
    if takes == {"number"}:
        return "use the counted amounts of the record: net, tax, gross, discount"
    if "boolean" in shape.kinds and len(shape.kinds) > 1:
        return "`a && b` gives false where a is false; write (a && b) || 'text'"
    return _part_of(shape) or f"name a property that holds {named_kinds(takes)}"


def _other(shape: Shape, schema: Schema) -> str:
    fit = [name for name, one in CONVERTERS.items() if one.makes in types(schema) and shape.kinds <= one.takes]
    if fit:
        return "write `as:` " + " or ".join(_best(fit, schema))
    return _part_of(shape) or "name a property of that type"


def _part_of(shape: Shape) -> str:
    if "array" in shape.kinds:
        return "take one of the list, [0], or put its texts together: join(', ', list)"
    return "name one of its properties, for instance `.id`" if "object" in shape.kinds else ""


def _best(fit: list[str], schema: Schema) -> list[str]:
    """Leave the converters whose texts have the form that the document asks for, where any have."""
    pattern = schema.get("pattern")
    formed = [name for name in fit if pattern and _matches(pattern, CONVERTERS[name].sample or "")]
    return formed or [name for name in fit if name in {"text", "integer", "boolean"}] or fit


def _wrong_form(shape: Shape, conversion: Conversion | None, schema: Schema) -> Complaint | None:
    """Complain of text that need not have the form the document asks for: a time where a date is wanted."""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or _matches(pattern, _PLAIN_TEXT):
        return None
    sample = CONVERTERS[conversion.name].sample if conversion is not None else None
    if shape.kinds - {"string"} or (sample is not None and _matches(pattern, sample)):
        return None
    formed = [name for name, one in CONVERTERS.items() if one.sample is not None and _matches(pattern, one.sample)]
    if not formed:
        return None
    example = CONVERTERS[formed[0]].sample
    message = f"takes text of the form {example}, and what is found need not have it"
    zone = ", zone: Europe/Copenhagen" if formed[0] == "date" else ""
    return Code.FIELD_TYPE, message, f"write `as: {formed[0]}{zone}`"


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True  # written for another dialect; nothing can be said


def _quoted(text: str) -> str:
    return f"`{text}`" if "`" not in text else text
