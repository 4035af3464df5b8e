"""What a replay would do, found out by a rehearsal before anything is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from stripe_economic.clients import opened
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.finding import kinds
from stripe_economic.finding.finder import Finder
from stripe_economic.outcomes.outcome import Outcome
from stripe_economic.outcomes.waiting import Waiting, waiting_in
from stripe_economic.plugins import rehearsal
from stripe_economic.plugins.met import Met
from stripe_economic.plugins.reading import Record, check_found
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress

_POSTS = frozenset({"created", "booked", "updated", "deleted"})


@dataclass(frozen=True, slots=True)
class Plan:
    """A replay that is to be made.

    Attributes:
        ids: the objects; empty where everything since a day is read.
        day: that day.
        outcomes: what would become of each document.
        unread: what waits and is left where it is, each with the account or stream that the pipeline does not read.
    """

    ids: tuple[str, ...]
    day: date | None
    outcomes: tuple[Outcome, ...]
    unread: tuple[tuple[Waiting, str], ...] = ()

    @property
    def to_post(self) -> list[Outcome]:
        """What would be posted, changed or deleted."""
        return [one for one in self.outcomes if one.action in _POSTS]

    @property
    def is_good(self) -> bool:
        """Whether nothing would be left undone."""
        return all(one.is_good for one in self.outcomes) and not self.unread


def of_words(connections: Connections, words: Sequence[str]) -> Plan:
    """Return the plan for what the words of a command line mean.

    Raises:
        OperatorError: something is not found, or no run would post it.
    """
    with opened(connections) as clients:
        ids = [one.id for one in Finder(clients).things(words)]
    _check_selected(connections, ids)
    outcomes, records = _rehearse(connections, ids)
    check_found(records, ids, connections)
    missing = [one for one in ids if not any(outcome.id == one for outcome in outcomes)]
    if missing:
        raise OperatorError(
            "no_mapping",
            _("No mapping in use makes anything of {ids}.").format(ids=", ".join(missing)),
            _("See which there are: stripe-economic mappings show."),
        )
    return Plan(tuple(ids), None, tuple(outcomes))


def of_failed(connections: Connections) -> Plan:
    """Return the plan for what waits on the retry list.

    Raises:
        OperatorError: the STATE or a side cannot be read.
    """
    with progress(_("Asking Meltano for its state")):
        pipeline = connections.pipeline()
        waiting = waiting_in(pipeline.state())
    unread = [(one, place) for one in waiting if (place := _not_read(connections, one))]
    left = {one.id for one, _place in unread}
    ids = list(dict.fromkeys(one.id for one in waiting if one.id not in left))
    outcomes = _rehearse(connections, ids)[0] if ids else []
    return Plan(tuple(ids), None, tuple(outcomes), tuple(unread))


def _not_read(connections: Connections, one: Waiting) -> str:
    """Return the account or stream in which it waits and which the pipeline does not read; empty where it does."""
    if one.stream not in connections.streams:
        return one.stream
    # An entry names an account only where one was configured; else it is in the key's own.
    return one.account if one.account and one.account not in connections.stripe.stripe_accounts else ""


def of_days(connections: Connections, day: date) -> Plan:
    """Return the plan for everything since a day, a day in UTC.

    Raises:
        OperatorError: the pipeline carries nothing that old over, or a side cannot be read.
    """
    first = datetime.fromtimestamp(connections.stripe.start, UTC).date()
    if day < first:
        raise OperatorError(
            "before_start_date",
            _(
                "{day} is before the start date of the pipeline, {first}: what is older was never to be posted."
            ).format(day=day, first=first),
            _("Choose a later day, or change start_date in meltano.yml if the older sales are to be posted."),
        )
    with progress(_("Rehearsing everything since {day}").format(day=day)) as told:
        outcomes = rehearsal.since(connections, day.isoformat(), Met(told))
    return Plan((), day, tuple(outcomes))


def _check_selected(connections: Connections, ids: Sequence[str]) -> None:
    for one in ids:
        stream = kinds.stream_of(one)
        if stream not in connections.streams:
            raise OperatorError(
                "stream_not_selected",
                _("{id} is read by the stream {stream}, which is not selected in meltano.yml.").format(
                    id=one, stream=stream
                ),
                _("Add {stream}.* to select there, if it is to be carried over.").format(stream=stream),
            )


def _rehearse(connections: Connections, ids: Sequence[str]) -> tuple[list[Outcome], dict[str, Record]]:
    """Return what would become of objects, and their records."""
    with progress(_("Rehearsing")) as told:
        met = Met(told, ids)
        return rehearsal.of_ids(connections, ids, met), met.records
