"""What the e-conomic side answers to: the paths of all its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import grant
from sandbox.economic.ledger import routes as ledger
from sandbox.economic.sales import routes as sales
from sandbox.economic.setup import routes as setup

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes


def routes() -> Routes:
    """Path patterns to methods to handlers. What is not here is 404."""
    return {**setup.routes(), **sales.routes(), **ledger.routes(), **grant.routes()}


def route_table() -> list[str]:
    """Every address as `METHOD /pattern`."""
    return [f"{method} {path}" for path, methods in routes().items() for method in methods]
