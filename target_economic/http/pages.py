"""Reads a collection to its end, page by page, whatever its answers say about themselves.

Links are never followed, so that no answer can send the tokens elsewhere; pages are counted. How many members there
are is in `results`, how many pages that makes follows from the pages themselves.

A collection may change while it is read. What is added comes last in e-conomic's default order and is met or not, as
if it had been added later. What is removed moves all that follows it up, so that a member can slip from a page that
is still to be read into one that was read, and be missed: a look-up that misses a document would have it posted
twice. Where the number of results changed between two pages the whole collection is read again.
"""

import logging
from collections.abc import Callable, Iterator

from target_economic.errors import RunError
from target_economic.http.jsontext import Json

logger = logging.getLogger(__name__)

PAGE_SIZE = 1000
_READINGS = 5


def members(page: Callable[[int], Json], malformed: Callable[[], RunError], what: str) -> Iterator[Json]:
    """Yield every member once. One page is yielded as it comes; several are held until they are known to be complete.

    Args:
        page: reads the page of a number, from 0.
        malformed: makes the error for an answer that is no page.
        what: what is being read, for messages.

    Raises:
        RunError: an answer is no page, or the collection does not hold still.
    """
    for _ in range(_READINGS):
        found = _reading(page, malformed)
        if found is not None:
            yield from found
            return
        logger.info("The collection changed while the target was about to %s; it is read again.", what)
    raise RunError(
        "economic_unavailable",
        f"What e-conomic answers changes faster than it can be read when asked to {what}.",
        "Run again later: nothing was lost.",
    )


def _reading(page: Callable[[int], Json], malformed: Callable[[], RunError]) -> list[Json] | None:
    """Read all pages; None when the collection changed meanwhile."""
    found: list[Json] = []
    total: int | None = None
    last: list[Json] = []
    for number in range(1_000_000):
        collected, results, more = _page(page(number), malformed)
        if total is not None and results != total:
            return None
        if collected and collected == last:
            raise malformed()  # the same page for ever
        total, last = results, collected
        found += collected
        if len(found) == total:
            return found
        if len(found) > total:
            raise malformed()
        if not collected:
            if more or not found:
                raise malformed()  # there is said to be more, and there is nothing
            return None
    raise malformed()


def _page(body: Json, malformed: Callable[[], RunError]) -> tuple[list[Json], int, bool]:
    """Return a page's members, how many there are in all, and whether another page is said to follow."""
    collected, pagination = body.get("collection"), body.get("pagination")
    if not isinstance(collected, list) or not isinstance(pagination, dict):
        raise malformed()
    results = pagination.get("results")
    if not isinstance(results, int) or not all(isinstance(member, dict) for member in collected):
        raise malformed()
    return collected, results, "nextPage" in pagination
