"""What can be done to a side by name: through the control door, from the command line and in a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MOST_DIGITS = 18


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
        found = _READERS[self.type](value)
        if found is None:
            raise SandboxError(
                "bad_argument", f"{self.name} must be {_NOUNS[self.type]}, not {value!r:.100}.", self.help
            )
        return found


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a side's store by name.

    Attributes:
        name: Its name, such as `pay_invoice`.
        summary: What it does, in a line.
        parameters: What it can be told.
        do: Does it to the store, or to what a subclass makes of it; the JSON object it gives back.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    do: Callable[[Any, dict[str, Any]], dict[str, Any]]

    def run(self, store: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - either side's
        """Do it; the caller holds the store's lock.

        Raises:
            SandboxError: `unknown_argument`, `missing_argument`, `bad_argument`, or why it cannot be done.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := [name for name in arguments if name not in known]:
            takes = f"it takes {', '.join(known) or 'nothing'}"
            raise SandboxError("unknown_argument", f"{self.name} takes no {unknown[0][:80]}.", takes)
        given = {name: known[name].read(value) for name, value in arguments.items() if value is not None}
        if absent := [one.name for one in self.parameters if one.required and one.name not in given]:
            raise SandboxError("missing_argument", f"{self.name} needs {absent[0]}.", known[absent[0]].help)
        return self.carry_out(store, given)

    def carry_out(self, store: Any, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - either side's
        """Do it with arguments that were read."""
        return self.do(store, given)


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _integer(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if (
        isinstance(value, str)
        and value.isascii()
        and value.removeprefix("-").isdigit()
        and len(value) <= _MOST_DIGITS
    ):
        return int(value)
    return value if isinstance(value, int) and abs(value) < 10**_MOST_DIGITS else None


def _boolean(value: object) -> bool | None:
    if isinstance(value, str):
        return _WORDS.get(value.lower())
    return value if isinstance(value, bool) else None


def _list(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list) or not all(isinstance(member, str | int) for member in value):
        return None
    return [str(member) for member in value]


_NOUNS = {"text": "a text", "integer": "a whole number", "boolean": "true or false", "list": "a list of texts"}
_READERS: dict[str, Callable[[object], object]] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "list": _list,
}
