"""Everything that a command may say, in English, as it stands in the code."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from stripe_economic.manual import commands
from stripe_economic.terminal import helptext

Text = str | tuple[str, ...]

_PACKAGE = Path(__file__).parents[1] / "stripe_economic"
_MARKS: Mapping[str, tuple[int, ...] | None] = {"_": None, "N_": None, "plural": (1, 2)}
# What click says of itself: of wrong usage, and in help. It knows more, for prompts that nobody uses here.
_CLICK = ("core.py", "decorators.py", "exceptions.py", "formatting.py", "parser.py", "types.py")
# It translates these without marking them.
_CLICKS_UNMARKED = ("required",)
_CLICKS_MARKS: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
_TEMPLATES = {"extensions": "jinja2.ext.i18n", "trimmed": "true"}


def template() -> Catalog:
    """Return everything that is to be translated."""
    made = Catalog()
    for text in _texts():
        made.add(text)
    return made


def _texts() -> Iterator[Text]:
    """Yield each text, as often as it is said."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        yield from _marked(path, _MARKS)
    for path in sorted(_PACKAGE.rglob("*.j2")):
        with path.open("rb") as file:
            for _line, _function, text, _comments in babel_extract(
                file, ("_", "gettext", "ngettext"), (), _TEMPLATES
            ):
                yield _plain(text)
    for _path, one in commands():
        for part in helptext.parts(one.help or ""):
            yield from filter(None, part.texts)
    yield from _CLICKS_UNMARKED
    for name in _CLICK:
        yield from _marked(Path(click.__file__).with_name(name), _CLICKS_MARKS)


def _marked(path: Path, marks: Mapping[str, tuple[int, ...] | None]) -> Iterator[Text]:
    for _line, text, _comments, _context in extract("python", BytesIO(path.read_bytes()), marks):
        yield _plain(text)


def _plain(text: object) -> Text:
    """Return a text, or its singular and plural."""
    return tuple(one for one in text if isinstance(one, str)) if isinstance(text, list | tuple) else str(text)
