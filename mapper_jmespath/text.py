"""Text from Stripe is untrusted: made plain here, and cut where e-conomic's fields are shorter."""

import unicodedata

# Marks that turn the direction of writing round, and the byte order mark: they can make a text read as another one.
# The joiners inside emoji and Indic or Persian words stay.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_LINE_ENDS = frozenset("\n\x0b\x0c\x85\u2028\u2029")
MARK = "…"

# What looks odd before the mark: space, punctuation, dashes (also the en dash), half of a joined emoji.
_DANGLING = " \n,;:.-\u2013\u200d"


def plain_text(text: str, *, newlines: bool = False) -> str:
    r"""Return the text without control characters, stripped.

    Args:
        text: any text, also with half characters (lone surrogates).
        newlines: keep line ends (as `\n`); otherwise a line end is a space.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    made: list[str] = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character in _LINE_ENDS:
            made.append("\n" if newlines else " ")
        elif character == "\t":
            made.append(" ")
        elif character not in _INVISIBLE and unicodedata.category(character) not in {"Cc", "Cs"}:
            made.append(character)
    lines = "".join(made).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` characters, cut at a word where there is one and marked with `…`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        space = max(head.rfind(" "), head.rfind("\n"))
        # One long word is cut in the middle rather than lost.
        if space >= limit // 2:
            head = head[:space]
    return head.rstrip(_DANGLING) + MARK
