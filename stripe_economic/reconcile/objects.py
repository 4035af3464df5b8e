"""Makes what is compared out of Stripe's objects; amounts leave their minor units here."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from stripe_economic.reconcile.days import day_of
from stripe_economic.reconcile.findings import Kind
from stripe_economic.reconcile.sides import PAYMENTS, Movement, Payout, Ruling, Sale, Told, minor
from stripe_economic.terminal.language import _
from tap_stripe_invoices.records.currencies import exponent
from tap_stripe_invoices.records.payouts import is_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_stripe_invoices.http.answers import JsonObject

_DASHBOARD = "https://dashboard.stripe.com"
# By how much one line's VAT may be rounded where the currency has no minor unit.
_HALF = Decimal("0.5")
# Of which status an invoice is rightly in e-conomic, by what makes it due.
_STANDS = {"paid": frozenset({"paid"}), "finalized": frozenset({"paid", "open"})}
_IGNORE = "economic_ignore"
_NOT_POSTED = frozenset({"failed", "skipped"})


class Objects:
    """Reads Stripe's objects.

    Args:
        zone: the time zone of the days.
        tolerance: by how much VAT may differ between the two sides, in the invoice's currency.
        start: what was created before this epoch second is not carried over.
        trigger: when an invoice is due, `paid` or `finalized`.
    """

    def __init__(self, zone: str, tolerance: Decimal, start: int, trigger: str) -> None:
        self._zone = zone
        self._tolerance = tolerance
        self._start = start
        self._stands = _STANDS[trigger]

    def invoice(self, body: JsonObject) -> Sale:
        """Return an invoice as it is compared."""
        paid = body["status"] == "paid"
        paid_at = (body.get("status_transitions") or {}).get("paid_at") or body["created"]
        undone = "" if body["status"] in self._stands else body["status"]
        return self._sale(Kind.INVOICES, body, paid_at if paid else None, undone=undone)

    def credit_note(self, body: JsonObject) -> Sale:
        """Return a credit note as it is compared."""
        stands = body["status"] == "issued"
        counts_at = body["created"] if stands else None
        return self._sale(Kind.CREDIT_NOTES, body, counts_at, undone="" if stands else body["status"], sign=-1)

    def payment(self, body: JsonObject) -> Sale:
        """Return a charge as it is compared."""
        stands = body["status"] == "succeeded" and bool(body.get("captured"))
        return self._sale(
            Kind.PAYMENTS, body, body["created"] if stands else None, undone="" if stands else body["status"]
        )

    def _sale(self, kind: Kind, body: JsonObject, counts_at: int | None, *, undone: str, sign: int = 1) -> Sale:
        currency = str(body["currency"]).upper()
        amount = partial(minor, currency=currency)
        page = "invoices" if kind is not Kind.PAYMENTS else "payments"
        target = body["id"] if kind is not Kind.CREDIT_NOTES else _id(body.get("invoice")) or body["id"]
        return Sale(
            kind=kind,
            id=body["id"],
            counts_at=counts_at,
            undone=undone,
            day=day_of(body["created"] if counts_at is None else counts_at, self._zone),
            currency=currency,
            tolerance=self._rounding(body, currency),
            told=self._told(body),
            url=_url(body, page, target),
            **_amounts(kind, body, sign, amount),
        )

    def _rounding(self, body: JsonObject, currency: str) -> Decimal:
        if exponent(currency):
            return self._tolerance
        lines = body.get("lines") or {}
        return max(self._tolerance, _HALF * (lines.get("total_count") or len(lines.get("data") or ()) or 1))

    def movement(self, body: JsonObject) -> Movement:
        """Return a balance transaction as it is compared; one read with `source` expanded knows its payout."""
        currency = str(body["currency"]).upper()
        source: Any = body.get("source")
        is_payout = isinstance(source, dict) and source.get("object") == "payout"
        return Movement(
            id=body["id"],
            created=body["created"],
            day=day_of(body["created"], self._zone),
            category=str(body.get("reporting_category")),
            currency=currency,
            amount=minor(body["amount"], currency),
            fee=minor(body["fee"], currency),
            net=minor(body["net"], currency),
            url=_movement_url(body, source),
            balance_type=body.get("balance_type") or PAYMENTS,
            source=_id(source),
            payout=source["id"] if is_payout else None,
            ruling=Ruling(skip=self._too_early(body)),
        )

    def payout(self, body: JsonObject, members: Iterable[Movement]) -> Payout:
        """Return a payout as it is compared, with what it pays out."""
        currency = str(body["currency"]).upper()
        return Payout(
            id=body["id"],
            created=body["created"],
            day=day_of(body["created"], self._zone),
            currency=currency,
            amount=minor(body["amount"], currency),
            members=tuple(members),
            is_over=is_over(body),
            told=self._told(body),
            url=_url(body, "payouts", body["id"]),
        )

    def _told(self, body: JsonObject) -> Told:
        known = body.get("metadata") or {}
        status, error = known.get("economic_status"), str(known.get("economic_error") or "")
        said = _("It is left out: economic_ignore is in its metadata.")
        ignored = said if known.get(_IGNORE) == "true" else ""
        reason = error if status in _NOT_POSTED else ""
        return Told(ignored or self._too_early(body), reason, error, is_skipped=status == "skipped")

    def _too_early(self, body: JsonObject) -> str:
        if body["created"] >= self._start:
            return ""
        said = _("It was created before the start date of the pipeline, {day}.")
        return said.format(day=day_of(self._start, "UTC"))


def _amounts(kind: Kind, body: JsonObject, sign: int, amount: partial[Decimal]) -> dict[str, Any]:
    if kind is Kind.PAYMENTS:
        return {"net": None, "vat": None, "gross": amount(sign * body["amount_captured"])}
    gross = body["total"]
    net = body.get("total_excluding_tax")
    if net is None:
        net = gross - sum(tax["amount"] for tax in body.get("total_taxes") or ())
    return {"net": amount(sign * net), "vat": amount(sign * (gross - net)), "gross": amount(sign * gross)}


def _id(value: Any) -> str | None:  # noqa: ANN401 - an id, or the object
    return value.get("id") if isinstance(value, dict) else value


def _url(body: JsonObject, page: str, target: str) -> str:
    mode = "test/" if body.get("livemode") is False else ""
    return f"{_DASHBOARD}/{mode}{page}/{target}"


def _movement_url(body: JsonObject, source: Any) -> str:  # noqa: ANN401 - an id, or the object, or nothing
    """A movement has no page of its own: that of what it is about, else the balance's."""
    found = source if isinstance(source, dict) else {}
    if found.get("object") == "payout":
        return _url(found, "payouts", found["id"])
    charge = found.get("id") if found.get("object") == "charge" else _id(found.get("charge"))
    live = {"livemode": found.get("livemode", body.get("livemode"))}
    return _url(live, "payments", charge) if charge else _url(live, "balance", "overview")
