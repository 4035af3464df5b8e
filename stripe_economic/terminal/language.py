"""The language of what a command says: English as it stands in the code, Danish from `locale/`.

Texts are marked with `_` where they are said, with `N_` where they are only written down. Codes, ids, property names
and the messages that a plugin or a server gave are never translated. What click says itself of wrong usage is
translated from the same file, through the standard library's own domain.
"""

import gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "stripe_economic"
ENGLISH, DANISH = "en", "da"
LANGUAGES = (ENGLISH, DANISH)
FOLDER = Path(__file__).parents[1] / "locale"

_NO_DOMAIN = "messages"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def speak(language: str) -> None:
    """Say everything from here on in one of LANGUAGES."""
    _language.set(language)
    # click translates by the process's domain and language, whatever the locale of the machine is.
    gettext.textdomain(_NO_DOMAIN if language == ENGLISH else DOMAIN)
    if language != ENGLISH:
        gettext.bindtextdomain(DOMAIN, FOLDER)
        os.environ["LANGUAGE"] = language


def spoken() -> str:
    """Return the language in use, one of LANGUAGES."""
    return _language.get()


def _(text: str) -> str:
    """Return a text in the language in use."""
    return _catalogue(_language.get()).gettext(text) if text else ""


def plural(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits a number, in the language in use."""
    return _catalogue(_language.get()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for translation where it is written; `_` translates it where it is said."""
    return text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language])
