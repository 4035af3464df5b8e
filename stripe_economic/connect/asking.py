"""Asks the person at the terminal: for secrets, which are not shown, and whether something may be replaced."""

import re
import sys

import click

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

TOKEN = re.compile(r"[!-~]{8,256}")
"""What any key or token looks like: printable, without a space, neither empty nor a whole page."""


def secret(what: str, variable: str, *, may_be_empty: bool = False) -> str:
    """Return what is typed, or pasted; it is not shown.

    Args:
        what: what is asked for.
        variable: the variable that may hold it instead.
        may_be_empty: whether an empty line will do.

    Raises:
        OperatorError: there is no terminal, or what was typed is no key and no token.
    """
    if not sys.stdin.isatty():
        raise OperatorError(
            "no_terminal",
            _("{what} has to be typed in, and standard input is no terminal.").format(what=what),
            _("Run this at a terminal, or set {variable} in .env or in the environment.").format(variable=variable),
        )
    default = "" if may_be_empty else None
    typed = click.prompt(what, default=default, show_default=False, hide_input=True, err=True).strip()
    if typed or not may_be_empty:
        check(typed, what)
    return typed


def check(value: str, what: str) -> None:
    """Check that a text can be a key or a token.

    Raises:
        OperatorError: it cannot; the text is not repeated.
    """
    if not TOKEN.fullmatch(value):
        raise OperatorError(
            "token_malformed",
            _("{what} is 8 to 256 characters without spaces; what was given is something else.").format(what=what),
            _("Copy it again, the whole of it and nothing else."),
        )


def may_replace(question: str, *, yes: bool) -> None:
    """Ask whether something may be replaced.

    Args:
        question: what is asked.
        yes: whether the command line has said so already.

    Raises:
        OperatorError: it may not, or nobody can be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise OperatorError(
            "not_replaced",
            _("{question} Nobody can be asked: standard input is no terminal.").format(question=question),
            _("Run this at a terminal, or give --yes."),
        )
    if not click.confirm(question, err=True):
        raise OperatorError(
            "not_replaced", _("Nothing was written."), _("Run the command again to connect after all.")
        )
