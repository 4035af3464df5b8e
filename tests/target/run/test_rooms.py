"""The rooms of a run know of one another what they need to."""

from collections.abc import Iterable
from typing import Any

import pytest

from sandbox import Sandbox
from target_economic.outcomes.outcomes import Action, Code
from target_economic.run.rooms import furnish
from target_economic.sales.found import Found
from target_economic.sales.lookup import Lookup
from target_economic.settings.settings import Settings
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock
from tests.target.documents import invoice
from tests.target.vouchers.movements import entry, fee
from tests.target.vouchers.office import charge

Json = dict[str, Any]


@pytest.mark.parametrize("before", ["nothing", "a draft"])
def test_a_payment_waits_for_its_invoice_that_was_booked_a_moment_ago(
    empty_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    """A movement is posted once: what e-conomic does not show by then would stay open for ever."""
    url, clock = empty_sandbox.economic.url, Clock()
    config = {"api_url": url, "services_url": url, "rounding_product_group": 4, **ECONOMIC_TOKENS}
    desk = furnish(Settings.read(config), clock).desk
    bill = invoice("in_1")
    if before == "a draft":
        desk.carry_out("invoices", bill, desk.prepare("sales", [bill]))
    stale = Lookup(furnish(Settings.read(config), clock).client).arrived(["in_1"])
    to_book = bill | {"kind": "booked_invoice"}
    assert desk.carry_out("invoices", to_book, desk.prepare("sales", [to_book])).action is Action.BOOKED

    arrived, left = Lookup.arrived, [2]

    def late(self: Lookup, ids: Iterable[str]) -> dict[str, tuple[Found, ...]]:
        left[0] -= 1
        return arrived(self, ids) if left[0] < 0 else dict(stale)

    monkeypatch.setattr(Lookup, "arrived", late)
    paid = charge(entries=[entry(-37375, settles="in_1"), fee(855)], documents=[{"id": "in_1"}])
    assert desk.carry_out("vouchers", paid, desk.prepare("vouchers", [paid])).code is None
    assert clock.waits == [1.0, 3.0]
    drafts = empty_sandbox.economic.store.ledger.drafts
    assert {drafts[number]["entryType"]: drafts[number].get("customerInvoice") for number in drafts} == {
        "customerPayment": 10001,
        "financeVoucher": None,
    }


def test_a_dry_run_knows_whose_a_payment_would_be(empty_sandbox: Sandbox) -> None:
    url = empty_sandbox.economic.url
    config = {"api_url": url, "services_url": url, "rounding_product_group": 4, **ECONOMIC_TOKENS, "dry_run": "true"}
    desk = furnish(Settings.read(config), Clock()).desk
    bill = invoice("in_1") | {"kind": "booked_invoice"}
    desk.carry_out("invoices", bill, desk.prepare("sales", [bill]))
    paid = charge(entries=[entry(-37375, own=None, settles="in_1"), fee(855)], documents=[{"id": "in_1"}])
    other = charge("txn_2", documents=[{"id": "in_2"}])
    batch = desk.prepare("vouchers", [paid, other])
    told = [desk.carry_out("vouchers", one, batch) for one in (paid, other)]
    assert [(one.action, one.code) for one in told] == [
        (Action.CREATED, None),
        (Action.CREATED, Code.CUSTOMER_UNKNOWN),
    ]
