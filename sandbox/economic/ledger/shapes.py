"""How journal entries and vouchers look: the published schemas, which name some amounts differently in the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic.identifiers import url_segment
from sandbox.economic.jsontext import places
from sandbox.economic.ledger.journals import LISTS
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sandbox.economic.ledger.entries import JournalEntry
    from sandbox.economic.query.collection import Entry
    from sandbox.economic.store import Store

_LIST_OF = {kind: name for name, kind in LISTS.items()}


def voucher_link(store: Store, journal: int, year: str, number: int) -> str:
    """The address of a voucher: `/journals/1/vouchers/2026_6_2027-7`."""
    return f"{store.link('journals', journal)}/vouchers/{url_segment(year)}-{number}"


def file_key(journal: int, year: str, number: int) -> str:
    """Under which name a voucher's attachment is kept among the store's files."""
    return f"journals/{journal}/vouchers/{year}-{number}"


def put_draft(store: Store, number: int, entry: JournalEntry) -> Entry[int]:
    """Put an entry into its journal under a `journalEntryNumber`, in place of what had it."""
    return store.ledger.drafts.put(number, entry_document(store, number, entry), dict(vars(entry)))


def entry_document(store: Store, number: int, entry: JournalEntry) -> Json:
    """An entry as `/journals/:n/entries` shows it. The published schema has no VAT of the account here."""
    journal = store.link("journals", entry.journal)
    return {
        **_account(store, "account", entry.account),
        "templates": _templates(f"{journal}/entries/{number}/templates", entry),
        "journal": {"journalNumber": entry.journal, "self": journal},
        **_parties(store, entry),
        **({} if entry.text is None else {"text": entry.text}),
        "amount": places(entry.amount, 2),
        **_contra(store, entry),
        "currency": reference(store, "currencies", "code", entry.currency),
        "date": entry.date,
        **_dimensions(store, entry),
        "exchangeRate": places(entry.rate, 6),
        "entryType": entry.kind,
        "voucher": {
            "accountingYear": reference(store, "accounting-years", "year", entry.year),
            "voucherNumber": entry.voucher,
            "self": voucher_link(store, entry.journal, entry.year, entry.voucher),
        },
        "amountDefaultCurrency": places(entry.amount_in_base, 2),
        **_remainder(entry, "remainderInDefaultCurrency"),
        "journalEntryNumber": number,
        **_quantities(store, entry),
        "self": f"{journal}/entries/{number}",
    }


def voucher_document(store: Store, entries: Sequence[tuple[int, JournalEntry]]) -> Json:
    """A voucher with its entries by type; `entries` are those of one voucher with their numbers."""
    first = entries[0][1]
    link = voucher_link(store, first.journal, first.year, first.voucher)
    lists: dict[str, list[Json]] = {}
    for number, entry in entries:
        lists.setdefault(_LIST_OF[entry.kind], []).append(_voucher_entry(store, number, entry))
    return {
        "accountingYear": reference(store, "accounting-years", "year", first.year),
        "journal": reference(store, "journals", "journalNumber", first.journal),
        "entries": {name: lists[name] for name in LISTS if name in lists},
        "attachment": f"{link}/attachment",
        "voucherNumber": first.voucher,
        "self": link,
    }


def _voucher_entry(store: Store, number: int, entry: JournalEntry) -> Json:
    """An entry inside its voucher. `journalEntryNumber` is in no schema here, and was seen live in POST's answer."""
    vat: Json = {}
    if entry.vat_code is not None:
        vat = {
            "vatAccount": reference(store, "vat-accounts", "vatCode", entry.vat_code),
            "vatAmount": places(entry.vat_amount, 2),
            "vatAmountBaseCurrency": places(entry.vat_amount_in_base, 2),
        }
    return {
        **({} if entry.text is None else {"text": entry.text}),
        "journal": reference(store, "journals", "journalNumber", entry.journal),
        "amount": places(entry.amount, 2),
        **_contra(store, entry),
        "currency": reference(store, "currencies", "code", entry.currency),
        "date": entry.date,
        **_dimensions(store, entry),
        "exchangeRate": places(entry.rate, 6),
        "entryType": entry.kind,
        "voucher": {
            "voucherNumber": entry.voucher,
            "self": voucher_link(store, entry.journal, entry.year, entry.voucher),
        },
        "amountBaseCurrency": places(entry.amount_in_base, 2),
        **_remainder(entry, "remainderInDefaultCurrency"),
        **_account(store, "account", entry.account),
        **vat,
        **_parties(store, entry),
        **_quantities(store, entry),
        "journalEntryNumber": number,
    }


def _parties(store: Store, entry: JournalEntry) -> Json:
    """Customer or supplier with what was said of the invoice; each is absent when it was not given."""
    shown: Json = {}
    if entry.customer is not None:
        shown["customer"] = reference(store, "customers", "customerNumber", entry.customer)
    if entry.customer_invoice is not None:
        shown["customerInvoice"] = entry.customer_invoice
    if entry.supplier is not None:
        shown["supplier"] = reference(store, "suppliers", "supplierNumber", entry.supplier)
    if entry.supplier_invoice is not None:
        shown["supplierInvoiceNumber"] = entry.supplier_invoice
    if entry.payment is not None:
        kind = reference(store, "payment-types", "paymentTypeNumber", entry.payment["paymentTypeNumber"])
        shown["paymentDetails"] = {
            "paymentType": kind,
            **{name: value for name, value in entry.payment.items() if name != "paymentTypeNumber"},
        }
    if entry.due is not None:
        shown["dueDate"] = entry.due
    return shown


def _contra(store: Store, entry: JournalEntry) -> Json:
    shown = _account(store, "contraAccount", entry.contra_account)
    if entry.contra_vat_code is not None:
        shown["contraVatAccount"] = reference(store, "vat-accounts", "vatCode", entry.contra_vat_code)
        shown["contraVatAmount"] = places(entry.contra_vat_amount, 2)
        shown["contraVatAmountInBaseCurrency"] = places(entry.contra_vat_amount_in_base, 2)
    return shown


def _dimensions(store: Store, entry: JournalEntry) -> Json:
    shown: Json = {}
    if entry.distribution is not None:
        kind = store.agreement.distributions[entry.distribution].type
        shown["departmentalDistribution"] = {
            "departmentalDistributionNumber": entry.distribution,
            "distributionType": kind,
            "self": store.link(f"departmental-distributions/{kind}s", entry.distribution),
        }
    if entry.employee is not None:
        shown["employee"] = reference(store, "employees", "employeeNumber", entry.employee)
    return shown


def _quantities(store: Store, entry: JournalEntry) -> Json:
    amounts: dict[str, Decimal | None] = {"quantity1": entry.quantity1, "quantity2": entry.quantity2}
    units = {"unit1": entry.unit1, "unit2": entry.unit2}
    return {name: places(amount, 2) for name, amount in amounts.items() if amount is not None} | {
        name: reference(store, "units", "unitNumber", unit) for name, unit in units.items() if unit is not None
    }


def _remainder(entry: JournalEntry, in_base: str) -> Json:
    """What is left to pay: all of it, as nothing in a journal is settled yet. That payments show it is unverified."""
    if entry.customer is None and entry.supplier is None:
        return {}
    return {"remainder": places(entry.amount, 2), in_base: places(entry.amount_in_base, 2)}


def _account(store: Store, name: str, number: int | None) -> Json:
    return {} if number is None else {name: reference(store, "accounts", "accountNumber", number)}


def _templates(link: str, entry: JournalEntry) -> Json:
    """Links to templates made from the entry. What they lead to is not published and not served."""
    links: dict[str, Any] = {}
    if entry.kind in {"customerPayment", "manualCustomerInvoice"} and entry.customer is not None:
        links["customerPayment"] = f"{link}/customerPayment"
    if entry.account is not None:
        links["account"] = f"{link}/account"
    if entry.contra_account is not None:
        links["contraAccount"] = f"{link}/contraAccount"
    if entry.account is not None and entry.contra_account is not None:
        links["accountAndContraAccount"] = f"{link}/accountAndContraAccount"
    return links
