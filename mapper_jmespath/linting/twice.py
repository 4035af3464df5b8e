"""Whether two mappings would bring the same amounts into the ledger, each in its own way."""

from mapper_jmespath.documents import DocumentSchema
from mapper_jmespath.expressions.opposite import opposite
from mapper_jmespath.language.model import Mapping

Told = tuple[str, str]

_SWITCH = "write active: false in one of the two"


def twice(one: Mapping, other: Mapping, schemas: tuple[DocumentSchema | None, DocumentSchema | None]) -> Told | None:
    """Return what is said, and what to do, where the second of two active mappings posts what the first does.

    Args:
        one: the first.
        other: the second.
        schemas: those of their documents, None where there is no such document.
    """
    if one.source != other.source:
        return _same_money(one, other) if _all(schemas, "moves_money") and not _opposed(one, other) else None
    if one.document == other.document:
        message = f"makes the document {other.document} of the stream {other.source}, as {one.position.file} does"
        return message, "one file makes one kind of document of one stream; merge the two, or remove one"
    if not _all(schemas, "posts_amounts") or _apart(one, other):
        return None
    sale = "a sale becomes an invoice or an order, never both"
    why = sale if _all(schemas, "priced") else "what is sold becomes an invoice, what moves becomes a voucher"
    message = f"posts the amounts of the stream {other.source}, as {one.position.file} does"
    return message, f"{why}; {_SWITCH}, or give each a `when` of its own"


def _same_money(one: Mapping, other: Mapping) -> Told:
    told = f"{one.position.file} posts that of the stream {one.source}"
    message = f"posts the money of the stream {other.source}, and {told}, which is the same"
    shared = "give them opposite conditions under `when`: currency == 'dkk' and currency != 'dkk'"
    return message, f"{_SWITCH}, or {shared}"


def _all(schemas: tuple[DocumentSchema | None, DocumentSchema | None], what: str) -> bool:
    return all(schema is not None and getattr(schema, what) for schema in schemas)


def _apart(one: Mapping, other: Mapping) -> bool:
    """Tell whether each has a condition that the other has not, by which they may share the records out."""
    conditions = [{condition.that.text for condition in mapping.conditions} for mapping in (one, other)]
    return bool(conditions[0] - conditions[1]) and bool(conditions[1] - conditions[0])


def _opposed(one: Mapping, other: Mapping) -> bool:
    """Tell whether a condition of the one is the opposite of one of the other.

    That each has conditions of its own says nothing here: they ask records of two streams.
    """
    return any(opposite(a.that.tree, b.that.tree) for a in one.conditions for b in other.conditions)
