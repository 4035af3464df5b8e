"""What a request asks for, and what an address of the API is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.stripe.api.versions import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.stripe.api.access import Caller
    from sandbox.stripe.api.params import Params
    from sandbox.stripe.resources import Resources
    from sandbox.stripe.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as far as answering it needs.

    Attributes:
        params: Query and form together.
        path: The address, as lists repeat it.
        names: The parts of the address, such as `id`.
        version: The API version to answer in.
        caller: Who asks; None for nobody in particular, who may do anything.
    """

    params: Params
    path: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    version: str = API_VERSION
    caller: Caller | None = None

    @property
    def id(self) -> str:
        """The object that the address names."""
        return self.names["id"]


@dataclass(frozen=True, slots=True)
class Read:
    """A GET, or the change of an object's metadata.

    Attributes:
        path: The address, with `{id}` for what varies.
        kind: The kind of object, which the key must have a right to.
        answer: Gives the rendered answer.
        method: `GET`, or `POST` for changes.
    """

    path: str
    kind: str
    answer: Callable[[Resources, Asked], bytes]
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Write:
    """A request that makes something happen.

    Attributes:
        method: `POST` or `DELETE`.
        path: The address, with `{id}` for what varies.
        kind: The kind of object, which the key must have a right to write, and whose properties can be expanded.
        run: Does it, with the store locked, and gives the kind and id of the object to answer with. It gets the
            parts of the address and the parameters without `expand`, and raises an `ApiError` before it changes
            anything.
    """

    method: str
    path: str
    kind: str
    run: Callable[[Store, Mapping[str, str], Params], tuple[str, str]]
