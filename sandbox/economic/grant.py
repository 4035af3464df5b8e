"""The page on which an agreement's owner gives an app access, and the redirect that carries the grant token back.

By the vendor's pages the address is `/secure/api1/requestaccess.aspx?appPublicToken=…&locale=…` on a host of its own,
and the token goes as `?token=…` to the redirect address registered on the app. How the page looks, what it asks and
what an unknown app sees is *unverified*. There is no log-in here: whoever opens the page is the owner.
"""

from __future__ import annotations

from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote

from sandbox.economic.calls import Answer
from sandbox.economic.gate import GRANT, GRANT_PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.answering import Routes
    from sandbox.economic.calls import Call
    from sandbox.economic.roles import Role

PUBLIC_TOKENS: Final[Mapping[str, Role]] = MappingProxyType(
    {
        "sandbox-app-public-token": "SuperUser",
        "sandbox-sales-public-token": "Sales",
        "sandbox-bookkeeping-public-token": "Bookkeeping",
    }
)
"""The apps by their public tokens; each has a secret in `sandbox.economic.gate`."""

_HTML: Final = "text/html; charset=utf-8"
_DANISH: Final = "da-DK"
_WORDS: Final = {
    False: ("en", "Give access", "The sandbox's app asks for access to {company}, agreement {number}, as {role}."),
    True: ("da", "Giv adgang", "Sandkassens app beder om adgang til {company}, aftale {number}, som {role}."),
}
_UNKNOWN: Final = "There is no app with this public token. The sandbox's are: {known}."


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    return {GRANT_PAGE: {"GET": _ask, "POST": _give}}


def _ask(call: Call) -> Answer:
    role = _role(call)
    if role is None:
        return _unknown_app()
    language, button, text = _WORDS[_asked(call, "locale") == _DANISH]
    agreement = call.store.agreement
    said = escape(text.format(company=agreement.company, number=agreement.number, role=role))
    form = f'<p>{said}</p><form method="post"><button>{button}</button></form>'
    return _page(200, language, button, form)


def _give(call: Call) -> Answer:
    """Give the grant, also one that was taken back, and send the browser to the app's redirect address."""
    if _role(call) is None:
        return _unknown_app()
    call.store.restore_grant()
    address = call.store.redirect_address
    joint = "&" if "?" in address else "?"
    return Answer(302, location=f"{address}{joint}token={quote(GRANT, safe='')}", media_type=_HTML)


def _role(call: Call) -> Role | None:
    return PUBLIC_TOKENS.get(_asked(call, "appPublicToken"))


def _asked(call: Call, name: str) -> str:
    return next(iter(parse_qs(call.query).get(name, [])), "")


def _unknown_app() -> Answer:
    return _page(400, "en", "Unknown app", f"<p>{escape(_UNKNOWN.format(known=', '.join(PUBLIC_TOKENS)))}</p>")


def _page(status: int, language: str, title: str, body: str) -> Answer:
    html = (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{body}</body></html>\n"
    )
    return Answer(status, html.encode("utf-8", "replace"), media_type=_HTML)
