"""What a run would do now: the real tap, mapper and target, joined as Meltano joins them, with nothing written.

The target is told to make a dry run, which takes no lock: it disturbs nobody, and a run that is under way meanwhile
may do what it says.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from stripe_economic.connections import Connections
from stripe_economic.finding.kinds import stream_of
from stripe_economic.outcomes.outcome import Outcome, outcomes_in
from stripe_economic.plugins.process import Plugin
from stripe_economic.plugins.reading import Record, given, record_in, selecting, settings_for

_PIPE, _NOWHERE = subprocess.PIPE, subprocess.DEVNULL


def of_ids(connections: Connections, ids: Iterable[str], met: Callable[[Record], None]) -> list[Outcome]:
    """Return what would become of some objects now.

    Args:
        connections: how to reach both sides.
        ids: of objects in Stripe, whatever their date.
        met: called with each record on its way.

    Raises:
        OperatorError: a program ended early; with its own words.
    """
    wanted = list(ids)
    catalog = selecting(connections, {stream_of(one) for one in wanted})
    # What no mapping reads has no outcome; whoever asks for it is told so.
    return _rehearsed(connections, settings_for(connections, wanted), catalog, met, {"unknown_streams": "ignore"})


def since(connections: Connections, day: str, met: Callable[[Record], None]) -> list[Outcome]:
    """Return what would become of everything from a day on, as if no run had been before."""
    catalog = selecting(connections, connections.streams)
    return _rehearsed(connections, {**connections.tap, "start_date": day}, catalog, met, {})


def _rehearsed(
    connections: Connections,
    tap_settings: Mapping[str, Any],
    catalog: Mapping[str, Any],
    met: Callable[[Record], None],
    mapper_settings: Mapping[str, str],
) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, project = Path(name), connections.project
        outcomes = folder / "outcomes.jsonl"
        target_settings = {
            **{key: value for key, value in connections.target.items() if key != "stripe_api_key"},
            "dry_run": "true",
            "outcomes_file": str(outcomes),
            "fail_on": "never",
        }
        target_settings.pop("summary_json", None)
        mapper_settings = {"mappings_path": _within(connections.mappings, project), **mapper_settings}

        arguments = given(folder, "catalog", catalog)
        tap = Plugin(
            "tap_stripe_invoices", folder=folder, settings=tap_settings, project=project, arguments=arguments
        )
        stack.callback(tap.end)
        mapper = Plugin("mapper_jmespath", folder=folder, settings=mapper_settings, project=project, stdin=_PIPE)
        stack.callback(mapper.end)
        target = Plugin(
            "target_economic",
            folder=folder,
            settings=target_settings,
            project=project,
            stdin=mapper.output,
            stdout=_NOWHERE,
        )
        stack.callback(target.end)
        mapper.output.close()  # it is the target's now, which is to notice when the mapper ends
        with suppress(BrokenPipeError):  # who stopped reading says why
            for line in tap.output:
                mapper.input.write(line)
                if record := record_in(line):
                    met(record)
            mapper.input.close()
        _check(tap, mapper, target)
        return outcomes_in(outcomes)


def _check(tap: Plugin, mapper: Plugin, target: Plugin) -> None:
    """Raise what the programs ended with, the one that ended first in the pipe before those that suffered by it."""
    tap.output.close()
    with suppress(OSError):
        mapper.input.close()
    troubles = [one.trouble() for one in (tap, mapper, target)]
    named = [one for one in troubles if one is not None]
    if named:
        raise next((one for one in named if one.code != "output_closed"), named[0])


def _within(path: Path, project: Path) -> str:
    """Return a path as the mapper shall name it, which works in the project's folder."""
    return str(path.relative_to(project) if path.is_relative_to(project) else path.absolute())
