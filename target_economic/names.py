"""Names as people compare them: case, spaces, and which of several codes a character has do not count."""

import unicodedata

from target_economic.http import filters

_LONGEST = 100
"""How much of a name is asked for: percent-encoded, the longest names are longer than a URL may be."""


def plain(text: str) -> str:
    """Return a text in the form in which two spellings of it are equal."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def conditions(field: str, name: str) -> list[str]:
    """Return the filter conditions that together find a name however it is spaced.

    e-conomic compares without regard to case; more than the name may be found, so the answers have to be compared.
    """
    if len(name) > _LONGEST:
        return [filters.words(field, name[:_LONGEST].split())]
    words = name.split()
    spellings = dict.fromkeys((name.strip(), " ".join(words), plain(name)))
    asked = [filters.equals(field, one) for one in spellings]
    return [*asked, filters.words(field, words)] if len(words) > 1 else asked
