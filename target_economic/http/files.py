"""Fetches a file from somewhere else than e-conomic, such as the PDF of an invoice. No token goes along."""

from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from target_economic.http.connections import LOOPBACK

_TIMEOUT = (5.0, 20.0)
_MOST_REDIRECTS = 5
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FileUnavailable(Exception):
    """A file cannot be had; the message says why."""


def fetch(url: str, most: int) -> bytes:
    """Return a file.

    Args:
        url: https; on this machine http as well. So are the addresses that it redirects to.
        most: bytes that it may have.

    Raises:
        FileUnavailable: it cannot be had, or is larger.
    """
    with requests.Session() as session:
        for _ in range(_MOST_REDIRECTS + 1):
            host = _checked(url)
            session.trust_env = host not in LOOPBACK
            try:
                with session.get(url, timeout=_TIMEOUT, stream=True, allow_redirects=False) as answer:
                    if answer.status_code not in _REDIRECTS:
                        return _content(answer, most)
                    url = urljoin(url, answer.headers.get("Location", ""))
            except (requests.RequestException, HTTPError, ValueError) as error:  # an address may be none in many ways
                raise FileUnavailable(f"{host} gave no answer ({type(error).__name__})") from None
    raise FileUnavailable(f"{host} redirects more than {_MOST_REDIRECTS} times")


def _checked(url: str) -> str:
    """Return the host of an address that may be asked."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise FileUnavailable("its address is none") from None
    if not host or parts.username or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise FileUnavailable("its address does not begin with https")
    return host


def _content(answer: requests.Response, most: int) -> bytes:
    if answer.status_code != requests.codes.ok:
        raise FileUnavailable(f"it was answered with HTTP {answer.status_code}")
    content = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        content += chunk
        if len(content) > most:
            raise FileUnavailable(f"it is larger than {most} bytes")
    return bytes(content)
