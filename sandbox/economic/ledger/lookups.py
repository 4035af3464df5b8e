"""What the ledger has to be read only: journals and their templates, suppliers, payment types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic.answering import Handler, Routes, listing, one
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.ledger.fields import JOURNALS
from sandbox.economic.ledger.journals import finance_voucher_template, journal_document, templates_document
from sandbox.economic.ledger.suppliers import group_document, supplier_document
from sandbox.economic.ledger.vouchers import journal_of
from sandbox.economic.query import fields
from sandbox.economic.query.collection import Collection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    table: Routes = {
        "/journals/{key}/templates": {"GET": _templates},
        "/journals/{key}/templates/financeVoucher": {"GET": _finance_voucher},
        "/journals/{key}/templates/manualCustomerInvoice": {"GET": _manual_customer_invoice},
    }
    for name, documents, queryable in (
        ("journals", _journals, JOURNALS),
        ("suppliers", _suppliers, fields.NOTHING),
        ("supplier-groups", _groups, fields.NOTHING),
        ("payment-types", _payment_types, fields.NOTHING),
    ):
        table[f"/{name}"] = {"GET": listing(_collection(documents), queryable)}
        table[f"/{name}/{{key}}"] = {"GET": _member(_collection(documents))}
    return table


def _collection(documents: Callable[[Store], Iterable[tuple[int, Json]]]) -> Callable[[Store], Collection[int]]:
    def collection(store: Store) -> Collection[int]:
        found: Collection[int] = Collection()
        for number, document in documents(store):
            found.put(number, document, {})
        return found

    return collection


def _member(collection: Callable[[Store], Collection[int]]) -> Handler:
    return lambda call: one(collection(call.store), call.number_key)


def _journals(store: Store) -> Iterable[tuple[int, Json]]:
    return ((journal.number, journal_document(store, journal)) for journal in store.ledger.journals.values())


def _suppliers(store: Store) -> Iterable[tuple[int, Json]]:
    return ((supplier.number, supplier_document(store, supplier)) for supplier in store.ledger.suppliers.values())


def _groups(store: Store) -> Iterable[tuple[int, Json]]:
    return ((group.number, group_document(store, group)) for group in store.ledger.supplier_groups.values())


def _payment_types(store: Store) -> Iterable[tuple[int, Json]]:
    for kind in store.agreement.payment_types.values():
        link = store.link("payment-types", kind.number)
        yield kind.number, {"paymentTypeNumber": kind.number, "name": kind.name, "self": link}


def _templates(call: Call) -> Answer:
    return Answer(200, encode(templates_document(call.store, journal_of(call))))


def _finance_voucher(call: Call) -> Answer:
    return Answer(200, encode(finance_voucher_template(call.store, journal_of(call))))


def _manual_customer_invoice(call: Call) -> Answer:
    """Every customer, with the address of the template for it. What that leads to is not published and not served."""
    journal = journal_of(call)

    def customers(store: Store) -> Collection[Any]:
        link = templates_document(store, journal)["manualCustomerInvoice"]
        found: Collection[int] = Collection()
        for number in store.customers:
            found.put(number, {"customer": {"customerNumber": number, "self": f"{link}/{number}"}}, {})
        return found

    return listing(customers, fields.NOTHING)(call)
