"""Turns voucher documents into the body of a posting, and reads what e-conomic made of it.

The gate is here: what the entries do to the clearing account must be what the source says the balance changed by, to
the minor unit, before anything is posted; and again, by e-conomic's own figures, afterwards.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from target_economic.agreement.agreement import Agreement
from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.outcomes.outcomes import Code
from target_economic.sales.policies import ClosedPeriod
from target_economic.vouchers.exchange import Laid, Stands, lay_out
from target_economic.vouchers.found import Found, check_id, entry_text, id_in, in_voucher
from target_economic.vouchers.parties import Parties, Prepared
from target_economic.vouchers.standing import expected_net

# As the published schema lists them, which is the order in which e-conomic counts entries in its refusals.
KINDS = ("financeVouchers", "customerPayments", "manualCustomerInvoices")
_NOTHING: Mapping[str, Stands] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Member:
    """A document that has passed the gate, as a part of the voucher that will be posted.

    Attributes:
        document: as it came.
        journal: where it is posted.
        year: name of the accounting year.
        day: the date of its entries, in an open period.
        entries: as they will be posted.
        remarks: what is to be said of it once it is posted.
    """

    document: Json
    journal: int
    year: str
    day: str
    entries: tuple[Laid, ...]
    remarks: tuple[tuple[Code, str], ...]

    @property
    def id(self) -> str:
        """Source id."""
        return str(self.document["id"])

    def bodies(self, kind: str) -> list[Json]:
        """Return its entries of one kind as e-conomic takes them."""
        text = self.document["body"]["text"]
        return [
            one.body | {"text": entry_text(one.text or text, self.id), "date": self.day}
            for one in self.entries
            if one.kind == kind
        ]


class Entries:
    """Lays documents out for one agreement."""

    def __init__(self, agreement: Agreement, parties: Parties, closed_period: ClosedPeriod) -> None:
        self._agreement = agreement
        self._parties = parties
        self._closed_period = closed_period

    def lay(self, document: Json, prepared: Prepared | None, undone: Mapping[str, Stands] = _NOTHING) -> Member:
        """Return a document as it will be posted; nothing is written but its customer, where it says so.

        Args:
            document: without error or skip.
            prepared: what its batch's look-ups found of customers and sales documents.
            undone: what the movements that it takes back stand at, by source id.

        Raises:
            RecordError: it cannot be posted as it is.
            NoAnswer: it is not known whether its customer was created.
        """
        check_id(document["id"])
        self._agreement.check_voucher(document)
        wanted = document["body"]["date"]
        day = self._agreement.posting_date(wanted, self._closed_period)
        year = self._agreement.year_of(day)
        laid = lay_out(document, self._parties.of(document, prepared), self._agreement.base_currency, undone)
        _gate(document, laid.entries)
        remarks = tuple(laid.notices)
        if day != wanted:
            remarks += ((Code.DATE_MOVED, f"{wanted} lies in a closed period; it is dated {day}."),)
        journal = document["body"]["journal"]["journalNumber"]
        return Member(document, journal, year, day, tuple(laid.entries), remarks)


def body_of(members: Sequence[Member]) -> Json:
    """Return what is posted for documents that share a voucher; they are of one journal and one year."""
    lists = {kind: [body for member in members for body in member.bodies(kind)] for kind in KINDS}
    return {
        "accountingYear": {"year": members[0].year},
        "journal": {"journalNumber": members[0].journal},
        "entries": {kind: bodies for kind, bodies in lists.items() if bodies},
    }


def owner(members: Sequence[Member], position: int) -> Member | None:
    """Return whose entry stands at a position, all lists counted through; None where there is none."""
    owners = [member for kind in KINDS for member in members for _ in member.bodies(kind)]
    return owners[position] if position < len(owners) else None


def made(answer: Json | list[Json]) -> dict[str, Found]:
    """Read the movements in e-conomic's answer to a posting: an array, as it may split entries over vouchers.

    Of what an entry is answered with, no schema asks for a thing. A movement of which the answer tells less than is
    needed to compare and to book it is left out.
    """
    found: dict[str, Found] = {}
    untold: set[str] = set()
    for voucher, entry, source_id in _answered(answer):
        told = in_voucher(voucher, entry)
        if told is None:
            untold.add(source_id)
        else:
            before = found[source_id].entries if source_id in found else ()
            found[source_id] = Found((*before, told), fresh=True)
    return {source_id: one for source_id, one in found.items() if source_id not in untold}


def named(answer: Json | list[Json]) -> frozenset[str]:
    """Return the source ids in e-conomic's answer to a posting."""
    return frozenset(source_id for _, _, source_id in _answered(answer))


def _answered(answer: Json | list[Json]) -> Iterator[tuple[Json, Json, str]]:
    for voucher in answer if isinstance(answer, list) else [answer]:
        for entries in (voucher.get("entries") or {}).values():
            for entry in entries:
                source_id = id_in(entry)
                if source_id is not None:
                    yield voucher, entry, source_id


def lost(member: Member, found: Found) -> str | None:
    """Return what e-conomic did not post as it was told, in words; None when it did."""
    wanted = Counter(_figures(one) for one in member.entries if one.base is not None)
    there = Counter((entry.currency, entry.amount, entry.base) for entry in found.entries)
    missing = wanted - there
    if len(found.entries) != len(member.entries):
        return f"{found.name} has {len(found.entries)} entries of it instead of {len(member.entries)}"
    if missing:
        currency, amount, base = next(iter(missing))
        return f"{found.name} should have {amount:.2f} {currency} at {base:.2f} in base currency, and has not"
    return None


def _figures(one: Laid) -> tuple[str, Decimal, Decimal]:
    code: Mapping[str, str] = one.body["currency"]
    assert one.base is not None
    return code["code"], Decimal(one.body["amount"]), one.base


def _gate(document: Json, entries: Sequence[Laid]) -> None:
    expected, body = document["expected"], document["body"]
    effect, net = sum((one.clearing for one in entries), Decimal(0)), expected_net(document)
    if body["currency"] != expected["currency"]:
        raise RecordError(
            "clearing_differs",
            f"The voucher is in {body['currency']}, and the balance that changed is in {expected['currency']}.",
            "Map `currency` to the movement's own.",
        )
    if effect != net:
        raise RecordError(
            "clearing_differs",
            f"The entries would change the clearing account {document['clearing']['accountNumber']} by {effect:.2f} "
            f"where the source says {net:.2f} {expected['currency']}.",
            "Every part of the movement needs its entry, with the clearing account as its contra account.",
        )
