"""The actions by name, for the control endpoint and the command line: whole stories in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.actions.money_stories import MONEY
from sandbox.stripe.actions.sales_stories import SALES
from sandbox.stripe.actions.trouble_stories import TROUBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stripe.actions.action import Action

ACTIONS: Mapping[str, Action] = {action.name: action for action in (*SALES, *MONEY, *TROUBLE)}
"""Every action by its name."""
