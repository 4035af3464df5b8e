"""What YAML's parser complains of, as a person who wrote the file can use it."""

from ruamel.yaml.error import MarkedYAMLError

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position

QUOTE_HINT = 'an expression that begins with one of [ { & * ! | @ ` stands in quotes: from: "[0].name"'

_UNCLOSED = (
    "what starts here does not end",
    "close the quote or bracket; inside { } an expression with commas or quotes stands in double quotes",
)
# Parts of what the parser says, and what to do about it; the first that is found counts.
_HINTS: tuple[tuple[str, str], ...] = (
    ("found '['", f"a list or text goes on after its end; {QUOTE_HINT}"),
    ("found '{'", f"put a dash before it if it is one of a list; {QUOTE_HINT}"),
    ("found '<block sequence start>'", "the lines above are indented otherwise than here, or lack their dash"),
    ("expected <block end>", "a line here is indented differently from its neighbours"),
    (r"'\t'", "indent with spaces, not with tabs"),
    ("cannot start any token", QUOTE_HINT),
    (
        "mapping values are not allowed",
        "text that contains a colon and a space stands in quotes; or the line above lacks a colon or indentation",
    ),
)
# The parser notices these later, often some lines below; they belong to where it began.
_AT_THE_START: tuple[tuple[str, tuple[str, str]], ...] = (
    ("end of stream", _UNCLOSED),
    ("stream end", _UNCLOSED),
    ("expected ',' or '}'", ("the brace { that opens here does not close", "write the } that is missing")),
    ("expected ',' or ']'", ("the bracket [ that opens here does not close", "write the ] that is missing")),
    (
        "could not find expected ':'",
        (
            "the line is neither a key nor part of a text",
            "write a colon after the key, or a dash before one of a list",
        ),
    ),
)


def syntax_problem(error: MarkedYAMLError, start: Position) -> tuple[Position, Code, str, str]:
    """Return place, code, message and hint for what the parser complains of.

    Args:
        error: the parser's complaint.
        start: where the file begins, for a complaint without a place.
    """
    said, mark = str(error.problem or error.context), error.problem_mark or error.context_mark
    hint = f"look for a missing quote, bracket or indentation just above; {QUOTE_HINT}"
    began = next((words for part, words in _AT_THE_START if part in said), None)
    if began is not None and error.context_mark is not None:
        (said, hint), mark = began, error.context_mark
    else:
        hint = next((better for part, better in _HINTS if part in said), hint)
    where = Position(start.file, mark.line + 1, mark.column + 1) if mark else start
    return where, Code.YAML_SYNTAX, f"not readable as YAML: {said}", hint
