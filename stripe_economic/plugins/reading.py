"""Reads records with the tap itself, as the pipeline would, without writing anything."""

import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stripe_economic.clients import account_words
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.plugins.process import Plugin
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from tap_stripe_invoices.tap import TapStripeInvoices

Json = dict[str, Any]

NOT_FOUND = "not_found_in_stripe"
# With ids the tap reads those alone, whatever their date; a date later than they are would not hide them either.
_LONG_AGO = "2012-01-01"
_TAP = "tap_stripe_invoices"


@dataclass(frozen=True, slots=True)
class Record:
    """A record, the stream it belongs to, and the account it came from (None for the key's own)."""

    stream: str
    id: str
    account: str | None
    body: Json

    @property
    def is_missing(self) -> bool:
        """Whether it only says that Stripe does not know the id."""
        error = self.body.get("tap_error") or {}
        return bool(error.get("code") == NOT_FOUND)


def by_ids(connections: Connections, ids: Iterable[str]) -> dict[str, Record]:
    """Return the records of ids, one for each; for what Stripe does not know it is one that says so.

    Raises:
        OperatorError: Stripe cannot be read; with the tap's own words.
    """
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Record] = {}
    with progress(_("Reading from Stripe")) as told:
        told.at(0, len(wanted))
        for one in read(connections, settings_for(connections, wanted)):
            found[one.id] = one
            told.at(len(found), len(wanted), one.id)
    check_found(found, [one for one in wanted if one not in found], connections)
    return found


def settings_for(connections: Connections, ids: Iterable[str]) -> Json:
    """Return the tap's settings with which it reads these ids alone."""
    return {**connections.tap, "ids": " ".join(ids), "start_date": _LONG_AGO}


def check_found(records: Mapping[str, Record], ids: Iterable[str], connections: Connections) -> None:
    """Make sure that Stripe knows all of these ids.

    Raises:
        OperatorError: it does not; naming them, and where they were looked for.
    """
    missing = [one for one in ids if one not in records or records[one].is_missing]
    if not missing:
        return
    raise OperatorError(
        NOT_FOUND,
        _("Stripe does not know {ids}. Looked for in {where}.").format(
            ids=", ".join(missing), where=account_words(connections)
        ),
        _("It may be of another account, or of the other mode, live or test; --environment says where to look."),
    )


def due(connections: Connections, state: Mapping[str, Any], met: Callable[[Record], None]) -> None:
    """Read what the next run would read, record by record.

    Args:
        connections: how to reach Stripe, and which streams are selected.
        state: of the last run, as the plugins know it.
        met: called with each record.

    Raises:
        OperatorError: Stripe cannot be read; with the tap's own words.
    """
    catalog = selecting(connections, connections.streams)
    for one in read(connections, connections.tap, catalog=catalog, state=state):
        met(one)


def read(
    connections: Connections,
    settings: Mapping[str, Any],
    *,
    catalog: Mapping[str, Any] | None = None,
    state: Mapping[str, Any] | None = None,
) -> Iterator[Record]:
    """Yield the records of a run of the tap.

    Raises:
        OperatorError: it ended with an error.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = (*given(folder, "catalog", catalog), *given(folder, "state", state))
        tap = Plugin(_TAP, folder=folder, settings=settings, project=connections.project, arguments=arguments)
        try:
            yield from records(tap.output)
            if trouble := tap.trouble():
                raise trouble
        finally:
            tap.end()


def records(lines: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records among the tap's messages."""
    for line in lines:
        if record := record_in(line):
            yield record


def record_in(line: bytes) -> Record | None:
    """Return the record that a message is; None for another message."""
    message = json.loads(line)
    if message["type"] != "RECORD":
        return None
    body = message["record"]
    return Record(message["stream"], body["id"], body.get("account"), body)


def given(folder: Path, option: str, value: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the option that gives a program a value in a file; nothing where there is no value."""
    if value is None:
        return ()
    path = folder / f"{option}.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return f"--{option}", str(path)


def selecting(connections: Connections, streams: Collection[str]) -> Json:
    """Return the catalog in which some streams are selected."""
    catalog: Json = TapStripeInvoices(config=dict(connections.tap), validate_config=False).catalog_dict
    for entry in catalog["streams"]:
        for one in entry["metadata"]:
            if not one["breadcrumb"]:
                one["metadata"]["selected"] = entry["tap_stream_id"] in streams
    return catalog
