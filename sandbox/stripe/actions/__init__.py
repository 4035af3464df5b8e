"""What changes a Stripe account: actions that leave the objects and the events that Stripe would leave.

They can be taken through Stripe's own API (`endpoints`) and by name (`ACTIONS`).
"""

from __future__ import annotations

from sandbox.stripe.actions.action import Action, Parameter
from sandbox.stripe.actions.dues import catch_up
from sandbox.stripe.actions.endpoints import ENDPOINTS, Endpoint
from sandbox.stripe.actions.named import ACTIONS

__all__ = ["ACTIONS", "ENDPOINTS", "Action", "Endpoint", "Parameter", "catch_up"]
