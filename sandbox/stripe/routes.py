"""The addresses of the Stripe side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.stripe.api.routing import Read
from sandbox.stripe.kinds import KIND, SERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.stripe.api.routing import Asked
    from sandbox.stripe.resources import Resources

_BALANCE_MEMBER = "customer_balance_transaction", ("customer", "customer")
_TAX_MEMBER = "tax_id", ("customer", "customer")


def reads() -> list[Read]:
    """Everything but what makes something happen."""
    return [
        Read("/v1/account", "account", lambda resources, asked: resources.account(asked)),
        Read("/v1/accounts/{id}", "account", lambda resources, asked: resources.account(asked)),
        Read("/v1/balance", "balance", lambda resources, asked: resources.balance(asked)),
        Read("/v1/events", "event", lambda resources, asked: resources.events(asked)),
        Read("/v1/events/{id}", "event", lambda resources, asked: resources.event(asked)),
        *(read for kind in SERVED for read in _of(kind)),
        Read(
            "/v1/invoices/{id}/lines",
            "invoice",
            lambda resources, asked: resources.lines("invoice", "line_item", asked),
        ),
        Read(
            "/v1/credit_notes/{id}/lines",
            "credit_note",
            lambda resources, asked: resources.lines("credit_note", "credit_note_line_item", asked),
        ),
        Read(
            "/v1/charges/{id}/refunds",
            "refund",
            lambda resources, asked: resources.members("refund", ("charge", "charge"), asked),
        ),
        Read("/v1/customers/{id}/tax_ids", "tax_id", lambda resources, asked: resources.members(*_TAX_MEMBER, asked)),
        Read(
            "/v1/customers/{id}/tax_ids/{member}",
            "tax_id",
            lambda resources, asked: resources.member(*_TAX_MEMBER, asked),
        ),
        Read(
            "/v1/customers/{id}/balance_transactions",
            "customer_balance_transaction",
            lambda resources, asked: resources.members(*_BALANCE_MEMBER, asked),
        ),
        Read(
            "/v1/customers/{id}/balance_transactions/{member}",
            "customer_balance_transaction",
            lambda resources, asked: resources.member(*_BALANCE_MEMBER, asked),
        ),
        Read(
            "/v1/customers/{id}/balance_transactions/{member}",
            "customer_balance_transaction",
            lambda resources, asked: resources.update_member(*_BALANCE_MEMBER, asked),
            "POST",
        ),
    ]


def _of(kind: str) -> Iterator[Read]:
    """The list of a kind, its members, and the change of one."""
    path = KIND[kind].path or ""
    yield Read(path, kind, _bound(kind, lambda resources, kind, asked: resources.list(kind, asked)))
    yield Read(f"{path}/{{id}}", kind, _bound(kind, lambda resources, kind, asked: resources.retrieve(kind, asked)))
    if KIND[kind].metadata:
        update = _bound(kind, lambda resources, kind, asked: resources.update(kind, asked))
        yield Read(f"{path}/{{id}}", kind, update, "POST")


def _bound(kind: str, answer: Callable[[Resources, str, Asked], bytes]) -> Callable[[Resources, Asked], bytes]:
    return lambda resources, asked: answer(resources, kind, asked)
