"""Opens both sides for commands that read them; nothing that is opened here can write."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.http.client import Client as StripeClient
from target_economic.errors import TargetError
from target_economic.http.client import Client as EconomicClient


class Clients:
    """The doors to both sides, opened when they are first used; the connected accounts each have one of their own."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.ledger = EconomicClient(
            connections.economic.api_url,
            connections.economic.app_secret_token,
            connections.economic.agreement_grant_token,
            connect_timeout=connections.economic.connect_timeout,
            read_timeout=connections.economic.read_timeout,
            writes=False,
        )
        self._stripe: dict[str, StripeClient] = {}

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that are read; empty text is the key's own."""
        return self.connections.stripe.stripe_accounts or ("",)

    def stripe(self, account: str = "") -> StripeClient:
        """Return the door to one account, that of the key where none is named."""
        if account not in self._stripe:
            settings = self.connections.stripe
            self._stripe[account] = StripeClient(
                api_url=settings.api_url,
                api_key=settings.api_key,
                stripe_account=account,
                mode=settings.mode,
                requests_per_second=settings.requests_per_second,
                concurrency=settings.concurrency,
            )
        return self._stripe[account]

    def close(self) -> None:
        """Close what was opened."""
        self.ledger.close()
        for client in self._stripe.values():
            client.close()


@contextmanager
def opened(connections: Connections) -> Iterator[Clients]:
    """Open both sides, and make an operator's error of whatever goes wrong there.

    Raises:
        OperatorError: one side cannot be read; with the plugin's own code, words and hint.
    """
    for name in ("tap_stripe_invoices", "target_economic"):
        # Their warnings of requests that are tried again would stand between the reader and the last line.
        logging.getLogger(name).addHandler(logging.NullHandler())
    clients = Clients(connections)
    try:
        yield clients
    except (TapError, TargetError) as error:
        raise OperatorError(error.code, error.message, error.hint or "") from None
    finally:
        clients.close()
