"""A balance in dollars: right in dollars on any day, and what the rates leave in kroner is adjusted by hand."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from sandbox.economic.actions import ACTIONS
from sandbox.economic.setup.agreement import Account
from sandbox.economic.store import Store
from tests.entries import lines
from tests.scenarios.shop import Shop, keep_books
from tests.scenarios.till import GAIN, mappings
from tests.target.sales.office import Person

Json = dict[str, Any]

DOLLARS = 5831
OWN_ACCOUNT = ("rows:\n", f"rows:\n  - {{balance: [payments, null], currency: usd, to: {DOLLARS}}}\n")
IN_MARCH = datetime.fromisoformat("2026-03-02T08:00:00Z")
IN_APRIL = datetime.fromisoformat("2026-04-02T08:00:00Z")


def stands_at(store: Store) -> tuple[Decimal, Decimal]:
    """What the account stands at in dollars, and in kroner."""
    found = [line for _, line in lines(store) if line.account == DOLLARS]
    dollars = sum((line.amount for line in found if line.currency == "USD"), Decimal(0))
    return dollars, sum((line.in_base for line in found), Decimal(0))


def adjust(sandbox: Sandbox, by: Decimal) -> None:
    """What docs/money.md says of a gain: in kroner, to the account, from exchange gains, with no Stripe id."""
    entry = {
        "account": {"accountNumber": DOLLARS},
        "contraAccount": {"accountNumber": GAIN},
        "amount": by,
        "currency": {"code": "DKK"},
        "date": "2026-04-02",
        "text": "Kursregulering USD",
    }
    body = {
        "accountingYear": {"year": "2026"},
        "journal": {"journalNumber": 4},
        "entries": {"financeVouchers": [entry]},
    }
    Person(sandbox).call("POST", "/journals/4/vouchers", body)


def test_what_the_rates_leave_in_kroner_is_adjusted_and_left_alone(tmp_path: Path) -> None:
    with Sandbox(invoices=0) as sandbox:
        sandbox.set_clock(IN_MARCH)
        shop, store = Shop(sandbox), sandbox.economic.store
        store.agreement = store.agreement.with_accounts(Account(DOLLARS, "Stripe, mellemregning USD", "status"))
        made = mappings(tmp_path, clearing_accounts=OWN_ACCOUNT)
        shop.do("keep_currency", currency="usd")
        shop.sell("to America", {"amount": 100_000}, currency="usd", buyer=shop.buyer("US"))
        keep_books(shop, tmp_path, mappings=made)
        came = Decimal(shop.charge("to America")["net"]).scaleb(-2)
        assert stands_at(store)[0] == came

        ACTIONS["set_exchange_rate"].run(store, {"currency": "USD", "rate": "690"})
        sandbox.set_clock(IN_APRIL)
        shop.do("pay_out", currency="usd")
        keep_books(shop, tmp_path, mappings=made)
        dollars, kroner = stands_at(store)
        assert dollars == 0
        assert abs(kroner + came * (Decimal("6.9") - Decimal("6.41357"))) <= Decimal("0.02")

        adjust(sandbox, -kroner)
        again = keep_books(shop, tmp_path, mappings=made).ended
        assert {one["action"] for one in again.outcomes if one["document"] == "vouchers"} == {"unchanged"}
        assert stands_at(store) == (Decimal(0), Decimal(0))
