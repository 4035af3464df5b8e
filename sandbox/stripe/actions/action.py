"""An action by name: what the control endpoint and the command line offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.actions.desk import Desk, at_desk
from sandbox.stripe.actions.dues import settle_due

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]
Arguments = dict[str, Any]

_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing an action can be told.

    Attributes:
        name: Its name.
        type: `text`, `integer`, `boolean` or `list` (of texts).
        required: Whether it must be given.
        help: What it means, in a line.
    """

    name: str
    type: str
    required: bool
    help: str

    def read(self, value: object) -> object:
        """The value as this type; texts are read too, and a list may be a text with commas.

        Raises:
            SandboxError: `bad_argument`.
        """
        read = {"text": _text, "integer": _integer, "boolean": _boolean, "list": _list}[self.type]
        found = read(value)
        if found is None:
            raise SandboxError(
                "bad_argument", f"{self.name} must be {_NOUNS[self.type]}, not {value!r:.100}.", self.help
            )
        return found


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to the account by name.

    Attributes:
        name: Its name, such as `pay_invoice`.
        summary: What it does, in a line.
        parameters: What it can be told.
        do: The function behind it: takes the arguments, does the thing and gives the object it is about.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    do: Callable[[Desk, Arguments], JsonObject]

    def run(self, store: Store, arguments: Mapping[str, Any]) -> JsonObject:
        """Do it at the store's present; the Stripe object it is about.

        Raises:
            SandboxError: `unknown_argument`, `missing_argument`, `bad_argument`, or Stripe's own error code where
                Stripe would refuse it.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := [name for name in arguments if name not in known]:
            raise SandboxError(
                "unknown_argument", f"{self.name} takes no {unknown[0]}.", f"it takes {', '.join(known) or 'nothing'}"
            )
        given = {name: known[name].read(value) for name, value in arguments.items() if value is not None}
        if absent := [p.name for p in self.parameters if p.required and p.name not in given]:
            raise SandboxError("missing_argument", f"{self.name} needs {absent[0]}.", known[absent[0]].help)
        with at_desk(store) as desk:
            settle_due(desk)
            return self.do(desk, given)


_NOUNS = {"text": "a text", "integer": "a whole number", "boolean": "true or false", "list": "a list of texts"}


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit() and len(value) <= _LONGEST:
        return int(value)
    return value if isinstance(value, int) and abs(value) < 10**_LONGEST else None


def _boolean(value: object) -> bool | None:
    return _WORDS.get(value.lower()) if isinstance(value, str) else value if isinstance(value, bool) else None


def _list(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list) or not all(isinstance(member, (str, int)) for member in value):
        return None
    return [str(member) for member in value]
