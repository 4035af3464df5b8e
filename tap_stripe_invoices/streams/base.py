"""What every stream does: read what is due, write records, and move its place in STATE behind them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from singer_sdk import Stream
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import StateMessage

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.feed.ascending import Feed
from tap_stripe_invoices.feed.bookmark import Bookmark
from tap_stripe_invoices.records.hydrate import unread
from tap_stripe_invoices.settings import STRIPE_BEGAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_sdk.helpers.types import Context, Record

    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.streams.kinds import Kind
    from tap_stripe_invoices.tap import TapStripeInvoices

# The target finishes its work at every STATE, so this is also how much it may have to do again after a crash.
STATE_EVERY = 50


class StripeStream(Stream):
    """Reads one kind of object: first the ids that failed before, then what is new.

    Replication is this project's own. The SDK would take the newest record seen for the bookmark and would write a
    STATE every 10,000 records; here the place moves when a record has been written, and a STATE follows at least
    every 50, the same one again if nothing moved, because it tells the target to finish what it has.

    Args:
        tap: The tap this stream belongs to.
        kind: What to read.
        schema: The JSON Schema of its records.
    """

    # Records are JSON as Stripe sent it; conforming would cost half the run and drop what a schema does not know.
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE

    def __init__(self, tap: TapStripeInvoices, kind: Kind, schema: dict[str, Any]) -> None:
        super().__init__(tap, schema=schema, name=kind.stream)
        self.primary_keys = ("id",)
        self.replication_key = "created"
        self._stripe_tap = tap
        self._kind = kind
        self._since_state = 0

    @abstractmethod
    def hydrator(self, client: Client) -> Hydrator:
        """What makes records of the objects read."""

    def became_due(self, one: JsonObject) -> int | None:
        """When an object came to belong to the stream, in epoch seconds; None when that was at its creation."""

    def earliest(self, settings: Settings) -> int:  # noqa: ARG002  # the invoices' stream has a use for it
        """The first `created` to read, in epoch seconds; a new invoice is often an old customer's."""
        return STRIPE_BEGAN

    def rescan_days(self, settings: Settings) -> int:  # noqa: ARG002  # the invoices' stream has a use for it
        """How many days before the bookmark to look for objects that came to belong to the stream since."""
        return 0

    def get_replication_key_signpost(self, context: Context | None = None) -> None:
        """None: the place in STATE is kept by `Bookmark`, which has a limit of its own."""

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002  # the SDK's signature
        """The records to write in this run, oldest first after the ids that are read again.

        Raises:
            StateError: the bookmark is unreadable or lies in the future.
            StripeError: the run cannot go on.
        """
        account = self._stripe_tap.settings.stripe_account or None
        for one in self._read():
            one["account"] = account
            yield one

    def _read(self) -> Iterator[JsonObject]:
        settings, client = self._stripe_tap.settings, self._stripe_tap.client
        bookmark = Bookmark(self.name, self.stream_state)
        hydrator = self.hydrator(client)
        if settings.ids:
            own = [one for one in settings.ids if one.startswith(self._kind.prefix)]
            yield from self._by_id(own, client, hydrator)
            return
        for record in self._by_id(bookmark.retry_ids, client, hydrator):
            bookmark.check_clock(client.server_time())
            yield record
        start = bookmark.start(earliest=self.earliest(settings), rescan_days=self.rescan_days(settings))
        feed = Feed(client, self._kind.listing)
        for batch in feed.ascending(start):
            bookmark.check_clock(feed.began)
            due = [
                one
                for one in batch
                if one["id"] not in bookmark.retry_ids and bookmark.is_due(one["created"], self.became_due(one))
            ]
            dates = [one["created"] for one in due]
            for record, created in zip(hydrator.records(due), dates, strict=True):
                yield record
                bookmark.emitted(created, feed.began)
                self._count()
        bookmark.check_clock(feed.began)
        bookmark.completed(feed.began)

    def _by_id(self, ids: Iterable[str], client: Client, hydrator: Hydrator) -> Iterator[JsonObject]:
        for one in ids:
            try:
                found = client.get(
                    f"{self._kind.path}/{quote(one, safe='')}",
                    tuple(("expand[]", name) for name in self._kind.expand),
                )
            except AnswerError as error:
                yield unread(self._kind.object, one, error)
            else:
                yield from hydrator.records([found])
            self._count()

    def _count(self) -> None:
        """Note that a record has been written; write a STATE when it is time."""
        self._since_state += 1
        if self._since_state >= STATE_EVERY:
            self._since_state = 0
            self._stripe_tap.write_message(StateMessage(value=self.tap_state))

    def _increment_stream_state(self, latest_record: Record, *, context: Context | None = None) -> None:
        """Nothing: the SDK's own bookmark would move backwards with a record that is read again."""

    def _write_starting_replication_value(self, context: Context | None) -> None:
        """Nothing: the SDK's note of where a run started would be left behind in the STATE of a killed run."""
