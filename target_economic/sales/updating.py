"""Makes a draft invoice that is there agree with its mapping, where the setting `existing_drafts` asks for that.

The draft is read, what is mapped is laid over it, and the whole is written back, because PUT clears whatever it is
not given. What nobody maps survives: a text, a sales person, a cost price that somebody filled in. Lines are gone
through one by one; where somebody added or removed one, the lines are theirs, and are left as they are. The customer
stays.
"""

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.sales.bodies import body_of, covers, merged, writable
from target_economic.sales.drafting import Drafting, Parts
from target_economic.sales.found import Found


class Updating:
    """Updates drafts of one agreement."""

    def __init__(self, parts: Parts, drafting: Drafting) -> None:
        self._parts = parts
        self._drafting = drafting

    def update(self, document: Json, found: Found) -> Found | None:
        """Return the updated draft; None where it agrees already.

        Args:
            document: whose totals the draft has.
            found: the draft, read whole.

        Raises:
            RecordError: the mapping does not make an invoice that can be posted, or e-conomic refuses it.
            NoAnswer: it is not known whether it was updated.
        """
        wanted = self._wanted(document, found)
        if covers(found.body, wanted):
            return None
        if self._parts.poster.dry_run:
            return found
        there = writable(found.body)
        there.pop("dueDate", None)  # e-conomic works it out again, but where it is wanted
        updated = self._parts.rewriting.rewrite(document["id"], found, "update", merged(there, wanted), wanted)
        difference = self._parts.pricing.difference(document, updated)
        if difference is not None:
            raise RecordError(
                "ledger_totals_differ",
                f"{difference}. The draft was updated and stays.",
                "Correct the draft in e-conomic, or delete it and mend the mapping.",
            )
        return updated

    def mapped(self, document: Json, found: Found) -> Json:
        """Return all that the mapping says of a document that is there, as it would be written.

        Raises:
            RecordError: the mapping does not make an invoice that can be posted.
        """
        document = self._parts.credited.applied(document)
        self._parts.agreement.check_sales(document["body"])
        dated = document | {"body": self._parts.dating.dated(document["body"])}
        priced = self._parts.pricing.price(document)
        customer = self._parts.customers.find_or_create(document["customer"])
        lines, there = self._drafting.lines(priced), found.body.get("lines", [])
        wanted = body_of(dated, customer, lines, priced.exchange_rate)
        if priced.rounding and len(there) == len(lines) and covers(there[:-1], lines[:-1]):
            lines[-1] = _without_price(lines[-1])  # the draft's totals agree, so its rounding line is right
        return wanted

    def _wanted(self, document: Json, found: Found) -> Json:
        wanted = self.mapped(document, found)
        theirs = len(found.body.get("lines", [])) != len(wanted["lines"])
        left = {"customer", "lines"} if theirs else {"customer"}
        return {name: value for name, value in wanted.items() if name not in left}


def _without_price(line: Json) -> Json:
    return {name: value for name, value in line.items() if name != "unitNetPrice"}
