"""Stripe's errors: `{"error": {type, code, message, param, doc_url, request_log_url}}` with its status codes.

Messages are Stripe's own wording as far as it is publicly recorded.
"""

from __future__ import annotations

from typing import Any

from sandbox.errors import SandboxError

_DOCS = "https://stripe.com/docs/error-codes/"
_LOGS = "https://dashboard.stripe.com/test/logs/"


class ApiError(SandboxError):
    """An answer with an error in it.

    Attributes:
        status: The HTTP status.
        kind: Stripe's error type.
        api_code: Stripe's error code, or None where Stripe gives none.
        param: The parameter at fault, or None.
        headers: Headers of the answer beyond the usual.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(code or kind, message)
        self.status = status
        self.kind = kind
        self.api_code = code
        self.param = param
        self.headers: dict[str, str] = {}

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON that the caller gets."""
        error: dict[str, Any] = {}
        if self.api_code:
            error |= {"code": self.api_code, "doc_url": _DOCS + self.api_code.replace("_", "-")}
        error["message"] = self.message
        if self.param is not None:
            error["param"] = self.param
        error |= {"request_log_url": _LOGS + request_id, "type": self.kind}
        return {"error": error}


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> ApiError:
    """A 400 for a request that cannot be understood or is not allowed."""
    return ApiError(400, message, code=code, param=param)


def missing(noun: str, identifier: str, *, param: str = "id", status: int = 404) -> ApiError:
    """`No such invoice: 'in_x'`: 404 for the object asked for, 400 for one that a parameter names."""
    return ApiError(status, f"No such {noun}: '{identifier}'", code="resource_missing", param=param)


def unknown_parameters(names: list[str]) -> ApiError:
    """A 400 that names the parameters Stripe does not know."""
    plural = "s" if len(names) > 1 else ""
    return invalid(
        f"Received unknown parameter{plural}: {', '.join(names)}", code="parameter_unknown", param=names[0]
    )


def unrecognised(method: str, path: str) -> ApiError:
    """The 404 for an address or a method that Stripe does not have."""
    return ApiError(404, f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs.")


def unauthorised(message: str, code: str | None = None) -> ApiError:
    """The 401 for a missing, wrong or expired key."""
    return ApiError(401, message, code=code)
