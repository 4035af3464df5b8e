"""Reads both sides anew and reconciles them. Nothing is written anywhere."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from stripe_economic.clients import accounts_of, economic_client, stripe_client
from stripe_economic.errors import OperatorError
from stripe_economic.mappings import loading
from stripe_economic.reconcile import documents
from stripe_economic.reconcile.counted import Count, CountedEconomic, CountedStripe
from stripe_economic.reconcile.days import seconds
from stripe_economic.reconcile.findings import Books, Kind, Result
from stripe_economic.reconcile.journal import NOTHING, Journal, Reading
from stripe_economic.reconcile.ledger_side import LedgerSide
from stripe_economic.reconcile.objects import Objects
from stripe_economic.reconcile.rulings import MOVEMENTS, PAYOUTS, Rulings
from stripe_economic.reconcile.stripe_side import StripeSide
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from tap_stripe_invoices.errors import TapError
from target_economic.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from stripe_economic.connections import Connections
    from stripe_economic.reconcile.findings import Section, Window
    from stripe_economic.reconcile.ledger_side import Agreement, Sold
    from stripe_economic.reconcile.sides import Sale
    from tap_stripe_invoices.http.client import Client as StripeClient
    from target_economic.http.client import Client as EconomicClient

_STREAMS = {"invoices": Kind.INVOICES, "credit_notes": Kind.CREDIT_NOTES, "payments": Kind.PAYMENTS}
# An invoice may be paid long after it was made; those that a charge of the window paid are found whatever their age.
_BEFORE = timedelta(days=366)


def reconcile(
    connections: Connections,
    window: Window,
    clearing_accounts: Collection[int] = (),
    since: date | None = None,
    now: datetime | None = None,
) -> Result:
    """Return how the two sides compare.

    Args:
        connections: how to reach them.
        window: the days.
        clearing_accounts: what stands for Stripe's balance, where the mappings are not to say it.
        since: invoices created before this day are not read, unless a charge of the window paid them; a year before
            the window where it is None.
        now: the time of day.

    Raises:
        OperatorError: one side cannot be read, or the account of the clearing is not known.
    """
    if len(connections.stripe.stripe_accounts) > 1:
        raise OperatorError(
            "several_accounts",
            _("The setting stripe_account names several connected accounts."),
            _("Reconcile them one by one: set TAP_STRIPE_INVOICES_STRIPE_ACCOUNT to one of them."),
        )
    try:
        with (
            progress(_("Reading Stripe and e-conomic")) as shown,
            _clients(connections, Count(shown)) as (reader, ledger),
        ):
            run = _Run(connections, window, StripeSide(reader, window, _objects(connections, window)), ledger)
            return run.result(frozenset(clearing_accounts), since, now or datetime.now(UTC))
    except (TapError, TargetError) as error:
        raise OperatorError(error.code, error.message, error.hint or "") from None


@contextmanager
def _clients(connections: Connections, count: Count) -> Iterator[tuple[StripeClient, EconomicClient]]:
    """Give what reads each side, and close it."""
    account, *_others = accounts_of(connections.stripe)
    reader = stripe_client(connections.stripe, account, partial(CountedStripe, count))
    ledger = economic_client(connections.economic, partial(CountedEconomic, count))
    with closing(reader), closing(ledger):
        yield reader, ledger


def _objects(connections: Connections, window: Window) -> Objects:
    stripe = connections.stripe
    return Objects(window.zone, connections.economic.rounding_limit, stripe.start, stripe.trigger)


class _Run:
    """One reconciliation."""

    def __init__(self, connections: Connections, window: Window, stripe: StripeSide, client: EconomicClient) -> None:
        self._connections = connections
        self._window = window
        self._stripe = stripe
        self._client = client
        self._ledger = LedgerSide(client)
        self._kinds = {kind for stream, kind in _STREAMS.items() if stream in connections.streams}
        self._with_money = bool({MOVEMENTS, PAYOUTS} & connections.streams)

    def result(self, given: frozenset[int], since: date | None, now: datetime) -> Result:
        """Read and compare everything."""
        agreement = self._ledger.agreement()
        sections, sold = self._documents(since or self._window.first - _BEFORE, now.date())
        journal = self._journal(given, agreement, sold) if self._with_money else NOTHING
        accounts = self._connections.stripe.stripe_accounts
        books = Books(
            environment=self._connections.environment,
            read_at=now,
            stripe_account=accounts[0] if accounts else None,
            livemode=journal.live,
            agreement=agreement.number,
            company=agreement.company,
            base_currency=agreement.base_currency,
        )
        return Result(self._window, books, (*sections, journal.section), journal.categories, journal.clearing)

    def _journal(self, given: frozenset[int], agreement: Agreement, sold: Mapping[str, Sequence[Sold]]) -> Journal:
        rulings = Rulings(loading.load(self._connections.mappings))
        reading = Reading(self._stripe, self._client, self._window, rulings, agreement.base_currency)
        return reading.journal(given, sold)

    def _documents(self, since: date, today: date) -> tuple[list[Section], Mapping[str, Sequence[Sold]]]:
        """Return what became of documents, and those of e-conomic that were read."""
        needs_charges = Kind.PAYMENTS in self._kinds or self._with_money
        payments, paid_invoices = self._stripe.payments() if needs_charges else ([], [])
        known = self._stripe.invoices(seconds(since, self._window.zone), paid_invoices)
        if Kind.CREDIT_NOTES in self._kinds:
            known += self._stripe.credit_notes()
        if Kind.PAYMENTS in self._kinds:
            known += payments
        start, end = self._window.start, self._window.end
        sales = [one for one in known if one.counts_at is not None and start <= one.counts_at < end]
        wanted = {one.id for one in sales}
        sold = self._ledger.sales(since, today)
        # Whatever its date: that of an invoice may lie before all that was read.
        sold |= self._ledger.sales_of(one for one in wanted if one not in sold)
        # Documents of the window whose sales count on other days: at month's end, and what a person copied later.
        dated = {
            one
            for one, members in sold.items()
            if one not in wanted and any(self._window.first <= member.day <= self._window.last for member in members)
        }
        looked_up = self._stripe.look_up(dated - {one.id for one in known})
        sold |= self._ledger.sales_of(one for one, sale in looked_up.items() if sale is not None)
        voided = self._stripe.voided_invoices(seconds(since, self._window.zone))
        sold |= self._ledger.sales_of(one.id for one in voided if one.id not in sold)
        others: dict[str, Sale | None] = {one.id: one for one in known if one.id in dated}
        others |= {one.id: one for one in voided if one.id in sold} | looked_up
        return documents.compare(sales, sold, others, self._kinds), sold
