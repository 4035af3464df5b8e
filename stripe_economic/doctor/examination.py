"""Looks at one group after another; what fails in one never hides the rest."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from stripe_economic.companies import connected
from stripe_economic.doctor import configuration, customers, economic, numbers, state, stripe
from stripe_economic.doctor.findings import HEADINGS, Findings, Group
from stripe_economic.doctor.subject import Subject
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from tap_stripe_invoices.errors import TapError
from target_economic.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from stripe_economic.doctor.findings import Check

_LOOKS: Mapping[Group, Callable[[Subject, Findings], Iterator[Check]]] = {
    Group.CONFIGURATION: configuration.look,
    Group.STRIPE: stripe.look,
    Group.ECONOMIC: economic.look,
    Group.NUMBERS: numbers.look,
    Group.CUSTOMERS: customers.look,
    Group.STATE: state.look,
}


def examine(
    project: Path, environment: str | None, only: Collection[Group] = (), company: str | None = None
) -> list[Check]:
    """Return what was found.

    Args:
        project: folder of meltano.yml.
        environment: Meltano's environment; None takes the one that Meltano would.
        only: the groups to look at; all of them where there is none.
        company: the one of companies.yml; None for the project itself.

    Raises:
        OperatorError: there is no project, or no such environment.
    """
    found: list[Check] = []
    wanted = [group for group in Group if group in only or not only]
    with (
        closing(Subject(project, connected.written(project, company, environment))) as subject,
        progress(_("Looking at both sides")) as shown,
    ):
        for done, group in enumerate(wanted):
            heading = _(HEADINGS[group])
            shown.at(done, len(wanted), heading)
            for check in _looked_at(subject, group):
                found.append(check)
                shown.at(done, len(wanted), f"{heading}, {check.name}")
        shown.at(len(wanted), len(wanted))
    return found


def _looked_at(subject: Subject, group: Group) -> Iterator[Check]:
    findings = Findings(group)
    try:
        yield from _LOOKS[group](subject, findings)
    except (OperatorError, TapError, TargetError) as error:
        # The reading broke off in the middle; what was found before it stands.
        yield findings.failed("reading", error)
