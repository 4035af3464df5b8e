"""Asks servers on this machine: past proxies, without redirects and without .netrc."""

import requests

_SECONDS = 60


def ask(method: str, url: str, body: object = None) -> requests.Response:
    """Return the answer to one request, whose body is JSON where there is one.

    Raises:
        requests.RequestException: there is none.
    """
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, json=body, timeout=_SECONDS, allow_redirects=False)
