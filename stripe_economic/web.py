"""Reads from servers on this machine: past proxies, without redirects and without .netrc."""

from collections.abc import Mapping

import requests

_SECONDS = 30


def get(
    url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> requests.Response:
    """Return the answer to one GET.

    Raises:
        requests.RequestException: there is none.
    """
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, params=params, headers=headers, timeout=_SECONDS, allow_redirects=False)
