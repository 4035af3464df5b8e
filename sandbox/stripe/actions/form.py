"""A form: the parameters of a POST, read one by one by name, so that nothing in it is overlooked.

What Stripe takes and the sandbox does not carry out is refused in plain words, never ignored; what Stripe does not
know is refused as Stripe does. The names that Stripe takes are those of stripe-python 16.1.0.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.stripe.api import params as p
from sandbox.stripe.api.errors import ApiError, invalid, unknown_parameters
from sandbox.stripe.money import currencies
from sandbox.stripe.writes.metadata import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.stripe.api.params import Params

_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
_LONGEST_AMOUNT = 99_999_999_999
_LONGEST_TEXT = 5_000


class Form:
    """The parameters of one request; `name` is that of the form inside another, such as `recurring`."""

    def __init__(self, params: Params, name: str = "") -> None:
        self._params = params
        self._name = name
        self._read: set[str] = {"expand"} if not name else set()

    def finish(self, untouched: str = "") -> None:
        """Refuse what was not read; `untouched` are names that Stripe takes and the sandbox does not.

        Raises:
            ApiError: 400.
        """
        left = [name for name in self._params if name not in self._read]
        unknown = [name for name in left if name not in untouched.split()]
        if unknown:
            raise unknown_parameters([self._full(name) for name in unknown])
        if left:
            raise invalid(f"The sandbox does not carry out {self._full(left[0])} here.", param=self._full(left[0]))

    def text(self, name: str) -> str | None:
        """A text; None where it was not given, or is empty."""
        value = p.text(self._params, self._seen(name))
        if value is not None and len(value) > _LONGEST_TEXT:
            raise invalid(
                f"Invalid string: {name} must be at most {_LONGEST_TEXT} characters", param=self._full(name)
            )
        return value or None

    def needed(self, name: str) -> str:
        """A text that must be given.

        Raises:
            ApiError: 400 `parameter_missing`.
        """
        value = self.text(name)
        if value is None:
            raise self.missing(name)
        return value

    def one_of(self, name: str, *allowed: str) -> str | None:
        """A text that must be one of a few."""
        value = self.text(name)
        if value is not None and value not in allowed:
            listed = ", ".join(allowed[:-1]) + f", or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
            raise invalid(f"Invalid {self._full(name)}: must be one of {listed}", param=self._full(name))
        return value

    def integer(self, name: str) -> int | None:
        """A whole number."""
        value = self.text(name)
        return None if value is None else p.integer(value, self._full(name))

    def amount(self, name: str, *, least: int | None = 0) -> int | None:
        """An amount in minor units, `least` or more, of at most eleven digits."""
        value = self.integer(name)
        if value is None:
            return None
        if least is not None and value < least:
            raise invalid(
                f"This value must be greater than or equal to {least}.",
                code="parameter_invalid_integer",
                param=self._full(name),
            )
        if abs(value) > _LONGEST_AMOUNT:
            raise invalid("Amount must be no more than 99999999999", code="amount_too_large", param=self._full(name))
        return value

    def decimal(self, name: str) -> Decimal | None:
        """A decimal of at most twelve places."""
        value = self.text(name)
        if value is None:
            return None
        if not _DECIMAL.fullmatch(value):
            raise invalid(f"Invalid decimal: {value:.100}", param=self._full(name))
        return Decimal(value)

    def boolean(self, name: str) -> bool:
        """`true` or `false`; false where it was not given."""
        value = self.text(name)
        return value is not None and p.boolean(value, self._full(name))

    def texts(self, name: str) -> list[str]:
        """An array of texts."""
        if self._params.get(name) == "":
            self._seen(name)
            return []
        return p.texts(self._params, self._seen(name))

    def currency(self, name: str = "currency") -> str | None:
        """A currency, in lower case."""
        value = self.text(name)
        return None if value is None else currencies.check(value)

    def metadata(self) -> dict[str, str]:
        """The metadata of a new object."""
        value = self._params.get(self._seen("metadata"))
        return {} if value is None else merged({}, value)

    def inside(self, name: str) -> Form | None:
        """The form inside this one; None where it was not given."""
        value = self._params.get(self._seen(name))
        if value is None or value == "":
            return None
        if isinstance(value, str):
            raise invalid("Invalid hash", param=self._full(name))
        return Form(value, self._full(name))

    def each(self, name: str) -> Iterator[Form]:
        """The forms of an array of them."""
        found = self._params.get(self._seen(name)) or {}
        if isinstance(found, str):
            raise invalid("Invalid array", param=self._full(name))
        for key, value in found.items():
            inner = f"{self._full(name)}[{key}]"
            if isinstance(value, str):
                raise invalid("Invalid object", param=inner)
            yield Form(value, inner)

    def missing(self, name: str) -> ApiError:
        """The error for a parameter that must be given."""
        full = self._full(name)
        return invalid(f"Missing required param: {full}.", code="parameter_missing", param=full)

    def _seen(self, name: str) -> str:
        self._read.add(name)
        return name

    def _full(self, name: str) -> str:
        return f"{self._name}[{name}]" if self._name else name
