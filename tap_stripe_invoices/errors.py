"""What can go wrong in the tap, and how far the damage reaches.

TapError
  SettingsError     a setting is missing, unknown or unreadable; nothing was requested yet
  StateError        the STATE handed in cannot be read, or lies in the future
  StripeError       the run cannot go on: key, permission, network, rate limit
    AnswerError     Stripe refused or failed this one request; another request may still succeed
  ObjectError       one object cannot be read or counted; it is emitted with `tap_error` and the run goes on
"""

from __future__ import annotations


class TapError(Exception):
    """The root of all errors the tap raises on purpose.

    Attributes:
        code: A fixed word that programs can compare, such as `stripe_key_rejected`.
        message: What was being done to which object, and what happened. Never holds a secret.
        hint: What the reader can do about it; may be empty.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        hint = f" Hint: {self.hint}" if self.hint else ""
        return f"{self.code}: {self.message}{hint}"


class SettingsError(TapError):
    """A setting is missing, unknown or unreadable; no request was made."""


class StateError(TapError):
    """The STATE handed to the tap cannot be read, or lies in the future."""


class StripeError(TapError):
    """Stripe cannot be read with this key, over this network, at this time: the run ends."""


class AnswerError(StripeError):
    """Stripe refused or failed one request although key and network are in order.

    Whoever asked for a single object may turn this into an `ObjectError`; anyone else lets it end the run.

    Attributes:
        status: The HTTP status, 400 or more.
        stripe_code: Stripe's own `error.code`, empty when it gave none.
        param: The parameter Stripe complains about, empty when it named none.
    """

    def __init__(self, code: str, message: str, *, status: int, stripe_code: str = "", param: str = "") -> None:
        super().__init__(code, message)
        self.status = status
        self.stripe_code = stripe_code
        self.param = param

    @property
    def is_missing(self) -> bool:
        """Whether Stripe itself says that the object asked for does not exist (not merely a 404 from a proxy)."""
        return self.status == 404 and self.stripe_code == "resource_missing"  # noqa: PLR2004  # HTTP's own number


class ObjectError(TapError):
    """One object cannot be read, completed or counted: its record carries this as `tap_error`."""

    def as_record(self) -> dict[str, str]:
        """The value of the record's `tap_error`."""
        return {"code": self.code, "message": f"{self.message} {self.hint}".strip()}
