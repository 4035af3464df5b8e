"""Stripe's epoch seconds as ISO-8601 text in UTC, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tap_stripe_invoices.errors import ObjectError

# Every property that holds epoch seconds in the objects this tap emits, by name, at API version 2026-10-28.endive.
DATED = frozenset(
    {
        "automatically_finalizes_at",
        "canceled_at",
        "created",
        "due_date",
        "effective_at",
        "end",
        "expires_at",
        "finalized_at",
        "marked_uncollectible_at",
        "next_payment_attempt",
        "paid_at",
        "period_end",
        "period_start",
        "redeem_by",
        "start",
        "updated",
        "voided_at",
        "webhooks_delivered_at",
    }
)


def to_text(seconds: int) -> str:
    """Epoch seconds as `2026-11-20T08:00:00Z`.

    Raises:
        ObjectError: the number lies outside the years 1 to 9999.
    """
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise ObjectError("date_out_of_range", f"{seconds} is not a time that a calendar knows.") from error
    return moment.replace(tzinfo=None).isoformat() + "Z"


def to_seconds(text: str) -> int:
    """ISO-8601 text as epoch seconds; a date alone is its midnight, and a time without a zone is UTC.

    Raises:
        ValueError: the text is neither a date nor a date-time.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())


def date_in_place(value: Any) -> None:  # noqa: ANN401  # any JSON value, by nature
    """Turn every known epoch property inside `value` into text, at any depth except inside `metadata`.

    Converting twice does no harm: only integers are touched.

    Raises:
        ObjectError: a property holds a number that is no time.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            if type(inner) is int:
                if name in DATED:
                    value[name] = to_text(inner)
            elif isinstance(inner, dict | list) and name != "metadata":
                date_in_place(inner)
    elif isinstance(value, list):
        for inner in value:
            date_in_place(inner)
