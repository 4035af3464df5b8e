"""What a source's prices are where it shows no tax: a policy that the mapping declares, so that nobody guesses.

Where tax is shown, also a tax of zero, it says itself what is net and what is gross, and the policy changes nothing.
"""

from collections.abc import Mapping
from typing import Any

AS_STRIPE, NET, GROSS = "as_stripe", "net", "gross"
POLICIES = (AS_STRIPE, NET, GROSS)


def declare(policy: str, record: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Take back from a document's amounts what the source does not know; the ledger works it out.

    With `gross` the amounts include VAT that the source does not show: only the gross is known, and a line's amount
    is its `gross`. With `net` VAT comes on top of them: only the net is known.

    Args:
        policy: one of POLICIES.
        record: as the tap sent it, counted.
        fields: the mapped fields, with `expected` filled in; they are changed in place.
    """
    if policy == AS_STRIPE or _shows_tax(record):
        return
    unknown = ("net", "tax") if policy == GROSS else ("tax", "gross")
    fields["expected"] |= dict.fromkeys(unknown)
    if policy == GROSS:
        for line in (fields.get("body") or {}).get("lines") or ():
            if "net" in line:
                line["gross"] = line.pop("net")


def _shows_tax(record: Mapping[str, Any]) -> bool:
    lines = record.get("lines")
    each = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return bool(record["amounts"].get("tax")) or any(line.get("tax") or line.get("taxes") for line in each)
