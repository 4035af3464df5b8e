"""Reads Stripe's side: what came to count in the window, every movement of the balance, and the balance itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from stripe_economic.errors import OperatorError
from stripe_economic.reconcile.sides import ZERO, Movement, Payout, Ruling, Sale, minor
from stripe_economic.terminal.language import _
from tap_stripe_invoices.errors import AnswerError, StripeError
from tap_stripe_invoices.records.movements import EXPAND, MovementHydrator
from tap_stripe_invoices.records.payments import has_paid, invoices_of
from tap_stripe_invoices.records.refund_notes import RefundNotes
from tap_stripe_invoices.records.settlements import Settlements
from tap_stripe_invoices.schemas import objects as schemas
from tap_stripe_invoices.streams import kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from stripe_economic.reconcile.findings import Window
    from stripe_economic.reconcile.objects import Objects
    from tap_stripe_invoices.http.answers import JsonObject
    from tap_stripe_invoices.http.client import Client, Params

_INVOICES, _NOTES, _CHARGES = kinds.INVOICES.path, kinds.CREDIT_NOTES.path, kinds.PAYMENTS.path
_MOVEMENTS, _PAYOUTS = kinds.BALANCE_TRANSACTIONS.path, kinds.PAYOUTS.path
_WITH_SOURCE: tuple[tuple[str, str], ...] = tuple(("expand[]", f"data.{name}") for name in EXPAND)
# The balance is asked for before and after its movements are read; in an account that never rests the two differ.
_READINGS = 5


@dataclass(frozen=True, slots=True)
class Money:
    """The balance of payments, and what led to it.

    Attributes:
        balance: what it is now, available and pending, by currency.
        live: whether it is real money; None where Stripe does not say.
        movements: those created from the beginning to the end of what was asked for.
        later: those created after that.
    """

    balance: Mapping[str, Decimal]
    live: bool | None
    movements: tuple[Movement, ...]
    later: tuple[Movement, ...]


class StripeSide:
    """Reads one Stripe account.

    Args:
        client: the tap's.
        window: the days.
        objects: makes what is compared.
    """

    def __init__(self, client: Client, window: Window, objects: Objects) -> None:
        self._client = client
        self._window = window
        self._objects = objects
        self._settlements = Settlements(client)

    def invoices(self, since: int, paid_by_charges: Iterable[str]) -> list[Sale]:
        """Return paid invoices: all that were paid in the window, and others of the time before it.

        Stripe cannot be asked for them by the time of their payment. So those created since a day well before the
        window are read, and those that a charge of the window paid, whatever their age.

        Args:
            since: the earliest creation, in epoch seconds.
            paid_by_charges: ids of invoices that charges of the window paid.
        """
        params: Params = (("status", "paid"), *_created(since, self._window.end))
        found = {one["id"]: self._objects.invoice(one) for one in self._pages(_INVOICES, params)}
        older = [one for one in dict.fromkeys(paid_by_charges) if one not in found]
        found |= {one["id"]: self._objects.invoice(one) for one in self._singles(_INVOICES, older).values() if one}
        return list(found.values())

    def voided_invoices(self, since: int) -> list[Sale]:
        """Return the invoices that were voided in the window, of those created from a moment on.

        Args:
            since: epoch second.
        """
        params: Params = (("status", "void"), *_created(since, self._window.end))
        return [
            self._objects.invoice(one)
            for one in self._pages(_INVOICES, params)
            if self._window.start <= (one["status_transitions"].get("voided_at") or 0) < self._window.end
        ]

    def credit_notes(self) -> list[Sale]:
        """Return the credit notes that were issued in the window and stand."""
        listed = self._pages(_NOTES, _created(self._window.start, self._window.end))
        return [sale for one in listed if (sale := self._objects.credit_note(one)).counts_at is not None]

    def payments(self) -> tuple[list[Sale], list[str]]:
        """Return the payments of the window that belong to no invoice, and the ids of the invoices others paid."""
        listed = self._pages(_CHARGES, _created(self._window.start, self._window.end))
        paid = [one for one in listed if has_paid(one)]
        answers = self._invoices_of(paid)
        sales: list[Sale] = []
        invoices: list[str] = []
        for one in paid:
            answer = answers[one["id"]]
            invoices += answer
            if not answer and (sale := self._objects.payment(one)).counts_at is not None:
                sales.append(sale)
        return sales, invoices

    def look_up(self, ids: Iterable[str]) -> dict[str, Sale | None]:
        """Return invoices, credit notes and payments by their ids; None for what Stripe does not know."""
        readers = (
            (("in_",), _INVOICES, self._objects.invoice),
            (("cn_",), _NOTES, self._objects.credit_note),
            (("ch_", "py_"), _CHARGES, self._objects.payment),
        )
        wanted = list(ids)
        found: dict[str, Sale | None] = {}
        for prefixes, path, read in readers:
            answers = self._singles(path, [one for one in wanted if one.startswith(prefixes)])
            found |= {one: read(body) if body else None for one, body in answers.items()}
            if path == _CHARGES:
                found |= self._of_invoices([body for body in answers.values() if body], found)
        return found

    def _of_invoices(self, charges: list[JsonObject], found: Mapping[str, Sale | None]) -> dict[str, Sale | None]:
        """Return payments that are an invoice's: sales of their own no more, which they may have been once."""
        sales: dict[str, Sale | None] = {}
        for one, answer in self._invoices_of(charges).items():
            sale = found[one]
            if answer and sale is not None and not sale.undone:
                sales[one] = replace(sale, undone=_("the payment of invoice {ids}").format(ids=", ".join(answer)))
        return sales

    def _invoices_of(self, charges: list[JsonObject]) -> dict[str, Sequence[str]]:
        """Return the ids of the invoices that each charge paid."""
        known: dict[str, Sequence[str]] = {}
        for one, answer in invoices_of(charges, self._settlements).items():
            if isinstance(answer, AnswerError):
                raise answer
            known[one] = answer
        return known

    def money(self, start: int, ruling: Callable[[JsonObject], Ruling]) -> Money:
        """Return the balance of now and all movements from a moment on that led to it.

        Args:
            start: epoch second.
            ruling: what the mappings make of a movement, by its record; asked for those before the window's end.

        Raises:
            OperatorError: the account never rests.
        """
        now, _live = self._balance()
        for _attempt in range(_READINGS):
            bodies = list(self._pages(_MOVEMENTS, (*_created(start, self._window.end), *_WITH_SOURCE)))
            later = [self._objects.movement(one) for one in self._pages(_MOVEMENTS, _created(self._window.end, None))]
            then, live = self._balance()
            if then == now:
                return Money(now, live, tuple(self._ruled(bodies, ruling)), tuple(later))
            now = then
        raise OperatorError(
            "stripe_changing",
            _("Stripe's balance changes faster than it can be read."),
            _("Run again at a quieter hour."),
        )

    def movements_by_id(self, ids: Iterable[str], ruling: Callable[[JsonObject], Ruling]) -> list[Movement]:
        """Return movements by their ids, without those that Stripe does not know."""
        params: Params = tuple(("expand[]", name) for name in EXPAND)
        return self._ruled([one for one in self._singles(_MOVEMENTS, ids, params).values() if one], ruling)

    def payouts(self, start: int) -> list[Payout]:
        """Return the payouts that were created from a moment on, with what they pay out."""
        return [self._payout(one) for one in self._pages(_PAYOUTS, _created(start, None))]

    def payouts_by_id(self, ids: Iterable[str]) -> list[Payout]:
        """Return payouts by their ids, without those that Stripe does not know."""
        return [self._payout(one) for one in self._singles(_PAYOUTS, ids).values() if one]

    def _ruled(self, bodies: list[JsonObject], ruling: Callable[[JsonObject], Ruling]) -> list[Movement]:
        # Before they are made records, which changes them.
        movements = {one["id"]: self._objects.movement(one) for one in bodies}
        notes = RefundNotes(self._client)
        hydrator = MovementHydrator(schemas.balance_transactions(), self._client, self._settlements, notes)
        return [
            replace(
                movements[record["id"]],
                invoice=record["related"]["invoice"],
                credit_note=record["related"]["credit_note"],
                ruling=movements[record["id"]].ruling if movements[record["id"]].ruling.skip else ruling(record),
            )
            for record in hydrator.records(bodies)
        ]

    def _payout(self, body: JsonObject) -> Payout:
        members: list[Movement] = []
        if body.get("automatic") and body.get("reconciliation_status") == "completed":
            listed = self._pages(_MOVEMENTS, (("payout", body["id"]), *_WITH_SOURCE))
            members = [self._objects.movement(one) for one in listed]
        return self._objects.payout(body, members)

    def _balance(self) -> tuple[dict[str, Decimal], bool | None]:
        """Return what is available and pending; what is reserved, prefunded or for issued cards is not in it."""
        try:
            body = self._client.get("/v1/balance")
        except StripeError as error:
            if error.code != "stripe_permission_missing":
                raise
            raise OperatorError(
                error.code,
                _("The key may not read Stripe's balance, which the clearing account is compared with."),
                _("Give the restricted key in the setting api_key the permission Balance: Read."),
            ) from None
        found: dict[str, Decimal] = {}
        for one in (*(body.get("available") or ()), *(body.get("pending") or ())):
            currency = one["currency"].upper()
            found[currency] = found.get(currency, ZERO) + minor(one["amount"], currency)
        return found, body.get("livemode")

    def _pages(self, path: str, params: Params) -> Iterator[JsonObject]:
        page = self._client.page(path, params)
        yield from page.data
        while page.has_more:
            page = self._client.page(path, params, after=page.data[-1]["id"])
            yield from page.data

    def _singles(self, path: str, ids: Iterable[str], params: Params = ()) -> dict[str, JsonObject | None]:
        """Return objects by their ids; None for those that do not exist."""
        wanted = list(ids)
        found: dict[str, JsonObject | None] = {}
        answers = self._client.get_many([f"{path}/{quote(one, safe='')}" for one in wanted], params)
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, AnswerError) and not answer.is_missing:
                raise answer
            found[one] = None if isinstance(answer, AnswerError) else answer
        return found


def _created(start: int, end: int | None) -> Params:
    later: Params = () if end is None else (("created[lt]", str(end)),)
    return (("created[gte]", str(start)), *later)
