"""The addresses that make something happen, as the actions give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.actions import ENDPOINTS, Endpoint
from sandbox.stripe.api.routing import Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.stripe.api.params import Params
    from sandbox.stripe.store import Store


def writes() -> Sequence[Write]:
    """One for each endpoint of the actions."""
    return [_write(endpoint) for endpoint in ENDPOINTS]


def _write(endpoint: Endpoint) -> Write:
    def run(store: Store, names: Mapping[str, str], params: Params) -> tuple[str, str]:
        return endpoint.kind, endpoint.perform(store, names.get("id", ""), params)

    return Write(endpoint.method, endpoint.path, endpoint.kind, run)
