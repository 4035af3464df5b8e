"""A run's result in words."""

from collections.abc import Iterator

from stripe_economic.running.result import COMPLETE, Result
from stripe_economic.terminal.language import _

_SHOWN = 20


def words(found: Result) -> Iterator[str]:
    """Give the lines that say what a run came to."""
    told = found.as_dict()
    yield _("{company}: {ended}, exit status {status}").format(
        company=found.company or _("the project"), ended=found.ended, status=found.status
    )
    if told["dry_run"]:
        yield "  " + _("a dry run: this is what would be done, and nothing was written")
    for document, actions in told["documents"].items():
        yield f"  {document}: " + ", ".join(f"{count} {action}" for action, count in actions.items())
    if found.ended == COMPLETE and not told["documents"]:
        yield "  " + _("nothing to do")
    for action, currencies in told["amounts"].items():
        gross = ", ".join(f"{sums['gross']} {currency}" for currency, sums in currencies.items())
        yield "  " + _("gross {action}: {gross}").format(action=action, gross=gross)
    for one in found.failed[:_SHOWN]:
        yield f"  {one['id']}: {one['code']}"
    if len(found.failed) > _SHOWN:
        yield "  " + _("and {count} more").format(count=len(found.failed) - _SHOWN)
    if found.log is not None:
        yield "  " + _("state {state_id}, log {log}").format(state_id=found.state_id, log=found.log)
