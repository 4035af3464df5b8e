"""Connects to Stripe: the link that makes a key with just the rights that are needed, and the check of the key."""

import webbrowser
from contextlib import closing
from dataclasses import dataclass

import click

from stripe_economic.clients import accounts_of, stripe_client
from stripe_economic.connect import asking
from stripe_economic.connect.keeping import Place, keep
from stripe_economic.connections import Written
from stripe_economic.errors import OperatorError, passed_on
from stripe_economic.probing import rights, stripe
from stripe_economic.probing.rights import Resource
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import note, progress
from tap_stripe_invoices.errors import StripeError
from tap_stripe_invoices.settings import Settings
from target_economic.settings.declared import SCHEMA

READ, WRITE = "STRIPE_API_KEY", "STRIPE_WRITE_KEY"

_SECRET_KEY = "sk_"  # noqa: S105 - how such keys begin


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a key is to be received and kept; see the command's options."""

    write_back: bool
    browser: bool
    yes: bool
    show_where: bool


def connect(where: Place, wishes: Wishes) -> None:
    """Show where a key is made, take it, check it, and keep it; then the same for the key that writes.

    Raises:
        OperatorError: a key is refused, is of the wrong mode, lacks a right, or cannot be kept.
    """
    written = where.written
    note(_("Connecting to Stripe for the environment {name}.").format(name=where.environment))
    values = {}
    key = _reading_key(written, wishes)
    if key:
        values[READ] = key
    if wishes.write_back:
        values[WRITE] = _writing_key(written, wishes)
    keep(where, values, yes=wishes.yes, show_where=wishes.show_where)


def _reading_key(written: Written, wishes: Wishes) -> str:
    needed = rights.read_by(written.streams)
    _offer(rights.creation_link("stripe-economic", needed, "read"), wishes, _("A key that may read what is needed:"))
    optional = wishes.write_back and bool(written.variables.get(READ))
    what = _("The key; an empty line keeps the one there is") if optional else _("The key that reads")
    key = asking.secret(what, READ, may_be_empty=optional)
    if key:
        settings = _of_mode(written, key)
        _check_reading(settings, needed)
        _say(settings, _("The key may read all that is needed: {names}.").format(names=_names(needed)))
    return key


def _writing_key(written: Written, wishes: Wishes) -> str:
    needed = rights.written_by(written.streams)
    link = rights.creation_link("stripe-economic write-back", needed, "write")
    _offer(link, wishes, _("A key that may write outcomes into metadata:"))
    key = asking.secret(_("The key that writes"), WRITE)
    settings = _of_mode(written, key)
    url = str(written.target.get("stripe_api_url") or SCHEMA["properties"]["stripe_api_url"]["default"])
    refused: list[stripe.Refused] = []
    with progress(_("Asking Stripe what the key may write")) as shown:
        accounts = accounts_of(settings)
        for done, account in enumerate(accounts):
            shown.at(done, len(accounts), account)
            refused += stripe.refused_writes(url, key, needed, account)
        shown.at(len(accounts), len(accounts))
    if refused:
        named = ", ".join(f"{one.resource.name} ({one.why})" for one in dict.fromkeys(refused))
        raise OperatorError(
            "stripe_permission_missing",
            _("The key may not write: {names}.").format(names=named),
            _("Edit the key in the dashboard, or make another with the link above. Nothing was kept."),
        )
    _say(settings, _("The key may write all that is needed: {names}.").format(names=_names(needed)))
    return key


def _offer(link: str, wishes: Wishes, text: str) -> None:
    click.echo(text)
    click.echo(link)
    if wishes.browser and not webbrowser.open(link):
        note(_("No browser could be opened here; open the page yourself."))


def _of_mode(written: Written, key: str) -> Settings:
    """Return the tap's settings with a key, which must be of the mode that they ask for."""
    return written.stripe(api_key=key)


def _check_reading(settings: Settings, needed: tuple[Resource, ...]) -> None:
    missing: dict[Resource, None] = {}
    accounts = accounts_of(settings)
    total = len(accounts) * len(needed)
    with progress(_("Asking Stripe what the key may read")) as shown:
        for before, account in enumerate(accounts):
            with closing(stripe_client(settings, account)) as door:
                for done, one in enumerate(needed, before * len(needed)):
                    shown.at(done, total, one.name)
                    try:
                        stripe.read_one(door, one)
                    except StripeError as error:
                        if error.code != "stripe_permission_missing":
                            raise passed_on(error) from None
                        missing[one] = None
        shown.at(total, total)
    if missing:
        raise OperatorError(
            "stripe_permission_missing",
            _("The key may not read: {names}.").format(
                names=", ".join(f"{one.name} (rak_{one.right}_read)" for one in missing)
            ),
            _("Edit the key in the dashboard, or make another with the link above. Nothing was kept."),
        )


def _say(settings: Settings, text: str) -> None:
    click.echo(text)
    if settings.api_key.startswith(_SECRET_KEY):
        click.echo(
            _("Warning: this is a secret key, which may do everything. A restricted key (rk_...) is safer."), err=True
        )
    if not settings.mode:
        note(_("The setting mode is not set, so that keys of either mode are taken; set it to live or test."))


def _names(resources: tuple[Resource, ...]) -> str:
    return ", ".join(one.name for one in resources)
