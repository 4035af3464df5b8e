"""Before the versions named acacia: no bulk of later additions to invoices; products' features had another name.

Dates are those of the changelogs of Stripe's SDKs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.older.dropping import drop

if TYPE_CHECKING:
    from sandbox.stripe.older.lookup import Lookup

JsonObject = dict[str, Any]


def _product(body: JsonObject, _: Lookup) -> None:
    body["features"] = body.pop("marketing_features", [])


BEFORE_PRETAX_CREDITS = {
    "credit_note": drop("pretax_credit_amounts"),
    "credit_note_line_item": drop("pretax_credit_amounts"),
    "invoice": drop("total_pretax_credit_amounts"),
    "line_item": drop("pretax_credit_amounts"),
}

BEFORE = {"invoice": drop("automatically_finalizes_at")}

BEFORE_MARKETING_FEATURES = {"product": _product}
