"""Reads from servers on this machine: past proxies, without redirects and without .netrc."""

import requests

_SECONDS = 30


def get(url: str) -> requests.Response:
    """Return the answer to one GET.

    Raises:
        requests.RequestException: there is none.
    """
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=_SECONDS, allow_redirects=False)
