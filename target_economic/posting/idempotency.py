"""The Idempotency-Key of a write: the same for the same intention, on any machine, in any run.

e-conomic keeps a key for one hour and answers a repeated request with the stored answer. After the hour the
key is forgotten, so a key alone never proves that nothing was posted; looking up does.
"""

from uuid import UUID, uuid5

_NAMESPACE = UUID("6d1c5a0e-6f0b-5f0c-9a52-6a9d4c1a7f21")


def key(agreement: int, source_id: str, operation: str, generation: int) -> str:
    """Return the key for one operation on one source object.

    Args:
        agreement: the agreement's number; keys of one integrator's agreements collide otherwise.
        source_id: identity of the document.
        operation: what is done, such as `create draft`.
        generation: 0, and one more after each definite rejection.
    """
    return str(uuid5(_NAMESPACE, f"{agreement}\n{source_id}\n{operation}\n{generation}"))
