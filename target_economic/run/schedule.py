"""Which batch is looked up and which document is carried out next. Not thread-safe: the conveyor holds its lock."""

from collections import Counter, deque

from target_economic.run.batch import GROUPS, Batch, Item

BATCH_SIZE = 100
MOST_UNDER_WAY = 4


class Schedule:
    """The batches under way, oldest first, and the one that is filling up."""

    def __init__(self) -> None:
        self._under_way: deque[Batch] = deque()
        self._filling: Batch | None = None
        self._ids: Counter[str] = Counter()  # under way or filling up
        self._group = ""

    def fits(self, item: Item) -> bool:
        """Whether there is room for one more document."""
        filling = self._filling
        return filling is None or not self._closes(filling, item) or len(self._under_way) < MOST_UNDER_WAY

    def add(self, item: Item) -> int:
        """Put a document into the batch that is filling up; returns how many tasks that made ready."""
        group, tasks = GROUPS.get(item.stream, item.stream), 0
        waits = not self._ids.keys().isdisjoint(_needed(item))
        if self._filling is not None and self._closes(self._filling, item):
            tasks += self._dispatch(self._filling)
        if self._filling is None:
            # One id is never looked up, let alone posted, twice at once; nor a credit note beside its invoice.
            self._filling = Batch(group, alone=waits or group != self._group)
            self._group = group
        self._filling.items.append(item)
        self._filling.left += 1
        self._ids[item.id] += 1
        return tasks + self._dispatch_if_due()

    def complete(self) -> int:
        """Note that a STATE came, which the batch that is filling up should not keep waiting."""
        if self._filling is not None:
            self._filling.complete = True
        return self._dispatch_if_due()

    def last(self) -> int:
        """Note that no more documents come."""
        return self.complete()

    def next(self) -> tuple[Batch, Item | None] | None:
        """Return what is to be done next: the look-ups of a batch (no document), or a document; None for nothing."""
        for batch in self._within_reach():
            if not batch.looking:
                batch.looking = True
                return batch, None
        for batch in self._within_reach():
            if batch.ready and batch.begun < len(batch.items):
                batch.begun += 1
                return batch, batch.items[batch.begun - 1]
        return None

    def looked_up(self, batch: Batch) -> int:
        """Note that a batch's look-ups are done; returns how many tasks that made ready."""
        batch.ready = True
        return len(batch.items)

    def done(self, batch: Batch) -> int:
        """Note that one of a batch's documents is done; returns how many tasks that made ready."""
        batch.left -= 1
        before = len(self._under_way)
        while self._under_way and not self._under_way[0].left:
            gone = self._under_way.popleft()
            self._forget(gone)
        if len(self._under_way) == before:
            return 0
        return self._dispatch_if_due() + MOST_UNDER_WAY  # some may have waited for what is gone

    def broken_off(self, batch: Batch) -> int:
        """Note that a look-up or a document was broken off; nothing follows from it."""
        del batch
        return 0

    def _forget(self, batch: Batch) -> None:
        for item in batch.items:
            self._ids[item.id] -= 1
            if not self._ids[item.id]:
                del self._ids[item.id]

    def _within_reach(self) -> list[Batch]:
        """Return the batches that need not wait for those before them."""
        reach = []
        for batch in self._under_way:
            if batch.alone and batch is not self._under_way[0]:
                break
            reach.append(batch)
        return reach

    def _closes(self, filling: Batch, item: Item) -> bool:
        return (
            len(filling.items) >= BATCH_SIZE
            or filling.group != GROUPS.get(item.stream, item.stream)
            or item.id in self._ids
            or self._waits_for_more(filling, item)
        )

    def _waits_for_more(self, filling: Batch, item: Item) -> bool:
        """Whether a document needs one that the batch itself has, or for which the batch does not wait."""
        under_way = [one for one in _needed(item) if one in self._ids]
        return bool(under_way) and not (filling.alone and {one.id for one in filling.items}.isdisjoint(under_way))

    def _dispatch_if_due(self) -> int:
        filling = self._filling
        if filling is None or len(self._under_way) >= MOST_UNDER_WAY:
            return 0
        return self._dispatch(filling) if filling.complete or len(filling.items) >= BATCH_SIZE else 0

    def _dispatch(self, batch: Batch) -> int:
        self._under_way.append(batch)
        self._filling = None
        return 1


def _needed(item: Item) -> list[str]:
    """Return the ids that must not be under way when a document is looked up: its own, and what it credits."""
    credited = item.document.get("credits")
    return [item.id, credited] if credited else [item.id]
