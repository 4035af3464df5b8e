"""Booked entries: how they look, and how they come about, from a journal or from a booked invoice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sandbox.economic.jsontext import places
from sandbox.economic.ledger.entries import Posting, base_amount, vat_on_top
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.economic.ledger.entries import JournalEntry
    from sandbox.economic.store import Store

# What a journal calls `manualCustomerInvoice` is called this once it is booked.
_BOOKED_TYPES: Final[Mapping[str, str]] = {"manualCustomerInvoice": "manualDebtorInvoice"}

_NONE = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the lines of one booked entry or invoice share.

    Attributes:
        kind: The `entryType`.
        journal: Whether it comes from a journal, rather than from an invoice.
        every: What all of its lines show besides.
        party: What the line of the customer or supplier shows besides.
    """

    year: str
    voucher: int
    date: str
    currency: str
    kind: str
    text: str | None
    journal: bool
    every: Json
    party: Json


def post_entry(store: Store, entry: JournalEntry, lines: Sequence[Posting]) -> int | None:
    """Book what an entry of a journal posts; the number of the customer's or supplier's line, if there is one."""
    party: Json = {} if entry.due is None else {"dueDate": entry.due}
    if entry.customer is not None:
        party["customer"] = reference(store, "customers", "customerNumber", entry.customer)
    if entry.customer_invoice is not None:
        party["invoiceNumber"] = str(entry.customer_invoice)
        if entry.customer_invoice in store.booked:
            party["bookedInvoice"] = _booked_invoice(store, entry.customer_invoice)
    if entry.supplier is not None:
        group = store.ledger.suppliers[entry.supplier].group
        party["supplier"] = {
            "supplierNumber": entry.supplier,
            "supplierGroup": reference(store, "supplier-groups", "supplierGroupNumber", group),
            "self": store.link("suppliers", entry.supplier),
        }
    if entry.supplier_invoice is not None:
        party["supplierInvoiceNumber"] = entry.supplier_invoice
    every: Json = {}
    if entry.distribution is not None:
        kind = store.agreement.distributions[entry.distribution].type
        every["departmentalDistribution"] = {
            "departmentalDistributionNumber": entry.distribution,
            "self": store.link(f"departmental-distributions/{kind}s", entry.distribution),
        }
    source = Source(
        year=entry.year,
        voucher=entry.voucher,
        date=entry.date,
        currency=entry.currency,
        kind=_BOOKED_TYPES.get(entry.kind, entry.kind),
        text=entry.text,
        journal=True,
        every=every,
        party=party,
    )
    return _post(store, source, lines)


def post_invoice(store: Store, invoice: Json) -> None:
    """Book a booked invoice, given as it is shown: its debtor, its sales by account, and its VAT by code.

    The products' groups count as they are now. Unverified: that the voucher has the invoice's number, what the text
    says, and that the largest line of sales takes what rounding to base currency leaves over.
    """
    number, day = invoice["bookedInvoiceNumber"], date.fromisoformat(invoice["date"])
    year = store.agreement.year_on(day)
    assert year is not None, "booking has refused a date outside of all years"
    link = _booked_invoice(store, number)
    source = Source(
        year=year.year,
        voucher=number,
        date=invoice["date"],
        currency=invoice["currency"],
        kind="customerInvoice",
        text=f"Faktura {number}",
        journal=False,
        every={"bookedInvoice": link, "invoiceNumber": str(number)},
        party={"customer": invoice["customer"], "dueDate": invoice["dueDate"]},
    )
    _post(store, source, _invoice_lines(store, invoice))


def accounts_of_invoice(store: Store, invoice: Json) -> list[int]:
    """The accounts that booking an invoice posts to, each once, ascending."""
    return sorted({line.account for line in _invoice_lines(store, invoice)})


def _invoice_lines(store: Store, invoice: Json) -> list[Posting]:
    agreement = store.agreement
    zone = invoice["recipient"]["vatZone"]["vatZoneNumber"]
    net: defaultdict[int, Decimal] = defaultdict(lambda: _NONE)
    for line in invoice.get("lines", ()):
        if "product" in line:
            group = store.products[line["product"]["productNumber"]]["productGroup"]["productGroupNumber"]
            net[agreement.product_groups[group].sales_accounts[zone]] += line["totalNetAmount"]
    by_code: defaultdict[str, Decimal] = defaultdict(lambda: _NONE)
    for account, amount in net.items():
        code = agreement.accounts[account].vat_code
        if code is not None and agreement.vat_accounts[code].rate:
            by_code[code] += amount
    vat = {code: vat_on_top(agreement.vat_accounts[code], amount, store) for code, amount in by_code.items()}
    if vat:
        # The invoice decides; codes of one rate may have been rounded together.
        largest = max(vat, key=lambda code: abs(vat[code]))
        vat[largest] += invoice["vatAmount"] - sum(vat.values())
    rate = invoice["exchangeRate"]
    sales = [
        Posting(account, -amount, -base_amount(store, amount, rate), agreement.accounts[account].vat_code)
        for account, amount in net.items()
        if amount
    ]
    taxes = [
        Posting(agreement.vat_accounts[code].account, -amount, -base_amount(store, amount, rate))
        for code, amount in vat.items()
        if amount
    ]
    customer = store.customers[invoice["customer"]["customerNumber"]]
    debtors = agreement.customer_groups[customer["customerGroup"]["customerGroupNumber"]].account
    owed = Posting(debtors, invoice["grossAmount"], invoice["grossAmountInBaseCurrency"], open=True)
    left = sum((line.in_base for line in (owed, *sales, *taxes)), _NONE)
    if left and sales:
        largest_sale = max(range(len(sales)), key=lambda index: abs(sales[index].in_base))
        sales[largest_sale] = replace(sales[largest_sale], in_base=sales[largest_sale].in_base - left)
    return [owed, *sales, *taxes]


def _post(store: Store, source: Source, lines: Sequence[Posting]) -> int | None:
    year = store.link("accounting-years", source.year)
    fields = {"year": source.year, "journal": source.journal}
    opened = None
    for line in lines:
        number = store.ledger.next_entry_number()
        document = _document(store, source, line, number, f"{year}/entries/{number}")
        store.ledger.book(number, document, fields)
        if "customer" in document:
            store.stale_customers.add(document["customer"]["customerNumber"])
        if line.open:
            opened = number
    return opened


def _document(store: Store, source: Source, line: Posting, number: int, link: str) -> Json:
    """A booked entry by the published schema, which names no address of one; `self` is unverified."""
    special = {**source.every, **(source.party if line.open else {})}
    vat = {} if line.vat_code is None else {"vatAccount": reference(store, "vat-accounts", "vatCode", line.vat_code)}
    document: Json = {
        "account": reference(store, "accounts", "accountNumber", line.account),
        "amount": places(line.amount, 2),
        "amountInBaseCurrency": places(line.in_base, 2),
        "currency": source.currency,
        "date": source.date,
        "entryNumber": number,
        **({} if source.text is None else {"text": source.text}),
        "entryType": source.kind,
        **vat,
        "voucherNumber": source.voucher,
        **special,
    }
    if line.open:
        document |= {"remainder": document["amount"], "remainderInBaseCurrency": document["amountInBaseCurrency"]}
    return document | {"self": link}


def _booked_invoice(store: Store, number: int) -> Json:
    return reference(store, "invoices/booked", "bookedInvoiceNumber", number)
