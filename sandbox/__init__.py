"""A local Stripe and a local e-conomic that answer as the real ones do.

from sandbox import Fault, Sandbox

with Sandbox(seed=1, invoices=40) as sandbox:
    sandbox.economic.faults.add(Fault(method="POST", path="/invoices/drafts", nth=3, action="drop_after_commit"))
    ...  # point a client at sandbox.stripe.url and sandbox.economic.url
    sandbox.economic.requests, sandbox.economic.store.drafts
"""

from __future__ import annotations

from sandbox.errors import SandboxError
from sandbox.faults import Fault
from sandbox.journal import Journal, Request
from sandbox.server import Sandbox
from sandbox.side import Side

__all__ = ["Fault", "Journal", "Request", "Sandbox", "SandboxError", "Side"]
