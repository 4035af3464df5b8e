"""What became of a shop's money in the journals, and mappings changed as a bookkeeper changes them."""

import shutil
from pathlib import Path
from typing import Any

from tests.entries import Line, Voucher, balance, stripes, vouchers
from tests.scenarios.shop import Books, Shop
from tests.support import ROOT

Json = dict[str, Any]

BANK, DISPUTES, UNASSIGNED, GAIN, LOSS, DEBTORS, CLEARING = 5820, 5610, 6850, 4330, 4340, 5600, 5830
BOOKED = ("post_as: draft_invoice", "post_as: booked_invoice")
BOOK: Json = {"book_vouchers": "each"}


class Till:
    """The movements of the shop's balance, and their vouchers."""

    def __init__(self, books: Books) -> None:
        self.shop = books.shop
        self.books = books
        self.store = books.shop.sandbox.economic.store
        self._vouchers = vouchers(self.store)

    @property
    def movements(self) -> list[Json]:
        """Every movement of Stripe's balance."""
        return list(self.shop.sandbox.stripe.store.all("balance_transaction"))

    def outcome(self, movement: Json) -> Json:
        """What became of a movement."""
        return self.books.ended.outcome(movement["id"])

    def voucher(self, movement: Json) -> Voucher:
        """Its only voucher: it balances, and does to the clearing account what it did to Stripe's balance."""
        found = self._vouchers.get(movement["id"], [])
        assert len(found) == 1, (self.outcome(movement), found)
        assert found[0].off == 0, found
        assert found[0].on(CLEARING) == stripes([movement]), found
        return found[0]

    def customers(self, *movements: Json) -> list[Line]:
        """What movements leave on customers' accounts."""
        return [line for movement in movements for line in self.voucher(movement).owed]

    def missing(self, movement: Json) -> Json:
        """The outcome of one of which no journal has anything."""
        assert movement["id"] not in self._vouchers
        return self.outcome(movement)

    def closes(self) -> bool:
        """Whether all movements together left on the clearing account what is on Stripe's balance."""
        return balance(self.store) == stripes(self.movements)

    def booked(self, name: str) -> Json:
        """The booked invoice of a sale."""
        return self.document(self.shop.sold[name])

    def document(self, source: str) -> Json:
        """The booked invoice or credit note of a Stripe object."""
        booked = self.store.booked
        (found,) = [booked[number] for number in booked if booked[number]["references"].get("other") == source]
        return found


def mappings(folder: Path, **changes: tuple[str, str]) -> Path:
    """Copy the project's mappings and change some: `invoices=(what it says, what it is to say)`."""
    copied = folder / "mappings"
    if not copied.exists():
        shutil.copytree(ROOT / "mappings", copied)
    for name, (old, new) in changes.items():
        path = copied / f"{name}.yml"
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")
    return copied


def booking(folder: Path) -> Path:
    """The project's mappings, with every sales document booked."""
    return mappings(folder, invoices=BOOKED, credit_notes=BOOKED, payments=BOOKED)


def paid(shop: Shop, name: str, *items: Json, **invoice: Any) -> Json:  # noqa: ANN401 - passed on to `sell`
    """Sell something; the movement of its charge."""
    shop.sell(name, *items, **invoice)
    return shop.charge(name)
