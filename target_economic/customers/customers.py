"""Finds each document's customer in e-conomic, or creates it.

One hit on the strongest match field that has a value is the customer; several hits are refused; none on any field
means a new customer. A hit on a weaker field is nobody's when a registration number says otherwise: two companies may
share their bookkeeper's e-mail address. A customer with no value in any match field could never be found again, so it
is refused rather than created over and over.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from target_economic.agreement.agreement import NOT_FOUND
from target_economic.customers import matching
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters
from target_economic.http.client import Client, Json
from target_economic.posting.posting import Creation, Poster


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
        self._asked: set[tuple[matching.Fact, str]] = set()
        self._by_number: dict[int, Customer] = {}
        self._facts: dict[int, matching.Facts] = {}
        self._barred: set[int] = set()

    def prefetch(self, customers: Iterable[Json]) -> None:
        """Look up the customers of a batch with few requests.

        Args:
            customers: as in a document: `{id, match, body}`.
        """
        waiting = [(matching.wanted(customer["body"], customer["match"]), 0) for customer in customers]
        while waiting := [(fields, at) for fields, at in waiting if at < len(fields)]:
            self._learn({fact: spelled for fields, at in waiting for fact, spelled in fields[at].items()})
            # Only those not found by their strongest field go on to the next.
            waiting = [(fields, at + 1) for fields, at in waiting if not self._hits(fields, at)]

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
                reread=lambda answer: self._reread(answer, customer),
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
        for at, wanted in enumerate(fields):
            self._learn(wanted)
            hits = self._hits(fields, at)
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
        for wanted in matching.wanted(customer["body"], customer["match"]):
            self._asked -= {(fact, spelled) for fact, spelled in wanted.items()}
        return self._find(customer)

    def _reread(self, answer: Json, customer: Json) -> Customer | None:
        """Read the customer that an earlier answer names; numbers of deleted customers are given out again."""
        number = answer["customerNumber"]
        try:
            found = self._note(self._client.get(f"/customers/{number}", f"read customer {number}"))
        except Rejected as error:
            if error.status != NOT_FOUND:
                raise
            return None
        strongest = matching.wanted(customer["body"], customer["match"])[0]
        return None if self._facts[number].keys().isdisjoint(strongest) else found

    def _usable(self, customer: Customer, source_id: str) -> Customer:
        if customer.number in self._barred:
            raise RecordError(
                "customer_barred",
                f"The customer {source_id} is customer {customer.number} in e-conomic, which is barred.",
                "Lift the bar in e-conomic, or choose another customer for it.",
            )
        return customer

    def _hits(self, fields: list[matching.Facts], at: int) -> set[int]:
        """Return the customers that have one of the facts of a field and none that contradicts a stronger field."""
        found = set[int]().union(*(self._by_fact.get(fact, ()) for fact in fields[at]))
        return {number for number in found if not matching.contradicts(self._facts[number], fields[:at])}

    def _learn(self, facts: matching.Facts) -> None:
        """Ask e-conomic about the facts, in the spellings that this run has not asked about yet."""
        unasked = {fact: spelled for fact, spelled in facts.items() if (fact, spelled) not in self._asked}
        conditions = (one for fact, spelled in unasked.items() for one in matching.conditions(fact, spelled))
        for condition in filters.any_of(conditions):
            for body in self._client.collection("/customers", "look up customers", condition):
                self._note(body)
        self._asked |= set(unasked.items())

    def _note(self, body: Json) -> Customer:
        number = body["customerNumber"]
        customer = self._by_number[number] = Customer(number, body["self"])
        (self._barred.add if body.get("barred") else self._barred.discard)(number)
        for fact in self._facts.get(number, ()):
            self._by_fact[fact].discard(number)
        known = {
            fact: text for name in matching.FIELDS for fact, text in matching.facts(name, body.get(name)).items()
        }
        for fact in known:
            self._by_fact.setdefault(fact, set()).add(number)
        self._facts[number] = known
        return customer
