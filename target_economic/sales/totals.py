"""The totals gate: what e-conomic will make of an invoice, and whether that is what the source says it comes to.

e-conomic rounds each line's net to two decimals, adds them up, and takes VAT of the sum per rate; Stripe takes
VAT per line. On invoices of several lines the two differ by an øre or two now and then. A difference within the
limit is evened out by one line without VAT, so that gross agrees exactly; a larger one means that VAT zone, rate or
product group is wrong, and the document is refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from target_economic.sales.money import rounded


class InLedger(Protocol):
    """A document in the ledger: where it is, its number there, and its amounts in its own currency."""

    @property
    def place(self) -> str: ...  # noqa: D102 - named by the class
    @property
    def number(self) -> int: ...  # noqa: D102 - named by the class
    @property
    def net(self) -> Decimal: ...  # noqa: D102 - named by the class
    @property
    def vat(self) -> Decimal: ...  # noqa: D102 - named by the class
    @property
    def gross(self) -> Decimal: ...  # noqa: D102 - named by the class


@dataclass(frozen=True, slots=True)
class Totals:
    """Net, VAT and gross of one invoice in its own currency; two decimals, except in `expected`."""

    net: Decimal
    vat: Decimal
    gross: Decimal

    def __str__(self) -> str:
        return f"net {self.net}, VAT {self.vat}, gross {self.gross}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the source says a document comes to; None is what it does not say, and leaves to the ledger."""

    net: Decimal | None
    vat: Decimal | None
    gross: Decimal | None

    def completed(self, ledger: Totals) -> Totals:
        """Return the totals to compare with the ledger's: what the source does not say follows from them.

        Where only the gross is known, the ledger says how much of it is VAT; where only the net is known, how much
        VAT comes on top.
        """
        if self.vat is not None and self.net is not None and self.gross is not None:
            return Totals(self.net, self.vat, self.gross)
        if self.gross is not None:
            return Totals(self.gross - ledger.vat, ledger.vat, self.gross)
        net = ledger.net if self.net is None else self.net
        return Totals(net, ledger.vat, net + ledger.vat)


def without_vat(lines: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal]:
    """Return the net of each line, two decimals, of lines whose amounts include VAT.

    The nets of one rate sum to the net of their gross, so that what rounding takes from one line the next has.

    Args:
        lines: each line's gross and VAT rate (a fraction), in order.
    """
    gross: dict[Decimal, Decimal] = {}
    given: dict[Decimal, Decimal] = {}
    nets = []
    for amount, rate in lines:
        gross[rate] = gross.get(rate, Decimal(0)) + amount
        net = rounded(gross[rate] / (1 + rate)) - given.get(rate, Decimal("0.00"))
        given[rate] = given.get(rate, Decimal("0.00")) + net
        nets.append(net)
    return nets


def predict(lines: Iterable[tuple[Decimal, Decimal]]) -> Totals:
    """Return what e-conomic will compute.

    Args:
        lines: each line's net (two decimals) and VAT rate (a fraction).
    """
    per_rate: dict[Decimal, Decimal] = {}
    for net, rate in lines:
        per_rate[rate] = per_rate.get(rate, Decimal("0.00")) + net
    net = sum(per_rate.values(), Decimal("0.00"))
    vat = sum((rounded(base * rate) for rate, base in per_rate.items()), Decimal("0.00"))
    return Totals(net, vat, net + vat)


def compare(expected: Totals, found: InLedger, limit: Decimal) -> str | None:
    """Return how a document in the ledger differs from the source, or None when it agrees.

    Gross must agree exactly; VAT may differ by what a rounding line evened out.
    """
    if expected.gross == found.gross and abs(expected.vat - found.vat) <= limit:
        return None
    return (
        f"{found.place} {found.number} comes to net {found.net:.2f}, VAT {found.vat:.2f}, gross {found.gross:.2f} "
        f"where the source says {expected}"
    )
