"""Finds each document's customer in e-conomic, or creates it.

One hit on the strongest match field that has a value is the customer; several hits are refused; none on any field
means a new customer. A customer with no value in any match field could never be found again, so it is refused
rather than created over and over.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from target_economic import filters, matching
from target_economic.client import Client, Json
from target_economic.errors import RecordError
from target_economic.posting import Creation, Poster


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer in the ledger. `new` says that this run created it for this call."""

    number: int
    url: str
    new: bool = False


class Customers:
    """The agreement's customers, as far as this run has met them."""

    def __init__(self, client: Client, poster: Poster) -> None:
        self._client = client
        self._poster = poster
        self._by_fact: dict[matching.Fact, set[int]] = {}
        self._by_number: dict[int, Customer] = {}
        self._barred: set[int] = set()

    def prefetch(self, customers: Iterable[Json]) -> None:
        """Look up the customers of a batch with few requests.

        Args:
            customers: as in a document: `{id, match, body}`.
        """
        waiting = [matching.wanted(customer["body"], customer["match"]) for customer in customers]
        while waiting:
            self._learn({fact for fields in waiting if fields for fact in fields[0]})
            # Only those not found by their strongest field go on to the next.
            waiting = [fields[1:] for fields in waiting if fields and not self._hits(fields[0])]

    def find_or_create(self, customer: Json) -> Customer:
        """Return the ledger's customer for a document's customer, created if need be.

        Raises:
            RecordError: several customers match, none can be recognised, or the one found is barred.
            NoAnswer: the creation got no definite answer.
        """
        found = self._find(customer)
        if found is not None:
            return self._usable(found, customer["id"])
        body = {name: value for name, value in customer["body"].items() if name != "customerNumber"}
        created = self._poster.create(
            Creation(
                path="/customers",
                what=f"create the customer {customer['id']}",
                source_id=customer["id"],
                operation="create customer",
                body=body,
                look_up=lambda: self._find_again(customer),
                read=self._note,
            )
        )
        return Customer(created.number, created.url, new=True)

    def _find(self, customer: Json) -> Customer | None:
        fields = matching.wanted(customer["body"], customer["match"])
        if not fields:
            raise RecordError(
                "customer_without_identity",
                f"The customer {customer['id']} has no value in any match field ({', '.join(customer['match'])}), "
                "so it could not be found again.",
                "Give it an e-mail address or a VAT number in Stripe, or add a match field to the mapping.",
            )
        for wanted in fields:
            self._learn(wanted)
            hits = self._hits(wanted)
            name = next(iter(wanted))[0]
            if len(hits) > 1:
                raise RecordError(
                    "customer_ambiguous",
                    f"{len(hits)} customers in e-conomic have the {name} of {customer['id']}: "
                    f"{', '.join(str(number) for number in sorted(hits))}.",
                    "Merge or correct them in e-conomic, or set economic_customer_number on the Stripe customer.",
                )
            if hits:
                return self._by_number[hits.pop()]
            if name == "customerNumber":
                raise RecordError(
                    "customer_number_unknown",
                    f"{customer['id']} names customer {customer['body'][name]}, which e-conomic does not have.",
                    "Correct or remove economic_customer_number on the Stripe customer.",
                )
        return None

    def _find_again(self, customer: Json) -> Customer | None:
        for fact in set[matching.Fact]().union(*matching.wanted(customer["body"], customer["match"])):
            self._by_fact.pop(fact, None)
        return self._find(customer)

    def _usable(self, customer: Customer, source_id: str) -> Customer:
        if customer.number in self._barred:
            raise RecordError(
                "customer_barred",
                f"The customer {source_id} is customer {customer.number} in e-conomic, which is barred.",
                "Lift the bar in e-conomic, or choose another customer for it.",
            )
        return customer

    def _hits(self, wanted: Iterable[matching.Fact]) -> set[int]:
        return set[int]().union(*(self._by_fact[fact] for fact in wanted))

    def _learn(self, facts: Iterable[matching.Fact]) -> None:
        """Ask e-conomic about the facts that this run has not asked about yet."""
        unknown = [fact for fact in facts if fact not in self._by_fact]
        conditions = (condition for fact in unknown for condition in matching.conditions(fact))
        met = [
            body
            for condition in filters.any_of(conditions)
            for body in self._client.collection("/customers", "look up customers", condition)
        ]
        self._by_fact |= {fact: set() for fact in unknown}
        for body in met:
            self._note(body)

    def _note(self, body: Json) -> Customer:
        number = body["customerNumber"]
        customer = self._by_number[number] = Customer(number, body["self"])
        (self._barred.add if body.get("barred") else self._barred.discard)(number)
        for name in ("customerNumber", "name", "email", *matching.NUMBERED):
            for fact in matching.facts(name, body.get(name)):
                if fact in self._by_fact:
                    self._by_fact[fact].add(number)
        return customer
