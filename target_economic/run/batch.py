"""What is on the conveyor: documents one by one, and the batches in which they are looked up."""

from dataclasses import dataclass, field
from typing import Any

from target_economic.http.jsontext import Json

GROUPS = {
    "customers": "customers",
    "products": "products",
    "invoices": "sales",
    "orders": "sales",
    "vouchers": "vouchers",
}
"""Streams of one group may be under way together; another group waits until the one before it is done."""


@dataclass(slots=True, eq=False)
class Item:
    """One document: `result` is None until it has been carried out, and stays None where that was broken off.

    Attributes:
        began: when it was begun to be carried out, in seconds since the epoch.
        ended: when it had been.
    """

    stream: str
    document: Json
    result: Any = None
    began: float = 0.0
    ended: float = 0.0

    @property
    def id(self) -> str:
        """Source id of the document."""
        return str(self.document["id"])


@dataclass(slots=True, eq=False)
class Batch:
    """Documents that are looked up together.

    Attributes:
        group: of their streams.
        alone: it waits until everything before it is done.
        items: in the order in which they came.
        complete: a STATE came behind its last document, or one among them; it need not wait for more.
        looking: its look-ups have begun.
        ready: its look-ups are done; `prepared` is what they gave.
        begun: how many of its documents have been begun.
        left: how many are not done.
    """

    group: str
    alone: bool
    items: list[Item] = field(default_factory=list)
    complete: bool = False
    looking: bool = False
    ready: bool = False
    prepared: Any = None
    begun: int = 0
    left: int = 0
