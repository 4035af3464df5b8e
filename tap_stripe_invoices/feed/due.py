"""Reads objects of which it is known that they are due: by pages where many lie close together, singly where not.

A page of a hundred costs one request like a single object. So the due ids, which come with the time of their
creation as a hint, are put in order, and pages are asked for from the newest of them down; the stretches between
them, in which nothing is due, are jumped over. Where a page brings next to nothing, a growing number of ids is read
singly before a page is tried again. What was asked for by page and did not come (its status differs from the list's
filter, or the hint was wrong) is read singly as well, so the hints decide what a run costs and never what it finds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_stripe_invoices.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tap_stripe_invoices.feed.ascending import Listing
    from tap_stripe_invoices.feed.clock import Clock
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client, Params

# So many objects are held at once, so that they can be given out in ascending order.
_SLICE = 200
# Fewer hits than this on a page of a hundred are cheaper to read singly.
_ENOUGH = 3
_FIRST_SINGLES, _MOST_SINGLES = 4, 128

_Dated = tuple[int, str]


@dataclass(slots=True)
class Batch:
    """Objects to write next.

    Attributes:
        objects: In the order to be written.
        refused: Ids of objects that Stripe did not give out, and why.
    """

    objects: list[JsonObject] = field(default_factory=list)
    refused: dict[str, AnswerError] = field(default_factory=dict)


class DueReader:
    """Reads objects by their ids, in as few requests as it finds.

    Args:
        client: Where to read.
        listing: The list they are on, with its filters and expansions.
        expand: The properties to expand on a single one.
        clock: Told of the first answer.

    Attributes:
        pages: How many list pages were read.
        singles: How many objects were asked for singly.
    """

    def __init__(self, client: Client, listing: Listing, expand: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._listing = listing
        self._expand: Params = tuple(("expand[]", name) for name in expand)
        self._clock = clock
        # How many to read singly before the next page is tried, and after the one after that.
        self._singly = 0
        self._burst = _FIRST_SINGLES
        self.pages = 0
        self.singles = 0

    def read(self, due: Mapping[str, int | None]) -> Iterator[Batch]:
        """The objects with these ids; each id is answered once, in `objects` or in `refused`.

        Args:
            due: Ids, each with the time of creation where that is known.

        Returns:
            Batches in ascending order of `created`; those whose time is not known come last.

        Raises:
            StripeError: the run cannot go on.
        """
        dated = iter(sorted((created, one) for one, created in due.items() if created is not None))
        while chosen := list(islice(dated, _SLICE)):
            yield self._slice(chosen)
        yield from self.read_singly(one for one, created in due.items() if created is None)

    def read_singly(self, ids: Iterable[str]) -> Iterator[Batch]:
        """The objects with these ids, in this order."""
        rest = iter(ids)
        while chosen := list(islice(rest, _SLICE // 2)):
            batch = Batch()
            self._fetch(chosen, batch)
            yield batch

    def _slice(self, due: list[_Dated]) -> Batch:
        batch = Batch()
        missed: list[_Dated] = []
        while due:
            if self._singly or len(due) < _ENOUGH:
                count = min(self._singly or len(due), len(due))
                self._singly -= min(self._singly, count)
                missed += due[-count:]
                del due[-count:]
            else:
                due = self._page(due, batch, missed)
        self._fetch([one for _, one in missed], batch)
        batch.objects.sort(key=lambda one: (_created(one), one["id"]))
        return batch

    def _page(self, due: list[_Dated], batch: Batch, missed: list[_Dated]) -> list[_Dated]:
        """Read the page that begins with the newest one due; what is still to be read afterwards."""
        oldest, newest = due[0][0], due[-1][0]
        window = (("created[gte]", str(oldest)), ("created[lte]", str(newest)))
        page = self._client.page(self._listing.path, (*self._listing.params, *window))
        self._clock.answered()
        self.pages += 1
        wanted = {one for _, one in due}
        hits = [one for one in page.data if one["id"] in wanted]
        batch.objects += hits
        came = {one["id"] for one in hits}
        # The page's last second may go on behind it.
        seen_down_to = page.data[-1]["created"] + 1 if page.has_more else oldest
        if page.has_more and page.data[-1]["created"] == newest:
            # More than a page in one second: asking from there again would bring the same.
            seen_down_to = newest
        missed += [one for one in due if one[0] >= seen_down_to and one[1] not in came]
        if len(hits) < _ENOUGH:
            self._singly, self._burst = self._burst, min(2 * self._burst, _MOST_SINGLES)
        else:
            self._burst = _FIRST_SINGLES
        return [one for one in due if one[0] < seen_down_to and one[1] not in came]

    def _fetch(self, ids: list[str], batch: Batch) -> None:
        self.singles += len(ids)
        paths = [f"{self._listing.path}/{quote(one, safe='')}" for one in ids]
        for one, found in zip(ids, self._client.get_many(paths, self._expand), strict=True):
            self._clock.answered()
            if isinstance(found, AnswerError):
                batch.refused[one] = found
            else:
                batch.objects.append(found)


def _created(one: JsonObject) -> int:
    created = one.get("created")
    return created if isinstance(created, int) else 0
