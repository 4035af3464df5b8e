"""Opens both sides for commands that read them; nothing that is opened here can write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from stripe_economic.connections import Connections
from stripe_economic.errors import passed_on
from stripe_economic.terminal.language import _
from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.http.client import Client as StripeClient
from tap_stripe_invoices.settings import Settings as StripeSettings
from target_economic.errors import TargetError
from target_economic.http.client import Client as EconomicClient
from target_economic.settings.settings import Settings as EconomicSettings


def accounts_of(settings: StripeSettings) -> tuple[str, ...]:
    """Return the accounts that are read; empty text is the key's own."""
    return settings.stripe_accounts or ("",)


def account_words(connections: Connections) -> str:
    """Return which Stripe accounts are read, in words."""
    named = ", ".join(connections.stripe.stripe_accounts) or _("the account of the key")
    mode = connections.stripe.mode or connections.stripe.key_mode
    where = f"{named} ({mode})" if mode else named
    if not connections.environment:
        return where
    return _("{where}, environment {name}").format(where=where, name=connections.environment)


def stripe_client(
    settings: StripeSettings, account: str = "", kind: Callable[..., StripeClient] = StripeClient
) -> StripeClient:
    """Return a door to the account of a key, or to one that is connected to it; close it after use."""
    return kind(
        api_url=settings.api_url,
        api_key=settings.api_key,
        stripe_account=account,
        mode=settings.mode,
        requests_per_second=settings.requests_per_second,
        concurrency=settings.concurrency,
    )


def economic_client(
    settings: EconomicSettings, kind: Callable[..., EconomicClient] = EconomicClient
) -> EconomicClient:
    """Return a door to the agreement; close it after use."""
    return kind(
        settings.api_url,
        settings.app_secret_token,
        settings.agreement_grant_token,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        writes=False,
    )


class Clients:
    """The doors to both sides, opened when they are first used; the connected accounts each have one of their own."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.ledger = economic_client(connections.economic)
        self._stripe: dict[str, StripeClient] = {}

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that are read; empty text is the key's own."""
        return accounts_of(self.connections.stripe)

    def stripe(self, account: str = "") -> StripeClient:
        """Return the door to one account, that of the key where none is named."""
        if account not in self._stripe:
            self._stripe[account] = stripe_client(self.connections.stripe, account)
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
    clients = Clients(connections)
    try:
        yield clients
    except (TapError, TargetError) as error:
        raise passed_on(error) from None
    finally:
        clients.close()
