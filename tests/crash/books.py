"""What a bookkeeper finds in the ledger afterwards: what stands for each source id, and whether it is right."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.economic.store import Store
from tests.crash.movements import Moved
from tests.entries import Voucher, vouchers

Json = dict[str, Any]
Place = tuple[str, int]

MOST_EVENED_OUT = Decimal("0.10")
ROUNDING = "STRIPE-ROUNDING"
_FOLLOWS = frozenset({"balance", "dueAmount", "remainder", "remainderInBaseCurrency"})


@dataclass(frozen=True)
class Wanted:
    """What is to stand for a source id: one document of each place, and what they come to together.

    Attributes:
        places: such as `booked`; `booked`, `booked` is an invoice and the one that credits it; nothing for one
            that was withdrawn.
        net: in minor units.
        vat: in minor units.
        gross: in minor units.
    """

    places: tuple[str, ...]
    net: int = 0
    vat: int = 0
    gross: int = 0


@dataclass(frozen=True)
class Verdict:
    """What is wrong in the books, in words; nothing if all is well."""

    duplicates: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    wrong_totals: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        for name in ("duplicates", "losses", "wrong_totals", "touched"):
            yield from (f"{name}: {one}" for one in getattr(self, name))


def standing(store: Store) -> dict[str, list[tuple[Place, Json]]]:
    """Every sales document with a reference, by it. An archived order lives on in its invoice and is left out."""
    found: dict[str, list[tuple[Place, Json]]] = defaultdict(list)
    for place in ("drafts", "booked", "orders_drafts", "orders_sent"):
        for number, document in getattr(store, place).items():
            reference = document.get("references", {}).get("other")
            if reference:
                found[reference].append(((place, number), document))
    return found


def photograph(store: Store) -> dict[str, Json]:
    """Everything that is there, to see later that nobody touched it. Balances follow from documents."""
    names = ("customers", "products", "drafts", "booked", "orders_drafts", "orders_sent", "orders_archived")
    rooms = {name: getattr(store, name) for name in names}
    rooms |= {"journal entries": store.ledger.drafts, "entries": store.ledger.entries}
    return {
        f"{name} {key}": {part: value for part, value in document.items() if part not in _FOLLOWS}
        for name, room in rooms.items()
        for key, document in room.items()
    }


def judge(
    store: Store,
    wanted: Mapping[str, Wanted],
    strangers: Mapping[str, Json],
    customers: Sequence[str],
    moved: Mapping[str, Moved] | None = None,
) -> Verdict:
    """Look at the books.

    Args:
        store: the ledger.
        wanted: what is to stand for each source id.
        moved: what is to stand in a journal for each movement.
        strangers: a photograph of what was there before and is not ours.
        customers: the e-mail addresses of those that there must be one of each.
    """
    duplicates: list[str] = []
    losses: list[str] = []
    wrong: list[str] = []
    there = standing(store)
    for source_id, want in wanted.items():
        found = there.get(source_id, [])
        places = Counter(place for (place, _), _ in found)
        says = ", ".join(f"{place} {number}" for (place, number), _ in found) or "nothing"
        if surplus := places - Counter(want.places):
            (losses if not want.places else duplicates).append(f"{source_id} is {says}; too much: {dict(surplus)}")
        elif missing := Counter(want.places) - places:
            losses.append(f"{source_id} is {says}; missing: {dict(missing)}")
        else:
            wrong += _wrong(source_id, want, [document for _, document in found])
    mine = set(wanted) | {str(one.get("references", {}).get("other")) for one in strangers.values()}
    duplicates += [f"{reference} was never asked for" for reference in there if reference not in mine]
    emails = Counter(customer.get("email") for customer in store.customers.values())
    duplicates += [f"{emails[email]} customers {email}" for email in customers if emails[email] > 1]
    losses += [f"no customer {email}" for email in customers if not emails[email]]
    entries = _journals(store, moved or {}, strangers)
    now = photograph(store)
    touched = [name for name, before in strangers.items() if now.get(name) != before]
    return Verdict(
        (*duplicates, *entries.duplicates),
        (*losses, *entries.losses),
        (*wrong, *entries.wrong_totals),
        tuple(touched),
    )


def _journals(store: Store, moved: Mapping[str, Moved], strangers: Mapping[str, Json]) -> Verdict:
    """Look for each movement's voucher."""
    duplicates: list[str] = []
    losses: list[str] = []
    wrong: list[str] = []
    there = vouchers(store)
    for movement, want in moved.items():
        found = there.get(movement, [])
        says = ", ".join(f"{place} {year}-{number}" for place, year, number in (one.key for one in found))
        if len(found) > 1:
            duplicates.append(f"{movement} is in {says}")
        elif not found or found[0].place != want.place:
            losses.append(f"{movement} is {says or 'nowhere'}; missing: {want.place}")
        elif (effects := _effects(store, found[0])) != want.effects:
            wrong.append(f"{movement} does {effects} in place of {want.effects}")
    mine = set(moved) | {str(one.get("text")).split(" ")[-1] for one in strangers.values()}
    duplicates += [f"{movement} was never asked for" for movement in there if movement not in mine]
    return Verdict(tuple(duplicates), tuple(losses), tuple(wrong))


def _effects(store: Store, voucher: Voucher) -> dict[str, int]:
    """What it does, named as in `Moved`."""
    sums: Counter[str] = Counter()
    for line in voucher.lines:
        whose = "" if line.customer is None else f" {store.customers[line.customer]['email']}"
        settles = "" if line.invoice is None else f" {store.booked[line.invoice]['references']['other']}"
        sums[f"{line.account}{whose}{settles}"] += int(line.in_base.scaleb(2))
    return {name: amount for name, amount in sums.items() if amount}


def _wrong(source_id: str, want: Wanted, documents: Sequence[Json]) -> Iterator[str]:
    net, vat, gross = (
        sum((Decimal(one[name]) for one in documents), Decimal(0))
        for name in ("netAmount", "vatAmount", "grossAmount")
    )
    if gross != Decimal(want.gross) / 100:
        yield f"{source_id} comes to {gross} in place of {Decimal(want.gross) / 100}"
    for name, amount, right in (("net", net, want.net), ("VAT", vat, want.vat)):
        if abs(amount - Decimal(right) / 100) > MOST_EVENED_OUT:
            yield f"{source_id}: {name} is {amount} in place of {Decimal(right) / 100}"
