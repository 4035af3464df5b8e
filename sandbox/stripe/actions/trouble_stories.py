"""Named actions about what goes wrong at Stripe or changes in an account without anything being sold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sandbox.errors import SandboxError
from sandbox.stripe.actions.action import Action, Parameter
from sandbox.stripe.actions.told import number, text

if TYPE_CHECKING:
    from sandbox.stripe.actions.action import Arguments
    from sandbox.stripe.actions.desk import Desk
    from sandbox.stripe.api.access import Level

JsonObject = dict[str, Any]

_LEVELS = ("none", "read", "write")
_PREFIXES = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")


def _lose_events(desk: Desk, given: Arguments) -> JsonObject:
    return {"object": "lost_events", "count": desk.store.lose_events(given.get("type", "*"), given.get("about"))}


def _duplicate_event(desk: Desk, given: Arguments) -> JsonObject:
    return {"object": "event", "id": desk.store.duplicate_event(given["event"])}


def _lock_object(desk: Desk, given: Arguments) -> JsonObject:
    times = given.get("times", 1)
    if times < 1:
        raise SandboxError("bad_argument", "times must be 1 or more.")
    desk.store.lock_object(given["id"], times)
    return {"object": "lock", "id": given["id"], "times": times}


def _upgrade_api(desk: Desk, given: Arguments) -> JsonObject:
    desk.store.upgrade(given["version"])
    return {"object": "api_version", "version": desk.store.account_version}


def _register_key(desk: Desk, given: Arguments) -> JsonObject:
    key, rights = given["key"], {}
    if not key.startswith(_PREFIXES):
        raise SandboxError("bad_argument", f"A key starts with one of {', '.join(_PREFIXES)}.")
    for row in given["rights"]:
        kind, _, level = row.partition(":")
        if level not in _LEVELS:
            raise SandboxError("bad_argument", f"rights: {row!r:.60} is none of kind:read, kind:write, kind:none.")
        rights[kind] = cast("Level", level)
    desk.store.keys = {**desk.store.keys, key: rights}
    desk.store.expired_keys = desk.store.expired_keys - {key}
    return {"object": "api_key", "rights": rights}


def _expire_key(desk: Desk, given: Arguments) -> JsonObject:
    if given["key"] not in desk.store.keys:
        raise SandboxError("bad_argument", "There is no such key.")
    desk.store.expired_keys = desk.store.expired_keys | {given["key"]}
    return {"object": "api_key", "expired": True}


TROUBLE = (
    Action(
        "lose_events",
        "Lose events of the last 30 days for good.",
        (
            text("type", "such as invoice.paid or invoice.*; all if not given"),
            text("about", "id of the object; all if not given"),
        ),
        _lose_events,
    ),
    Action(
        "duplicate_event",
        "Make a second event of one, under another id.",
        (text("event", "its id", required=True),),
        _duplicate_event,
    ),
    Action(
        "lock_object",
        "Answer the next requests that would change an object with 429 lock_timeout.",
        (text("id", "of the object", required=True), number("times", "how many; 1 if not given")),
        _lock_object,
    ),
    Action(
        "upgrade_api",
        "Change the account's API version from now on.",
        (text("version", "such as 2026-10-28.endive", required=True),),
        _upgrade_api,
    ),
    Action(
        "register_key",
        "Let a restricted key in, or change its rights.",
        (
            text("key", "such as rk_test_reader", required=True),
            Parameter("rights", "list", required=True, help="such as invoice:read,customer:write; *:read is all"),
        ),
        _register_key,
    ),
    Action(
        "expire_key",
        "Let a key expire.",
        (text("key", "the key", required=True),),
        _expire_key,
    ),
)
"""In the order in which they are likely to be wanted."""
