"""Stripe: the key, its mode, what it may read and write, and the clock."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from stripe_economic.clients import accounts_of, stripe_client
from stripe_economic.doctor import clocks
from stripe_economic.errors import OperatorError
from stripe_economic.probing import rights, stripe
from stripe_economic.terminal.language import _
from tap_stripe_invoices.errors import StripeError
from target_economic.settings.settings import Settings as EconomicSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Subject
    from stripe_economic.probing.rights import Resource
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.settings import Settings

_FORBIDDEN = "stripe_permission_missing"


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look at Stripe's side."""
    settings = subject.stripe
    if isinstance(settings, OperatorError):
        yield found.not_looked_at("key", _("the key and its rights"), _("its settings are not valid"))
    else:
        for account in accounts_of(settings):
            with closing(stripe_client(settings, account)) as door:
                yield from _account(subject, found, settings, door)
    yield from _writing(subject, found)


def _account(subject: Subject, found: Findings, settings: Settings, door: Client) -> Iterator[Check]:
    """Look at one account; the first answer tells whether the key is accepted at all."""
    needed = rights.read_by(subject.written.streams)
    mark = f" {door.stripe_account}" if door.stripe_account else ""
    failing = f"key{mark}"
    try:
        for one in needed:
            right = _right(found, door, one, mark)
            if failing.startswith("key"):
                yield found.ok(failing, _accepted(settings, door))
                failing = f"rights{mark}"
            yield right
        yield clocks.look(found, "Stripe", door.server_time())
        yield _whose(found, door, mark)
    except StripeError as error:
        yield found.failed(failing, error)
        if failing.startswith("key"):
            yield found.not_looked_at(f"rights{mark}", _("what the key may read"), _("Stripe cannot be read with it"))


def _accepted(settings: Settings, door: Client) -> str:
    kind = {"live": _("live"), "test": _("test")}.get(settings.key_mode or settings.mode, "-")
    if door.stripe_account:
        return _("Stripe accepts the key for {account}; it is of the mode {mode}.").format(
            account=door.stripe_account, mode=kind
        )
    return _("Stripe accepts the key; it is of the mode {mode}.").format(mode=kind)


def _right(found: Findings, door: Client, resource: Resource, mark: str) -> Check:
    name = f"read_{resource.right}{mark}"
    try:
        stripe.read_one(door, resource)
    except StripeError as error:
        if error.code != _FORBIDDEN:
            raise
        return found.error(
            name,
            _("The key may not read {name}: {why}").format(name=resource.name, why=error.message),
            _(
                "Give the key rak_{right}_read in the dashboard, or make another: stripe-economic connect stripe."
            ).format(right=resource.right),
        )
    return found.ok(name, _("The key may read {name}.").format(name=resource.name))


def _whose(found: Findings, door: Client, mark: str) -> Check:
    """Say whose account it is; keys with just the rights that are needed may not read that."""
    name = f"account{mark}"
    try:
        body = door.get("/v1/account")
    except StripeError as error:
        if error.code != _FORBIDDEN:
            raise
        return found.ok(name, _("The key may not read whose account it is, which nothing needs."))
    return found.ok(
        name,
        _("The account is {id}, in {country}, with {currency} as its currency.").format(
            id=body.get("id", "-"),
            country=body.get("country") or "-",
            currency=str(body.get("default_currency") or "-").upper(),
        ),
    )


def _writing(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look at the key that writes outcomes into metadata, without writing."""
    economic = subject.economic
    if not isinstance(economic, EconomicSettings):
        yield found.not_looked_at("write_back", _("the key that writes outcomes"), _("its settings are not valid"))
        return
    if not economic.stripe_api_key:
        message = _(
            "Outcomes are not written back to Stripe: there is no key for it (STRIPE_WRITE_KEY), and it needs none."
        )
        yield found.ok("write_back", message)
        return
    needed = rights.written_by(subject.written.streams)
    accounts = ("",) if isinstance(subject.stripe, OperatorError) else accounts_of(subject.stripe)
    try:
        # A key of the other mode would write beside what is read.
        subject.written.stripe(api_key=economic.stripe_api_key)
        refused = {
            one.resource: one.why
            for account in accounts
            for one in stripe.refused_writes(economic.stripe_api_url, economic.stripe_api_key, needed, account)
        }
    except OperatorError as error:
        yield found.failed("write_back", error)
        return
    for one in needed:
        name = f"write_{one.right}"
        if one in refused:
            yield found.error(
                name,
                _("The key that writes outcomes may not write {name} ({why}).").format(
                    name=one.name, why=refused[one]
                ),
                _("Give it that right in the dashboard, or make another: connect stripe --write-back."),
            )
        else:
            yield found.ok(name, _("The key that writes outcomes may write {name}.").format(name=one.name))
