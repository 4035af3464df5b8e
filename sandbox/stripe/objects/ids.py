"""Identifiers shaped like Stripe's, and the seeded randomness that everything made up here is drawn from."""

from __future__ import annotations

import random
import string

ALPHABET = string.ascii_letters + string.digits
ACCOUNT_MARK = "NVsandbox0"
"""The ten characters that Stripe repeats in every long id of one account."""
ACCOUNT_ID = f"acct_1Made0{ACCOUNT_MARK}"
ACCOUNT_NAME = "Nordvind Software ApS"
ACCOUNT_COUNTRY = "DK"
INVOICE_PREFIX = "NORDVIND"

_SHORT = 14
_LONG_HEAD = 5
_LONG_TAIL = 8


def randomness(seed: int, *what: str | int) -> random.Random:
    """A source of its own for each thing made up, so that a thing stays the same whatever is made before it."""
    return random.Random(":".join([str(seed), *map(str, what)]))  # noqa: S311 - test data, nothing secret


def short_id(rng: random.Random, prefix: str) -> str:
    """An id such as `cus_TOnPWZP5qSvsBd`: customers, products, subscription items."""
    return f"{prefix}_{''.join(rng.choices(ALPHABET, k=_SHORT))}"


def long_id(rng: random.Random, prefix: str, lead: str = "1") -> str:
    """An id such as `in_1SRzodKXBGcbgpbZ8jaGU6E4`: the account's mark stands between two random parts."""
    drawn = "".join(rng.choices(ALPHABET, k=_LONG_HEAD + _LONG_TAIL))
    return f"{prefix}_{lead}{drawn[:_LONG_HEAD]}{ACCOUNT_MARK}{drawn[_LONG_HEAD:]}"


def related_id(rng: random.Random, prefix: str, to: str) -> str:
    """An id whose first half is another's, as Stripe's charge has that of its payment intent (recorded)."""
    head = to.partition("_")[2][:-_LONG_TAIL]
    return f"{prefix}_{head}{''.join(rng.choices(ALPHABET, k=_LONG_TAIL))}"
