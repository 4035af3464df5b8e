"""What a person meant who wrote an expression that JMESPath reads otherwise, or not at all."""

import json
import re
from collections.abc import Iterator

from jmespath.exceptions import JMESPathError, LexerError, ParseError
from jmespath.lexer import Lexer

from mapper_jmespath.codes import Code
from mapper_jmespath.expressions.tree import is_bare_word
from mapper_jmespath.problems import shown

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_ONE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
_BARE_NUMBER = re.compile(r"[=<>]\s*(-?[0-9]+)")
_DASHED = re.compile(r"(?:^|[.|&(\[ ])([A-Za-z_]\w*(?:-\w+)+)")
_BACKTICKS = re.compile(r"`\s*([^`\"\[{\s][^`]*)`")
# A dash without spaces around it is more likely part of a name: metadata.po-number.
_CALCULATION = re.compile(r"[/+%]| [-*] ")
_OTHER_SIGN = re.compile(r"^\s*-\s*[A-Za-z_]|\*\s*-\s*1\b")
_WORD_OPERATOR = re.compile(r"\b(and|or|not|is|in)\b", re.IGNORECASE)
_OPERATORS = {"and": "&&", "or": "||", "not": "!", "is": "==", "in": "contains(list, value)"}

_AFTER_A_VALUE = frozenset({"rparen", "rbracket", "comma", "or", "and", "pipe", "eof", "rbrace"})
_PATH_GOES_ON = frozenset({"dot", "lbracket", "filter", "flatten", "lparen", "colon"})
_LITERAL_WORDS = frozenset({"true", "false", "null"})


def syntax(error: JMESPathError) -> str:
    """Return what JMESPath complains of, with the place in the expression."""
    if isinstance(error, LexerError):
        return f"{error.message} at character {(error.lexer_position or 0) + 1}"
    if isinstance(error, ParseError):
        if error.token_value in (None, ""):
            return "it ends too early"
        return f"unexpected {shown(error.token_value)} at character {(error.lex_position or 0) + 1}"
    return "it is empty"


def syntax_hint(text: str) -> str:
    """Return how to mend an expression that JMESPath cannot read."""
    return next(_guesses(text, _QUOTED.sub("", text)), "look for a missing bracket or quote")


def _guesses(text: str, bare: str) -> Iterator[str]:
    """Yield what may be wrong, the likeliest first; `bare` is the text without what stands in quotes."""
    if _ONE_EQUALS.search(bare):
        yield "to compare, write =="
    if _OTHER_SIGN.search(bare):
        yield "for the other sign write `as: money` and `negate: true`"
    if _CALCULATION.search(bare):
        yield "a mapping does no arithmetic; amounts arrive counted, as net, tax, gross and discount in minor units"
    number = _BARE_NUMBER.search(bare)
    if number is not None:
        yield f"a number stands in backticks: `{number[1]}`"
    word = _WORD_OPERATOR.search(bare)
    if word is not None:
        yield f"for `{word[0]}` write {_OPERATORS[word[0].lower()]}"
    if bare.count("(") > bare.count(")") or bare.count("[") > bare.count("]"):
        yield "look for a missing bracket; inside { } an expression with commas stands in double quotes"
    dashed = _DASHED.search(bare)
    if dashed is not None:
        mended = text.replace(dashed[1], f'"{dashed[1]}"', 1)
        yield f"a property whose name is not plain letters stands in double quotes: {shown(mended)[1:-1]}"
    if "-" in text or not text.isascii() or " " in text.strip():
        yield 'a property whose name is not plain letters stands in double quotes: metadata."my key"'


def text_in_backticks(text: str) -> str:
    """Return how to write a text that stands in backticks without quotes of its own."""
    found = [one.strip() for one in _BACKTICKS.findall(text)]
    words = [one for one in found if one not in _LITERAL_WORDS and not one.lstrip("-").isdecimal()]
    return f"text stands in single quotes: '{words[0] if words else 'paid'}'"


def text_as_property(text: str) -> tuple[Code, str, str] | None:
    """Catch what is meant as a literal and read as a property, which is nearly always null.

    `status == "paid"` and `name || "Unknown"`: double quotes name a property. `livemode == true`: so does a word.
    """
    tokens = list(Lexer().tokenize(text))
    start = {"type": "start", "value": ""}
    for before, token, after in zip([start, *tokens], tokens, tokens[1:], strict=False):
        word, kind = str(token["value"]), token["type"]
        if after["type"] in _PATH_GOES_ON or before["type"] == "dot":
            continue
        if kind == "unquoted_identifier" and word in _LITERAL_WORDS:
            message = f"`{word}` without backticks is a property, not the value {word}"
            return Code.LITERAL_AS_PATH, message, f"write it in backticks: `{word}`"
        if kind != "quoted_identifier":
            continue
        if not any(character.isalnum() for character in word):
            # A property has a name; what has no letter in it separates other texts.
            text = f"'{word}'" if word.isprintable() else f"`{json.dumps(word)}`"
            where = "single quotes" if word.isprintable() else "backticks"
            message = f"{json.dumps(word)} in double quotes is a property, not a text"
            return Code.LITERAL_AS_PATH, message, f"write the text in {where}: {text}"
        compared = before["type"] in {"eq", "ne"}
        offered = before["type"] in {"or", "comma"} and after["type"] in _AFTER_A_VALUE and is_bare_word(word)
        if compared or offered:
            message = f'"{word}" in double quotes is a property, not a text'
            return Code.LITERAL_AS_PATH, message, f"write the text in single quotes: '{word}'"
    return None
