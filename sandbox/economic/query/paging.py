"""Collections as clients see them: filtered, sorted, cut into pages, with the links that lead on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, quote_plus

from sandbox.economic import errors
from sandbox.economic.jsontext import encode
from sandbox.economic.query.collection import Collection, Document, Entry, normal, value_at
from sandbox.economic.query.filters import Condition, compile_filter

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.query.fields import Queryable

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 1000

_LARGEST_PAGE = 2_147_483_647
_MOST_DIGITS = len(str(_LARGEST_PAGE))

K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Query:
    """The parameters of a collection request; names are compared without case, unknown ones ignored."""

    skip_pages: int
    page_size: int
    filter: str | None
    sort: str | None
    raw: str

    @classmethod
    def parse(cls, raw: str) -> Query:
        """Read a query string.

        Raises:
            ApiError: 400 E04810 for a page size outside 1 to 1000 or a negative page.
        """
        pairs = parse_qsl(raw, keep_blank_values=True)
        given = {name.lower(): value for name, value in pairs}
        return cls(
            skip_pages=_whole(given, "skippages", 0, 0, _LARGEST_PAGE),
            page_size=_whole(given, "pagesize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE),
            filter=given.get("filter") or None,
            sort=given.get("sort") or None,
            raw="&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs),
        )

    def link(self, url: str, page: int) -> str:
        """The address of a page of the same question."""
        parts = [f"skippages={page}", f"pagesize={self.page_size}"]
        parts += [
            f"{name}={escaped(value)}" for name, value in (("filter", self.filter), ("sort", self.sort)) if value
        ]
        return f"{url}?{'&'.join(parts)}"


def page(
    collection: Collection[K], queryable: Queryable, url: str, query: Query, creates: str | None = None
) -> bytes:
    """One page of a collection as JSON.

    `creates` is the description of the collection's `metaData.create`, for those that have one; empty for those whose
    `metaData` holds nothing.

    Raises:
        ApiError: 400 for a filter or sort that cannot be used.
    """
    found = _found(collection, queryable, query)
    first = query.skip_pages * query.page_size
    shown = found[first : first + query.page_size]
    own = f"{url}?{query.raw}" if query.raw else url
    tail: Document = {"pagination": _pagination(url, query, len(found), len(collection))}
    if creates is not None:
        create = {"description": creates, "href": own, "httpMethod": "post"}
        tail["metaData"] = {"create": create} if creates else {}
    tail["self"] = own
    return b'{"collection":[' + b",".join(entry.listed for entry in shown) + b"]," + encode(tail)[1:]


def _found(collection: Collection[K], queryable: Queryable, query: Query) -> list[Entry[K]]:
    condition: Condition | None = compile_filter(query.filter, queryable) if query.filter else None
    if condition is None:
        entries = collection.entries()
    elif condition.narrowed is not None:
        entries = [e for e in collection.having(*condition.narrowed) if condition.holds(e.document)]
    else:
        entries = [e for e in collection.entries() if condition.holds(e.document)]
    for term in reversed(query.sort.split(",")) if query.sort else ():
        name = term.removeprefix("-").removeprefix("~")
        if name not in queryable.filterable or name in queryable.not_sortable:
            raise errors.bad_sort(f"Sorting is not allowed on property '{name[:80]}'.")
        entries.sort(key=_by(name), reverse=term.startswith("-"))
    return entries


def _by(name: str) -> Callable[[Entry[K]], Any]:
    """A sort key: entries without the property first, text regardless of case."""

    def key(entry: Entry[K]) -> tuple[bool, Any]:
        value = normal(value_at(entry.document, name))
        return (value is not None, 0 if value is None else value)

    return key


def _pagination(url: str, query: Query, results: int, all_results: int) -> Document:
    last = max(-(-results // query.page_size) - 1, 0)
    body: Document = {
        "skipPages": query.skip_pages,
        "pageSize": query.page_size,
        "maxPageSizeAllowed": MAX_PAGE_SIZE,
        "results": results,
        "resultsWithoutFilter": all_results,
    }
    if not results:
        # As recorded of an empty collection; that a filter which finds nothing does the same is inferred.
        return body | {"developerHint": "Pagination links are suppressed when there are no results."}
    body["firstPage"] = query.link(url, 0)
    if query.skip_pages > 0:
        body["previousPage"] = query.link(url, min(query.skip_pages - 1, last))
    if query.skip_pages < last:
        body["nextPage"] = query.link(url, query.skip_pages + 1)
    body["lastPage"] = query.link(url, last)
    return body


def _whole(given: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and low <= int(text) <= high:
        return int(text)
    bounds = f"between {low} and {high}" if name == "pagesize" else "or zero"
    raise errors.plain(400, f"{name} must be a positive whole number {bounds}", code="E04810")


def escaped(value: str) -> str:
    """A query value as e-conomic writes it into links: percent-encoded with lower-case hex digits."""
    encoded = quote_plus(value, safe="!*().-_", errors="replace")
    return "".join(
        part if index == 0 else "%" + part[:2].lower() + part[2:] for index, part in enumerate(encoded.split("%"))
    )
