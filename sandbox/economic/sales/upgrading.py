"""Orders that become draft invoices.

The template of an order answers `{"draftInvoice": {...}}`, as clients read it, to be posted to `/invoices/drafts`
unchanged. Documented: a sent order is archived by that. Unverified: how the real API knows the order again (here: by
the `soap` handle, which the invoice inherits while the archived order gets another, as recorded handles suggest), and
what becomes of a draft order (here: it is gone, since only orders that were sent are archived).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.sales.orderdocuments import State, order_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.query.collection import Collection, Entry
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store

_NOT_ON_INVOICES = frozenset({"orderNumber", "templates", "soap", "attachment", "lastUpdated", "pdf", "self"})


def instructions(collection: Callable[[Store], Collection[int]]) -> Callable[[Call], Answer]:
    """GET of an order's `templates/upgrade-instructions/draftInvoice`: the invoice to post."""

    def handle(call: Call) -> Answer:
        entry = None if call.number_key is None else collection(call.store).entry(call.number_key)
        if entry is None:
            raise errors.not_found()
        kept = {name: value for name, value in entry.document.items() if name not in _NOT_ON_INVOICES}
        invoice = {"soap": {"currentInvoiceHandle": {"id": _handle(entry)}}, **kept}
        return Answer(200, encode({"draftInvoice": invoice, "self": call.store.base_url + call.path}))

    return handle


def carry_out(store: Store, soap: Json) -> int:
    """The handle of a new draft invoice: that of the order which the body names, now upgraded, or a new one."""
    named = soap.get("currentInvoiceHandle", {}).get("id")
    if named is None:
        return store.next_handle()
    key = frozenset({named})
    for order in store.orders_sent.having("soap.orderHandle.id", key):
        store.orders_sent.remove(order.key)
        _archive(store, order)
        return _handle(order)
    for order in store.orders_drafts.having("soap.orderHandle.id", key):
        store.orders_drafts.remove(order.key)
        store.files.pop(f"orders/drafts/{order.key}", None)
        return _handle(order)
    # A draft read back and posted again, or the template of an archived order: a new draft like any other.
    return store.next_handle()


def _archive(store: Store, order: Entry[int]) -> None:
    document = order_document(store, State.ARCHIVED, order.key, store.next_handle(), order.document)
    store.orders_archived.put(order.key, document, order.fields)
    attached = store.files.pop(f"orders/sent/{order.key}", None)
    if attached is not None:
        store.files[f"orders/archived/{order.key}"] = attached


def _handle(order: Entry[int]) -> int:
    handle: int = order.document["soap"]["orderHandle"]["id"]
    return handle
