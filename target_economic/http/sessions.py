"""The connections to one host: a session per thread, because sessions are not thread-safe."""

import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Sessions:
    """Sessions with the same headers, each used by the thread that asked for it.

    Args:
        url: of the host; decides whether the environment's proxies are used.
        headers: sent with every request; they hold secrets and are never shown.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url = url
        self._headers = dict(headers)
        self._own = threading.local()
        self._lock = threading.Lock()
        self._all: list[requests.Session] = []

    def __repr__(self) -> str:
        return f"Sessions({self._url})"

    @property
    def mine(self) -> requests.Session:
        """The calling thread's session."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._open()
            self._own.session = session
            with self._lock:
                self._all.append(session)
        return session

    def at(self, url: str) -> "Sessions":
        """Return sessions with the same headers to another host."""
        return Sessions(url, self._headers)

    def close(self) -> None:
        """Give the connections of all threads back."""
        with self._lock:
            sessions, self._all = self._all, []
        for session in sessions:
            session.close()

    def _open(self) -> requests.Session:
        session = requests.Session()
        # Proxies are used as the environment says, but not for this machine. An auth of our own keeps .netrc from
        # adding another; urllib3's own retries could send a write twice.
        session.trust_env = urlsplit(self._url).hostname not in LOOPBACK
        session.auth = _no_other
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False, redirect=False))
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        session.headers.update(self._headers)
        return session


def _no_other(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
