"""Runs the pipeline of one company once, and says what it came to."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from stripe_economic.companies.company import REPLAY
from stripe_economic.companies.connected import Connected
from stripe_economic.errors import OperatorError
from stripe_economic.running import folder, result
from stripe_economic.running.folder import RunFolder
from stripe_economic.running.process import Stopper, to_the_end
from stripe_economic.running.result import Result
from stripe_economic.running.turn import take
from stripe_economic.terminal.language import _


def run_once(
    connected: Connected,
    *,
    say: Callable[[str], None],
    stopper: Stopper,
    full_refresh: bool = False,
    ids: Sequence[str] = (),
) -> Result:
    """Run the pipeline of a company to its end.

    Args:
        connected: the company.
        say: gets each line that Meltano and the plugins write.
        stopper: gets the signals that are passed on to Meltano.
        full_refresh: read everything anew, as if there were no STATE.
        ids: Stripe ids to read and nothing else; the bookmarks are left alone.

    Raises:
        OperatorError: another run is at work (`already_running`), or nothing could be started.
    """
    _refuse_fixed_mappings(connected)
    home = folder.home(connected.project, connected.name)
    variables = {"TAP_STRIPE_INVOICES_IDS": " ".join(ids)} if ids else {}
    suffix = REPLAY if ids else ""
    with take(home, connected.connections.pipeline(suffix=suffix).state_id) as turn:
        files = folder.fresh(home)
        variables |= {
            "TARGET_ECONOMIC_OUTCOMES_FILE": str(files.outcomes.resolve()),
            "TARGET_ECONOMIC_SUMMARY_JSON": str(files.summary.resolve()),
        }
        pipeline = connected.connections.pipeline(variables, suffix)
        options = ["--full-refresh"] if full_refresh else []
        options += ["--force"] if turn.after_a_kill else []
        began = _now()
        process = pipeline.start(options, (turn.descriptor,))
        with files.log.open("w", encoding="utf-8") as log:
            status = to_the_end(process, log, say, stopper)
        if status < 0:
            turn.killed()
        summary = result.read_summary(files)
        with files.log.open(encoding="utf-8") as log:
            ended, status, error = result.verdict(status, stopper.signal, summary, log)
        found = Result(
            company=connected.name,
            environment=pipeline.environment,
            state_id=pipeline.state_id,
            ended=ended,
            status=status,
            began_at=began,
            ended_at=_now(),
            summary=summary,
            failed=result.read_failed(files),
            log=files.log,
            error=error,
        )
        _leave(found, files, connected)
    return found


def not_begun(company: str, environment: str, code: str) -> Result:
    """Return the result of a run that could not be started."""
    now = _now()
    return Result(company, environment, "", code, 1, now, now)


def _leave(found: Result, files: RunFolder, connected: Connected) -> None:
    """Write the result beside the log, and what the settings want written elsewhere."""
    write(files.result, json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n")
    wanted = connected.connections.economic
    if wanted.outcomes_file and files.outcomes.exists():
        write(connected.project / wanted.outcomes_file, files.outcomes.read_text("utf-8"), mode="a")
    if wanted.summary_json and files.summary.exists():
        write(connected.project / wanted.summary_json, files.summary.read_text("utf-8"))


def write(path: Path, text: str, mode: str = "w") -> None:
    """Write a file.

    Raises:
        OperatorError: it cannot be written.
    """
    try:
        with path.open(mode, encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OperatorError(
            "not_writable",
            _("{path} cannot be written: {why}.").format(path=path, why=error.strerror or error),
            _("Choose another file. What was posted is posted."),
        ) from None


def _refuse_fixed_mappings(connected: Connected) -> None:
    """Refuse a meltano.yml that would have every company mapped by one folder, whatever companies.yml says."""
    fixed = connected.connections.fixed_mappings
    if fixed and connected.company is not None and connected.company.mappings not in {"", fixed}:
        raise OperatorError(
            "mappings_fixed",
            _("meltano.yml maps with {fixed}, so the mappings of {company} in {own} would not be used.").format(
                fixed=fixed, company=connected.name, own=connected.company.mappings
            ),
            _("Take mappings_path away under `mappings: - name: stripe-to-economic` in meltano.yml."),
        )


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
