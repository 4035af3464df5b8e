"""Tells people of what failed, for both orchestrators. Only the standard library is used."""

import json
import os
import urllib.error
import urllib.request

WEBHOOK = "STRIPE_ECONOMIC_FAILURE_WEBHOOK"
_PATIENCE = 10.0


class WebhookError(Exception):
    """Nobody was told. Says why, but not the address, which for many services is the key itself."""


def tell(text: str) -> None:
    """Post `{"text": ...}`, which chat services show as a message; does nothing where the variable is not set.

    Raises:
        WebhookError: the address is none, or what is there did not take it.
    """
    url = os.environ.get(WEBHOOK)
    if not url:
        return
    body = json.dumps({"text": text}).encode()
    try:
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - the operator's
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310 - as above
            pass
    except urllib.error.HTTPError as error:
        raise WebhookError(f"The address in {WEBHOOK} answered with {error.code}; nobody was told.") from None
    except OSError as error:
        raise WebhookError(f"The address in {WEBHOOK} could not be reached ({error}); nobody was told.") from None
    except ValueError:
        raise WebhookError(f"{WEBHOOK} is no address of the form https://...; nobody was told.") from None
