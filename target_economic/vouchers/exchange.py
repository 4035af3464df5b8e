"""Lays a movement's entries out as e-conomic takes them: whose they are, in which currency, at which rate.

What moved is known to the øre in the currency of the balance; what the customer owed is known in that of the invoice.
Where the two differ and the balance is kept in base currency:

- an entry that settles a booked invoice is posted in the invoice's currency at the invoice's rate, so that nothing is
  left open on the customer in either currency. What came in may be worth more or less than the invoice stands at;
  the difference goes to the accounts of exchange gains and losses, by one more entry.
- an entry that takes a payment or refund back is posted at the rate at which that stands, with the same difference.
- any other is posted in the foreign currency at the rate by which it comes to exactly what moved.

Either way the clearing account gets what moved, and not an øre else. A balance in a foreign currency is posted in
that; an invoice in another currency cannot be settled by it, which is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from target_economic.errors import RecordError
from target_economic.http.client import Json
from target_economic.outcomes.outcomes import Code
from target_economic.sales.exchange import rate_of
from target_economic.sales.lines import refuse_third_decimal
from target_economic.sales.money import CENT, rounded, to_decimal
from target_economic.vouchers.parties import Party, Settled
from target_economic.vouchers.rates import Money, at_rate, coming_to

Kind = Literal["financeVouchers", "customerPayments", "manualCustomerInvoices"]


@dataclass(frozen=True, slots=True)
class Laid:
    """One entry as e-conomic takes it, but for text and date.

    Attributes:
        kind: the array of the voucher's entries that it goes into.
        body: e-conomic's.
        text: the entry's own; None where it has the voucher's.
        clearing: what it does to the clearing account, in the document's currency; debit positive.
        base: what e-conomic must say it comes to in base currency; None where its own rate decides.
    """

    kind: Kind
    body: Json
    text: str | None
    clearing: Decimal
    base: Decimal | None


@dataclass(frozen=True, slots=True)
class LaidOut:
    """All entries of a movement, and what is to be said beside its outcome."""

    entries: tuple[Laid, ...]
    notices: tuple[tuple[Code, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stands:
    """What a movement is posted at on its customer; debit positive.

    Attributes:
        amount: in the currency that the customer owes; not zero.
        base: in base currency.
    """

    amount: Decimal
    base: Decimal


_NOTHING: Mapping[str, Stands] = MappingProxyType({})


def lay_out(document: Json, party: Party, base_currency: str, undone: Mapping[str, Stands] = _NOTHING) -> LaidOut:
    """Return a movement's entries as e-conomic takes them, in their order.

    Args:
        document: without error or skip.
        party: whose movement it is.
        base_currency: the agreement's.
        undone: what the movements that it takes back stand at, by source id, as far as they are posted.

    Raises:
        RecordError: `customer_unknown`, `currency_decimals`, or `document_invalid` where the entries contradict
            themselves.
    """
    expected, body = document["expected"], document["body"]
    if body["currency"] != expected["currency"]:
        raise _invalid(f"The body is in {body['currency']} and the source's amount in {expected['currency']}.")
    moving = [entry for entry in body["entries"] if entry["amount"] or entry.get("foreign", {}).get("amount")]
    layout = _Layout(document, party, base_currency, undone)
    entries = tuple(laid for entry in moving or body["entries"] for laid in layout.entries(entry))
    return LaidOut(entries, tuple(dict.fromkeys(layout.notices)))


class _Layout:
    """One movement being laid out."""

    def __init__(self, document: Json, party: Party, base_currency: str, undone: Mapping[str, Stands]) -> None:
        self._undone = undone
        self.notices: list[tuple[Code, str]] = []
        self._document = document
        self._currency: str = document["body"]["currency"]
        self._exponent: int = document["expected"]["exponent"]
        self._clearing: int = document["clearing"]["accountNumber"]
        self._rate = rate_of(document["body"], base_currency)
        self._in_base = self._currency == base_currency
        self._party = party

    def entries(self, entry: Json) -> Iterator[Laid]:
        """Yield what is posted for an entry of the document: one entry, or two."""
        self._refuse_vat_on_clearing(entry)
        kind, own = self._own_side(entry)
        of_customer = kind != "financeVouchers"
        settled = self._party.booked.get(entry.get("settles", "")) if kind == "customerPayments" else None
        amount = _amount(entry["amount"], self._exponent)
        undone = self._undone.get(entry.get("undoes", ""))
        money = self._money(entry, amount, settled, undone)
        difference = amount - money.in_base if self._in_base and money.in_base is not None else Decimal(0)
        if settled is not None and settled.currency == money.currency:
            own = {"customer": {"customerNumber": settled.customer_number}, "customerInvoice": settled.number}
        elif of_customer:
            self._say_unsettled(settled.currency if settled else _currency_owed(entry), money.currency)
        yield self._laid(kind, own, entry, money, amount - difference)
        if difference:
            exchange = self._document["exchange"]
            # What is taken back gives back the very gain or loss that it made.
            account = exchange["loss" if (difference > 0) is (undone is None) else "gain"]
            rest: Json = {
                name: entry[name] for name in ("departmentalDistribution", "text", "contraAccount") if name in entry
            }
            plain = Money(difference, self._currency, in_base=difference)
            yield self._laid("financeVouchers", {"account": account}, rest, plain, difference)

    def _own_side(self, entry: Json) -> tuple[Kind, Json]:
        if entry["entryType"] == "financeVoucher":
            return "financeVouchers", {name: entry[name] for name in ("account", "vatAccount") if name in entry}
        number = self._party.customer_number
        if number is None:
            return "financeVouchers", {"account": self._unassigned(entry)}
        own: Json = {"customer": {"customerNumber": number}}
        if entry["entryType"] == "customerPayment":
            return "customerPayments", own
        return "manualCustomerInvoices", own | {
            name: entry[name] for name in ("customerInvoice", "dueDate") if name in entry
        }

    def _unassigned(self, entry: Json) -> Json:
        names = ", ".join(one["id"] for one in self._document.get("documents") or ()) or "no sales document"
        said = f"e-conomic has nothing that tells whose {self._document['id']} is; it names {names}"
        if "account" not in entry:
            raise RecordError(
                Code.CUSTOMER_UNKNOWN,
                f"{said}.",
                "Post its invoice first, or map an account for movements of unknown customers.",
            )
        account: Json = entry["account"]
        message = f"{said}. It stands on account {account['accountNumber']} until somebody moves it."
        self.notices.append((Code.CUSTOMER_UNKNOWN, message))
        return account

    def _money(self, entry: Json, amount: Decimal, settled: Settled | None, undone: Stands | None) -> Money:
        """Return what an entry is posted with; it comes to `amount` in base currency but at a rate of another day."""
        foreign = entry.get("foreign")
        if foreign is None or not foreign["amount"] or not self._in_base or foreign["currency"] == self._currency:
            return self._plain(amount)
        if settled is not None and settled.currency == self._currency:
            return self._plain(amount)
        there = to_decimal(foreign["amount"], foreign["exponent"])
        if there * amount < 0:
            raise _invalid(f"An entry has the amount {amount} and in {foreign['currency']} {there}.")
        if there != there.quantize(CENT):
            # e-conomic has two decimals in every currency; no invoice there is owed so much.
            return self._plain(amount)
        there = there.quantize(CENT)
        if self._document.get("exchange"):
            if undone is not None and undone.amount * there < 0:
                return coming_to(there, foreign["currency"], rounded(undone.base * there / undone.amount))
            if settled is not None and settled.currency == foreign["currency"]:
                return _at_rate_of(settled, there) or coming_to(there, foreign["currency"], amount)
        return coming_to(there, foreign["currency"], amount)

    def _plain(self, amount: Decimal) -> Money:
        if self._rate is not None:
            return at_rate(amount, self._currency, self._rate)
        return Money(amount, self._currency, in_base=amount if self._in_base else None)

    def _laid(self, kind: Kind, own: Json, entry: Json, money: Money, moved: Decimal) -> Laid:
        """Return an entry; `moved` is its amount in the document's currency."""
        names = ("contraAccount", "contraVatAccount", "departmentalDistribution")
        body = own | {name: entry[name] for name in names if name in entry} | money.body()
        sides = ((own.get("account"), moved), (entry["contraAccount"], -moved))
        effect = sum((by for side, by in sides if side and side["accountNumber"] == self._clearing), Decimal(0))
        return Laid(kind, body, entry.get("text"), effect, money.in_base)

    def _refuse_vat_on_clearing(self, entry: Json) -> None:
        for side, code in (("account", "vatAccount"), ("contraAccount", "contraVatAccount")):
            if code in entry and entry.get(side, {}).get("accountNumber") == self._clearing:
                raise _invalid(f"A VAT code on the clearing account {self._clearing} would take part of what moved.")

    def _say_unsettled(self, owed: str | None, posted: str) -> None:
        """Say that what was owed in one currency is posted in another, if it is."""
        if owed not in {None, posted}:
            message = f"It is posted in {posted} and was owed in {owed}, so that it settles no invoice."
            self.notices.append((Code.SETTLED_IN_ANOTHER_CURRENCY, message))


def _at_rate_of(settled: Settled, amount: Decimal) -> Money | None:
    """Return an amount as the invoice it settles stands in the books; None where its rate is not known."""
    rate, whole = settled.exchange_rate, settled.gross_in_base
    if rate is None or rate <= 0:
        return None
    if whole is not None and abs(amount) == abs(settled.gross):
        return Money(amount, settled.currency, rate, abs(whole).copy_sign(amount).quantize(CENT))
    return at_rate(amount, settled.currency, rate)


def _currency_owed(entry: Json) -> str | None:
    currency: str | None = entry.get("foreign", {}).get("currency")
    return currency


def _amount(minor: int, exponent: int) -> Decimal:
    amount = to_decimal(minor, exponent)
    refuse_third_decimal(amount)
    return amount.quantize(CENT)


def _invalid(said: str) -> RecordError:
    return RecordError("document_invalid", said, "Mend the mapping of the vouchers.")
