"""A small shop on the sandbox's Stripe, and the pipeline's three programs joined as Meltano joins them."""

import itertools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS, Ended, config_file, run
from tests.tap.acting import do

Json = dict[str, Any]

ADDRESSES = {
    "DK": {"country": "DK", "city": "Marstal", "postal_code": "5960", "line1": "Havnegade 1"},
    "DE": {"country": "DE", "city": "Kiel", "postal_code": "24103", "line1": "Hafenstraße 1"},
    "US": {"country": "US", "city": "Portland", "postal_code": "97201", "line1": "1 Harbor St"},
}


def _form(value: object, name: str) -> dict[str, str]:
    """Write nested values as Stripe's forms have them: `items[0][price]`."""
    if isinstance(value, Mapping):
        pairs = [(f"{name}[{key}]" if name else key, one) for key, one in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{name}[{index}]", one) for index, one in enumerate(value)]
    else:
        return {name: str(value).lower() if isinstance(value, bool) else str(value)}
    return {key: text for inner, one in pairs for key, text in _form(one, inner).items()}


class Shop:
    """Sells by Stripe's own API; what was sold is remembered under a name."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.sold: dict[str, str] = {}
        self._rates: dict[tuple[str, bool], str] = {}
        self._numbers = itertools.count(1)

    def call(self, path: str, **values: object) -> Json:
        """One POST."""
        answer = requests.post(
            f"{self.sandbox.stripe.url}/v1/{path}",
            data=_form(values, ""),
            headers={"Authorization": "Bearer sk_test_sandbox"},
            timeout=30,
        )
        body: Json = answer.json()
        assert answer.status_code == 200, body
        return body

    def buyer(self, country: str = "DK", **more: object) -> str:
        """A new customer who can pay by card."""
        number = next(self._numbers)
        body = {
            "name": f"Kunde {number}",
            "email": f"kunde{number}@example.dk",
            "address": ADDRESSES[country],
            **more,
        }
        return str(self.call("customers", **body)["id"])

    def rate(self, percentage: str = "25", *, inclusive: bool = False) -> str:
        """A tax rate."""
        if (percentage, inclusive) not in self._rates:
            made = self.call("tax_rates", display_name="Moms", percentage=percentage, inclusive=inclusive)
            self._rates[percentage, inclusive] = made["id"]
        return self._rates[percentage, inclusive]

    def coupon(self, **how: object) -> str:
        """A coupon, `percent_off` or `amount_off`."""
        return str(self.call("coupons", duration="once", **how)["id"])

    def price(self, unit: object, currency: str = "dkk", **product: object) -> str:
        """A price, in whole or part minor units, of a product of its own."""
        made = self.call("products", name=f"Vare {next(self._numbers)}", **product)["id"]
        return str(self.call("prices", currency=currency, unit_amount_decimal=unit, product=made)["id"])

    def bill(
        self, name: str, *items: Json, buyer: str | None = None, currency: str = "dkk", **invoice: object
    ) -> str:
        """An invoice of these items, finalised and not yet paid."""
        who = buyer or self.buyer()
        draft = self.call("invoices", customer=who, currency=currency, **invoice)["id"]
        for item in items:
            priced = {"pricing": {"price": item["price"]}} if "price" in item else {}
            rest = {key: value for key, value in item.items() if key != "price"}
            self.call("invoiceitems", customer=who, invoice=draft, currency=currency, **priced, **rest)
        self.call(f"invoices/{draft}/finalize")
        self.sold[name] = draft
        return str(draft)

    def sell(self, name: str, *items: Json, **invoice: Any) -> str:  # noqa: ANN401 - passed on to `bill`
        """An invoice of these items, paid."""
        made = self.bill(name, *items, **invoice)
        if self.invoice(name)["status"] != "paid":
            self.call(f"invoices/{made}/pay")
        return made

    def do(self, action: str, **arguments: object) -> Json:
        """Take one of the sandbox's named actions at Stripe; the object it is about."""
        return do(self.sandbox, action, **arguments)

    def movement(self, source: str, category: str | None = None) -> Json:
        """The only movement of the balance of a source, or the only one of that reporting category."""
        found = [
            one
            for one in self.sandbox.stripe.store.all("balance_transaction")
            if one["source"] == source and category in {None, one["reporting_category"]}
        ]
        assert len(found) == 1, found
        return found[0]

    def charges(self, name: str) -> list[Json]:
        """The movements of an invoice's charges, the oldest first."""
        store = self.sandbox.stripe.store
        payments = [one for one in store.all("invoice_payment") if one["invoice"] == self.sold[name]]
        intents = {one["payment"].get("payment_intent") for one in payments}
        charges = [one["id"] for one in store.all("charge") if one["payment_intent"] in intents]
        found = [one for one in store.all("balance_transaction") if one["source"] in charges]
        return sorted(found, key=lambda one: one["created"])

    def charge(self, name: str) -> Json:
        """The only movement of an invoice's charges."""
        (found,) = self.charges(name)
        return found

    def invoice(self, name: str) -> Json:
        """What Stripe has under a name."""
        found = self.sandbox.stripe.store.find("invoice", self.sold[name])
        assert found is not None
        return found


class Books:
    """What the pipeline made of a shop's sales."""

    def __init__(self, shop: Shop, ended: Ended) -> None:
        self.shop = shop
        self.ended = ended
        store = shop.sandbox.economic.store
        self._drafts = {store.drafts[number]["references"]["other"]: store.drafts[number] for number in store.drafts}

    def outcome(self, name: str) -> Json:
        """What became of an invoice."""
        return self.ended.outcome(self.shop.sold[name])

    def draft(self, name: str) -> Json:
        """The ledger's draft of an invoice; it comes to what Stripe says, VAT within the limit."""
        outcome = self.outcome(name)
        assert outcome["action"] == "created", outcome
        draft: Json = self._drafts[self.shop.sold[name]]
        invoice = self.shop.invoice(name)
        exponent = {"JPY": 0, "KWD": 3}.get(draft["currency"], 2)
        total, net = (Decimal(invoice[one]).scaleb(-exponent) for one in ("total", "total_excluding_tax"))
        assert (draft["currency"], draft["grossAmount"]) == (invoice["currency"].upper(), total)
        limit = Decimal("0.5") * len(invoice["lines"]["data"]) if exponent == 0 else Decimal("0.10")
        assert abs(draft["vatAmount"] - (total - net)) <= limit
        return draft

    def missing(self, name: str) -> Json:
        """The outcome of an invoice of which the ledger has nothing."""
        assert self.shop.sold[name] not in self._drafts
        return self.outcome(name)


def keep_books(
    shop: Shop,
    folder: Path,
    *,
    mappings: Path | None = None,
    tap: Mapping[str, str] | None = None,
    **settings: object,
) -> Books:
    """Run the tap, the mapper and the target once, with the project's mappings unless others are named.

    `settings` are the target's.
    """
    source = {"api_key": "sk_test_sandbox", "api_url": shop.sandbox.stripe.url, "start_date": "2020-01-01"}
    source.update(tap or {})
    read = run("tap_stripe_invoices", "--config", config_file(folder, **source))
    assert read.status == 0, read.stderr
    mapping = config_file(folder, unknown_streams="ignore", **({"mappings_path": str(mappings)} if mappings else {}))
    mapped = run("mapper_jmespath", "--config", mapping, given="\n".join(read.stdout) + "\n")
    assert mapped.status == 0, mapped.stderr
    target = {
        "api_url": shop.sandbox.economic.url,
        "services_url": shop.sandbox.economic.url,
        "rounding_product_group": 4,
        "fail_on": "never",
        **ECONOMIC_TOKENS,
        **settings,
    }
    kept = run("target_economic", "--config", config_file(folder, **target), given="\n".join(mapped.stdout) + "\n")
    assert kept.status == 0, kept.stderr
    return Books(shop, kept)
