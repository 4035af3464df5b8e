"""The connections to one host, shared by all threads.

Requests go straight through the adapter: merging a session's settings into each would take most of the processor
time of a run, and a session is not for several threads. So nothing is added that a session adds by itself: no
cookies, no redirects, no .netrc.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import default_headers
from urllib3.util import Retry

from run_telemetry.facts import Request, endpoint
from target_economic.http.filters import encoded

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_KEPT = 64  # more than there are threads


class Connections:
    """What a run sends to one host.

    Args:
        url: of the host; decides whether the environment's proxies are used.
        headers: sent with every request; they hold secrets and are never shown.
        tell: takes each request and how long it took.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], tell: Callable[[Request], None] = lambda _: None
    ) -> None:
        self._url = url
        self._given = dict(headers)
        self._tell = tell
        self._ready: CaseInsensitiveDict[str] | None = None
        # urllib3's own retries could send a write twice.
        self._adapter = HTTPAdapter(
            pool_connections=1, pool_maxsize=_MOST_KEPT, max_retries=Retry(0, read=False, redirect=False)
        )
        # Proxies and certificates are as the environment says, but not for this machine.
        with Session() as session:
            session.trust_env = urlsplit(url).hostname not in LOOPBACK
            self._surroundings: dict[str, Any] = dict(
                session.merge_environment_settings(url, {}, stream=False, verify=None, cert=None)
            )

    def __repr__(self) -> str:
        return f"Connections({self._url})"

    def prepare(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        content: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PreparedRequest:
        """Return a request that is ready to be sent.

        Args:
            method: such as `GET`.
            path: its identifiers already encoded.
            params: the query; encoded here.
            content: the body, or the fields of a form.
            headers: more of them.

        Raises:
            RequestException: there is no such address, or no such header.
            UnicodeError: a header holds what no header can.
        """
        request = PreparedRequest()
        request.prepare_method(method)
        query = "&".join(f"{name}={encoded(str(value))}" for name, value in (params or {}).items())
        request.prepare_url(f"{self._url}{path}?{query}" if query else f"{self._url}{path}", None)
        if self._ready is None:
            self._ready = _checked({**default_headers(), **self._given})
        request.headers = self._ready.copy()
        if headers:
            request.headers.update(_checked(headers))
        request.prepare_body(content, None)
        return request

    def send(self, request: PreparedRequest, timeout: tuple[float, float]) -> Response:
        """Send a request once and read its answer to the end.

        Raises:
            RequestException: no answer came, or half of one.
        """
        began, status = time.perf_counter(), 0
        try:
            response = self._adapter.send(request, timeout=timeout, **self._surroundings)
            _ = response.content  # which gives the connection back
            status = response.status_code
        finally:
            path = endpoint(urlsplit(request.url or "").path)
            self._tell(Request(request.method or "", path, status, time.perf_counter() - began))
        return response

    def close(self) -> None:
        """Give the connections back."""
        self._adapter.close()


def _checked(headers: Mapping[str, str]) -> CaseInsensitiveDict[str]:
    request = PreparedRequest()
    request.prepare_headers(headers)
    for value in request.headers.values():
        value.encode("latin-1")
    return request.headers
