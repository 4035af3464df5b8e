"""Carries out vouchers: each movement of money ends in the journal exactly once, and balanced, or says why not.

A movement is looked up in all journals and in the books. What is found is adopted: compared with what the source says
the balance changed by, and booked where the settings ask for that. What is not found is posted, together with the
others of its group. What a person did in between is respected: entries with other amounts are reported and never
booked, entries that were moved or booked by hand are adopted.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from target_economic.agreement.agreement import Agreement
from target_economic.agreement.lists import Once
from target_economic.customers.customers import Customers
from target_economic.errors import DeletedInLedger, NoAnswer, RecordError
from target_economic.http.client import Client, Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.posting.posting import Poster
from target_economic.posting.prepared import Prepared
from target_economic.sales.recent import Recent
from target_economic.vouchers import gathering, parties
from target_economic.vouchers.adopting import Adopting
from target_economic.vouchers.attaching import Attaching
from target_economic.vouchers.booking import Booking
from target_economic.vouchers.entries import Entries, Member, lost
from target_economic.vouchers.found import Entry, Found
from target_economic.vouchers.gathering import Gathering, gathered
from target_economic.vouchers.lookup import Lookup
from target_economic.vouchers.making import Making
from target_economic.vouchers.policies import Policies
from target_economic.vouchers.posted import Posted
from target_economic.vouchers.standing import Standing
from target_economic.vouchers.undoing import Undoing

__all__ = ["Batch", "Policies", "Posted", "Vouchers"]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch's look-ups found, and which of its documents are posted together.

    Attributes:
        entries: in the ledger, by source id.
        parties: customers and sales documents of those that are not there.
        new: the documents that are not there, by source id.
        gatherings: the same, as they are posted together.
        looked_at: when the look-ups began, by the monotonic clock.
    """

    entries: Prepared[Entry]
    parties: parties.Prepared
    new: Mapping[str, Json]
    gatherings: Mapping[str, Gathering]
    looked_at: float


class Vouchers:
    """The vouchers of one agreement. Safe to use from several threads, one document at a time by its id.

    Args:
        client: the door.
        agreement: what there is to post on.
        poster: writes to the classic API.
        booker: writes to the newer services.
        customers: looked up, and created where a document says so.
        recent: what this run has written of sales documents.
        policies: the settings.
    """

    def __init__(  # noqa: PLR0913 - the parts that a voucher is put together from
        self,
        *,
        client: Client,
        agreement: Agreement,
        poster: Poster,
        booker: Poster,
        customers: Customers,
        recent: Recent,
        policies: Policies,
    ) -> None:
        self._policies = policies
        self._lookup = Lookup(client, agreement)
        self._parties = parties.Parties(client, customers, poster, recent)
        self._entries = Entries(agreement, self._parties, policies.closed_period)
        self._standing = Once(lambda: Standing(agreement.base_currency))
        attaching = Once(lambda: Attaching(client, agreement.number))
        self._making = Making(self._lookup, self._standing, poster, policies.deleted_drafts)
        self._booking = Booking(self._lookup, booker)
        self._adopting = Adopting(self._lookup, self._standing, self._making, self._booking, attaching, policies)

    def prepare(self, documents: list[Json]) -> Batch:
        """Look up a batch's movements, then the parties of those that are not there yet.

        Args:
            documents: without error or skip.

        Raises:
            RunError: e-conomic cannot be reached, or refuses the tokens.
        """
        looked_at = time.monotonic()
        entries = self._lookup.prepare(documents)
        new = {one["id"]: one for one in documents if not entries.seen(one["id"])}
        return Batch(entries, self._parties.prefetch(new.values()), new, gathered(new.values()), looked_at)

    def post(self, document: Json, batch: Batch) -> Posted:
        """Carry out one document.

        Args:
            document: without error or skip; it was in the batch that was prepared.
            batch: what `prepare` gave.

        Raises:
            RecordError: this document fails; what it had already come to stands.
            NoAnswer: it is not known whether a step of it was done.
            RunError: the run cannot go on.
        """
        source_id = document["id"]
        try:
            if entries := batch.entries.seen(source_id):
                found = self._standing().settle(document, entries)
                assert found is not None
                return self._adopting.adopt(document, found)
            together = batch.gatherings.get(source_id) or Gathering([document])
            return together.result(source_id, lambda whole: self._carried_out(whole.documents, batch))
        finally:
            # A batch that was looked up before or meanwhile knows it as it was.
            self._lookup.forget(source_id)

    def _carried_out(self, documents: Sequence[Json], batch: Batch) -> Mapping[str, gathering.Result]:
        """Post documents that share a voucher; each has its own result."""
        results: dict[str, gathering.Result] = {}
        members: dict[tuple[int, str], list[Member]] = {}
        there = self._there(documents, batch)
        for document in documents:
            try:
                member = there.get(document["id"]) or self._laid(document, batch)
            except (RecordError, NoAnswer) as error:
                results[document["id"]] = error
                continue
            if isinstance(member, Member):
                members.setdefault((member.journal, member.year), []).append(member)
            else:
                results[document["id"]] = self._result(document, member)
        for some in members.values():
            results |= self._new(some)
        return results

    def _laid(self, document: Json, batch: Batch) -> Member:
        undoing = Undoing(self._lookup, lambda other: self._entries.lay(other, batch.parties).entries)
        undone = undoing.of(document, batch.new)
        return self._entries.lay(document, batch.parties, undone)

    def _there(self, documents: Sequence[Json], batch: Batch) -> dict[str, Found | RecordError | NoAnswer]:
        """Look those up again whose look-up failed, or has gone stale."""
        old = not self._making.believes(documents[0].get("group"), batch.looked_at)
        unsure = [one for one in documents if old or batch.entries.seen(one["id"]) is None]
        try:
            return self._making.looked_up(unsure) if unsure else {}
        except RecordError as error:
            return {one["id"]: error for one in unsure}

    def _new(self, members: Sequence[Member]) -> dict[str, gathering.Result]:
        if self._making.dry_run:
            return {one.id: self._imagined(one) for one in members}
        made = self._making.make(members)
        fresh = {one.id: found for one in members if isinstance(found := made[one.id], Found) and found.fresh}
        by_id = {one.id: one for one in members}
        results: dict[str, gathering.Result] = {
            one.id: self._result(one.document, made[one.id]) for one in members if one.id not in fresh
        }
        good: dict[str, Found] = {}
        for source_id, found in fresh.items():
            error = self._disagreement(by_id[source_id], found)
            if error is None:
                good[source_id] = found
            else:
                results[source_id] = error
        results |= self._finished([by_id[one] for one in good], good)
        return results

    def _finished(self, members: Sequence[Member], found: Mapping[str, Found]) -> dict[str, gathering.Result]:
        """Go on with what was posted just now: attach, book."""
        posted = {
            one.id: Posted(Action.CREATED, found[one.id], created=True)
            .noting(one.remarks)
            .noting(self._adopting.attached(one.document, found[one.id]))
            for one in members
        }
        if self._policies.book == "never" or not members:
            return dict(posted)
        named = members[0].document.get("group") or members[0].id
        try:
            self._booking.book(named, {one: entries.open for one, entries in found.items()})
        except (RecordError, NoAnswer) as error:
            return {one.id: error for one in members}
        return {
            one: replace(result, action=Action.BOOKED, found=found[one].once_booked())
            for one, result in posted.items()
        }

    def _result(self, document: Json, found: Found | RecordError | NoAnswer) -> gathering.Result:
        """Return what became of a document that was there, or could not be posted."""
        if isinstance(found, DeletedInLedger):
            return Posted(Action.SKIPPED, None, Code.DELETED_IN_LEDGER, f"{found.message} {found.hint}")
        if not isinstance(found, Found):
            return found
        try:
            return self._adopting.adopt(document, found)
        except (RecordError, NoAnswer) as error:
            return error

    def _disagreement(self, member: Member, found: Found) -> RecordError | None:
        """Return the error of a voucher that e-conomic made otherwise than it was told to."""
        difference = lost(member, found) or self._standing().difference(member.document, found)
        if difference is None:
            return None
        return RecordError(
            "ledger_totals_differ",
            f"{difference}. The voucher was posted and stays.",
            "Correct the entries in e-conomic, or delete them and mend the mapping.",
        )

    def _imagined(self, member: Member) -> Posted:
        action = Action.CREATED if self._policies.book == "never" else Action.BOOKED
        return Posted(action, Found((), there=False, fresh=True), created=True).noting(member.remarks)
