"""What a document should come to, as its record says: the target compares the ledger's own figures with it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mapper_jmespath.errors import RecordError
from mapper_jmespath.evaluation.prices import GROSS
from mapper_jmespath.text import plain_text

if TYPE_CHECKING:
    from mapper_jmespath.documents import DocumentSchema
    from mapper_jmespath.language.model import Mapping as MappingFile

_COUNTED = ("exponent", "net", "tax", "gross")
_MOVED = ("exponent", "net")


def expected(
    record: Mapping[str, Any], record_id: str, mapping: "MappingFile", schema: "DocumentSchema"
) -> dict[str, Any]:
    """Return `expected`: the currency, its exponent, and in minor units the amounts that the document has.

    Of a sale they are the record's `amounts`; of money that moved, the `net` by which the balance changed.

    Raises:
        RecordError: `missing_value`, the record does not say them.
    """
    names = _COUNTED if schema.priced else _MOVED
    counted = record.get("amounts") if schema.priced else record
    found = {name: counted.get(name) for name in names} if isinstance(counted, dict) else {}
    currency = record.get("currency")
    # Of a payment without an invoice only the gross is known; `prices: gross` leaves the rest to the ledger.
    wanted = ("exponent", "gross") if mapping.prices == GROSS else names
    if not found or any(found[name] is None for name in wanted) or not isinstance(currency, str):
        told = "`amounts` and `currency`" if schema.priced else "`currency`, `exponent` and `net`"
        message = f"expected: record {record_id} has no {told}"
        hint = f"they come from the tap: {', '.join(names[1:])} and exponent"
        raise RecordError("missing_value", message, None, hint)
    if mapping.negative:
        for name in names[1:]:
            amount = found[name]
            found[name] = -amount if isinstance(amount, int) else amount
    return {"currency": plain_text(currency).upper(), **found}
