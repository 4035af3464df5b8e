"""What became of a sales document."""

from dataclasses import dataclass

from target_economic.customers.customers import Customer
from target_economic.outcomes.outcomes import Action, Code
from target_economic.sales.found import Found


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a document.

    Attributes:
        action: what was done, or in a dry run would have been.
        found: the ledger's document; of a deleted one what it was; None where there is and was nothing.
        code: why, where that needs saying.
        message: the same in words.
        created: whether a document was made for it, whatever was done with it then.
        customer: the ledger's customer, where this call found or made it.
    """

    action: Action
    found: Found | None
    code: Code | None = None
    message: str | None = None
    created: bool = False
    customer: Customer | None = None
