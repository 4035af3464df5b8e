"""Compares invoices, credit notes and payments with e-conomic's invoices and orders, one Stripe id at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stripe_economic.reconcile.findings import Figures, Finding, FindingCode, Kind, Row, Section
from stripe_economic.reconcile.sides import ZERO, shown
from stripe_economic.reconcile.words import document
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.numbers import amount
from tap_stripe_invoices.records.currencies import exponent
from target_economic.errors import RecordError
from target_economic.sales.found import INVOICES
from target_economic.sales.standing import settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from stripe_economic.reconcile.ledger_side import Sold
    from stripe_economic.reconcile.sides import Sale

_KINDS = {"in": Kind.INVOICES, "cn": Kind.CREDIT_NOTES, "ch": Kind.PAYMENTS, "py": Kind.PAYMENTS}
# e-conomic archives an order when an invoice is made of it, and for no other reason.
_ARCHIVED = "archived order"
_NOT_THERE = {
    Kind.INVOICES: N_("e-conomic does not have this invoice."),
    Kind.CREDIT_NOTES: N_("e-conomic does not have this credit note."),
    Kind.PAYMENTS: N_("e-conomic does not have this payment."),
}


@dataclass(slots=True)
class _Sums:
    """What one side of one currency comes to."""

    count: int = 0
    net: Decimal = ZERO
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    is_split: bool = True

    def add(self, net: Decimal | None, vat: Decimal | None, gross: Decimal) -> None:
        self.count += 1
        self.gross += gross
        if net is None or vat is None:
            self.is_split = False
        else:
            self.net += net
            self.vat += vat

    def figures(self, currency: str) -> Figures:
        net, vat = (shown(one, currency) if self.is_split else None for one in (self.net, self.vat))
        return Figures(self.count, net, vat, shown(self.gross, currency))


@dataclass(slots=True)
class _Tally:
    """One kind of document while it is compared."""

    stripe: defaultdict[str, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    ledger: defaultdict[str, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    findings: list[Finding] = field(default_factory=list)

    def section(self, kind: Kind, *, is_read: bool) -> Section:
        rows = (
            Row(one, exponent(one), self.stripe[one].figures(one), self.ledger[one].figures(one))
            for one in sorted({*self.stripe, *self.ledger})
        )
        findings = sorted(self.findings, key=lambda one: (one.day, one.stripe_id))
        return Section(kind, is_read, tuple(rows), tuple(findings))


def compare(
    sales: Iterable[Sale],
    sold: Mapping[str, Sequence[Sold]],
    others: Mapping[str, Sale | None],
    read: Collection[Kind],
) -> list[Section]:
    """Return the sections of the three kinds.

    Args:
        sales: what came to count in Stripe in the window.
        sold: e-conomic's documents by Stripe id.
        others: ids of e-conomic's documents of the window that are not among `sales`, and of those that were voided
            in it, with what Stripe knows.
        read: the kinds that are carried over at all; of the others only what is there is looked at.
    """
    tallies = {kind: _Tally() for kind in _NOT_THERE}
    for sale in sales:
        documents = sold.get(sale.id, ())
        if sale.kind in read or documents:
            _compare(tallies[sale.kind], sale, documents)
    for one, known in others.items():
        tally = tallies[_KINDS[one.partition("_")[0]]]
        if known is None:
            _unknown(tally, one, sold[one])
        elif known.undone:
            _undone(tally, known, sold[one])
        else:
            _judge_alone(tally, known, sold[one])
    return [tally.section(kind, is_read=kind in read) for kind, tally in tallies.items()]


def _compare(tally: _Tally, sale: Sale, documents: Sequence[Sold]) -> None:
    tally.stripe[sale.currency].add(sale.net, sale.vat, sale.gross)
    for one in _each(documents):
        tally.ledger[one.found.currency].add(*one.found.amounts)
    if not documents:
        tally.findings.append(_missing(sale))
        return
    try:
        standing = settle(sale.id, (one.found for one in documents))
    except RecordError as error:
        tally.findings.append(_finding(sale, FindingCode.DUPLICATE, documents, f"{error.message} {error.hint or ''}"))
        return
    found = standing.current
    if standing.credit is not None:
        said = _("It stands in Stripe, and {document} takes it back as a whole.")
        said = said.format(document=document(standing.credit.name))
        tally.findings.append(_finding(sale, FindingCode.CREDITED_IN_LEDGER, documents, said, reason=sale.told.error))
    elif found is not None and (differs := _difference(sale, found.currency, found.vat, found.gross)):
        tally.findings.append(_finding(sale, FindingCode.EDITED, documents, differs))
    elif found is not None and found.place == _ARCHIVED:
        said = _("Its order was made an invoice, and that is not there any more.")
        tally.findings.append(_finding(sale, FindingCode.MISSING, documents, said))
    elif found is not None and found.place != "booked":
        said = _("It is not booked yet.") if found.place == "draft" else _("It is an order, and no invoice yet.")
        tally.findings.append(_finding(sale, FindingCode.OPEN_DRAFT, documents, said, explained=True))


def _difference(sale: Sale, currency: str, vat: Decimal, gross: Decimal) -> str:
    """Say in what a document differs; the sum has to agree to the last decimal, its VAT within the rounding."""
    if currency != sale.currency:
        said = _("It is in {there} there, and in {here} in Stripe.")
        return said.format(there=currency, here=sale.currency)
    if gross != sale.gross:
        said = _("It comes to {there} there and to {here} in Stripe, {difference} apart.")
        more = amount(shown(gross - sale.gross, currency))
        return said.format(there=amount(shown(gross, currency)), here=amount(sale.gross), difference=more)
    if sale.vat is not None and abs(vat - sale.vat) > sale.tolerance:
        said = _("Its VAT is {there} there and {here} in Stripe.")
        return said.format(there=amount(shown(vat, currency)), here=amount(sale.vat))
    return ""


def _missing(sale: Sale) -> Finding:
    if sale.told.left_out:
        return _finding(sale, FindingCode.LEFT_OUT, (), sale.told.left_out, explained=True)
    return _finding(sale, FindingCode.MISSING, (), _(_NOT_THERE[sale.kind]), reason=sale.told.reason)


def _undone(tally: _Tally, sale: Sale, documents: Sequence[Sold]) -> None:
    try:
        is_credited = settle(sale.id, (one.found for one in documents)).credit is not None
    except RecordError:
        is_credited = False
    if is_credited:
        return
    for one in _each(documents):
        tally.ledger[one.found.currency].add(*one.found.amounts)
    said = _("It is {status} in Stripe, and still there.").format(status=sale.undone)
    # That a run has left it out is no reason for what an earlier run has posted.
    reason = "" if sale.told.is_skipped else sale.told.error
    tally.findings.append(_finding(sale, FindingCode.UNDONE_IN_STRIPE, documents, said, reason=reason))


def _judge_alone(tally: _Tally, sale: Sale, documents: Sequence[Sold]) -> None:
    """Tell where a sale of other days is there more than once; its sums are those of its own days."""
    try:
        settle(sale.id, (one.found for one in documents))
    except RecordError as error:
        tally.findings.append(_finding(sale, FindingCode.DUPLICATE, documents, f"{error.message} {error.hint or ''}"))


def _unknown(tally: _Tally, stripe_id: str, documents: Sequence[Sold]) -> None:
    each = _each(documents)
    for one in each:
        tally.ledger[one.found.currency].add(*one.found.amounts)
    first = each[0]
    currency = first.found.currency
    tally.findings.append(
        Finding(
            kind=_KINDS[stripe_id.partition("_")[0]],
            code=FindingCode.NOT_IN_STRIPE,
            stripe_id=stripe_id,
            document=_names(each),
            day=first.day,
            currency=currency,
            exponent=exponent(currency),
            stripe_amount=None,
            ledger_amount=_total(each, currency),
            explained=False,
            message=_("Its reference looks like a Stripe id, and this Stripe account does not know it."),
        )
    )


def _finding(  # noqa: PLR0913 - what is found, and why it may stand
    sale: Sale,
    code: FindingCode,
    documents: Sequence[Sold],
    message: str,
    *,
    reason: str = "",
    explained: bool = False,
) -> Finding:
    """Return a finding; one with a reason is explained by it."""
    each = _each(documents)
    return Finding(
        kind=sale.kind,
        code=code,
        stripe_id=sale.id,
        document=_names(each) or None,
        day=sale.day,
        currency=sale.currency,
        exponent=exponent(sale.currency),
        stripe_amount=sale.gross,
        ledger_amount=_total(each, sale.currency) if each else None,
        explained=explained or bool(reason),
        message=f"{message} {reason}".strip(),
        url=sale.url,
    )


def _each(documents: Sequence[Sold]) -> list[Sold]:
    """Return the documents that count: what was met twice on its way once, and no order beside its invoice."""
    origins = {(one.found.origin, one.found.gross) for one in documents if one.found.place == "booked"}
    invoices = [one for one in documents if one.found.place in INVOICES]
    counted: dict[tuple[bool, int], Sold] = {}
    for one in invoices or documents:
        is_on_its_way = one.found.place == "draft" and (one.found.number, one.found.gross) in origins
        if not is_on_its_way:
            counted[one.found.place == "booked", one.found.number] = one
    return list(counted.values())


def _names(documents: Sequence[Sold]) -> str:
    return ", ".join(one.found.name for one in documents)


def _total(documents: Sequence[Sold], currency: str) -> Decimal:
    return shown(sum((one.found.gross for one in documents), ZERO), currency)
