"""Posts vouchers: one movement alone, or several of a group together; adopts what turns out to be there.

A group's key is named after the group, not after any of its members: two runs, or two machines, seldom come to the
same members, and where keys were named after members each could post what the other posts. So all that is posted to a
group takes its turn under one name. The argument is in the package `posting`.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Literal

from target_economic.errors import DeletedInLedger, NoAnswer, RecordError, Rejected
from target_economic.http.client import Json
from target_economic.posting.ladder import Ladder
from target_economic.posting.posting import Creation, Poster
from target_economic.turns import Turns
from target_economic.vouchers.entries import Member, body_of, made, named, owner
from target_economic.vouchers.found import Found
from target_economic.vouchers.lookup import Lookup
from target_economic.vouchers.standing import Standing

_LONGEST = 60.0  # seconds
DeletedDrafts = Literal["leave", "post_again"]
Result = Found | RecordError | NoAnswer


@dataclass(frozen=True, slots=True)
class _Made:
    """What is there of the members of one voucher.

    Attributes:
        found: by source id.
        deleted: ids that were posted within the hour, and are gone while others of their voucher are there.
        fresh: whether this very call posted them all.
    """

    found: Mapping[str, Result]
    deleted: frozenset[str] = frozenset()
    fresh: bool = False


class Making:
    """Posts the vouchers of one agreement; used by several threads, by one at a time for one group."""

    def __init__(
        self, lookup: Lookup, standing: Callable[[], Standing], poster: Poster, deleted: DeletedDrafts
    ) -> None:
        self._lookup = lookup
        self._standing = standing
        self._poster = poster
        self._leave = deleted == "leave"
        self._turns = Turns()
        self._ladders: dict[str, Ladder] = {}
        self._lock = threading.Lock()

    @property
    def dry_run(self) -> bool:
        """Whether nothing may be written."""
        return self._poster.dry_run

    def believes(self, group: str | None, looked_at: float) -> bool:
        """Whether to go by a look-up of a group's members; a group's key vouches for less than a movement's own.

        Args:
            group: None for a movement alone, whose key vouches for it as long as it is remembered.
            looked_at: by the monotonic clock.
        """
        if group is None:
            return True
        return time.monotonic() - looked_at < _LONGEST and self._ladder(group).trusts(looked_at)

    def looked_up(self, documents: Sequence[Json]) -> dict[str, Result]:
        """Look documents up anew and return those that are in the ledger, or in it twice.

        Raises:
            RecordError: e-conomic refuses the look-up.
        """
        found: dict[str, Result] = {}
        entries = self._lookup.search(documents)
        for document in documents:
            try:
                one = self._standing().settle(document, entries[document["id"]])
            except RecordError as error:
                found[document["id"]] = error
            else:
                if one is not None:
                    found[document["id"]] = one
        return found

    def make(self, members: Sequence[Member]) -> dict[str, Result]:
        """Post members that were looked up and not there, each exactly once, and return what became of each.

        Args:
            members: of one group, one journal and one year; or one alone.

        Raises:
            RunError: the run cannot go on.
        """
        group = members[0].document.get("group")
        results: dict[str, Result] = {}
        for member in members:
            # Whatever becomes of this call, nobody relies any more on their not being there.
            self._lookup.forget(member.id)
        with self._turn(group):
            left = list(members)
            while left:
                results |= self._some(group, left)
                left = [one for one in left if one.id not in results]
        return results

    def _some(self, group: str | None, members: Sequence[Member]) -> dict[str, Result]:
        """Post members together; returns what became of some of them at least."""
        try:
            done = self._made(group, members)
        except Rejected as error:
            guilty = _guilty(error, members)
            return {one.id: error for one in guilty or members}
        except (RecordError, NoAnswer) as error:
            return {one.id: error for one in members}
        deleted = {one: DeletedInLedger("an entry of a voucher", one) for one in done.deleted}
        return {one.id: found for one in members if (found := {**deleted, **done.found}.get(one.id)) is not None}

    def _made(self, group: str | None, members: Sequence[Member]) -> _Made:
        documents, twice = [one.document for one in members], dict[str, Result]()

        def look_up() -> _Made | None:
            found = self.looked_up(documents)
            twice.update({one: result for one, result in found.items() if isinstance(result, RecordError)})
            return _Made(found) if found else None

        def reread(answer: Json) -> _Made | None:
            """Look up what an earlier answer to the same words names; a part of it may have been deleted since."""
            there = look_up()
            if there is None or not self._leave:
                return there
            return replace(there, deleted=named(answer) - frozenset(there.found))

        first = members[0].id
        done = self._poster.create(
            Creation(
                path=f"/journals/{members[0].journal}/vouchers",
                what=f"create the voucher of {first}" + (f" and {len(members) - 1} more" if members[1:] else ""),
                source_id=first if group is None else group,
                operation="create voucher" if group is None else "create voucher of group",
                body=body_of(members),
                look_up=look_up,
                read=lambda answer: _Made(made(answer), fresh=True),
                reread=reread,
                gone=lambda answer: self._gone(answer, first),
                ladder=None if group is None else self._ladder(group),
            )
        )
        untold = [one for one in documents if done.fresh and one["id"] not in done.found]
        return replace(done, found={**self._untold(untold), **done.found, **twice})

    def _untold(self, documents: Sequence[Json]) -> Mapping[str, Result]:
        """Look up what was posted a moment ago, of which the answer does not tell enough.

        What is not shown must not be posted once more: the next run looks it up.
        """

        def all_of_them() -> dict[str, Result] | None:
            found.update(self.looked_up(documents))
            return found if len(found) == len(documents) else None

        found: dict[str, Result] = {}
        self._poster.patiently(all_of_them)
        why = "the answer does not tell of its entries, and they are not shown yet"
        unseen = {one["id"]: NoAnswer(f"create the voucher of {one['id']}", why) for one in documents}
        return unseen | {one: _as_made(result) for one, result in found.items()}

    def _gone(self, answer: Json, first: str) -> None:
        """Decide about a voucher that an earlier run made within the hour and of which nothing is there."""
        if self._leave:
            found = next(iter(made(answer).values()), None)
            raise DeletedInLedger(found.name if found else "voucher", first)

    def _turn(self, group: str | None) -> AbstractContextManager[None]:
        return nullcontext() if group is None else self._turns.of([group])

    def _ladder(self, group: str) -> Ladder:
        with self._lock:
            return self._ladders.setdefault(group, Ladder())


def _as_made(found: Result) -> Result:
    """Return what this very call posted as such; booked by somebody since, it is as if it had been there."""
    fresh = isinstance(found, Found) and len(found.open) == len(found.entries)
    return replace(found, fresh=True) if isinstance(found, Found) and fresh else found


def _guilty(error: Rejected, members: Sequence[Member]) -> list[Member]:
    """Return the members whose entries e-conomic complains of; none where it does not say."""
    if len(members) == 1:
        return []
    guilty: dict[str, Member] = {}
    for problem in error.problems:
        position = _position(problem.path)
        member = None if position is None else owner(members, position)
        if member is None:
            return []
        guilty[member.id] = member
    return list(guilty.values())


def _position(path: str) -> int | None:
    """Return which entry a complaint such as `[0].entries[3].customer` is about."""
    _, _, rest = path.partition("entries[")
    number = rest.partition("]")[0]
    return int(number) if number.isascii() and number.isdigit() else None
