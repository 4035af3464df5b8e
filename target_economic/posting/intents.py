"""What is to be written: a creation, a replacement or a deletion, and how to tell whether it has happened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from target_economic.http.client import Json
from target_economic.posting.ladder import Ladder

T = TypeVar("T")


def _nothing() -> None:
    return None


def _fine(_: Json) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Creation(Generic[T]):
    """Something to be made by one POST: a new thing, or a step of a thing, such as the booking of a draft.

    Attributes:
        path: the collection that is posted to.
        what: for messages, such as `create the draft of in_1`.
        source_id: identity of the thing at its source.
        operation: names the operation in the key, such as `create draft`.
        body: e-conomic's body.
        look_up: looks the thing up anew; None when it is not there.
        read: reads the thing from e-conomic's answer.
        reread: reads the thing that an earlier answer names once more; None when it is gone or has become another.
        recheck: asked before the request is sent again in any way: returns the thing if it turns out to be there, and
            raises where sending could hit something else.
        gone: told the earlier answer when the thing it names is gone; raises where it is not to be made again.
        ladder: where one name stands for several things, made one after the other: what is known of their keys.
    """

    path: str
    what: str
    source_id: str
    operation: str
    body: Json
    look_up: Callable[[], T | None]
    read: Callable[[Json], T]
    reread: Callable[[Json], T | None]
    recheck: Callable[[], T | None] = _nothing
    gone: Callable[[Json], None] = _fine
    ladder: Ladder | None = None


@dataclass(frozen=True, slots=True)
class Replacement(Generic[T]):
    """Something to be replaced by PUT.

    Attributes:
        path: of the thing itself.
        what: for messages.
        source_id: identity of the thing at its source.
        operation: such as `update draft 7`; the content is added to the key.
        body: e-conomic's body.
        look_up: reads the thing; None unless it is as it is wanted; raises where replacing it could do harm: it is
            gone, or somebody has changed it.
        read: reads the thing from e-conomic's answer.
    """

    path: str
    what: str
    source_id: str
    operation: str
    body: Json
    look_up: Callable[[], T | None]
    read: Callable[[Json], T]


@dataclass(frozen=True, slots=True)
class Deletion:
    """Something to be deleted.

    Attributes:
        path: of the thing itself, never of a collection.
        what: for messages.
        source_id: identity of the thing at its source.
        operation: such as `delete draft 7`.
        gone: reads whether the thing is gone, or its number is another's by now; raises where it is not to be deleted
            any more.
    """

    path: str
    what: str
    source_id: str
    operation: str
    gone: Callable[[], bool]
