"""Makes the draft of a document that the ledger does not have: an invoice's or an order's."""

from dataclasses import dataclass
from decimal import Decimal

from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customer, Customers
from target_economic.errors import DeletedInLedger, RecordError, Rejected
from target_economic.http.client import Json
from target_economic.posting.posting import Creation, Poster
from target_economic.sales.bodies import body_of, covers, writable
from target_economic.sales.credited import Credited
from target_economic.sales.dating import Dating
from target_economic.sales.found import INVOICES, PATHS, WANTED, Found, Place, made, number_in
from target_economic.sales.lookup import Lookup
from target_economic.sales.policies import Policies
from target_economic.sales.pricing import Priced, Pricing
from target_economic.sales.rewriting import Rewriting

_DRAFTS = frozenset({"draft", "draft order"})


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, whose customer it is, and the date that it was given in place of its own."""

    found: Found
    customer: Customer
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """What drafts are put together from."""

    agreement: Agreement
    lookup: Lookup
    poster: Poster
    rewriting: Rewriting
    customers: Customers
    pricing: Pricing
    credited: Credited
    dating: Dating
    policies: Policies


class Drafting:
    """Makes drafts in one agreement."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def draft(self, document: Json) -> Drafted:
        """Make the draft of a document, its customer and products where they are new.

        Raises:
            RecordError: this document fails; no draft was made, or `ledger_totals_differ`: one was made and differs.
            DeletedInLedger: a person has deleted it within the hour.
            NoAnswer: it is not known whether it was made.
        """
        place: Place = "draft" if WANTED[document["kind"]] in INVOICES else "draft order"
        # Whatever can be refused is refused before anything is created.
        self._parts.agreement.check_sales(document["body"])
        dated = document | {"body": self._parts.dating.dated(document["body"], into_books=place == "draft")}
        day, wanted_day = dated["body"]["date"], document["body"]["date"]
        priced = self._parts.pricing.price(document)
        customer = self._parts.customers.find_or_create(document["customer"])

        lines = self.lines(priced)
        if self._parts.poster.dry_run:
            found = imagined(place, document, priced)
        else:
            found = self._made(place, document, customer, body_of(dated, customer, lines, priced.exchange_rate))
            difference = priced.difference(found)
            if difference is not None and found.fresh:
                found = self._evened_out(document, priced, found, difference)
        return Drafted(found, customer, None if day == wanted_day else day)

    def lines(self, priced: Priced) -> list[Json]:
        """Return a document's lines as e-conomic takes them, its new products created."""
        return priced.lines(self._parts.pricing.numbers(priced))

    def _made(self, place: Place, document: Json, customer: Customer, body: Json) -> Found:
        source_id, lookup = document["id"], self._parts.lookup
        creation = Creation(
            path=PATHS[place],
            what=f"create the {place} of {source_id}",
            source_id=source_id,
            operation=f"create {place}",
            body=body,
            look_up=lambda: lookup.again(source_id).current,
            read=lambda answer: made(place, answer),
            reread=lambda answer: lookup.reread(place, answer, source_id),
            gone=lambda answer: self._deleted(place, answer, source_id),
        )
        try:
            return self._parts.poster.create(creation)
        except Rejected as error:
            if any(problem.path.split(".")[0] == "customer" for problem in error.problems):
                self._parts.customers.forget(customer.number)  # it may have been deleted since it was read
            raise

    def _deleted(self, place: Place, answer: Json, source_id: str) -> None:
        """Decide about a draft that an earlier run made within the hour and that is gone.

        Whether a person deleted it or `withdrawing` did, nothing in e-conomic tells. So it is reported either way.
        """
        if self._parts.policies.deleted_drafts == "leave":
            raise DeletedInLedger(f"{place} {number_in(place, answer)}", source_id)

    def completed(self, document: Json, found: Found) -> Found | None:
        """Return a draft that an earlier run could not make agree any more, as it is to be; None for any other.

        Such a draft has the lines that were sent first, each as it was: nobody has touched it.
        """
        if self._parts.poster.dry_run or found.place not in _DRAFTS:
            return None
        whole = self._parts.lookup.now(found, document["id"])
        if whole is None:
            return None
        try:
            document = self._parts.credited.applied(document)
            priced = self._parts.pricing.price(document)
            if not covers(whole.body, {"lines": self.lines(priced)}):
                return None
            return self._evened_out(document, priced, whole, "")
        except RecordError:
            return None  # what is in the way is for a person to see: that the amounts differ

    def _evened_out(self, document: Json, priced: Priced, found: Found, difference: str) -> Found:
        """Return the draft with the rounding line by which it agrees, where rounding explains the difference.

        Raises:
            RecordError: it does not, or the draft still differs.
        """
        source_id, again = document["id"], self._parts.pricing.corrected(document, priced, found)
        if again is not None:
            wanted = {"lines": _with_units_named(self.lines(again), found)}
            body = writable(found.body) | wanted
            found = self._parts.rewriting.rewrite(source_id, found, "correct", body, wanted)
            difference = again.difference(found) or ""
        if difference or again is None:
            raise RecordError(
                "ledger_totals_differ",
                f"{difference}. The draft was posted and stays.",
                "Correct the draft in e-conomic, or delete it and mend the mapping.",
            )
        return found


def imagined(place: Place, document: Json, priced: Priced) -> Found:
    """Return the draft that a dry run would have made."""
    totals, currency = priced.predicted, document["body"]["currency"]
    return Found(place, 0, "", Decimal(totals.net), totals.vat, totals.gross, currency, there=False, fresh=True)


def _with_units_named(lines: list[Json], found: Found) -> list[Json]:
    """Return lines for a PUT: that of an order wants the names of units, which the answer to its POST has."""
    if found.place == "draft":
        return lines
    shown = {line["unit"]["unitNumber"]: line["unit"] for line in found.body.get("lines", ()) if "unit" in line}
    names = {number: {"name": unit["name"]} for number, unit in shown.items() if "name" in unit}
    return [
        line | {"unit": line["unit"] | names.get(line["unit"]["unitNumber"], {})} if "unit" in line else line
        for line in lines
    ]
