"""Carries out sales documents: each ends as exactly one invoice or order, where its kind says, or says why not.

A document is looked up in every place where it could be, whatever its kind. What is found is taken on from where it
stands: a draft order is sent or becomes an invoice, a draft is booked. Nothing is booked whose totals are not the
source's. What a person did in between is respected: a draft with other amounts is reported, a draft that was deleted
is not posted again unless the settings say so, and what was booked or upgraded by hand is adopted.
"""

import logging
from dataclasses import replace

from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.errors import DeletedInLedger, NoAnswer, RecordError
from target_economic.http.client import Client, Json
from target_economic.outcomes.outcomes import Action, Code
from target_economic.posting.posting import Poster
from target_economic.products.products import Products
from target_economic.sales.booking import Booking
from target_economic.sales.credited import Credited
from target_economic.sales.crediting import Crediting
from target_economic.sales.dating import Dating
from target_economic.sales.drafting import Drafting, Parts
from target_economic.sales.found import INVOICES, ORDERS, WANTED, Found, Place, unreal
from target_economic.sales.lookup import Lookup
from target_economic.sales.ordering import Ordering
from target_economic.sales.policies import Policies
from target_economic.sales.posted import Posted
from target_economic.sales.prepared import Prepared
from target_economic.sales.pricing import Pricing
from target_economic.sales.recent import Recent
from target_economic.sales.rewriting import Rewriting
from target_economic.sales.rounding import Rounding
from target_economic.sales.standing import Standing
from target_economic.sales.updating import Updating
from target_economic.sales.withdrawing import Withdrawing

__all__ = ["Policies", "Posted", "Prepared", "Rounding", "Sales"]

logger = logging.getLogger(__name__)


class Sales:
    """The sales documents of one agreement. Safe to use from several threads, one document at a time by its id."""

    def __init__(  # noqa: PLR0913 - the parts that a sales document is put together from
        self,
        *,
        client: Client,
        agreement: Agreement,
        poster: Poster,
        customers: Customers,
        products: Products,
        rounding: Rounding,
        policies: Policies,
    ) -> None:
        self.recent = Recent()
        self._lookup = Lookup(client)
        self._poster = poster
        self._customers = customers
        self._products = products
        self._policies = policies
        self._pricing = Pricing(agreement, products, rounding)
        dating = Dating(agreement, policies.closed_period)
        rewriting = Rewriting(self._lookup, poster)
        self._credited = Credited(self._lookup, poster)
        parts = Parts(
            agreement=agreement,
            lookup=self._lookup,
            poster=poster,
            rewriting=rewriting,
            customers=customers,
            pricing=self._pricing,
            credited=self._credited,
            dating=dating,
            policies=policies,
        )
        self._drafting = Drafting(parts)
        self._updating = Updating(parts, self._drafting)
        self._booking = Booking(self._lookup, poster, policies.send_by)
        self._ordering = Ordering(client, parts)
        self._withdrawing = Withdrawing(parts, self._booking, Crediting(parts))

    def compared(self, document: Json) -> tuple[Found, Json] | None:
        """Return the document that is there, whole, and all that the mapping says of it; None where nothing is there.

        Nothing is written with a poster that makes dry runs.

        Raises:
            RecordError: the mapping does not make a document that can be posted, or several are there.
        """
        standing = self._lookup.again(document["id"]).current
        found = None if standing is None else self._lookup.now(standing, document["id"])
        return None if found is None else (found, self._updating.mapped(document, found))

    def prepare(self, documents: list[Json]) -> Prepared:
        """Look up a batch's documents, then the customers and products of those that are not there yet.

        Args:
            documents: without error or skip; invoices and orders as they come.

        Raises:
            RunError: e-conomic cannot be reached, or refuses the tokens.
        """
        orders = any(WANTED[document["kind"]] in ORDERS for document in documents)
        prepared = self._lookup.prepare((document["id"] for document in documents), orders=orders)
        new = [one for one in documents if not one.get("withdraw") and not prepared.seen(one["id"])]
        try:
            new = self._credited.prepare(new, prepared)
            self._customers.prefetch(document["customer"] for document in new)
            self._products.prefetch(product for document in new for product in document["products"])
        except RecordError as error:
            logger.warning("%s The documents of this batch are looked up one by one.", error.message)
        return prepared

    def post(self, document: Json, prepared: Prepared) -> Posted:
        """Carry out one document.

        Args:
            document: without error or skip; it was in the batch that was prepared.
            prepared: what the batch's look-ups found.

        Raises:
            RecordError: this document fails; what it had already come to stands.
            NoAnswer: it is not known whether a step of it was done.
            RunError: the run cannot go on.
        """
        try:
            posted = self._carried_out(document, self._lookup.standing(document["id"], prepared), prepared)
            self._note(document["id"], posted)
            return posted
        finally:
            # A batch that was looked up before or meanwhile knows it as it was.
            self._lookup.forget(document["id"])

    def _note(self, source_id: str, posted: Posted) -> None:
        if posted.action is Action.DELETED:
            self.recent.forget(source_id)
        elif posted.action in _WRITTEN and posted.found is not None:
            self.recent.note(source_id, posted.found.place)

    def _carried_out(self, document: Json, standing: Standing, prepared: Prepared) -> Posted:
        if document.get("withdraw"):
            return self._withdrawing.withdraw(document, standing)
        if standing.current is None:
            credited = self._credited.standing(document, prepared)
            if credited.current is not None and credited.credit is not None:
                message = f"{credited.current.name}, which it credits, was taken back by {credited.credit.name}."
                return Posted(Action.SKIPPED, None, Code.CREDITED, message)
            posted = self._new(self._credited.applied(document, credited))
            # Whose the invoice is in e-conomic says nothing of whom the source's customer is to be from now on.
            return replace(posted, customer=None) if document.get("credits") else posted
        if standing.credit is not None:
            message = f"It was taken back by {standing.credit.name}; what is charged anew has to be posted by hand."
            return Posted(Action.UNCHANGED, standing.current, Code.CREDITED, message)
        return self._adopted(document, Posted(Action.UNCHANGED, standing.current))

    def _new(self, document: Json) -> Posted:
        try:
            drafted = self._drafting.draft(document)
        except DeletedInLedger as error:
            return Posted(Action.SKIPPED, None, Code.DELETED_IN_LEDGER, f"{error.message} {error.hint}")
        self._credited.made(document)
        posted = Posted(Action.CREATED, drafted.found, created=True, customer=drafted.customer)
        if drafted.moved_to is not None:
            message = f"{document['body']['date']} lies in a closed period; it is dated {drafted.moved_to}."
            posted = replace(posted, code=Code.DATE_MOVED, message=message)
        return self._onward(document, posted) if drafted.found.fresh else self._adopted(document, posted)

    def _adopted(self, document: Json, posted: Posted) -> Posted:
        """Go on with a document that was in the ledger, unless its amounts are no longer the source's."""
        found = posted.found
        assert found is not None
        if found.place == "archived order":
            message = f"The order was archived, and no invoice refers to {document['id']}."
            return replace(posted, code=Code.ORDER_ARCHIVED, message=message)
        difference = self._difference(document, found)
        completed = self._drafting.completed(document, found) if difference else None
        if completed is not None:
            posted = replace(posted, action=_further(posted.action, Action.UPDATED), found=completed)
            return self._onward(document, posted)
        if difference is None and self._goes_on(document, found):
            # Numbers are given out again, and it may have been changed since the batch was looked up.
            found = self._lookup.now(found, document["id"]) or self._moved(document, found)
            difference = self._difference(document, found)
            posted = replace(posted, found=found)
        if difference is not None:
            message = f"{difference}. It was left alone."
            return replace(posted, code=Code.TOTALS_CHANGED_IN_LEDGER, message=message)
        return self._onward(document, posted)

    def _goes_on(self, document: Json, found: Found) -> bool:
        """Whether anything may have to be done with what was found."""
        if found.place == "draft" and self._policies.existing_drafts == "update":
            return True
        wanted = WANTED[document["kind"]]
        return found.place != wanted and (found.place, wanted) not in _ENOUGH

    def _moved(self, document: Json, found: Found) -> Found:
        """Return, whole, what a document that was there a moment ago has become."""
        now = self._poster.patiently(lambda: self._lookup.again(document["id"]).current)
        whole = None if now is None else self._lookup.now(now, document["id"])
        if whole is None:
            raise NoAnswer(f"go on with {found.name} of {document['id']}", "it is gone, or about to be")
        return whole

    def _onward(self, document: Json, posted: Posted) -> Posted:
        """Take a document step by step to where its kind says; what a dry run would do is only said."""
        source_id, wanted = document["id"], WANTED[document["kind"]]
        found = posted.found
        assert found is not None
        if wanted in INVOICES and found.place in ORDERS:
            found = self._step(found, "draft") or self._ordering.upgrade(source_id, found)
            posted = replace(posted, action=Action.CREATED, found=found, created=True)
            if not found.fresh:
                return self._adopted(document, posted)
            self._agrees(document, found, "It was made of the order and stays")
        elif found.place == "draft" and not found.fresh and self._policies.existing_drafts == "update":
            updated = self._updating.update(document, found)
            if updated is not None:
                found = updated
                posted = replace(posted, action=_further(posted.action, Action.UPDATED), found=found)
        if wanted == "booked" and found.place == "draft":
            found = self._step(found, "booked") or self._booking.book(source_id, found)
            posted = replace(posted, action=Action.BOOKED, found=found)
            self._agrees(document, found, "It is booked")
        elif wanted == "sent order" and found.place == "draft order":
            found = self._step(found, "sent order") or self._ordering.send(source_id, found)
            posted = replace(posted, action=_further(posted.action, Action.UPDATED), found=found)
        return posted

    def _step(self, found: Found, place: Place) -> Found | None:
        """Return, in a dry run, what a step would lead to."""
        return unreal(found, place) if self._poster.dry_run else None

    def _agrees(self, document: Json, found: Found, stands: str) -> None:
        difference = self._difference(document, found)
        if difference is not None:
            raise RecordError(
                "ledger_totals_differ",
                f"{difference}. {stands}.",
                "Compare the two; a booked invoice is put right by a credit note.",
            )

    def _difference(self, document: Json, found: Found) -> str | None:
        currency = document["body"]["currency"]
        if currency != found.currency:
            return f"{found.name} is in {found.currency} where the source says {currency}"
        return self._pricing.difference(document, found)


_WRITTEN = frozenset({Action.CREATED, Action.UPDATED, Action.BOOKED})
# Further than wanted is never taken back.
_ENOUGH = frozenset(
    {("booked", "draft"), ("sent order", "draft order")} | {(place, order) for place in INVOICES for order in ORDERS}
)


def _further(action: Action, then: Action) -> Action:
    """Return what to call two steps: who created also says so when more was done."""
    return then if action is Action.UNCHANGED else action
