"""The runs over movements of money that are killed: vouchers, on invoices that an earlier run has booked."""

from collections.abc import Sequence

from tests.crash.movements import (
    BANK,
    CLEARING,
    DEBTORS,
    DISPUTES,
    FEES,
    GAIN,
    LOSS,
    UNASSIGNED,
    Json,
    Moved,
    payment,
    voucher,
)
from tests.crash.movements import entry as entry_on
from tests.crash.stories import Story, sales, wanted
from tests.crash.tape import Tape
from tests.target.documents import customer, invoice, line

BOOK: dict[str, object] = {"book_vouchers": "each"}


def movements(group: tuple[str | None, str | None] = (None, None)) -> list[Json]:
    """Two charges and a refund of customers, a dispute, someone's payment that nobody knows, and a payout.

    `group` is that of the first three and that of the others.
    """
    first, second = group
    return [
        voucher("txn_1", [payment(3753, settles="in_1"), entry_on(236, FEES)], documents=["in_1"], group=first),
        voucher("txn_2", [payment(125, settles="in_2"), entry_on(182, FEES)], documents=["in_2"], group=first),
        voucher("txn_3", [payment(-100, settles="cn_1")], documents=["cn_1", "in_2"], group=first),
        voucher("txn_4", [entry_on(75000, DISPUTES), entry_on(15000, FEES)], group=second),
        voucher("txn_5", [payment(9900), entry_on(329, FEES)], documents=["ch_5"], group=second),
        voucher("txn_6", [entry_on(4000, BANK)], group=second),
    ]


def stand(place: str) -> dict[str, Moved]:
    """What the movements do to the books."""
    effects: dict[str, dict[str, int]] = {
        "txn_1": {f"{DEBTORS} cus_1@example.dk in_1": -3753, f"{FEES}": 236, f"{CLEARING}": 3517},
        "txn_2": {f"{DEBTORS} cus_2@example.dk in_2": -125, f"{FEES}": 182, f"{CLEARING}": -57},
        "txn_3": {f"{DEBTORS} cus_2@example.dk": 100, f"{CLEARING}": -100},
        "txn_4": {f"{DISPUTES}": 75000, f"{FEES}": 15000, f"{CLEARING}": -90000},
        "txn_5": {f"{UNASSIGNED}": -9900, f"{FEES}": 329, f"{CLEARING}": 9571},
        "txn_6": {f"{BANK}": 4000, f"{CLEARING}": -4000},
    }
    return {movement: Moved(place, effect) for movement, effect in effects.items()}


def abroad() -> list[Json]:
    """Three invoices in euro, each of 100.00 at 746.00."""
    body = {"exchangeRate": "746.000000"}
    made = [
        invoice(f"in_{n}", currency="EUR", zone=2, tax=0, lines=[line(10_000)], buyer=customer(f"cus_{n}"))
        for n in (1, 2, 3)
    ]
    return [one | {"kind": "booked_invoice", "body": one["body"] | body} for one in made]


def in_euro(cents: int) -> Json:
    """The own side of a payment of so many cents."""
    return {"currency": "EUR", "exponent": 2, "amount": -cents}


def _story(name: str, tape: Tape, invoices: Sequence[Json], moved: dict[str, Moved], **settings: object) -> Story:
    """A run over movements, after one that has booked the invoices."""
    booked = [one | {"kind": "booked_invoice"} for one in invoices]
    return Story(name, tape, wanted(booked, "booked"), Tape("invoices", booked), settings, moved)


def vouchers() -> Story:
    return _story("vouchers", Tape("vouchers", movements()), sales("draft_invoice"), stand("unbooked"))


def booked_vouchers() -> Story:
    tape = Tape("vouchers", movements())
    return _story("vouchers that are booked", tape, sales("draft_invoice"), stand("booked"), **BOOK)


def vouchers_by_day() -> Story:
    """The second group is of another day."""
    tape = Tape("vouchers", movements(("2026-03-30", "2026-03-31")), every=3)
    return _story("vouchers grouped by day, booked", tape, sales("draft_invoice"), stand("booked"), **BOOK)


def vouchers_abroad() -> Story:
    """Less came in than the first invoice stands at, and more than the second; of the third, a part."""
    documents = [
        voucher(f"txn_{n}", [payment(come, settles=f"in_{n}", foreign=in_euro(cents))], documents=[f"in_{n}"])
        for n, come, cents in ((1, 74_520, 10_000), (2, 74_711, 10_000), (3, 7_463, 1_000))
    ]
    effects: dict[str, dict[str, int]] = {
        "txn_1": {f"{DEBTORS} cus_1@example.dk in_1": -74_600, f"{LOSS}": 80, f"{CLEARING}": 74_520},
        "txn_2": {f"{DEBTORS} cus_2@example.dk in_2": -74_600, f"{GAIN}": -111, f"{CLEARING}": 74_711},
        "txn_3": {f"{DEBTORS} cus_3@example.dk in_3": -7_460, f"{GAIN}": -3, f"{CLEARING}": 7_463},
    }
    moved = {movement: Moved("unbooked", effect) for movement, effect in effects.items()}
    tape = Tape("vouchers", documents)
    return _story("vouchers with exchange differences", tape, abroad(), moved)


MONEY_STORIES = (vouchers, booked_vouchers, vouchers_by_day, vouchers_abroad)
