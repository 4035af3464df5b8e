"""A Stripe account in memory, with a clock that the test moves: for thousands of runs, too many for a server each."""

from __future__ import annotations

from bisect import insort
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.http.client import Page
from tap_stripe_invoices.http.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_stripe_invoices.http.client import Params

Json = dict[str, Any]

MONTH = 30 * 86_400


class Account:
    """Stands in for a client. Lists are newest first, events are kept for 30 days.

    Attributes:
        now: The account's clock.
        requests: The paths asked for, lists and single objects.
        invoices: By id.
    """

    def __init__(self, now: int) -> None:
        self.now = now
        self.requests: list[str] = []
        self.workers = Workers(2)
        self.invoices: dict[str, Json] = {}
        # Windows are read ahead in threads of their own.
        self._lock = RLock()
        self._events: list[tuple[int, int, Json]] = []
        self._money: list[tuple[int, int, Json]] = []
        self._payments: dict[str, str] = {}
        self._order: list[tuple[int, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.workers.close()

    def invoice(self, one: str, created: int, status: str = "open", **transitions: int) -> None:
        """Add an invoice."""
        names = ("finalized_at", "paid_at", "voided_at", "marked_uncollectible_at")
        with self._lock:
            self.invoices[one] = {
                "id": one,
                "object": "invoice",
                "created": created,
                "status": status,
                "status_transitions": {name: transitions.get(name) for name in names},
                "metadata": {},
            }
            insort(self._order, (created, one))

    def pay(self, one: str, *, by_charge: bool = True, lost: bool = False, late: int = 0) -> None:
        """Pay an invoice now, with or without money moving, with or without events of it.

        Args:
            one: Which.
            by_charge: Whether money moves in Stripe.
            lost: Whether Stripe fails to make the events.
            late: How many seconds ago the events say that it was.
        """
        self.change(one, "paid", paid_at=self.now)
        intent = f"pi_{one}"
        if by_charge:
            source = {"object": "charge", "id": f"ch_{one}", "payment_intent": intent}
            self._payments[intent] = one
            self._keep(self._money, {"id": f"txn_{len(self._money)}", "created": self.now, "source": source})
        if not lost:
            self.event("invoice.paid", self.invoices[one], at=self.now - late)
            if by_charge:
                payment = {"id": f"inpay_{one}", "invoice": one, "payment": {"payment_intent": intent}}
                self.event("invoice_payment.paid", payment, at=self.now - late)

    def change(self, one: str, status: str, **transitions: int | None) -> None:
        """Give an invoice another status, without an event."""
        invoice = self.invoices[one]
        times = invoice["status_transitions"] | transitions
        with self._lock:
            self.invoices[one] = invoice | {"status": status, "status_transitions": times}

    def event(self, kind: str, about: object, before: Json | None = None, at: int | None = None) -> None:
        """Leave an event."""
        data: Json = {"object": about} | ({"previous_attributes": before} if before else {})
        one = {"id": f"evt_{len(self._events)}", "type": kind, "data": data}
        self._keep(self._events, one | {"created": self.now if at is None else at})

    def server_time(self) -> int:
        """The account's clock."""
        return self.now

    def page(self, path: str, params: Params, after: str = "") -> Page:
        """A page of a list."""
        limits = dict(params)
        low, high = int(limits.get("created[gte]", 0)), int(limits.get("created[lte]", 10**12))
        with self._lock:
            self.requests.append(path)
            matching = [one for one in self._listed(path, params) if low <= one["created"] <= high]
        if after:
            matching = matching[[one["id"] for one in matching].index(after) + 1 :]
        return Page([dict(one) for one in matching[:100]], has_more=len(matching) > 100)

    def members(self, path: str, params: Params = ()) -> list[Json]:
        """The payment of a payment intent."""
        assert path == "/v1/invoice_payments"
        self.requests.append(path)
        intent = dict(params)["payment[payment_intent]"]
        invoice = self._payments.get(intent)
        named = {"type": "payment_intent", "payment_intent": intent}
        return [{"id": f"inpay_{invoice}", "invoice": invoice, "status": "paid", "payment": named}] if invoice else []

    def get_many(self, paths: Iterable[str], params: Params = ()) -> Iterator[Json | AnswerError]:
        """Single invoices."""
        assert all(name == "expand[]" for name, _ in params)
        for path in paths:
            self.requests.append(path)
            found = self.invoices.get(path.removeprefix("/v1/invoices/"))
            missing = AnswerError("stripe_refused", "No such invoice", status=404, stripe_code="resource_missing")
            yield dict(found) if found is not None else missing

    def _listed(self, path: str, params: Params) -> Iterable[Json]:
        if path == "/v1/invoices":
            status = dict(params).get("status")
            invoices = (self.invoices[one] for _, one in reversed(self._order))
            return (one for one in invoices if status in {None, one["status"]})
        if path == "/v1/events":
            types = {value for name, value in params if name == "types[]"}
            events = (one for created, _, one in reversed(self._events) if created > self.now - MONTH)
            return (one for one in events if one["type"] in types)
        assert path == "/v1/balance_transactions"
        return (one for _, _, one in reversed(self._money))

    def _keep(self, kept: list[tuple[int, int, Json]], one: Json) -> None:
        with self._lock:
            insort(kept, (one["created"], len(kept), one))
