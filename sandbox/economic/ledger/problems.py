"""Refusals of the newer API, as `application/problem+json`. A 404's body is recorded, the others follow its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPES = {
    400: "https://tools.ietf.org/html/rfc9110#section-15.5.1",
    404: "https://tools.ietf.org/html/rfc9110#section-15.5.5",
    415: "https://tools.ietf.org/html/rfc9110#section-15.5.16",
}


def not_found() -> ApiError:
    """404, as recorded."""
    detail = "The resource you have been looking for does not exist."
    return _problem(404, "Resource not found.", detail, "ResourceNotFound", [])


def bad_request(code: str, errors: Sequence[tuple[str | None, str]]) -> ApiError:
    """400 with errors, each a property (None for none) and a message. Title and detail are unverified."""
    shown = [{"message": message, "errorCode": code, "property": name} for name, message in errors]
    detail = "Your request does not pass our validation. Check the errors array for more details."
    return _problem(400, "Validation failed.", detail, code, shown)


def not_json() -> ApiError:
    """415 for a body that is not called JSON; the code is unverified."""
    return _problem(415, "Unsupported Media Type", "The body must be application/json.", "UnsupportedMediaType", [])


def _problem(status: int, title: str, detail: str, code: str, errors: list[dict[str, str | None]]) -> ApiError:
    told = {"type": _TYPES[status], "title": title, "status": status, "detail": detail}
    return ApiError(status, {**told, "errors": errors, "errorCode": code}, problem=True)
