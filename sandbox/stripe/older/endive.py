"""Before 2026-09-30.endive: no `status_details` of invoices, no `tax_details` of products."""

from __future__ import annotations

from sandbox.stripe.older.dropping import drop

BEFORE = {"invoice": drop("status_details"), "product": drop("tax_details")}
