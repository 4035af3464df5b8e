"""Text from Stripe is untrusted: made plain here, and cut where e-conomic's fields are shorter."""

import re
import unicodedata

import msgspec

# Marks that turn the direction of writing round, and the byte order mark: they can make a text read as another one.
# The joiners inside emoji and Indic or Persian words stay.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
_LINE_ENDS = frozenset("\n\x0b\x0c\x85\u2028\u2029")
MARK = "…"
# What is not plain: the above, control characters, half characters.
_ODD = re.compile(f"[{''.join(sorted(_INVISIBLE | _LINE_ENDS))}\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")

# The last character that is one unit of UTF-16.
_LAST_SINGLE = "\uffff"
# How the first byte of one that is two units is written in UTF-8.
_WIDE = re.compile(rb"[\xf0-\xf4]")
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_STAND_IN = "\ufffd"
_JOINER = "\u200d"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_MARKS = frozenset({"Mn", "Mc", "Me"})
# A family of four with skin tones is eleven code points.
_LONGEST_CHARACTER = 16

# What looks odd before the mark: space, punctuation, dashes (also the en dash), half of a joined emoji.
_DANGLING = " \n,;:.-\u2013\u200d"


def plain_text(text: str, *, newlines: bool = False) -> str:
    r"""Return the text without control characters, stripped.

    Args:
        text: any text, also with half characters (lone surrogates).
        newlines: keep line ends (as `\n`); otherwise a line end is a space.
    """
    if _ODD.search(text) is None:
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


def length(text: str) -> int:
    """Return how long a text is, as e-conomic counts: in units of UTF-16, of which an emoji takes two."""
    return len(text) if text.isascii() else len(text) + sum(character > _LAST_SINGLE for character in text)


def has_wide(value: object) -> bool:
    """Tell whether a text in a JSON value holds a character that takes two units."""
    try:
        return _WIDE.search(_ENCODER.encode(value)) is not None
    except (UnicodeEncodeError, msgspec.MsgspecError, OverflowError, TypeError):
        # What cannot be written cannot be told so quickly; counting is right for every text.
        return True


def widened(value: object) -> object:
    """Return a JSON value in whose texts as many characters stand as they have units."""
    if isinstance(value, str):
        return "".join(_STAND_IN * 2 if character > _LAST_SINGLE else character for character in value)
    if isinstance(value, dict):
        return {key: widened(inner) for key, inner in value.items()}
    return [widened(inner) for inner in value] if isinstance(value, list) else value


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` units (see `length`), cut at a word where there is one and marked with `…`.

    What a person sees as one character is not cut apart: a letter with accents, an emoji of several parts, a flag.
    """
    if length(text) <= limit:
        return text
    end = _whole(text, _fitting(text, limit - 1))
    head = text[:end]
    if not text[end].isspace():
        space = max(head.rfind(" "), head.rfind("\n"))
        # One long word is cut in the middle rather than lost.
        if space >= limit // 2:
            head = head[:space]
    return head.rstrip(_DANGLING) + MARK


def _fitting(text: str, room: int) -> int:
    """Return how many code points of a text, which is longer, fit into so many units."""
    for index, character in enumerate(text):
        room -= 2 if character > _LAST_SINGLE else 1
        if room < 0:
            return index
    return len(text)


def _whole(text: str, end: int) -> int:
    """Return the last place, up to `end`, that is between two characters as people see them.

    A pile of accents that is longer than anything written by a person is cut all the same.
    """
    place = end
    while place > max(0, end - _LONGEST_CHARACTER) and _inside(text, place):
        place -= 1
    return end if place == 0 or _inside(text, place) else place


def _inside(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _JOINER in {before, after} or after in _SKIN_TONES or unicodedata.category(after) in _MARKS:
        return True
    if before not in _FLAG_LETTERS or after not in _FLAG_LETTERS:
        return False
    # Two letters make one flag, counted from where the flags begin.
    letters = len(text[:place]) - len(text[:place].rstrip("".join(_FLAG_LETTERS)))
    return letters % 2 == 1
