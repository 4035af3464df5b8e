"""Looks customers up in e-conomic by their match fields, strongest first.

One hit on the strongest match field that has a value is the customer; several hits are refused. A hit on a weaker
field is nobody's when a registration number says otherwise: two companies may share their bookkeeper's e-mail
address. A customer with no value in any match field could never be found again, so it is refused.
"""

from collections.abc import Iterable

from target_economic.customers import matching
from target_economic.customers.known import Customer, Known
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json


class Lookup:
    """Look-ups of one agreement's customers; what they find is `known`."""

    def __init__(self, client: Client, known: Known) -> None:
        self._client = client
        self._known = known

    def prefetch(self, customers: Iterable[Json]) -> None:
        """Look up the customers of a batch with few requests.

        Args:
            customers: as in a document: `{id, match, body}`.
        """
        waiting = [(matching.wanted(customer["body"], customer["match"]), 0) for customer in customers]
        self._renew(fact for wanted, _ in waiting for facts in wanted for fact in facts)
        while waiting := [(fields, at) for fields, at in waiting if at < len(fields)]:
            self._learn({fact: spelled for fields, at in waiting for fact, spelled in fields[at].items()})
            # Only those not found by their strongest field go on to the next.
            waiting = [(fields, at + 1) for fields, at in waiting if not self._known.hits(fields, at)]

    def find(self, customer: Json) -> Customer | None:
        """Return the customer of a document, or None when it has been looked up and is not there.

        Raises:
            RecordError: several customers match, or none can be recognised.
        """
        fields = matching.wanted(customer["body"], customer["match"])
        if not fields:
            raise RecordError(
                "customer_without_identity",
                f"The customer {customer['id']} has no value in any match field ({', '.join(customer['match'])}), "
                "so it could not be found again.",
                "Give it an e-mail address or a VAT number in Stripe, or add a match field to the mapping.",
            )
        self._renew(fact for facts in fields for fact in facts)
        for at, wanted in enumerate(fields):
            self._learn(wanted)
            hits = self._known.hits(fields, at)
            name = next(iter(wanted))[0]
            if len(hits) > 1:
                raise RecordError(
                    "customer_ambiguous",
                    f"{len(hits)} customers in e-conomic have the {name} of {customer['id']}: "
                    f"{', '.join(str(one.number) for one in hits)}.",
                    "Merge or correct them in e-conomic, or set economic_customer_number on the Stripe customer.",
                )
            if hits:
                if name == "customerNumber":
                    self._refuse_another(customer, hits[0].number)
                return hits[0]
            if name == "customerNumber":
                raise RecordError(
                    "customer_number_unknown",
                    f"{customer['id']} names customer {customer['body'][name]}, which e-conomic does not have.",
                    "Correct or remove economic_customer_number on the Stripe customer.",
                )
        return None

    def find_again(self, customer: Json) -> Customer | None:
        """Look up anew, whatever is known."""
        for wanted in matching.wanted(customer["body"], customer["match"]):
            self._known.doubt(wanted)
        return self.find(customer)

    def reread(self, answer: Json, customer: Json) -> Customer | None:
        """Read the customer that an earlier answer names; numbers of deleted customers are given out again."""
        number = answer["customerNumber"]
        body = self.read(number)
        if body is None:
            return None
        found = self._known.note(body)
        strongest = matching.wanted(customer["body"], customer["match"])[0]
        return None if self._known.facts_of(number).keys().isdisjoint(strongest) else found

    def read(self, number: int) -> Json | None:
        """Return a customer as e-conomic has it now, or None when it is gone."""
        try:
            return self._client.get(f"/customers/{number}", f"read customer {number}")
        except Rejected as error:
            if not error.not_found:
                raise
            self._known.forget(number)
            return None

    def _refuse_another(self, customer: Json, number: int) -> None:
        """A number wins over every match field, unless it clearly has become another customer's since."""
        known = self._known.facts_of(number)
        if matching.is_another(known, customer["body"]):
            raise RecordError(
                "customer_number_of_another",
                f"{customer['id']} names customer {number}, which has another registration number, name and e-mail "
                "address in e-conomic.",
                "e-conomic gives numbers of deleted customers out again. Correct or remove economic_customer_number "
                "on the Stripe customer, or correct the customer in e-conomic.",
            )

    def _renew(self, facts: Iterable[matching.Fact]) -> None:
        """Read those customers anew that were read long ago; who is gone or somebody else is known after it."""
        aged = self._known.aged(facts)
        there = set()
        for condition in filters.any_of(filters.equals("customerNumber", str(number)) for number in aged):
            for body in self._client.collection("/customers", "look up customers", condition):
                there.add(self._known.note(body).number)
        for number in aged:
            if number not in there:
                self._known.forget(number)

    def _learn(self, facts: matching.Facts) -> None:
        """Ask e-conomic about the facts, in the spellings that this run has not asked about lately."""
        unasked = self._known.unasked(facts)
        conditions = (one for fact, spelled in unasked.items() for one in matching.conditions(fact, spelled))
        for condition in filters.any_of(conditions):
            for body in self._client.collection("/customers", "look up customers", condition):
                self._known.note(body)
        self._known.asked(unasked)
