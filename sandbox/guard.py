"""Keeps web pages away from the doors that need no key.

A page on the internet can make a browser send requests to 127.0.0.1, also by a name that resolves to it. Its requests
give themselves away by their `Host` or `Origin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost"})


def check(headers: Mapping[str, str]) -> None:
    """Let a request from this machine pass; header names in any case.

    Raises:
        SandboxError: `forbidden` when the request names another host, or comes from another host's page.
    """
    host = headers.get("host", "")
    if _name(f"//{host}") not in _OWN_NAMES:
        raise SandboxError(
            "forbidden",
            f"This door answers to 127.0.0.1 and localhost, not to {host[:80]!r}.",
            "use http://127.0.0.1",
        )
    origin = headers.get("origin")
    if origin is not None and _name(origin) not in _OWN_NAMES:
        raise SandboxError("forbidden", f"This door does not answer to pages of {origin[:80]!r}.")


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
