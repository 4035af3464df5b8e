"""A request and an answer as the resources of the e-conomic side see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sandbox.economic.body.validation import Checked, check
from sandbox.economic.errors import not_found, plain
from sandbox.economic.identifiers import from_segment, is_sound
from sandbox.economic.jsontext import parse
from sandbox.economic.store import IgnoredProperty
from sandbox.economic.uploads import Upload, read_upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.body.rules import Group
    from sandbox.economic.store import Store

JSON: Final = "application/json; charset=utf-8"
PROBLEM: Final = "application/problem+json; charset=utf-8"

# A customer group with ten digits is recorded, although most numbers of the published schemas end at 999999999.
_MOST_DIGITS = 10


@dataclass(frozen=True)
class Answer:
    """What goes back: a status, a body (JSON, or a file) and, on 201, the new resource's address."""

    status: int
    body: bytes = b""
    location: str | None = None
    media_type: str = JSON


@dataclass(frozen=True)
class Call:
    """One authorised request.

    Attributes:
        store: The books; the caller holds its lock.
        route: Method and path pattern, for the log: `POST /customers`.
        path: The decoded path.
        params: The path's parameters, percent-decoded.
        query: The raw query string.
        body: The raw body.
        headers: The request's headers; names are compared without case.
    """

    store: Store
    route: str
    path: str
    params: Mapping[str, str]
    query: str
    body: bytes
    headers: Mapping[str, str]

    def checked(self, rules: Group) -> Checked:
        """The body, checked by rules; ignored properties go to the store's log.

        Raises:
            ApiError: 415 for a body that is not called JSON; 400 for bad JSON or the schema phase. Business errors
                are left in the result's `tree`.
        """
        return self.check(rules, self.json())

    def json(self) -> object:
        """The body as a JSON value.

        Raises:
            ApiError: 415 for a body that is not called JSON; 400 for bad JSON.
        """
        if not self.says_json:
            raise plain(415, "Unsupported media type.", hint="Set the Content-Type header to application/json.")
        try:
            return parse(self.body)
        except ValueError as error:
            # The wording of a parse error is unverified.
            raise plain(400, f"The request body could not be parsed as JSON: {error}") from error

    @property
    def says_json(self) -> bool:
        """Whether the body is called JSON."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"

    def check(self, rules: Group, body: object) -> Checked:
        """A JSON value as `checked` checks the body."""
        result = check(rules, body, self.store)
        self.store.ignored_properties.extend(
            IgnoredProperty(self.route, path, reason) for path, reason in result.ignored
        )
        return result

    def upload(self) -> Upload:
        """The file in a multipart body.

        Raises:
            ApiError: 415 for another kind of body, 400 for one without a file or with one that is too large.
        """
        return read_upload(self.headers.get("content-type", ""), self.body, self.store.stamp())

    @property
    def text_key(self) -> str:
        """The path's identifier, as `text` gives it."""
        return self.text("key")

    @property
    def number_key(self) -> int | None:
        """The path's identifier as a number; None when it is not one and so names nothing."""
        return self.number("key")

    def text(self, name: str) -> str:
        """A parameter of the path, e-conomic's replacements undone.

        Raises:
            ApiError: 404 when it has a character that must be replaced.
        """
        if not is_sound(self.params[name]):
            raise not_found()
        return from_segment(self.params[name])

    def number(self, name: str) -> int | None:
        """A parameter of the path as a number; None when it is not one and so names nothing."""
        text = self.params[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None

    def same_key(self, checked: Checked, name: str, key: int | str) -> None:
        """File an error when the body's identifier is not the address's. The real wording is unverified."""
        sent: Any = checked.fields.get(name, key)
        if sent != key:
            checked.tree.add((name,), "E04300", f"{name} does not match the one in the url.", sent)
