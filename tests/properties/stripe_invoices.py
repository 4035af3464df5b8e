"""Invoices as Stripe counts them, for hypothesis: any mix of prices, taxes, discounts, prorations and currencies.

What the documents say is worked out here in minor units, as Stripe does it, with nothing of the target's.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from sandbox.economic.sales.totals import LineInput, Ties, compute

Json = dict[str, Any]

EXPONENTS = {"DKK": 2, "EUR": 2, "USD": 2, "ISK": 2, "JPY": 0, "KWD": 3}
TAXED_GROUPS = frozenset({1, 3})
DOMESTIC = 1
_FOREIGN_RATES = (Decimal("0.19"), Decimal("0.081"), Decimal("0.055"))


def ledger_rate(group: int, zone: int) -> Decimal:
    """The rate of the sandbox's agreement, as its chart of accounts has it."""
    return Decimal("0.25") if zone == DOMESTIC and group in TAXED_GROUPS else Decimal(0)


def whole(amount: Decimal) -> int:
    """Round to a whole minor unit, half up."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class Sold:
    """One line of an invoice: what it says, and what Stripe counts for it, in minor units."""

    group: int
    quantity: str
    net: int
    tax: int
    rate: Decimal
    text: str | None


@dataclass(frozen=True)
class Invoice:
    """A Stripe invoice: its lines, and whether tax was rounded per line or on the whole."""

    currency: str
    zone: int
    lines: tuple[Sold, ...]
    tax: int
    prices: str
    exchange_rate: str | None
    kind: str = "draft_invoice"

    @property
    def net(self) -> int:
        """In minor units."""
        return sum(line.net for line in self.lines)

    @property
    def gross(self) -> int:
        """In minor units."""
        return self.net + self.tax

    def agrees(self, limit: Decimal, ties: Ties = "half-up") -> bool:
        """Whether the ledger comes to the same within the limit, as the sandbox's own arithmetic has it."""
        exponent = EXPONENTS[self.currency]
        if any(amount % 10 for amount in (self.net, self.tax, *(line.net for line in self.lines)) if exponent == 3):
            return False  # the ledger has no third decimal
        allowed = max(limit, Decimal("0.5") * len(self.lines)) if exponent == 0 else limit
        one, none = Decimal(1), Decimal(0)
        lines = [
            LineInput(one, Decimal(line.net).scaleb(-exponent), none, none, ledger_rate(line.group, self.zone) * 100)
            for line in self.lines
        ]
        ledger = compute(lines, Decimal(100), ties)
        gross, vat = (Decimal(amount).scaleb(-exponent) for amount in (self.gross, self.tax))
        return abs(gross - ledger.gross) <= allowed and abs(vat - ledger.vat) <= allowed

    def document(self, source_id: str) -> Json:
        """The document that the mapper would make of it."""
        stated: Json = {"net": self.net, "tax": self.tax, "gross": self.gross}
        if self.prices == "gross":
            stated |= {"net": None, "tax": None}
        elif self.prices == "net":
            stated |= {"tax": None, "gross": None}
        rate = {} if self.exchange_rate is None else {"exchangeRate": self.exchange_rate}
        return {
            "id": source_id,
            "kind": self.kind,
            "body": {
                "date": "2026-03-31",
                "currency": self.currency,
                "layout": {"layoutNumber": 19},
                "paymentTerms": {"paymentTermsNumber": 3},
                "recipient": {"name": "Ærø Bådebyggeri ApS", "vatZone": {"vatZoneNumber": self.zone}},
                "lines": [self._line(line) for line in self.lines],
                **rate,
            },
            "customer": {
                "id": "cus_1",
                "match": ["email"],
                "body": {
                    "name": "Ærø Bådebyggeri ApS",
                    "currency": "DKK",
                    "email": "cus_1@example.dk",
                    "customerGroup": {"customerGroupNumber": 1},
                    "paymentTerms": {"paymentTermsNumber": 3},
                    "vatZone": {"vatZoneNumber": 1},
                },
            },
            "products": [
                {
                    "id": f"prod_{group}",
                    "body": {
                        "productNumber": f"P{group}",
                        "name": f"Vare {group}",
                        "productGroup": {"productGroupNumber": group},
                    },
                }
                for group in sorted({line.group for line in self.lines})
            ],
            "expected": {"currency": self.currency, "exponent": EXPONENTS[self.currency], **stated},
            "origin": {"stream": "invoices", "object": "invoice", "url": None, "livemode": False, "account": None},
            "mapping": "sha256:" + "0" * 64,
            "error": None,
            "skip": None,
        }

    def _line(self, line: Sold) -> Json:
        amount = {"gross": line.net + line.tax} if self.prices == "gross" else {"net": line.net}
        text = {} if line.text is None else {"description": line.text}
        return {"product": f"prod_{line.group}", "quantity": line.quantity, **amount, **text}


_AMOUNTS = st.one_of(st.integers(0, 500), st.integers(1, 99_999), st.integers(0, 5_000_000))
_TEXTS = st.one_of(st.none(), st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40))


@st.composite
def _priced(draw: st.DrawFn) -> tuple[str, int]:
    """A quantity, as text, and the amount that Stripe makes of it and a price."""
    kind = draw(st.sampled_from(["plain", "plain", "decimals", "part", "tiers", "proration", "none"]))
    if kind == "plain":
        quantity = draw(st.integers(1, 120))
        return str(quantity), quantity * draw(_AMOUNTS)
    if kind == "decimals":
        quantity = draw(st.integers(1, 50_000))
        return str(quantity), whole(quantity * draw(st.decimals(0, 900, places=12)))
    if kind == "part":
        part = draw(st.decimals("0.000001", "900", places=draw(st.integers(1, 12))))
        return format(part, "f"), whole(part * draw(_AMOUNTS))
    if kind == "tiers":
        return str(draw(st.integers(1, 5000))), draw(_AMOUNTS)
    if kind == "proration":
        return "1", draw(st.integers(-2_000_000, 2_000_000))
    return "0", draw(st.sampled_from([0, 0, 995]))


@st.composite
def _sold(draw: st.DrawFn, zone: int, *, honest: bool) -> Sold:
    group = draw(st.sampled_from([1, 1, 1, 3, 3, 2, 4]))
    quantity, amount = draw(_priced())
    discount = draw(st.sampled_from([Decimal(0)] * 4 + [Decimal("0.1"), Decimal("0.333"), Decimal(1)]))
    amount -= whole(amount * discount)
    rate = ledger_rate(group, zone)
    if not honest:
        rate = draw(st.sampled_from([rate, rate, Decimal("0.25"), Decimal(0), *_FOREIGN_RATES]))
    if draw(st.booleans()):
        tax = whole(amount * rate / (1 + rate))  # inclusive
        return Sold(group, quantity, amount - tax, tax, rate, draw(_TEXTS))
    return Sold(group, quantity, amount, whole(amount * rate), rate, draw(_TEXTS))


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """Any invoice; two of three are taxed as the ledger would tax them."""
    currency = draw(st.sampled_from(["DKK", "DKK", "DKK", *EXPONENTS]))
    zone = draw(st.sampled_from([1] * 6 + [2, 3, 4]))
    honest = draw(st.sampled_from([True, True, False]))
    least = draw(st.sampled_from([0, 2, 4, 6]))
    lines = draw(st.lists(_sold(zone, honest=honest), min_size=least, max_size=12))
    if EXPONENTS[currency] == 3 and draw(st.booleans()):
        lines = [Sold(one.group, one.quantity, one.net * 10, one.tax * 10, one.rate, one.text) for one in lines]
    if draw(st.integers(0, 9)) == 0 and lines:
        paid = lines[0]
        lines = [paid, Sold(paid.group, "1", -paid.net, -paid.tax, paid.rate, "Ubrugt tid")]
    tax = sum(line.tax for line in lines)
    if draw(st.sampled_from([True, False, False])):  # tax rounded once, on the whole of each rate
        rates = {line.rate for line in lines}
        tax = sum(whole(rate * sum(line.net for line in lines if line.rate == rate)) for rate in rates)
    exchange = None if currency == "DKK" else draw(st.sampled_from([None, "743.914941", "4.118600", "0.000001"]))
    prices = draw(st.sampled_from(["as_stripe", "as_stripe", "as_stripe", "gross", "net"]))
    if prices == "gross":
        tax = sum(line.tax for line in lines)
    kind = draw(st.sampled_from(["draft_invoice", "draft_invoice", "booked_invoice"]))
    return Invoice(currency, zone, tuple(lines), tax, prices, exchange, kind)
