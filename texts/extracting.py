"""Everything that a command may say, in English, as it stands in the code."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from jinja2.ext import babel_extract

from stripe_economic.publishing.manual import commands
from stripe_economic.terminal import helptext

Text = str | tuple[str, ...]

_PACKAGE = Path(__file__).parents[1] / "stripe_economic"
# The functions that mark texts, and how many of them each takes.
_MARKS: Mapping[str, int] = {"_": 1, "N_": 1, "plural": 2}
# What click says of itself: of wrong usage, and in help. It knows more, for prompts that nobody uses here.
_CLICK = ("core.py", "decorators.py", "exceptions.py", "formatting.py", "parser.py", "types.py")
# It translates these without marking them.
_CLICKS_UNMARKED = ("required",)
_CLICKS_MARKS: Mapping[str, int] = {"_": 1, "ngettext": 2}
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


def _marked(path: Path, marks: Mapping[str, int]) -> Iterator[Text]:
    """Yield what stands in calls of the marks, inside f-strings too, which Babel's own reader passes over."""
    for call in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in marks:
            said = [one.value for one in call.args[: marks[call.func.id]] if isinstance(one, ast.Constant)]
            texts = tuple(one for one in said if isinstance(one, str))
            if len(texts) == marks[call.func.id]:
                yield texts if len(texts) > 1 else texts[0]


def _plain(text: object) -> Text:
    """Return a text, or its singular and plural."""
    return tuple(one for one in text if isinstance(one, str)) if isinstance(text, list | tuple) else str(text)
