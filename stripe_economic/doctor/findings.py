"""What doctor finds: one line for each thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from stripe_economic.terminal.language import N_, _

if TYPE_CHECKING:
    from stripe_economic.errors import OperatorError
    from tap_stripe_invoices.errors import TapError
    from target_economic.errors import TargetError


class Status(StrEnum):
    """How something is: a warning stops nothing, an error stops a sync or part of it."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Group(StrEnum):
    """What the findings are about, in the order in which it is looked at."""

    CONFIGURATION = "configuration"
    STRIPE = "stripe"
    ECONOMIC = "e-conomic"
    NUMBERS = "numbers"
    CUSTOMERS = "customers"
    STATE = "state"


HEADINGS = {
    Group.CONFIGURATION: N_("Configuration"),
    Group.STRIPE: N_("Stripe"),
    Group.ECONOMIC: N_("e-conomic"),
    Group.NUMBERS: N_("Numbers that the mappings use"),
    Group.CUSTOMERS: N_("Customers"),
    Group.STATE: N_("State"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        group: what it belongs to.
        name: short and stable, for programs; unlike all others of its group.
        status: how it is.
        message: what was looked at, and what is there.
        hint: what to do about it; empty where nothing is to be done.
        place: `file:line` where a file is to be mended, else empty.
    """

    group: Group
    name: str
    status: Status
    message: str
    hint: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Makes the findings of one group."""

    group: Group

    def ok(self, name: str, message: str, place: str = "") -> Check:
        """Return that something is as it should be."""
        return Check(self.group, name, Status.OK, message, "", place)

    def warning(self, name: str, message: str, hint: str, place: str = "") -> Check:
        """Return that something should be known, and stops nothing."""
        return Check(self.group, name, Status.WARNING, message, hint, place)

    def error(self, name: str, message: str, hint: str, place: str = "") -> Check:
        """Return that something stops a sync, or part of it."""
        return Check(self.group, name, Status.ERROR, message, hint, place)

    def failed(self, name: str, error: OperatorError | TapError | TargetError, place: str = "") -> Check:
        """Return an error of the rooms as it stands; its words are those of every run."""
        return self.error(name, error.message, error.hint or "", place)

    def not_looked_at(self, name: str, what: str, because: str) -> Check:
        """Return that something could not be looked at, because something else failed."""
        message = _("Not looked at: {what}, because {because}.").format(what=what, because=because)
        return self.warning(name, message, _("Mend that first, and run doctor again."))
