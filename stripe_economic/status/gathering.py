"""Gathers a status from STATE, Meltano's runs, Stripe and e-conomic. Nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any
from urllib.parse import quote

from stripe_economic.clients import Clients, opened
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.finding import kinds
from stripe_economic.outcomes.waiting import Waiting, bookmarks_of, waiting_in
from stripe_economic.pipeline import Pipeline
from stripe_economic.plugins import reading
from stripe_economic.plugins.reading import Record
from stripe_economic.reconcile.ledger_side import LedgerSide
from stripe_economic.status.figures import Drafts, Failed, LastRun, Status, Stream
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.streams.kinds import BALANCE_TRANSACTIONS, STREAMS

Json = dict[str, Any]

_NO_METADATA = BALANCE_TRANSACTIONS.stream
_POSTED = frozenset({"created", "booked", "updated", "unchanged"})
_UP_TO = "replication_key_value"
Place = tuple[str, str | None]


def gather(connections: Connections, *, fast: bool) -> Status:
    """Return how the pipeline stands.

    Args:
        connections: how to reach both sides.
        fast: whether to leave out how many objects are behind, for which all of them are read.

    Raises:
        OperatorError: a side, or the STATE, cannot be read.
    """
    pipeline = connections.pipeline(connections.addresses)
    with opened(connections) as clients, ThreadPoolExecutor() as pool:
        asked = pool.submit(copy_context().run, _runs, pipeline)
        with progress(_("Asking Meltano for its state")):
            state = pipeline.state()
        waiting = waiting_in(state)
        drafts = _drafts(clients)
        failed = list(_messages(clients, waiting))
        behind = None if fast else _behind(connections, state, waiting)
        runs = asked.result()
    return Status(
        connections.environment,
        tuple(_streams(connections, state, waiting, behind)),
        tuple(failed),
        _last_run(runs, state, failed),
        drafts,
    )


def _runs(pipeline: Pipeline) -> list[Json]:
    """Return Meltano's runs; where it cannot tell, the STATE and the metadata still do."""
    try:
        return pipeline.runs()
    except OperatorError:
        return []


def _drafts(clients: Clients) -> Drafts:
    with progress(_("Reading the open drafts")) as told:
        drafts = LedgerSide(clients.ledger).drafts()
        told.at(len(drafts))
    found = [
        (one.day.isoformat(), one.found.number, one.found.name, stripe_id)
        for stripe_id, members in drafts.items()
        for one in members
    ]
    if not found:
        return Drafts(0, "", "", "")
    day, _number, name, stripe_id = min(found)
    return Drafts(len(found), name, day, stripe_id)


def _messages(clients: Clients, waiting: list[Waiting]) -> Iterator[Failed]:
    """Yield what waits with what Stripe's metadata says of it, one request each; movements have no metadata."""
    wanted = [one for one in waiting if one.stream != _NO_METADATA and kinds.kind_of(one.id)]
    by_account: defaultdict[str, list[Waiting]] = defaultdict(list)
    for one in wanted:
        is_read = one.account is None or one.account in clients.accounts
        by_account[(one.account or clients.accounts[0]) if is_read else ""].append(one)
    metadata: dict[str, Mapping[str, Any]] = {}
    with progress(_("Reading from Stripe why they failed")) as told:
        for account, members in by_account.items():
            answers = clients.stripe(account).get_many(_path(one) for one in members)
            for one, answer in zip(members, answers, strict=True):
                told.at(len(metadata) + 1, len(wanted), one.id)
                if isinstance(answer, AnswerError) and not answer.is_missing:
                    raise answer
                known = None if isinstance(answer, AnswerError) else answer.get("metadata")
                metadata[one.id] = known if isinstance(known, dict) else {}
    for one in waiting:
        known = metadata.get(one.id, {})
        is_posted = known.get("economic_status") in _POSTED
        yield Failed(
            one,
            str(known.get("economic_error") or ""),
            str(known.get("economic_document") or "") if is_posted else "",
            str(known.get("economic_synced_at") or ""),
        )


def _path(one: Waiting) -> str:
    kind = kinds.kind_of(one.id)
    assert kind is not None
    return f"{kind.path}/{quote(one.id, safe='')}"


def _behind(connections: Connections, state: Json, waiting: list[Waiting]) -> Counter[Place]:
    """Count what the next run would read, without what waits and without the movement that the bookmark is at."""
    waits = {one.id for one in waiting}
    stands = {place: value.get(_UP_TO) for place, value in _places(state)}
    met: set[str] = set()
    found: Counter[Place] = Counter()
    with progress(_("Counting what is behind")) as told:

        def count(record: Record) -> None:
            place = record.stream, record.account
            stood_on = record.stream == _NO_METADATA and record.body.get("created") == stands.get(place)
            if record.id not in waits and record.id not in met and not stood_on:
                met.add(record.id)
                found[place] += 1
                told.at(len(met), None, record.id)

        reading.due(connections, state, count)
    return found


def _places(state: Json) -> Iterator[tuple[Place, Json]]:
    """Yield the marks of each stream and account in a STATE; see docs/tap.md."""
    for stream, bookmark in bookmarks_of(state).items():
        accounts = bookmark.get("accounts")
        for one in accounts if isinstance(accounts, list) else ():
            if isinstance(one, dict):
                yield (stream, one.get("account")), one
        if bookmark.get(_UP_TO) or not accounts:
            yield (stream, bookmark.get("account")), bookmark


def _streams(
    connections: Connections, state: Json, waiting: list[Waiting], behind: Counter[Place] | None
) -> Iterator[Stream]:
    places = dict(_places(state))
    for stream in STREAMS:
        if stream not in connections.streams:
            continue
        for account in connections.stripe.stripe_accounts or (None,):
            own = places.get((stream, account), {})
            yield Stream(
                stream,
                account,
                str(own.get(_UP_TO) or ""),
                str(own.get("read_at") or ""),
                None if behind is None else behind[stream, account],
                sum(one.stream == stream and one.account in {account, None} for one in waiting),
            )


def _last_run(runs: list[Json], state: Json, failed: list[Failed]) -> LastRun | None:
    if runs:
        one = runs[0]
        return LastRun(
            "meltano",
            str(one.get("started_at") or ""),
            str(one.get("ended_at") or ""),
            str(one.get("state") or "").lower(),
        )
    # Where runs are made elsewhere, with STATE kept in common, this machine's Meltano knows of none.
    written = max((one.written_at for one in failed), default="")
    read = max((str(own.get("read_at") or "") for _place, own in _places(state)), default="")
    if written:
        return LastRun("metadata", "", written, "")
    return LastRun("state", "", read, "") if read else None
