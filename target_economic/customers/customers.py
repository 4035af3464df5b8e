"""Finds each document's customer in e-conomic, or creates it; keeps existing ones in sync where the settings say so.

How a customer is recognised is in `lookup` and `matching`. Of several threads with one new customer one creates it.
"""

import logging
from collections.abc import Iterable

from target_economic.agreement.agreement import Agreement
from target_economic.customers import matching, updating
from target_economic.customers.known import Customer, Known
from target_economic.customers.lookup import Lookup
from target_economic.errors import NoAnswer, RecordError
from target_economic.http.client import Client, Json
from target_economic.outcomes.outcomes import Action
from target_economic.posting.intents import Creation, Replacement
from target_economic.posting.posting import Poster
from target_economic.turns import Turns

__all__ = ["Customer", "Customers"]

logger = logging.getLogger(__name__)


class Customers:
    """The agreement's customers, for all threads of a run.

    Args:
        client: the door to e-conomic.
        poster: creates and replaces.
        agreement: knows which groups, terms and zones there are.
        updates: the properties of existing customers that follow the source; none by default.
        known: what is known already; given by tests.
    """

    def __init__(
        self,
        client: Client,
        poster: Poster,
        agreement: Agreement,
        updates: Iterable[str] = (),
        known: Known | None = None,
    ) -> None:
        self._poster = poster
        self._agreement = agreement
        self._updates = tuple(updates)
        self._known = known or Known()
        self._lookup = Lookup(client, self._known)
        self._turns = Turns()

    def prefetch(self, customers: Iterable[Json]) -> None:
        """Look up the customers of a batch with few requests.

        Args:
            customers: as in a document: `{id, match, body}`.
        """
        self._lookup.prefetch(customers)

    def find_or_create(self, customer: Json) -> Customer:
        """Return the ledger's customer for a document's customer, created if need be.

        Raises:
            RecordError: several customers match, none can be recognised, or the one found is barred.
            NoAnswer: the creation got no definite answer.
        """
        return _usable(self._found_or_created(customer), customer["id"])

    def recognises(self, customer: Json) -> bool:
        """Whether a document's customer has a value in any match field, so that it could be found again."""
        return bool(matching.wanted(customer["body"], customer["match"]))

    def find(self, customer: Json) -> Customer | None:
        """Return the ledger's customer for a document's customer; None where it is not there or cannot be recognised.

        Raises:
            RecordError: several customers match, or the one found is barred.
        """
        if not self.recognises(customer):
            return None
        found = self._lookup.find(customer)
        return None if found is None else _usable(found, customer["id"])

    def sync(self, document: Json) -> tuple[Action, Customer]:
        """Create a customer, or bring the listed fields of the existing one in line with the source.

        A barred customer is kept up to date too: nothing is posted to it by that.

        Args:
            document: of the stream of customers, without error or skip.

        Raises:
            RecordError: several customers match, none can be recognised, or e-conomic refuses.
            NoAnswer: a write got no definite answer.
        """
        customer = self._found_or_created(document)
        if customer.new:
            return Action.CREATED, customer
        if not self._updates:
            return Action.UNCHANGED, customer
        with self._turns.of([customer.number]):
            updated = self._update(document, customer)
        if updated is not None:
            return updated
        anew = self._found_or_created(document)  # it was deleted since it was looked up
        return (Action.CREATED if anew.new else Action.UNCHANGED), anew

    def forget(self, number: int) -> None:
        """Forget a customer that e-conomic may not have any more; the next document looks it up anew."""
        self._known.forget(number)

    def _found_or_created(self, customer: Json) -> Customer:
        found = self._lookup.find(customer)
        if found is not None:
            return found
        identities = [fact for name in matching.FIELDS for fact in matching.facts(name, customer["body"].get(name))]
        with self._turns.of([customer["id"], *identities]):
            found = self._lookup.find(customer)  # whoever had its turn before may have created it
            return found if found is not None else self._create(customer)

    def _create(self, customer: Json) -> Customer:
        body = {name: value for name, value in customer["body"].items() if name != "customerNumber"}
        self._agreement.check_customer(body)
        if self._poster.dry_run:
            return Customer(0, None, new=True)
        created = self._poster.create(
            Creation(
                path="/customers",
                what=f"create the customer {customer['id']}",
                source_id=customer["id"],
                operation="create customer",
                body=body,
                look_up=lambda: self._lookup.find_again(customer),
                read=self._known.note,
                reread=lambda answer: self._lookup.reread(answer, customer),
            )
        )
        return Customer(created.number, created.url, new=True, barred=created.barred)

    def _update(self, document: Json, customer: Customer) -> tuple[Action, Customer] | None:
        """Write what differs; None when the customer is gone."""
        number, wanted = customer.number, document["body"]
        current = self._lookup.read(number)
        if current is None:
            return None
        changed = updating.changes(current, wanted, self._updates)
        if not changed:
            return Action.UNCHANGED, customer
        logger.info("Customer %d differs from %s in: %s.", number, document["id"], ", ".join(changed))
        self._agreement.check_customer(changed)
        if self._poster.dry_run:
            return Action.UPDATED, customer
        body = updating.merged(current, changed)
        replaced = self._poster.replace(
            Replacement(
                path=f"/customers/{number}",
                what=f"update the customer {number}",
                source_id=document["id"],
                operation=f"update customer {number}",
                body=body,
                look_up=lambda: self._read_if_done(current, wanted, changed),
                read=lambda answer: answer,
            )
        )
        return Action.UPDATED, self._known.note(replaced)

    def _read_if_done(self, current: Json, wanted: Json, changed: Iterable[str]) -> Json | None:
        """Read a customer that was `current`; a PUT to one that is gone would make another of its number."""
        number = current["customerNumber"]
        there = self._lookup.read(number)
        if there is not None and not updating.changes(there, wanted, changed):
            return there
        if there is None or updating.merged(there, {}) != updating.merged(current, {}):
            raise NoAnswer(f"update the customer {number}", "somebody has changed or deleted it meanwhile")
        return None


def _usable(customer: Customer, source_id: str) -> Customer:
    if customer.barred:
        raise RecordError(
            "customer_barred",
            f"The customer {source_id} is customer {customer.number} in e-conomic, which is barred.",
            "Lift the bar in e-conomic, or choose another customer for it.",
        )
    return customer
