"""Lets money move in the sandbox's Stripe account, at this moment, as its named actions do it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import requests

from tests.tap.acting import do
from tests.tap.running import KEY

if TYPE_CHECKING:
    from sandbox import Sandbox

Json = dict[str, Any]


def act(sandbox: Sandbox, action: str, **arguments: object) -> Json:
    """Do it; the Stripe object it is about. The account's clock is this machine's from then on, as in answers."""
    sandbox.stripe.store.clock = int(time.time())
    return do(sandbox, action, **arguments)


def charge_of(sandbox: Sandbox, intent: Json) -> Json:
    """The latest charge of a payment intent."""
    found = sandbox.stripe.store.find("charge", intent["latest_charge"])
    assert found is not None
    return found


def noted(sandbox: Sandbox, one: Json, **notes: str) -> None:
    """Write into an object's metadata, leaving only the event that Stripe makes of it: new keys were null before."""
    store = sandbox.stripe.store
    store.put(one | {"metadata": one["metadata"] | notes})
    store.lose_events()
    store.record(f"{one['object']}.updated", one["object"], one["id"], {"metadata": dict.fromkeys(notes)})


def post(sandbox: Sandbox, path: str, **form: str) -> Json:
    """Ask Stripe itself to change something, as the account's owner does."""
    sandbox.stripe.store.clock = int(time.time())
    answer = requests.post(sandbox.stripe.url + path, data=form, auth=(KEY, ""), timeout=30)
    answer.raise_for_status()
    return dict(answer.json())
