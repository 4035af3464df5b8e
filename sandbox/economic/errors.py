"""e-conomic's answers to requests it refuses, in the three body shapes of the classic API.

1. plain: `message, errorCode?, developerHint, logId, httpStatusCode, logTime`;
2. schema phase: as plain, and `errors` is an array of strings;
3. business validation: `errorCode: E04300`, `errors` is a tree that mirrors the request, `errorCount`.

Idempotency refusals alone come as a problem document (`title`, `errorCode`).
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# No recorded body shows which code these get. E06000 is the documentation's 2015 code for "does not exist".
UNVERIFIED_CODE = "E06000"

_NOT_FOUND_HINT = (
    "The API tries to provide all the resource urls you need. If you have hard coded urls yourself, then try to look "
    "at the enclosing collection for hypermedia information on where the resource you are looking for could be."
)
_INSPECT_HINT = "Inspect validation errors and correct your request."
_FILTER_HINT = "Filtering on collections can be done using the querystring parameter 'filter'."
_SORT_HINT = "Sorting on collections can be done using the querystring parameter 'sort'."


class ApiError(SandboxError):
    """A refusal on its way to the client.

    Attributes:
        status: The HTTP status.
        fields: The body without `logId`, `httpStatusCode` and `logTime`, which the answer adds.
        problem: Whether the body is a problem document instead of the classic envelope.
    """

    def __init__(self, status: int, fields: dict[str, Any], *, problem: bool = False) -> None:
        super().__init__(str(fields.get("errorCode", status)), str(fields.get("message", fields.get("title", ""))))
        self.status = status
        self.fields = fields
        self.problem = problem

    def body(self, log_id: str, at: datetime) -> dict[str, Any]:
        """The whole body, keys in the order that recorded bodies have."""
        stamp = at.strftime("%Y-%m-%dT%H:%M:%S")
        if self.problem:
            told = {name: value for name, value in self.fields.items() if name not in {"errors", "errorCode"}}
            wrong, code = self.fields.get("errors", []), self.fields["errorCode"]
            trace = {"errors": wrong, "traceId": log_id, "traceTimeUtc": stamp}
            return {**told, "status": self.status, **trace, "errorCode": code}
        head: dict[str, Any] = {
            key: self.fields[key] for key in ("message", "errorCode", "developerHint") if key in self.fields
        }
        rest = {key: value for key, value in self.fields.items() if key not in head}
        body = {**head, "logId": log_id, "httpStatusCode": self.status}
        if "errors" in rest:
            body["errors"] = rest.pop("errors")
        return {**body, "logTime": stamp, **rest}


class Tree:
    """Business-validation errors, filed under the property they are about."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        # By their list and index: a hostile body has as many errors as items.
        self._items: dict[tuple[int, int], dict[str, Any]] = {}
        self.count = 0
        self.filed: list[tuple[tuple[str | int, ...], dict[str, Any]]] = []
        """Every error with the place it is filed under, for bodies that show them in another order."""

    def add(self, path: Sequence[str | int], code: str, message: str, value: object = None, hint: str = "") -> None:
        """File one error. `path` is as in the request: `("lines", 8, "product")`; an integer is an array index."""
        node = self._root
        for step in path:
            if isinstance(step, int):
                items = node.setdefault("items", [])
                place = (id(items), step)
                if place not in self._items:
                    self._items[place] = {"arrayIndex": step}
                    items.append(self._items[place])
                node = self._items[place]
            else:
                node = node.setdefault(step, {})
        entry: dict[str, Any] = {"propertyName": path[-1], "errorMessage": message, "errorCode": code}
        # Recorded bodies echo scalars; an object the sandbox did not understand is not worth sending back.
        if value is not None and not isinstance(value, dict | list):
            entry["inputValue"] = value
        entry["developerHint"] = hint or "Please check the format of your data."
        node.setdefault("errors", []).append(entry)
        self.filed.append((tuple(path), entry))
        self.count += 1

    def not_found(self, path: Sequence[str | int], code: str, name: str, value: object, url: str) -> None:
        """File "X 'value' not found.", worded as recorded, with the list's address as the hint."""
        noun = name[:1].lower() + name[1:]
        self.add(path, code, f"{name} '{value}' not found.", value, f"Find a list of {noun}s at {url} .")

    def raise_if_any(self) -> None:
        """Refuse the request when anything was filed."""
        if self.count:
            raise validation_failed(self._root, self.count)


def validation_failed(tree: dict[str, Any] | list[dict[str, Any]], count: int) -> ApiError:
    """A refusal of the third shape: a tree of `count` errors."""
    found = "1 error found" if count == 1 else f"{count} errors found"
    fields = {"message": f"Validation failed. {found}.", "errorCode": "E04300"}
    return ApiError(400, {**fields, "developerHint": _INSPECT_HINT, "errors": tree, "errorCount": count})


def plain(status: int, message: str, *, code: str | None = None, hint: str = _INSPECT_HINT) -> ApiError:
    """A refusal of the first shape."""
    coded = {} if code is None else {"errorCode": code}
    return ApiError(status, {"message": message, **coded, "developerHint": hint})


def not_found(code: str | None = None) -> ApiError:
    """404 as recorded. A repeated DELETE carries E06000; a GET carries no code."""
    return plain(404, "Resource not found.", code=code, hint=_NOT_FOUND_HINT)


def schema_phase(errors: list[str]) -> ApiError:
    """A body that breaks the JSON Schema. The shape of `errors` is recorded; `message` is unverified."""
    return ApiError(
        400, {"message": "JSON schema validation failed.", "developerHint": _INSPECT_HINT, "errors": errors}
    )


def bad_filter(error: str, allowed: Sequence[str]) -> ApiError:
    """A filter that does not parse or names a field that cannot be filtered, as recorded."""
    return ApiError(
        400,
        {
            "message": "Could not parse query string filter.",
            "developerHint": _FILTER_HINT,
            "errors": [error],
            "allowedFilteringFields": list(allowed),
        },
    )


def bad_sort(error: str) -> ApiError:
    """A sort that names a field that cannot be sorted; the real answer has no list of allowed fields."""
    return ApiError(
        400,
        {"message": "Could not parse query string sort parameter.", "developerHint": _SORT_HINT, "errors": [error]},
    )


def problem(title: str, code: str) -> ApiError:
    """A refusal of an idempotency key; only `title` and `errorCode` are recorded."""
    return ApiError(400, {"title": title, "errorCode": code}, problem=True)


def new_log_id() -> str:
    """An id such as `8d79f54f226ebe44-CPH`, for `X-RequestId` and `logId`."""
    return f"{secrets.token_hex(8)}-CPH"


def failure_body(status: int, log_id: str, at: datetime) -> bytes:
    """The body for a status that a fault decided. No 5xx or 429 body is recorded; this is the plain shape."""
    words = {429: "Too many requests.", 413: "The request is too large."}
    error = plain(status, words.get(status, "An unexpected error occurred."), hint="Try again later.")
    return json.dumps(error.body(log_id, at)).encode()
