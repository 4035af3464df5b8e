"""Stripe's metadata: at most 50 keys of 40 characters, values of 500, merged; an empty value takes a key away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.api.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stripe.api.params import Params

MAX_KEYS = 50
MAX_KEY = 40
MAX_VALUE = 500


def merged(current: Mapping[str, str], given: str | Params) -> dict[str, str]:
    """The metadata after an update; `metadata=` with nothing takes all keys away.

    Raises:
        ApiError: 400 for anything beyond the limits.
    """
    if isinstance(given, str):
        if given:
            raise invalid("Invalid hash: metadata must be a set of key-value pairs.", param="metadata")
        return {}
    result = dict(current)
    for key, value in given.items():
        if isinstance(value, dict):
            raise invalid(
                f"Invalid metadata: the value of {key} is a hash; values are strings.", param=f"metadata[{key}]"
            )
        if len(key) > MAX_KEY:
            raise _too_long("keys", MAX_KEY, "key", key)
        if len(value) > MAX_VALUE:
            raise _too_long("values", MAX_VALUE, "value", value)
        if value:
            result[key] = value
        else:
            result.pop(key, None)
    if len(result) > MAX_KEYS:
        raise invalid(f"Metadata can have up to {MAX_KEYS} keys, but you've set {len(result)}.", param="metadata")
    return result


def _too_long(plural: str, limit: int, noun: str, text: str) -> Exception:
    return invalid(
        f"Metadata {plural} can have up to {limit} characters, but you passed in a {noun} that is {len(text)} "
        f"characters. Invalid {noun}: {text}",
        param="metadata",
    )
