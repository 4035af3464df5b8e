"""The API versions that the sandbox serves, and what it says of the others."""

from __future__ import annotations

from sandbox.stripe.api.errors import invalid

API_VERSION = "2026-10-28.endive"
"""What stripe-python 16.1.0 pins, and the account's default."""

BASIL = "2025-03-31.basil"
"""The first version with invoice payments; versions sort as their dates do."""

# Named in the changelogs of Stripe's SDKs and of its API.
KNOWN = frozenset(
    {
        "2022-11-15",
        "2023-08-16",
        "2023-10-16",
        "2024-04-10",
        "2024-06-20",
        "2024-09-30.acacia",
        "2024-10-28.acacia",
        "2024-11-20.acacia",
        "2024-12-18.acacia",
        "2025-01-27.acacia",
        "2025-02-24.acacia",
        BASIL,
        "2025-04-30.basil",
        "2025-05-28.basil",
        "2025-06-30.basil",
        "2025-07-30.basil",
        "2025-08-27.basil",
        "2025-09-30.clover",
        "2025-10-29.clover",
        "2025-11-17.clover",
        "2025-12-15.clover",
        "2026-01-28.clover",
        "2026-02-25.clover",
        "2026-03-25.dahlia",
        "2026-04-22.dahlia",
        "2026-05-27.dahlia",
        "2026-06-24.dahlia",
        "2026-07-29.dahlia",
        "2026-08-26.dahlia",
        "2026-09-30.endive",
        API_VERSION,
    }
)
_OLDER = frozenset({"2020-08-27", "2022-08-01"})


def negotiate(header: str | None, default: str) -> str:
    """The version to answer in: the one asked for, or the account's.

    Raises:
        ApiError: 400, in Stripe's words for a version that does not exist.
    """
    if header is None:
        return default
    if header in KNOWN:
        return header
    if header in _OLDER:
        raise invalid(f"The sandbox does not serve API version {header}: 2022-11-15 is the oldest it knows.")
    raise invalid(f"Invalid Stripe API version: {header}")
