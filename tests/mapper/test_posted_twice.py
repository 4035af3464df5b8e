"""The same amounts do not get into the ledger by two mappings, each in its own way."""

from pathlib import Path

import pytest

from tests.mapper.folders import SHIPPED, problems_of
from tests.mapper.vouchers import VOUCHERS, when

PAYOUTS = VOUCHERS.replace("balance_transactions", "payouts")
SAME = "posts the money of the stream payouts, and "


@pytest.mark.parametrize(
    ("ones", "others", "is_refused"),
    [
        ((), (), True),
        (("amount != fee",), ("automatic",), True),
        (("currency == 'dkk'",), ("currency == 'dkk'",), True),
        (("amount != fee", "currency == 'dkk'"), ("currency != 'dkk'",), False),
        (("livemode",), ("!livemode",), False),
        (("!livemode",), ("livemode",), False),
    ],
)
def test_the_same_money_is_not_posted_by_movement_and_by_payout(
    tmp_path: Path, ones: tuple[str, ...], others: tuple[str, ...], *, is_refused: bool
) -> None:
    files = {
        "by_movement.yml": when(VOUCHERS, *ones) if ones else VOUCHERS,
        "by_payout.yml": when(PAYOUTS, *others) if others else PAYOUTS,
    }
    told = problems_of(tmp_path, files)
    assert [SAME in one for one in told] == [True] * is_refused
    assert all("write active: false in one of the two, or give them opposite conditions" in one for one in told)
    files["by_payout.yml"] = f"active: false\n{files['by_payout.yml']}"
    assert problems_of(tmp_path, files) == []


def test_what_is_sold_and_what_moves_are_not_made_of_one_stream(tmp_path: Path) -> None:
    shipped = {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.yml")}
    files = {**shipped, "moved.yml": VOUCHERS.replace("balance_transactions", "payments")}
    (told,) = (one for one in problems_of(tmp_path, files) if "posts the amounts of the stream payments" in one)
    assert "(what is sold becomes an invoice, what moves becomes a voucher; write active: false" in told
