"""Gathers the life of objects: both sides are read anew, a run is rehearsed, and nothing is written."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stripe_economic.clients import Clients, opened
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.explain.facts import Fact, facts, told
from stripe_economic.explain.standing import Ledger, Standing
from stripe_economic.finding.finder import Finder, Thing
from stripe_economic.mappings import loading
from stripe_economic.mappings.preview import Preview, previews
from stripe_economic.mappings.sources import Source
from stripe_economic.outcomes.codes import explained
from stripe_economic.outcomes.outcome import Outcome
from stripe_economic.outcomes.waiting import Waiting, waiting_in
from stripe_economic.plugins import rehearsal
from stripe_economic.plugins.met import Met
from stripe_economic.plugins.reading import Record, check_found
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress

_SALES = frozenset({"draft", "booked", "draft order", "sent order", "archived order"})


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to on both sides, in its currency; None where Stripe does not know it."""

    document: str
    currency: str
    stripe: dict[str, Decimal | None]
    ledger: dict[str, Decimal]

    @property
    def difference(self) -> dict[str, Decimal | None]:
        """Stripe's figures less e-conomic's."""
        return {name: None if value is None else value - self.ledger[name] for name, value in self.stripe.items()}

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        sides: dict[str, Mapping[str, Decimal | None]]
        sides = {"stripe": self.stripe, "ledger": self.ledger, "difference": self.difference}
        said = {
            side: {name: None if value is None else str(value) for name, value in figures.items()}
            for side, figures in sides.items()
        }
        return {"document": self.document, "currency": self.currency, **said}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The life of one object.

    Attributes:
        thing: what it is, and how it was found.
        record: as the pipeline reads it.
        is_selected: whether the pipeline reads its stream at all.
        previews: what the mappings in use make of it.
        standing: what is in e-conomic.
        waiting: how it waits on the retry list, if it does.
        state_error: why STATE could not be read, empty where it could.
        replay: what a replay would do now, document by document.
    """

    thing: Thing
    record: Record
    is_selected: bool
    previews: tuple[Preview, ...]
    standing: tuple[Standing, ...]
    waiting: Waiting | None
    state_error: str
    replay: tuple[Outcome, ...]

    @property
    def facts(self) -> list[Fact]:
        """What Stripe says."""
        return facts(self.record)

    @property
    def told(self) -> dict[str, str]:
        """What stands in the metadata of the object in Stripe."""
        return told(self.record)

    @property
    def totals(self) -> list[Totals]:
        """Both sides' figures, for each document that there is."""
        known = (one.document.get("expected") for one in self.previews)
        expected: dict[str, Any] | None = next((one for one in known if one), None)
        if expected is None:
            return []
        minor: dict[str, int | None] = {
            "net": expected.get("net"),
            "vat": expected.get("tax"),
            "gross": expected.get("gross"),
        }
        stripe = {
            name: None if value is None else Decimal(value).scaleb(-expected["exponent"])
            for name, value in minor.items()
        }
        return [
            Totals(one.name, one.currency, stripe, dict(one.amounts)) for one in self.standing if one.place in _SALES
        ]

    @property
    def codes(self) -> list[str]:
        """The outcome codes that are told of it anywhere."""
        error = self.told.get("economic_error", "").partition(":")[0]
        named = [self.waiting.code if self.waiting else "", error, *(one.code or "" for one in self.replay)]
        return [one for one in dict.fromkeys(named) if explained(one)]


def explain(connections: Connections, words: Sequence[str]) -> list[Explanation]:
    """Return the life of what the words of a command line mean.

    Raises:
        OperatorError: something is not found, a side cannot be read, or the mappings are wrong.
    """
    library = loading.load(connections.mappings)
    with opened(connections) as clients, ThreadPoolExecutor() as pool:
        things = Finder(clients).things(words)
        state = pool.submit(copy_context().run, _state, connections)
        ids = [one.id for one in things]
        with progress(_("Rehearsing a run")) as told:
            met = Met(told, ids)
            outcomes = rehearsal.of_ids(connections, ids, met)
        records = met.records
        check_found(records, ids, connections)
        standing = _standing(clients, records, outcomes)
        waiting, state_error = state.result()
    return [
        Explanation(
            thing,
            record := records[thing.id],
            thing.stream in connections.streams,
            tuple(one for one in previews(library, Source.of(record)) if one.active),
            tuple(standing.get(thing.id, ())),
            next((one for one in waiting if one.id == thing.id), None),
            state_error,
            tuple(one for one in outcomes if one.id == thing.id),
        )
        for thing in things
    ]


def _standing(clients: Clients, records: dict[str, Record], outcomes: list[Outcome]) -> dict[str, list[Standing]]:
    ledger = Ledger(clients.ledger)
    with progress(_("Looking in e-conomic")) as told:
        told.at(0, len(records))
        found = ledger.of_records(records.values())
        for outcome in outcomes:
            told.at(len(found), len(records), outcome.number or outcome.id)
            if party := ledger.party(outcome):
                found[outcome.id] = party
        told.at(len(records), len(records))
    return found


def _state(connections: Connections) -> tuple[list[Waiting], str]:
    """Return what waits, and why that is not known; a missing Meltano does not keep the rest from being told."""
    try:
        return waiting_in(connections.pipeline().state()), ""
    except OperatorError as error:
        return [], error.message
