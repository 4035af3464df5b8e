"""A year with booking on, through `meltano run`: every paid invoice is booked once, and both sides sum up alike.

120 invoices by default; the environment variable BOOKED_YEAR_INVOICES asks for another number, such as 5000.
"""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

from sandbox import Sandbox
from tests.scenarios.conftest import STATE_ID, copy_project

INVOICES = int(os.environ.get("BOOKED_YEAR_INVOICES", "120"))
# On purpose in the made-up company: VAT not shown to Danes, and customers without e-mail and VAT number.
REASONS = {"totals_differ", "customer_without_identity"}


def test_every_paid_invoice_is_booked_once_and_both_sides_sum_up_alike(tmp_path: Path) -> None:
    with Sandbox(seed=2, invoices=INVOICES) as sandbox:
        project = copy_project(tmp_path, sandbox)
        mapping = project.folder / "mappings" / "invoices.yml"
        mapping.write_text(
            mapping.read_text("utf-8").replace("post_as: draft_invoice", "post_as: booked_invoice"), encoding="utf-8"
        )
        # All the year round: what was invoiced last year, too.
        settings = {"TAP_STRIPE_INVOICES_START_DATE": "2024-01-01"}

        first = project.sync(**settings)
        assert first.status == 0, first.stderr[-3000:]
        failed = {one["id"]: one["code"] for one in first.outcomes if one["action"] == "failed"}
        assert set(failed.values()) <= REASONS
        sold = {
            one["id"]: one
            for one in sandbox.stripe.store.all("invoice")
            if one["status"] == "paid" and one["id"] not in failed
        }

        booked = sandbox.economic.store.booked
        standing = [booked[number] for number in booked if booked[number]["references"].get("other") in sold]
        assert Counter(one["references"]["other"] for one in standing) == Counter(list(sold))
        assert project.drafts == {}
        gross: Counter[str] = Counter()
        for one in standing:
            source = sold[one["references"]["other"]]
            tax = sum(tax["amount"] for tax in source["total_taxes"] or ())
            gross[one["currency"]] += one["grossAmount"] - Decimal(source["total"]).scaleb(-2)
            assert abs(one["vatAmount"] - Decimal(tax).scaleb(-2)) <= Decimal("0.10")
        assert set(gross.values()) == {Decimal(0)}

        sandbox.economic.requests.clear()
        assert project.meltano("state", "clear", "--force", STATE_ID).status == 0
        again = project.sync(**settings)
        assert again.status == 0
        assert project.writes == 0
        assert {one["action"] for one in again.outcomes if one["id"] in sold} == {"unchanged"}
