"""Questions to one Stripe account: what a key may read, and whether it may write, asked without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import requests

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from target_economic.http.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stripe_economic.probing.rights import Resource
    from tap_stripe_invoices.http.client import Client

_TIMEOUT = (10.0, 30.0)
_ONE = (("limit", "1"),)


def read_one(door: Client, resource: Resource) -> None:
    """Read at most one object of a kind.

    Raises:
        StripeError: `stripe_permission_missing` where the key may not; else Stripe cannot be read at all.
    """
    door.get(resource.path, () if resource.right == "balance" else _ONE)


@dataclass(frozen=True, slots=True)
class Refused:
    """What a key may not write, and why."""

    resource: Resource
    why: str


def refused_writes(
    api_url: str, api_key: str, resources: Iterable[Resource], account: str = ""
) -> tuple[Refused, ...]:
    """Return what a key may not write, having written nothing.

    It asks to take one key out of the metadata of an object that cannot exist. That Stripe looks at the key's right
    (403) before it looks for the object (404) is an inference from its messages; were it the reverse, a missing right
    would not show here.

    Raises:
        OperatorError: the key is refused altogether, or Stripe does not answer.
    """
    connections = Connections(api_url, {"Authorization": f"Bearer {api_key}"})
    try:
        answers = ((one, _ask(connections, api_url, one, account)) for one in resources)
        return tuple(Refused(one, why) for one, why in answers if why)
    finally:
        connections.close()


def _ask(connections: Connections, api_url: str, resource: Resource, account: str) -> str:
    """Return why a key may not write a kind of object; empty where it may."""
    headers = {"Stripe-Account": account} if account else {}
    path = f"{resource.path}/{quote(resource.no_such)}"
    try:
        request = connections.prepare("POST", path, content={"metadata[economic_status]": ""}, headers=headers)
        status = connections.send(request, _TIMEOUT).status_code
    except (requests.RequestException, UnicodeError) as error:
        raise OperatorError(
            "stripe_unreachable",
            _("Stripe does not answer at {url}: {why}.").format(url=api_url, why=type(error).__name__),
            _("Check the network and the setting stripe_api_url, and, for a sandbox, that it is running."),
        ) from None
    if status == requests.codes.unauthorized:
        raise OperatorError(
            "stripe_key_rejected",
            _("Stripe does not accept the key (HTTP 401): it is wrong, expired or revoked."),
            _("Copy the key again, or make a new one: stripe-economic connect stripe."),
        )
    if status == requests.codes.not_found:
        return ""
    if status == requests.codes.forbidden:
        return f"rak_{resource.right}_write"
    return f"HTTP {status}"
