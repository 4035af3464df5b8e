"""A Stripe account and an agreement that are filled by hand, side by side, and the command that compares them."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from sandbox import Sandbox
from tap_stripe_invoices.records.currencies import exponent
from tests.operator.command import command
from tests.sandbox.economic.client import Client, draft, line
from tests.scenarios.shop import Shop
from tests.support import ROOT, Ended

Json = dict[str, Any]

CLEARING, FEES, BANK, UNASSIGNED = 5830, 2550, 5820, 6850
NOON = "2026-11-10T11:00:00Z"
_JOURNAL = 4
_CUSTOMER = 1
# Where the mapping posts what is no customer's.
_ACCOUNTS = {"fee": FEES}
_OF_CUSTOMERS = ("charge", "charge_failure", "refund", "refund_failure")


@dataclass
class TwoSides:
    """One sandbox, its shop, and a project folder pointed at it."""

    sandbox: Sandbox
    folder: Path
    session: requests.Session
    shop: Shop = field(init=False)
    api: Client = field(init=False)

    def __post_init__(self) -> None:
        self.shop = Shop(self.sandbox)
        self.api = Client(self.sandbox.economic.url, self.session)
        shutil.copy(ROOT / "meltano.yml", self.folder)
        shutil.copytree(ROOT / "mappings", self.folder / "mappings")
        self.at(NOON)

    def at(self, moment: str) -> None:
        """Stop the clocks at a moment."""
        self.sandbox.set_clock(datetime.fromisoformat(moment))

    def do(self, action: str, **given: object) -> Json:
        """Let something happen at Stripe."""
        answer = requests.post(f"{self.sandbox.stripe.url}/_sandbox/actions/{action}", json=given, timeout=30)
        assert answer.status_code == 200, answer.text
        done: Json = answer.json()
        return done

    def sell(self, name: str = "sale", currency: str = "dkk", **invoice: Any) -> str:  # noqa: ANN401 - the shop's
        """An invoice of 100 and 25 % VAT, paid; its id."""
        unit = 100 * 10 ** exponent(currency)
        price = self.shop.price(unit, currency)
        return self.shop.sell(name, {"price": price, "tax_rates": [self.shop.rate()]}, currency=currency, **invoice)

    def take(self, amount: int = 5000, currency: str = "dkk") -> str:
        """A payment without an invoice; the id of its charge."""
        before = {one["id"] for one in self.listed("charges")}
        self.do("take_payment", amount=amount, currency=currency)
        (made,) = {one["id"] for one in self.listed("charges")} - before
        return str(made)

    def listed(self, name: str, **params: str) -> list[Json]:
        """What Stripe lists, newest first."""
        answer = requests.get(
            f"{self.sandbox.stripe.url}/v1/{name}",
            params={"limit": "100", **params},
            headers={"Authorization": "Bearer sk_test_sandbox"},
            timeout=30,
        )
        found: list[Json] = answer.json()["data"]
        return found

    def movements(self, category: str | None = None) -> list[Json]:
        """The movements of the balance, oldest first."""
        listed = self.listed("balance_transactions")[::-1]
        return [one for one in listed if category in {None, one["reporting_category"]}]

    def note(self, path: str, **metadata: str) -> None:
        """Write metadata as the pipeline does."""
        self.shop.call(path, metadata=metadata)

    def post(self, stripe_id: str, net: object = 100, day: str = "2026-11-10", **changes: object) -> Json:
        """A draft invoice with a Stripe id; VAT at 25 % comes on top."""
        return self.api.draft(date=day, references={"other": stripe_id}, lines=[line(unitNetPrice=net)], **changes)

    def book(self, made: Mapping[str, Any]) -> Json:
        """Book a draft."""
        answer = self.api.post(
            "/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": made["draftInvoiceNumber"]}}
        )
        assert answer.status_code == 201, answer.text
        booked: Json = answer.json()
        return booked

    def order(self, stripe_id: str) -> Json:
        """A draft order with a Stripe id."""
        # Of another origin: it makes what an order needs.
        self.post("Ordre 17")
        body = draft(references={"other": stripe_id}, lines=[line(unitNetPrice=100)], date="2026-11-10")
        answer = self.api.post("/orders/drafts", body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    def voucher(  # noqa: PLR0913 - what differs between vouchers
        self,
        movement: Mapping[str, Any],
        *,
        net: object = None,
        day: str = "2026-11-10",
        account: int | None = None,
        contra: int = CLEARING,
        mark: str | None = None,
        **changes: object,
    ) -> Json:
        """The voucher of a movement as the pipeline posts it; with an account, all but the fee is on that.

        With `net` it is one entry of so much.
        """
        scale = -exponent(movement["currency"])
        category = movement["reporting_category"]
        text = f"Stripe {category} {movement['id'] if mark is None else mark}".strip()
        if net is not None:
            own = BANK if account is None else account
            return self.entry(-Decimal(str(net)), text, day=day, account=own, contra=contra, **changes)
        amount, fee = (Decimal(movement[name]).scaleb(scale) for name in ("amount", "fee"))
        sides = {"contraAccount": {"accountNumber": contra}, "date": day, "text": text, **changes}
        customers, accounts = [], []
        if account is None and category in _OF_CUSTOMERS:
            customers.append(sides | {"customer": {"customerNumber": self._customer()}, "amount": float(-amount)})
        elif amount:
            own = _ACCOUNTS.get(category, BANK) if account is None else account
            accounts.append(sides | {"account": {"accountNumber": own}, "amount": float(-amount)})
        if fee:
            accounts.append(sides | {"account": {"accountNumber": FEES}, "amount": float(fee)})
        lists = {"customerPayments": customers, "financeVouchers": accounts}
        return self.typed({name: bodies for name, bodies in lists.items() if bodies}, day)

    def _customer(self) -> int:
        """The customer whose all drafts are."""
        if self.api.get(f"/customers/{_CUSTOMER}").status_code == 404:
            self.api.customer(customerNumber=_CUSTOMER)
        return _CUSTOMER

    def entry(
        self,
        amount: Decimal,
        text: str,
        *,
        day: str = "2026-11-10",
        account: int = BANK,
        contra: int = CLEARING,
        **more: object,
    ) -> Json:
        """A voucher of one entry, which debits the account and credits the contra account."""
        return self.entries(amount, text=text, day=day, account=account, contra=contra, **more)

    def entries(
        self,
        *amounts: Decimal,
        text: str,
        day: str = "2026-11-10",
        account: int = BANK,
        contra: int = CLEARING,
        **more: object,
    ) -> Json:
        """A voucher of an entry for each amount, which debits the account and credits the contra account."""
        bodies = [
            {
                "account": {"accountNumber": account},
                "contraAccount": {"accountNumber": contra},
                "amount": float(amount),
                "date": day,
                "text": text,
                **more,
            }
            for amount in amounts
        ]
        return self.typed({"financeVouchers": bodies}, day)

    def typed(self, entries: Mapping[str, list[Json]], day: str) -> Json:
        """A voucher of these entries."""
        answer = self.api.post(
            f"/journals/{_JOURNAL}/vouchers", {"accountingYear": {"year": day[:4]}, "entries": entries}
        )
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()[0]
        return made

    def post_all(self, **clearing: int) -> None:
        """A voucher for each movement that has none yet; `clearing` has accounts by currency, where it is another."""
        there = {body["text"].split()[-1] for body in self._entries()}
        for movement in self.movements():
            if movement["id"] not in there:
                currency = movement["currency"]
                contra = clearing.get(currency, CLEARING)
                self.voucher(movement, day=_day(movement), contra=contra, currency={"code": currency.upper()})

    def _entries(self) -> list[Json]:
        """The entries of the journal."""
        found: list[Json] = self.api.get(f"/journals/{_JOURNAL}/entries", pagesize=1000).json()["collection"]
        return found

    def book_journal(self) -> None:
        """Book the journal."""
        answer = self.api.call("POST", f"/journalsapi/v15.0.0/journals/{_JOURNAL}/book")
        assert answer.status_code == 204, answer.text

    def reconcile(self, *options: str, first: str = "2026-11-01", last: str = "2026-11-30", **env: str) -> "Told":
        """Run the command, as JSON."""
        return Told(self.run("--from", first, "--to", last, "--format", "json", *options, **env))

    def run(self, *options: str, **env: str) -> Ended:
        """Run the command."""
        urls = {
            "TAP_STRIPE_INVOICES_API_URL": self.sandbox.stripe.url,
            "TARGET_ECONOMIC_API_URL": self.sandbox.economic.url,
        }
        return command(self.folder, "reconcile", *options, **{**urls, **env})


@dataclass(frozen=True)
class Told:
    """What the command said."""

    ended: Ended

    def __post_init__(self) -> None:
        assert self.ended.status in {0, 3}, self.ended.stderr

    @property
    def closes(self) -> bool:
        """By its exit status."""
        return self.ended.status == 0

    @property
    def body(self) -> Json:
        """Its JSON."""
        found: Json = json.loads("\n".join(self.ended.stdout))
        assert found["closes"] is self.closes
        return found

    @property
    def findings(self) -> list[Json]:
        """Of all sections."""
        found: list[Json] = self.body["findings"]
        return found

    @property
    def codes(self) -> set[tuple[str, str]]:
        """What was found of which id, without drafts that are simply not booked yet."""
        return {(one["code"], one["stripe_id"]) for one in self.findings if one["code"] != "open_draft"}

    def one(self, code: str) -> Json:
        """The only finding with a code."""
        found: Json
        (found,) = [one for one in self.findings if one["code"] == code]
        return found

    def clearing(self, currency: str = "DKK") -> Json:
        """Of one currency."""
        found: Json
        (found,) = [one for one in self.body["clearing"] if one["currency"] == currency]
        return found


def _day(movement: Mapping[str, Any]) -> str:
    return datetime.fromtimestamp(movement["created"], UTC).date().isoformat()
