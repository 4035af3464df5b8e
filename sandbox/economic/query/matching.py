"""`$like:` patterns: `*` for any text, `[...]` for a set of characters, everything else for itself, in any case.

Without a `*` the text is searched for anywhere. Brackets are SQL's: `[abc]`, `[a-f]`, `[^x]`, `[[]` for a bracket.
The matcher's work is bounded by pattern times text, so that no pattern can hang the server.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Star:
    """Any text, of any length."""


@dataclass(frozen=True)
class CharSet:
    """One character out of `chars`, or out of none of them when `negated`."""

    chars: frozenset[str]
    negated: bool

    def holds(self, char: str) -> bool:
        """Whether a character fits."""
        return (char in self.chars) != self.negated


Token = str | CharSet | Star
_STAR = Star()

# Enough for the whole of Latin-1 and Latin Extended; a wider range is cut, not expanded without end.
_WIDEST_RANGE = 1024


def compile_like(pieces: list[str | Star]) -> tuple[Token, ...]:
    """The tokens of a pattern given as literal texts and stars."""
    tokens: list[Token] = []
    for piece in pieces:
        if isinstance(piece, Star):
            tokens.append(_STAR)
        else:
            tokens.extend(_literal(piece.casefold()))
    if _STAR not in tokens:
        return (_STAR, *tokens, _STAR)
    return tuple(tokens)


def matches(tokens: tuple[Token, ...], text: str) -> bool:
    """Whether a text, case-folded already, is covered by the pattern as a whole."""
    position = token = 0
    resume_token, resume_position = -1, 0
    while position < len(text):
        current = tokens[token] if token < len(tokens) else None
        if isinstance(current, Star):
            token += 1
            resume_token, resume_position = token, position
        elif current is not None and _fits(current, text[position]):
            token += 1
            position += 1
        elif resume_token >= 0:
            resume_position += 1
            token, position = resume_token, resume_position
        else:
            return False
    return all(isinstance(rest, Star) for rest in tokens[token:])


def _fits(token: str | CharSet, char: str) -> bool:
    return token == char if isinstance(token, str) else token.holds(char)


def _literal(text: str) -> list[Token]:
    tokens: list[Token] = []
    index = 0
    while index < len(text):
        end = text.find("]", index + 2) if text[index] == "[" else -1
        if end > 0:
            tokens.append(_char_set(text[index + 1 : end]))
            index = end + 1
        else:
            tokens.append(text[index])
            index += 1
    return tokens


def _char_set(inside: str) -> CharSet:
    negated = inside.startswith("^") and len(inside) > 1
    body = inside[1:] if negated else inside
    chars: set[str] = set()
    index = 0
    while index < len(body):
        if index + 2 < len(body) and body[index + 1] == "-":
            first, last = ord(body[index]), ord(body[index + 2])
            chars.update(chr(code) for code in range(first, min(last + 1, first + _WIDEST_RANGE)))
            index += 3
        else:
            chars.add(body[index])
            index += 1
    return CharSet(frozenset(chars), negated)
