"""What the mapping files make of movements: on which accounts they stand, and which are left out or refused."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from mapper_jmespath import Library
from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.language.model import Field, Lookup, Structure, Value
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.tables.table import is_key, key_value
from stripe_economic.reconcile.sides import PAYMENTS, Posting, Ruling
from stripe_economic.terminal.language import _

Json = dict[str, Any]

MOVEMENTS, PAYOUTS = "balance_transactions", "payouts"
_VOUCHERS = "vouchers"
_PAYMENT = "customerPayment"
_OF_CUSTOMERS = frozenset({_PAYMENT, "manualCustomerInvoice"})


class Rulings:
    """Asks the active mappings that make vouchers."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._assembler = Assembler(library)
        self._mappings = [one for one in library.mappings.values() if one.document == _VOUCHERS and one.active]

    @property
    def by_payout(self) -> bool:
        """Whether movements are posted with their payout, rather than one by one or by the day."""
        return any(one.source == PAYOUTS for one in self._mappings)

    def clearing(self, currency: str) -> frozenset[int]:
        """Return the accounts that stand for the ordinary balance in a currency, as far as the files say it."""
        known = {"balance_type": PAYMENTS, "currency": currency.lower(), "reporting_category": "charge"}
        found = (self._number(mapping, known) for mapping in self._mappings)
        return frozenset(number for number in found if number is not None)

    @property
    def exchange(self) -> frozenset[int]:
        """The accounts of exchange gains and losses, as far as the files say them."""
        fields = [mapping.fields.fields.get("exchange") for mapping in self._mappings]
        sides = [one for field in fields if isinstance(field, Structure) for one in field.fields.values()]
        numbers = (one.fields.get("accountNumber") for one in sides if isinstance(one, Structure))
        found = (self._constant(number, {}) for number in numbers)
        return frozenset(number for number in found if isinstance(number, int))

    def of(self, record: Json) -> Ruling:
        """Return what becomes of a movement, by its record; nothing where no mapping reads movements."""
        documents = [
            made.document for made in self._assembler.documents(MOVEMENTS, record) if made.stream == _VOUCHERS
        ]
        # Of mappings that share the movements, the others leave out what is not theirs.
        document = next((one for one in documents if one["skip"] is None), documents[0] if documents else None)
        if document is None:
            return Ruling()
        if document["skip"] is not None:
            return Ruling(skip=_("The mapping leaves it out: {reason}.").format(reason=document["skip"]["message"]))
        if document["error"] is not None:
            return Ruling(error=f"{document['error']['code']}: {document['error']['message']}")
        entries, clearing = document["body"]["entries"], document["clearing"]["accountNumber"]
        exchange = (document.get("exchange") or {}).values()
        return Ruling(
            clearing=clearing,
            # The account of a customer payment is used only where there is no customer.
            unassigned=frozenset(_accounts(one for one in entries if one["entryType"] == _PAYMENT)),
            postings=tuple(_postings(entries, clearing, document["expected"]["exponent"])),
            exchange=frozenset(one["accountNumber"] for one in exchange),
            documents=tuple(one["id"] for one in document.get("documents") or ()),
        )

    def _number(self, mapping: MappingFile, known: Json) -> int | None:
        clearing = mapping.fields.fields.get("clearing")
        number = clearing.fields.get("accountNumber") if isinstance(clearing, Structure) else None
        found = self._constant(number, known)
        return found if isinstance(found, int) else None

    def _constant(self, field: Field | None, known: Json) -> object:
        if isinstance(field, Value):
            return field.constant.value
        if not isinstance(field, Lookup):
            return None
        table = self._library.tables[field.table] if isinstance(field.table, str) else field.table
        values = {key: expression.find(known) for key, expression in field.inputs.items()}
        row = table.find({key: key_value(key, value) for key, value in values.items() if is_key(value)})
        made = table.default if row is None else row.to
        return None if made is None else made.value


def _postings(entries: Iterable[Json], clearing: int, exponent: int) -> Iterator[Posting]:
    """Yield both sides of each entry, without those on the clearing account."""
    for entry in entries:
        amount = Decimal(entry["amount"]).scaleb(-exponent)
        own = None if entry["entryType"] in _OF_CUSTOMERS else entry["account"]["accountNumber"]
        sides = ((own, amount), (entry["contraAccount"]["accountNumber"], -amount))
        yield from (Posting(account, by) for account, by in sides if account != clearing)


def _accounts(entries: Iterable[Json]) -> Iterator[int]:
    for entry in entries:
        account = entry.get("account")
        if account is not None:
            yield account["accountNumber"]
