"""Which objects belong to a stream, and since when: what a stream has to say so that the passes can find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tap_stripe_invoices.http.answers import JsonObject


@dataclass(frozen=True, slots=True)
class Hint:
    """What an event, or another witness, says about an object: that it may be due. Never more than a hint.

    Attributes:
        id: Which object; empty where the event does not say.
        created: When the object was created, where that is known.
        was_due: Whether it is known to have belonged to the stream at some time.
        names: Ids of other objects that this accounts for, such as the payment.
    """

    id: str
    created: int | None = None
    was_due: bool = False
    names: tuple[str, ...] = ()

    def and_also(self, other: Hint | None) -> Hint:
        """The two together; of `names`, this one's."""
        if other is None:
            return self
        created = self.created if self.created is not None else other.created
        return Hint(self.id, created, self.was_due or other.was_due, self.names)


class Rules:
    """The rules of a stream whose objects all belong to it, from their creation on, and again when they change.

    Args:
        prefix: What the ids of its objects begin with, or may begin with.
        event_types: The events that tell that one became due or changed; Stripe takes up to 20 types.
    """

    def __init__(self, prefix: str | tuple[str, ...], event_types: Sequence[str] = ()) -> None:
        self.prefix = prefix
        self.event_types = tuple(event_types)

    def hint(self, event: JsonObject) -> Hint | None:
        """What an event says; None when it is of no interest, a hint without id when it cannot be understood.

        Whatever an event lacks may be looked for as if it were there: KeyError, TypeError and AttributeError mean
        that it cannot be understood.
        """
        if not self.is_news(event):
            return None
        about = event["data"]["object"]
        one = about.get("id")
        if not isinstance(one, str) or not one.startswith(self.prefix):
            return Hint("")
        return Hint(one, seconds(about.get("created")))

    def is_news(self, event: JsonObject) -> bool:  # noqa: ARG002  # for those that override it
        """Whether an event of one of the types tells of anything that matters."""
        return True

    def due_at(self, one: JsonObject) -> int | None:  # noqa: ARG002  # for those that override it
        """When an object became due or changed last, in epoch seconds; None where it does not say."""
        return None

    def wanted(self, objects: list[JsonObject], was_due: Collection[str] = ()) -> list[JsonObject]:  # noqa: ARG002  # for those that override it
        """Those of the objects that are to be emitted, in the same order.

        Args:
            objects: Up to some hundred, as they are now.
            was_due: Ids of which it is known that they belonged to the stream before.

        Raises:
            StripeError: the run cannot go on.
        """
        return objects


def seconds(value: Any) -> int | None:  # noqa: ANN401  # any JSON value, by nature
    """Epoch seconds, or None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
