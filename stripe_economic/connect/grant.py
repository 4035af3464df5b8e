"""Connects to e-conomic: the page that gives access, the token it sends back, and whose agreement that opens."""

import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import click

from stripe_economic.connect import asking
from stripe_economic.connect.keeping import Place, keep
from stripe_economic.connect.listener import Listener
from stripe_economic.connections import Written
from stripe_economic.errors import OperatorError
from stripe_economic.probing.economic import FirstLook, first_look
from stripe_economic.terminal.language import DANISH, N_, _, spoken
from stripe_economic.terminal.screen import note
from target_economic.http.connections import LOOPBACK
from target_economic.settings.declared import SCHEMA

GRANT, SECRET = "ECONOMIC_AGREEMENT_GRANT_TOKEN", "ECONOMIC_APP_SECRET_TOKEN"
PUBLIC, NUMBER = "ECONOMIC_APP_PUBLIC_TOKEN", "ECONOMIC_AGREEMENT_NUMBER"

_HOST = "https://secure.e-conomic.com"
_PAGE = "/secure/api1/requestaccess.aspx"
_ASKED_FOR = {
    GRANT: N_("The agreement grant token"),
    SECRET: N_("The app secret token"),
    PUBLIC: N_("The app public token"),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a grant is to be received and kept; see the command's options."""

    port: int
    wait: float
    browser: bool
    paste: bool
    yes: bool
    show_where: bool


def connect(where: Place, wishes: Wishes) -> None:
    """Get a grant, check it, say whose agreement it opens, and keep it.

    Raises:
        OperatorError: no grant came, it opens nothing, or it cannot be kept.
    """
    written = where.written
    api_url = str(written.target.get("api_url") or SCHEMA["properties"]["api_url"]["default"])
    note(_("Connecting to e-conomic for the environment {name}.").format(name=where.environment))
    values: dict[str, str] = {}
    secret = str(written.target.get("app_secret_token") or "") or _known(written, SECRET, values)
    if wishes.paste:
        grant = asking.secret(_(_ASKED_FOR[GRANT]), GRANT)
    else:
        grant = _received(page_address(api_url, _known(written, PUBLIC, values)), wishes)
    found = first_look(api_url, secret, grant)
    _say(found)
    _warn_of_another(api_url, secret, grant, found, written.variables)
    values[GRANT] = grant
    if found.number is not None:
        values[NUMBER] = str(found.number)
    keep(where, values, yes=wishes.yes, show_where=wishes.show_where)
    if wishes.show_where and not wishes.paste:
        note(_("The token stands in the browser's address, behind token=. It is not shown here."))


def page_address(api_url: str, public_token: str) -> str:
    """Return the address of the page on which the agreement's owner gives access: a sandbox's own, or e-conomic's.

    `redirectUrl` is not sent along: that e-conomic takes it is unverified, and the app has an address registered.
    """
    host = api_url.rstrip("/") if urlsplit(api_url).hostname in LOOPBACK else _HOST
    locale = "da-DK" if spoken() == DANISH else "en-US"
    return f"{host}{_PAGE}?{urlencode({'appPublicToken': public_token, 'locale': locale})}"


def _known(written: Written, name: str, values: dict[str, str]) -> str:
    """Return what is set, or ask for it; what is asked for will be kept."""
    value = written.variables.get(name) or ""
    if not value:
        value = values[name] = asking.secret(_(_ASKED_FOR[name]), name)
    return value


def _received(address: str, wishes: Wishes) -> str:
    with Listener(wishes.port) as listener:
        click.echo(_("Open this page, log in to your agreement and give access:"))
        click.echo(address)
        note(
            _("Waiting for the grant at {address}, which must be the redirect address registered on the app.").format(
                address=listener.address
            )
        )
        if wishes.browser and not webbrowser.open(address):
            note(_("No browser could be opened here; open the page yourself."))
        return listener.wait(wishes.wait)


def _say(found: FirstLook) -> None:
    if found.number is None:
        click.echo(_("e-conomic accepts the grant. The role of this app may not read whose agreement it opens."))
        return
    click.echo(
        _("The grant opens agreement {number}, {company}, which is kept in {currency}.").format(
            number=found.number, company=found.company or "-", currency=found.base_currency or "-"
        )
    )


def _warn_of_another(api_url: str, secret: str, grant: str, found: FirstLook, variables: Mapping[str, str]) -> None:
    """Say it when this is not the agreement that the project was connected to, as far as that can be known."""
    before = variables.get(NUMBER) or _number_of(api_url, secret, grant, variables.get(GRANT) or "")
    if before and found.number is not None and before != str(found.number):
        click.echo(
            _("Warning: until now this project was connected to agreement {before}; this is {now}.").format(
                before=before, now=found.number
            ),
            err=True,
        )


def _number_of(api_url: str, secret: str, grant: str, old: str) -> str:
    """Return the agreement that another grant opens; empty where it opens none, or is the same one."""
    if not old or old == grant:
        return ""
    try:
        number = first_look(api_url, secret, old).number
    except OperatorError:
        return ""
    return "" if number is None else str(number)
