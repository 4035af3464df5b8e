"""What this run knows of the agreement's products, by number and by name. Shared by all threads.

Knowledge ages, because people work in the ledger meanwhile: that there is no such product is believed for half a
minute, and what a product is like for ten minutes; then e-conomic is asked anew.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from target_economic.http.client import Json
from target_economic.names import plain

ABSENT_FOR = 30.0
PRESENT_FOR = 600.0


@dataclass(frozen=True, slots=True)
class Product:
    """A product in the ledger.

    Attributes:
        number: its number there.
        group: number of its group.
        url: its address there, or None in a dry run for one that would be created.
        barred: nothing may be sold of it.
        new: this call created it, or in a dry run would have.
    """

    number: str
    group: int
    url: str | None
    barred: bool = False
    new: bool = False


class Known:
    """Products that were read, and numbers and names that were looked for.

    Args:
        now: a clock in seconds; given by tests that cannot wait.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._products: dict[str, Product] = {}
        self._names: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        self._numbers_at: dict[str, float] = {}
        self._names_at: dict[str, float] = {}

    def note(self, body: Json) -> Product:
        """Take in a product as e-conomic answers it."""
        product = Product(
            number=body["productNumber"],
            group=body["productGroup"]["productGroupNumber"],
            url=body["self"],
            barred=bool(body.get("barred")),
        )
        name = plain(body["name"])
        with self._lock:
            self._drop(product.number)
            self._products[product.number] = product
            self._names[product.number] = name
            self._by_name.setdefault(name, set()).add(product.number)
            self._numbers_at[product.number] = self._now()
        return product

    def forget(self, number: str) -> None:
        """Note that there is no product with this number."""
        with self._lock:
            self._drop(number)
            self._numbers_at[number] = self._now()

    def looked_for(self, numbers: Iterable[str]) -> None:
        """Note that numbers were looked for and the answer taken in: what was not in it is not there."""
        with self._lock:
            now = self._now()
            for number in numbers:
                at = self._numbers_at.get(number)
                if number in self._products and (at is None or now - at >= PRESENT_FOR):
                    self._drop(number)
                self._numbers_at[number] = now

    def names_looked_for(self, names: Iterable[str]) -> None:
        """Note that e-conomic has been asked about names, and its answer taken in."""
        with self._lock:
            self._names_at |= dict.fromkeys(names, self._now())

    def read(self, number: str) -> bool:
        """Whether what is known about a number, be it that there is no such product, may be believed."""
        with self._lock:
            keep = PRESENT_FOR if number in self._products else ABSENT_FOR
            return self._now() - self._numbers_at.get(number, float("-inf")) < keep

    def name_read(self, name: str) -> bool:
        """Whether what is known about a name may be believed."""
        with self._lock:
            keep = PRESENT_FOR if self._by_name.get(plain(name)) else ABSENT_FOR
            return self._now() - self._names_at.get(name, float("-inf")) < keep

    def by_number(self, number: str) -> Product | None:
        """Return the product with a number."""
        with self._lock:
            return self._products.get(number)

    def by_name(self, name: str) -> list[Product]:
        """Return the products with a name, however it is spelled."""
        with self._lock:
            return [self._products[number] for number in sorted(self._by_name.get(plain(name), ()))]

    def _drop(self, number: str) -> None:
        self._products.pop(number, None)
        name = self._names.pop(number, None)
        if name is not None:
            self._by_name[name].discard(number)
