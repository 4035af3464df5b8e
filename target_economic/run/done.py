"""What a worker says became of one document."""

from dataclasses import dataclass

from target_economic.outcomes.outcomes import Action, Code
from target_economic.outcomes.summary import Amounts


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one document, before it is judged by the retry list.

    Attributes:
        action: what was done.
        number: the ledger's name for it, where it is there.
        url: its address in the ledger.
        code: why, where that needs saying.
        message: the same in words.
        amounts: of the document in the ledger.
        created: this run made a document for it.
        customer: number of the ledger's customer, where it is known.
    """

    action: Action
    number: str | None = None
    url: str | None = None
    code: Code | None = None
    message: str | None = None
    amounts: Amounts | None = None
    created: bool = False
    customer: int | None = None
