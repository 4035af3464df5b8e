"""Writes a draft back that was read whole, changed.

A PUT whose answer was lost is sent again only while the draft is as it was read: what a person wrote meanwhile is
hers, and the number of a draft that she deleted may be another's by now.
"""

from target_economic.errors import NoAnswer
from target_economic.http.client import Json
from target_economic.posting.posting import Poster, Replacement
from target_economic.sales.bodies import covers, writable
from target_economic.sales.found import Found, made
from target_economic.sales.lookup import Lookup


class Rewriting:
    """Rewrites drafts of one agreement."""

    def __init__(self, lookup: Lookup, poster: Poster) -> None:
        self._lookup = lookup
        self._poster = poster

    def rewrite(self, source_id: str, found: Found, doing: str, body: Json, wanted: Json) -> Found:
        """Replace a draft and return it as it is then.

        Args:
            source_id: which the draft carries.
            found: the draft, made or read whole just now.
            doing: `update`, say; part of the key.
            body: all that is written.
            wanted: the part of it by which it is told whether that has been done.

        Raises:
            Rejected: e-conomic refuses it; the draft is as it was.
            NoAnswer: it is not known whether it was done, or somebody else was at the draft meanwhile.
        """
        what = f"{doing} {found.name} of {source_id}"

        def as_wanted() -> Found | None:
            now = self._lookup.now(found, source_id)
            if now is not None and covers(now.body, wanted):
                return now
            if now is None or writable(now.body) != writable(found.body):
                raise NoAnswer(what, "somebody has changed or deleted it meanwhile")
            return None

        return self._poster.replace(
            Replacement(
                path=found.path,
                what=what,
                source_id=source_id,
                operation=f"{doing} {found.name}",
                body=body,
                look_up=as_wanted,
                read=lambda answer: made(found.place, answer),
            )
        )
