"""Tells people of what failed, for both orchestrators. Only the standard library is used."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request

WEBHOOK = "STRIPE_ECONOMIC_FAILURE_WEBHOOK"
_PATIENCE = 10.0
_TRIES = 3
# All tries and pauses together stay below the sixty seconds that Dagster gives a sensor.
_LONGEST_PAUSE = 10.0
_TOO_MANY = 429
_SERVER = 500


class WebhookError(Exception):
    """Nobody was told. Says why, but not the address, which for many services is the key itself."""


def tell(text: str) -> None:
    """Post `{"text": ...}`, which chat services show as a message; does nothing where the variable is not set.

    Three tries: a service that gets the failures of a whole night at once asks for a pause (429, Retry-After).

    Raises:
        WebhookError: the address is none, or what is there did not take it.
    """
    url = os.environ.get(WEBHOOK)
    if not url:
        return
    if not url.startswith(("https://", "http://")):
        raise WebhookError(f"{WEBHOOK} is no address of the form https://...; nobody was told.")
    for tried in range(1, _TRIES + 1):
        why, pause = _posted(url, json.dumps({"text": text}).encode())
        if not why:
            return
        if pause is None or tried == _TRIES:
            raise WebhookError(f"The address in {WEBHOOK} {why}; nobody was told.")
        time.sleep(min(pause or 2.0**tried, _LONGEST_PAUSE))


def _posted(url: str, body: bytes) -> tuple[str, float | None]:
    """Return what went wrong, empty where nothing did; and after how many seconds to try again, None for never."""
    try:
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310 - as above
            return "", None
    except urllib.error.HTTPError as error:
        after = error.headers.get("Retry-After", "")
        pause = float(after) if after.isdigit() else 0.0
        return f"answered with {error.code}", pause if error.code == _TOO_MANY or error.code >= _SERVER else None
    except OSError as error:
        return f"could not be reached ({error})", 0.0
    except (ValueError, http.client.HTTPException):  # their words would show the address
        return "is not one", None
