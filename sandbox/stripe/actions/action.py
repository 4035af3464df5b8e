"""An action by name: what the control endpoint and the command line offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.actions import Action as NamedAction
from sandbox.actions import Parameter
from sandbox.stripe.actions.desk import at_desk
from sandbox.stripe.actions.dues import settle_due

if TYPE_CHECKING:
    from sandbox.stripe.store import Store

__all__ = ["Action", "Arguments", "JsonObject", "Parameter"]

JsonObject = dict[str, Any]
Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Action(NamedAction):
    """Something that can be done to the account by name, at the store's present.

    `do` takes a desk and the arguments, does the thing and gives the Stripe object it is about. Where Stripe would
    refuse it, `run` raises a `SandboxError` with Stripe's own error code.
    """

    def carry_out(self, store: Store, given: Arguments) -> JsonObject:
        """Do it after whatever fell due before."""
        with at_desk(store) as desk:
            settle_due(desk)
            return self.do(desk, given)
