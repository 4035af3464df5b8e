"""Orders: drafts that can be changed, sent ones that cannot, and the way between the two.

An order is registered as sent by posting its document to `/orders/sent`, and is a draft again when it is posted to
`/orders/drafts`. Unverified: that both answer 201, that the number in the body says which order it is, and that a
number which is no order's is refused by the one and ignored, as read-only, by the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.sales.drafts import completed
from sandbox.economic.sales.limits import LINES_POST, ORDER_POST, ORDER_PUT
from sandbox.economic.sales.orderdocuments import State, order_body, order_document
from sandbox.economic.sales.pricing import price

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection, Entry
    from sandbox.economic.sales.pricing import Priced
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store


@dataclass(frozen=True)
class _Order:
    """What is to be saved of an order."""

    number: int
    handle: int
    fields: Json
    priced: Priced


# "Lager", as an agreement that has it shows it.
INVENTORY_MODULE = 15


def create(call: Call) -> Answer:
    """POST /orders/drafts: 201 with the whole order, under a new number unless it takes a sent one back."""
    _writable(call.store)
    checked = call.checked(ORDER_POST)
    priced = price(call.store, checked.fields, checked.hints, checked.tree)
    named = checked.fields.pop("orderNumber", None)
    sent = None if named is None else call.store.orders_sent.entry(named)
    if sent is not None:
        _leave(call.store, State.SENT, sent.key, to=State.DRAFT)
        return _made(_save(call.store, State.DRAFT, _Order(sent.key, _handle(sent), checked.fields, priced)))
    number, handle = call.store.next_order_number(), call.store.next_handle()
    return _made(_save(call.store, State.DRAFT, _Order(number, handle, checked.fields, priced)))


def send(call: Call) -> Answer:
    """POST /orders/sent: the draft order of the document becomes a sent one with what was posted. 201."""
    _writable(call.store)
    checked = call.checked(ORDER_POST)
    named = checked.fields.pop("orderNumber", None)
    draft = None if named is None else call.store.orders_drafts.entry(named)
    if named is None:
        checked.tree.add(("orderNumber",), "E04500", "No identifiers present. Please include an orderNumber.")
    elif draft is None:
        checked.tree.not_found(
            ("orderNumber",), errors.UNVERIFIED_CODE, "Order", named, call.store.url("orders/drafts")
        )
    priced = price(call.store, checked.fields, checked.hints, checked.tree)
    assert draft is not None
    _leave(call.store, State.DRAFT, draft.key, to=State.SENT)
    return _made(_save(call.store, State.SENT, _Order(draft.key, _handle(draft), checked.fields, priced)))


def replace(call: Call) -> Answer:
    """PUT /orders/drafts/:n: 200, everything replaced, with the exceptions that draft invoices have."""
    _writable(call.store)
    old = _order(call, State.DRAFT)
    checked = call.checked(ORDER_PUT)
    call.same_key(checked, "orderNumber", old.key)
    checked.fields.pop("orderNumber", None)
    fields = completed(checked.fields, old.fields)
    priced = price(call.store, fields, checked.hints, checked.tree)
    return Answer(200, _save(call.store, State.DRAFT, _Order(old.key, _handle(old), fields, priced)).one)


def append(call: Call) -> Answer:
    """POST /orders/drafts/:n/lines: as for draft invoices."""
    _writable(call.store)
    old = _order(call, State.DRAFT)
    checked = call.checked(LINES_POST)
    before = old.fields.get("lines", [])
    fields = old.fields | {"lines": [*before, *checked.fields.get("lines", ())]}
    priced = price(call.store, fields, {}, checked.tree, known_lines=len(before))
    return _made(_save(call.store, State.DRAFT, _Order(old.key, _handle(old), fields, priced)))


def delete_draft(call: Call) -> Answer:
    """DELETE /orders/drafts/:n: 204, the second time 404."""
    return _delete(call, State.DRAFT)


def delete_sent(call: Call) -> Answer:
    """DELETE /orders/sent/:n: 204, the second time 404."""
    return _delete(call, State.SENT)


def of(store: Store, state: State) -> Collection[int]:
    """The orders in a state."""
    collections = {
        State.DRAFT: store.orders_drafts,
        State.SENT: store.orders_sent,
        State.ARCHIVED: store.orders_archived,
    }
    return collections[state]


def _delete(call: Call, state: State) -> Answer:
    _writable(call.store)
    number = call.number_key
    if number is None or number not in of(call.store, state):
        raise errors.not_found("E06000")
    of(call.store, state).remove(number)
    call.store.files.pop(f"orders/{state}/{number}", None)
    return Answer(204)


def _writable(store: Store) -> None:
    """Refuse to write where the inventory module is on. That it is refused is documented; status and body are not."""
    if any(module.number == INVENTORY_MODULE for module in store.agreement.modules):
        raise errors.plain(
            403,
            "Orders cannot be created or modified on agreements with the inventory module.",
            hint="The inventory module is not supported by this resource.",
        )


def _order(call: Call, state: State) -> Entry[int]:
    entry = None if call.number_key is None else of(call.store, state).entry(call.number_key)
    if entry is None:
        raise errors.not_found()
    return entry


def _leave(store: Store, state: State, number: int, *, to: State) -> None:
    """Take an order out of a state; its attachment goes with it."""
    of(store, state).remove(number)
    attached = store.files.pop(f"orders/{state}/{number}", None)
    if attached is not None:
        store.files[f"orders/{to}/{number}"] = attached


def _save(store: Store, state: State, order: _Order) -> Entry[int]:
    body = order_body(store, order.fields, order.priced)
    document = order_document(store, state, order.number, order.handle, body)
    return of(store, state).put(order.number, document, order.fields)


def _made(entry: Entry[int]) -> Answer:
    return Answer(201, entry.one, entry.document["self"])


def _handle(order: Entry[int]) -> int:
    handle: int = order.document["soap"]["orderHandle"]["id"]
    return handle
