"""The tap itself: settings, streams, connection, and how it stops when it is told to."""

from __future__ import annotations

import io
import json
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import Tap
from singer_sdk.helpers.capabilities import CapabilitiesEnum, PluginCapabilities, TapCapabilities
from singer_sdk.singerlib import StateMessage

import run_telemetry
from tap_stripe_invoices.errors import SettingsError, StateError, TapError
from tap_stripe_invoices.feed.bookmark import check_state, unreadable
from tap_stripe_invoices.http.client import Client
from tap_stripe_invoices.records.settlements import Settlements
from tap_stripe_invoices.settings import SCHEMA, Settings
from tap_stripe_invoices.stopping import WholeLineWriter
from tap_stripe_invoices.streams.balance_transactions import BalanceTransactionsStream
from tap_stripe_invoices.streams.credit_notes import CreditNotesStream
from tap_stripe_invoices.streams.customers import CustomersStream
from tap_stripe_invoices.streams.invoices import InvoicesStream
from tap_stripe_invoices.streams.kinds import STREAMS
from tap_stripe_invoices.streams.payments import PaymentsStream
from tap_stripe_invoices.streams.payouts import PayoutsStream
from tap_stripe_invoices.streams.products import ProductsStream

if TYPE_CHECKING:
    import typing as t
    from collections.abc import Sequence
    from types import FrameType

    import click
    from singer_sdk import Stream
    from singer_sdk.plugin_base import _ConfigInput


class TapStripeInvoices(Tap):
    """Reads paid Stripe invoices, with their customers, products, complete lines and exact amounts."""

    name = "tap-stripe-invoices"
    package_name = "stripe-economic"
    message_writer_class = WholeLineWriter
    config_jsonschema: ClassVar[dict[str, t.Any]] = SCHEMA
    # Not the SDK's stream maps, flattening and batches: records leave as documented, and STATE belongs to messages.
    capabilities: ClassVar[list[CapabilitiesEnum]] = [
        TapCapabilities.CATALOG,
        TapCapabilities.STATE,
        TapCapabilities.DISCOVER,
        PluginCapabilities.ABOUT,
        PluginCapabilities.STRUCTURED_LOGGING,
    ]

    @cached_property
    def settings(self) -> Settings:
        """The settings, checked at first use.

        Raises:
            SettingsError: a setting is unknown, missing or unreadable.
        """
        return Settings.read(self.config)

    def client_of(self, account: str) -> Client:
        """The connection to one account, the same for all streams; nothing is requested before one is read.

        Args:
            account: One of the accounts in the settings; empty for the key's own.
        """
        if account not in self._clients:
            settings = self.settings
            self._clients[account] = Client(
                api_url=settings.api_url,
                api_key=settings.api_key,
                stripe_account=account,
                mode=settings.mode,
                requests_per_second=settings.requests_per_second,
                concurrency=settings.concurrency,
                tell=run_telemetry.running().request,
            )
        return self._clients[account]

    def settlements(self, client: Client) -> Settlements:
        """Which invoice a payment of this client's account belongs to; what one stream found out, all know."""
        if client not in self._settlements:
            self._settlements[client] = Settlements(client)
        return self._settlements[client]

    @cached_property
    def _clients(self) -> dict[str, Client]:
        return {}

    @cached_property
    def _settlements(self) -> dict[Client, Settlements]:
        return {}

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()

    def discover_streams(self) -> Sequence[Stream]:
        """The streams, which are the same for every account: discovery needs neither key nor network."""
        return [
            InvoicesStream(self),
            PaymentsStream(self),
            CreditNotesStream(self),
            CustomersStream(self),
            ProductsStream(self),
            BalanceTransactionsStream(self),
            PayoutsStream(self),
        ]

    @property
    def streams(self) -> dict[str, Stream]:
        """The streams in the order they are read; the SDK would sort them by name.

        Parties before documents before money, so that whoever posts them finds what they name.
        """
        by_name = super().streams
        return {name: by_name[name] for name in STREAMS if name in by_name}

    def load_state(self, state: dict[str, t.Any]) -> None:
        """Take over a STATE, once all of it is known to be readable; the SDK would fail half way without a name.

        Raises:
            StateError: it is misshapen.
        """
        check_state(state, STREAMS)
        super().load_state(state)

    def write_last_state(self) -> None:
        """Write the STATE of what has been emitted, before stopping early."""
        if self.state:
            self.write_message(StateMessage(value=self.state))

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, t.Any]) -> None:
        """Add nothing: the SDK would offer settings of features that this tap does not have."""

    @classmethod
    def invoke(  # type: ignore[override]  # the SDK's own taps widen it in the same way
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        state: t.IO[str] | None = None,
        catalog: t.IO[str] | None = None,
    ) -> None:
        """Run the command; see the SDK for the options.

        Raises:
            StateError: a file given with --state or --catalog is not a JSON object.
            TapError: `output_closed`, whoever reads the output has stopped; or anything else that ends a run.
        """
        try:
            super().invoke(
                about=about,
                about_format=about_format,
                config=config,
                state=_json_object(state, "--state"),
                catalog=_json_object(catalog, "--catalog"),
            )
        except BrokenPipeError as error:
            raise TapError(
                "output_closed",
                "The program that reads this tap's output has stopped.",
                "Its own last line says why; the next run goes on from the last STATE it kept.",
            ) from error

    @classmethod
    def cb_config(
        cls,
        ctx: click.Context,
        param: click.Option,
        value: tuple[str, ...],
    ) -> _ConfigInput:
        """Read the files given with --config.

        Raises:
            SettingsError: one of them is missing or is not JSON.
        """
        try:
            return super().cb_config(ctx, param, value)
        except (OSError, ValueError, TypeError) as error:
            raise SettingsError(
                "settings_unreadable",
                f"The settings in {', '.join(value)} cannot be read: {str(error).rstrip('.')}.",
                "Give --config a JSON file that holds an object, or ENV.",
            ) from error

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Check the settings without ever quoting a value that may be secret.

        The SDK calls this while it is constructed; it does not raise during discovery, which needs no settings.
        """
        try:
            _ = self.settings
        except TapError as error:
            if raise_errors:
                raise
            return [str(error)]
        return []

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the SDK's signature
        """Stop with 128 + signal, at the end of the line; the SDK would exit 0, which reads as success.

        The last STATE is written by whoever catches `Terminated`, once nothing else is being written.
        """
        stop = Terminated(self, signum)
        if isinstance(self.message_writer, WholeLineWriter) and self.message_writer.holds_back(stop):
            return
        raise stop


def _json_object(file: t.IO[str] | None, option: str) -> t.IO[str] | None:
    """The file once more, now known to hold a JSON object."""
    if file is None:
        return None
    content = file.read()
    try:
        value = json.loads(content)
    except ValueError as error:
        raise StateError(
            "input_unreadable",
            f"The file given with {option} is not JSON.",
            "Write it again, or leave it out.",
        ) from error
    if not isinstance(value, dict):
        if option == "--state":
            raise unreadable("in the file given with --state is not an object")
        raise StateError(
            "input_unreadable",
            f"The file given with {option} is not a JSON object.",
            "Write it again, or leave it out.",
        )
    return io.StringIO(content)


class Terminated(SystemExit):
    """The tap was told to stop by a signal.

    Attributes:
        tap: Whose last STATE is still to be written.
    """

    def __init__(self, tap: TapStripeInvoices, signum: int) -> None:
        super().__init__(128 + signum)
        self.tap = tap
