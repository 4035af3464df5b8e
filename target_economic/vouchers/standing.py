"""What the entries with one source id amount to: nothing, one voucher, or too many.

- Unbooked and booked entries of one voucher: it was seen while it was being booked, and the booked ones alone come to
  the whole; or a part of it is booked.
- Several vouchers that only together come to what the source says: e-conomic splits entries over several vouchers.
- Vouchers that leave the clearing account alone are a person's, such as one that moves a payment on to its customer.
  They are left out; and one too many that another takes back is none too many.
- Whatever else is more than one voucher is an error that a person has to settle.

The reconciliation judges by the same rules (`stripe_economic/reconcile/units.py`).
"""

from collections.abc import Sequence
from decimal import Decimal

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.sales.money import to_decimal
from target_economic.vouchers.found import Entry, Found, effect


class Standing:
    """Judges the entries of movements.

    Args:
        base_currency: the agreement's.
    """

    def __init__(self, base_currency: str) -> None:
        self._base = base_currency

    def settle(self, document: Json, entries: Sequence[Entry]) -> Found | None:
        """Return what the entries with a document's id amount to; None when there are none.

        Raises:
            RecordError: the movement is in several vouchers.
        """
        if not entries:
            return None
        each = [self._once(document, parts) for parts in _vouchers(entries)]
        whole = [parts for parts in each if self._touches(document, parts)] or each
        found = Found(tuple(entry for parts in whole for entry in parts))
        if len(whole) > 1 and not self._is_once(document, whole):
            names = ", ".join(Found(tuple(parts)).name for parts in whole)
            raise RecordError(
                "duplicate_in_ledger",
                f"e-conomic has {len(whole)} vouchers whose entries name {document['id']}: {names}.",
                "Delete the entries that are too many from the journal; reverse booked ones, with the same id last "
                "in the text.",
            )
        return found

    def difference(self, document: Json, found: Found) -> str | None:
        """Return how a voucher differs from what the source says the balance changed by; None when it agrees."""
        expected, account = document["expected"], document["clearing"]["accountNumber"]
        net = expected_net(document)
        there = self._effect(document, found.entries)
        if there == net:
            return None
        said = "an amount in another currency" if there is None else f"{there:.2f}"
        return (
            f"{found.name} changes account {account} by {said} where the source says {net:.2f} {expected['currency']}"
        )

    def _once(self, document: Json, parts: list[Entry]) -> list[Entry]:
        """Return the entries of one voucher, those that were seen on their way into the books only once."""
        booked = [entry for entry in parts if entry.booked]
        if booked and len(booked) < len(parts) and self._effect(document, booked) == expected_net(document):
            return booked
        return parts

    def _is_once(self, document: Json, whole: Sequence[Sequence[Entry]]) -> bool:
        """Whether several vouchers are one movement: split, one of them left, or all taken back."""
        net, alone = expected_net(document), [self._effect(document, parts) for parts in whole]
        together = self._effect(document, [entry for parts in whole for entry in parts])
        # Of what comes to nothing as a whole, two halves may be opposites too.
        left = _unpaired(alone) if net else alone
        return left in ([], [net]) or (together == net and net not in left)

    def _touches(self, document: Json, parts: Sequence[Entry]) -> bool:
        account = document["clearing"]["accountNumber"]
        return any(account in {entry.account, entry.contra} for entry in parts)

    def _effect(self, document: Json, entries: Sequence[Entry]) -> Decimal | None:
        return effect(entries, document["clearing"]["accountNumber"], document["expected"]["currency"], self._base)


def _unpaired(effects: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Return effects without pairs of which one takes the other back."""
    left: list[Decimal | None] = []
    for one in effects:
        if one and -one in left:
            left.remove(-one)
        else:
            left.append(one)
    return left


def _vouchers(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return entries by voucher; two journals may each have one of the same number, and the books have either."""
    unbooked: dict[tuple[int | None, str, int], list[Entry]] = {}
    booked: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.booked:
            booked.setdefault(entry.key, []).append(entry)
        else:
            unbooked.setdefault((entry.journal, *entry.key), []).append(entry)
    vouchers = [[*parts, *booked.pop((year, number), ())] for (_, year, number), parts in unbooked.items()]
    return vouchers + list(booked.values())


def expected_net(document: Json) -> Decimal:
    """Return what the source says the balance changed by."""
    expected = document["expected"]
    return to_decimal(expected["net"], expected["exponent"])
