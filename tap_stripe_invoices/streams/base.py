"""What every stream does: read what is due, write records, and move its place in STATE behind them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import StateMessage

from tap_stripe_invoices.errors import StripeError
from tap_stripe_invoices.feed.bookmark import Bookmark, Retry
from tap_stripe_invoices.feed.clock import Clock
from tap_stripe_invoices.feed.passes import Passes, Plan
from tap_stripe_invoices.feed.reading import Reading
from tap_stripe_invoices.feed.rules import Rules
from tap_stripe_invoices.records.finishing import is_left_out, unread
from tap_stripe_invoices.settings import STRIPE_BEGAN
from tap_stripe_invoices.streams.writing import WholeRecords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_sdk.helpers.types import Context, Record

    from tap_stripe_invoices.feed.ascending import Listing
    from tap_stripe_invoices.feed.due import Batch
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client
    from tap_stripe_invoices.records.hydrate import Hydrator
    from tap_stripe_invoices.settings import Settings
    from tap_stripe_invoices.streams.kinds import Kind
    from tap_stripe_invoices.tap import TapStripeInvoices

# The target finishes its work at every STATE, so this is also how much it may have to do again after a crash.
STATE_EVERY = 50
# Batches that were looked at and held nothing due move the place as well.
_STATE_EVERY_BATCHES = 10


class StripeStream(WholeRecords):
    """Reads one kind of object: first the ids that failed before, then what is due, account by account.

    Replication is this project's own. The SDK would take the newest record seen for the bookmark and would write a
    STATE every 10,000 records; here the place moves when records have been written, and a STATE follows at least
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
        self._since_state = self._since_move = 0
        self._batches = 0

    @abstractmethod
    def hydrator(self, client: Client) -> Hydrator:
        """What makes records of the objects read in one account."""

    def rules(self, client: Client) -> Rules:  # noqa: ARG002  # streams whose rules ask Stripe have a use for it
        """Which objects are due in one account; all, at their creation, if a stream does not say more."""
        return Rules(self._kind.prefix)

    def plan(self, settings: Settings, client: Client) -> Plan:  # noqa: ARG002  # for streams that have more to say
        """How often the list is scanned again."""
        return Plan()

    def batches(self, reading: Reading) -> Iterator[Batch]:
        """What is due in this run in one account; the marks in STATE move behind what has been written."""
        return Passes(reading, self.plan(self._stripe_tap.settings, reading.client)).batches()

    def listing(self, settings: Settings) -> Listing:  # noqa: ARG002  # the invoices' stream has a use for it
        """The list to read."""
        return self._kind.listing

    def earliest(self, settings: Settings) -> int:  # noqa: ARG002  # the invoices' stream has a use for it
        """The first `created` to read, in epoch seconds; a new invoice is often an old customer's."""
        return STRIPE_BEGAN

    def reads(self, one: str) -> bool:
        """Whether an id is of the kind that this stream reads."""
        return one.startswith(self._kind.prefix)

    def get_replication_key_signpost(self, context: Context | None = None) -> None:
        """None: the place in STATE has limits of its own."""

    def get_records(self, context: Context | None) -> Iterable[Record]:  # noqa: ARG002  # the SDK's signature
        """The records to write in this run.

        Raises:
            StateError: the bookmark is unreadable or lies in the future.
            StripeError: the run cannot go on.
        """
        settings = self._stripe_tap.settings
        if settings.ids:
            own = [Retry(one) for one in settings.ids if self.reads(one)]
            self._name_unread(settings.ids)
            yield from self._again(own, self._sources(Bookmark(self.name, {})))
            return
        bookmark = Bookmark(self.name, self.stream_state)
        sources = self._sources(bookmark)
        for source in sources:
            source.reading.place.check_mode(settings.key_mode)
        yield from self._again(bookmark.retry, sources)
        for source in sources:
            if source.reading.place.starts_at(source.reading.start):
                self.logger.warning("%s: start_date is earlier than it was: everything is read once more.", self.name)
            for batch in self.batches(source.reading):
                yield from self._records(batch, source)
            source.check_clock()

    def _name_unread(self, ids: Iterable[str]) -> None:
        """Say once, in the first stream that is read, which ids belong to streams that are not."""
        streams = [one for one in self._stripe_tap.streams.values() if one.selected]
        left = [one for one in ids if not any(isinstance(it, StripeStream) and it.reads(one) for it in streams)]
        if left and self is streams[0]:
            self.logger.warning("%s: no stream that is selected reads such objects.", ", ".join(left))

    def _sources(self, bookmark: Bookmark) -> list[_Source]:
        """The accounts to read."""
        settings, kind = self._stripe_tap.settings, self._kind
        sources = []
        for account, place in bookmark.places(settings.stripe_accounts, self._own_id).items():
            client = self._stripe_tap.client_of(account)
            reading = Reading(
                stream=self.name,
                client=client,
                clock=Clock(client),
                place=place,
                rules=self.rules(client),
                listing=self.listing(settings),
                everything=replace(kind, filters=()).listing,
                expand=kind.expand,
                start=self.earliest(settings),
            )
            sources.append(_Source(account, reading, self.hydrator(client)))
        return sources

    def _own_id(self) -> str | None:
        """The id of the key's own account; None where the key may not know it."""
        try:
            found = self._stripe_tap.client_of("").get("/v1/account").get("id")
        except StripeError as error:
            self.logger.warning("Whether this account was read before, unnamed, is not known: %s", error.message)
            return None
        return found if isinstance(found, str) else None

    def _again(self, wanted: Iterable[Retry], sources: list[_Source]) -> Iterator[JsonObject]:
        """The objects with these ids, whatever their standing; one that no account has is a visible failure."""
        said: dict[str | None, list[str]] = {}
        for ask in wanted:
            said.setdefault(ask.account, []).append(ask.id)
        anywhere = said.pop(None, [])
        for source in sources:
            elsewhere: list[str] = []
            for batch in source.reading.reader().read_singly([*said.pop(source.account, []), *anywhere]):
                if source is not sources[-1]:
                    gone = {one for one, error in batch.refused.items() if error.is_missing}.intersection(anywhere)
                    elsewhere += (one for one in anywhere if one in gone)
                    for one in gone:
                        del batch.refused[one]
                source.reading.seen.update(batch.refused, (one["id"] for one in batch.objects))
                yield from self._records(batch, source)
            anywhere = elsewhere
        for account, ids in said.items():
            self.logger.warning("%s waits in account %s, which is not read.", ", ".join(ids), account)

    def _records(self, batch: Batch, source: _Source) -> Iterator[JsonObject]:
        """The records of a batch, with a STATE before each that has come so far from the last."""
        source.check_clock()
        self._batches += 1
        # The marks stand behind the last batch now and do not move within this one.
        is_long = self._since_move and self._since_move + len(batch.objects) > STATE_EVERY
        if is_long or self._batches >= _STATE_EVERY_BATCHES:
            self._write_place()
            self._since_move = 0
        for record in chain(
            source.hydrator.records(batch.objects),
            (unread(self._kind.object, one, error) for one, error in batch.refused.items()),
        ):
            # Before a record rather than after it: by now the marks have moved behind those that were written.
            if self._since_state >= STATE_EVERY:
                self._write_place()
            if is_left_out(record):
                self.logger.info("%s carries economic_ignore in its metadata: it is not to be posted.", record["id"])
            record["account"] = source.account or None
            yield record
            self._since_state += 1
            self._since_move += 1

    def _write_place(self) -> None:
        self._since_state = self._batches = 0
        self._stripe_tap.write_message(StateMessage(value=self.tap_state))

    def _increment_stream_state(self, latest_record: Record, *, context: Context | None = None) -> None:
        """Nothing: the SDK's own bookmark would move backwards with a record that is read again."""

    def _write_starting_replication_value(self, context: Context | None) -> None:
        """Nothing: the SDK's note of where a run started would be left behind in the STATE of a killed run."""


@dataclass(frozen=True, slots=True)
class _Source:
    """One account to read: which, how far, and what makes records of its objects."""

    account: str
    reading: Reading
    hydrator: Hydrator

    def check_clock(self) -> None:
        """Refuse a place in the future, once Stripe has answered and before anything is written."""
        self.reading.place.check_clock(self.reading.clock.began)
