"""What Stripe says of an object, as people read it; taken from its record, which is the object whole."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from stripe_economic.plugins.reading import Record
from stripe_economic.terminal.language import N_, _
from stripe_economic.terminal.numbers import amount
from tap_stripe_invoices.records.currencies import exponent

_PREFIX = "economic_"


class Fact(NamedTuple):
    """One of them.

    Attributes:
        key: its name for programs.
        label: its name for people, in English; say it with `_`.
        value: for programs, the same in every language.
        shown: the value for people, in the language in use.
    """

    key: str
    label: str
    value: str
    shown: str


class _Writing(NamedTuple):
    """How the words of this program and amounts are written."""

    word: Callable[[str], str]
    number: Callable[[Decimal], str]

    def money(self, minor: int, currency: str) -> str:
        """Return an amount of Stripe's with its currency."""
        return f"{self.number(Decimal(minor).scaleb(-exponent(currency.upper())))} {currency.upper()}"


_FOR_PROGRAMS = _Writing(str, "{:,f}".format)
_FOR_PEOPLE = _Writing(_, amount)


def facts(record: Record) -> list[Fact]:
    """Return what is worth telling; what Stripe leaves open is left out."""
    values, shown = (_facts(record.stream, record.body, writing) for writing in (_FOR_PROGRAMS, _FOR_PEOPLE))
    return [Fact(*one, words) for one, (_key, _label, words) in zip(values, shown, strict=True) if one[2]]


def told(record: Record) -> dict[str, str]:
    """Return what the pipeline has written into an object's metadata, and what people have for it."""
    metadata = record.body.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    return {key: str(value) for key, value in known.items() if key.startswith(_PREFIX)}


def _facts(stream: str, body: Mapping[str, Any], write: _Writing) -> Iterator[tuple[str, str, str]]:
    yield "number", N_("number"), str(body.get("number") or "")
    yield "status", N_("status"), _status(body, write)
    yield "category", N_("category"), str(body.get("reporting_category") or "")
    yield "created", N_("created"), str(body.get("created") or "")
    yield "paid", N_("paid"), str(body.get("paid_at") or "")
    yield "due", N_("due"), str(body.get("due_date") or "")
    yield "arrives", N_("arrives"), str(body.get("arrival_date") or "")
    yield "available", N_("available"), str(body.get("available_on") or "")
    yield "amounts", N_("amounts"), _amounts(stream, body, write)
    yield "paid_amount", N_("paid in all"), _money(body, write, "amount_paid")
    yield (
        "credited",
        N_("credited"),
        _money(body, write, "pre_payment_credit_notes_amount", "post_payment_credit_notes_amount"),
    )
    yield "refunded", N_("refunded"), _money(body, write, "amount_refunded")
    yield "refunds", N_("refunds"), ", ".join(_refunds(body, write))
    yield "customer", N_("customer"), _customer(body, stream)
    yield "invoice", N_("invoice"), _invoice(body.get("invoice"))
    yield "payment", N_("payment"), str(body.get("payment_intent") or "")
    yield "related", N_("about"), ", ".join(_related(body))
    yield "name", N_("name"), str(body.get("name") or "") if stream in {"customers", "products"} else ""
    yield "email", N_("e-mail"), str(body.get("email") or "") if stream == "customers" else ""


def _status(body: Mapping[str, Any], write: _Writing) -> str:
    if body.get("object") == "product":
        return write.word(N_("active") if body.get("active") else N_("archived"))
    status = str(body.get("status") or "")
    return f"{status}, {write.word(N_('disputed'))}" if body.get("disputed") else status


def _amounts(stream: str, body: Mapping[str, Any], write: _Writing) -> str:
    currency = body.get("currency")
    if not isinstance(currency, str) or stream == "customers":
        return ""
    if stream in {"balance_transactions", "payouts"}:
        named = {N_("amount"): body.get("amount"), N_("fee"): body.get("fee"), N_("net"): body.get("net")}
    else:
        known = body.get("amounts") or {}
        named = {N_("net"): known.get("net"), N_("VAT"): known.get("tax"), N_("gross"): known.get("gross")}
    said = [
        f"{write.word(name)} {write.money(value, currency)}"
        for name, value in named.items()
        if isinstance(value, int)
    ]
    return ", ".join(said)


def _money(body: Mapping[str, Any], write: _Writing, *names: str) -> str:
    total = sum(value for name in names if isinstance(value := body.get(name), int))
    return write.money(total, str(body["currency"])) if total else ""


def _refunds(body: Mapping[str, Any], write: _Writing) -> Iterator[str]:
    for one in body.get("refunds") or ():
        if isinstance(one, dict):
            refund = one.get("refund")
            name = refund.get("id") if isinstance(refund, dict) else refund or one.get("id")
            value = one.get("amount_refunded", one.get("amount"))
            currency = str(one.get("currency") or body.get("currency"))
            yield f"{name} {write.money(value, currency)}" if isinstance(value, int) else str(name)


def _customer(body: Mapping[str, Any], stream: str) -> str:
    known = body.get("customer")
    if stream == "customers" or known is None:
        return ""
    if not isinstance(known, dict):
        return str(known)
    words = [str(known[name]) for name in ("name", "email") if known.get(name)]
    return f"{', '.join(words)} ({known.get('id')})" if words else str(known.get("id"))


def _invoice(value: object) -> str:
    if isinstance(value, dict):
        return f"{value.get('id')} ({value['number']})" if value.get("number") else str(value.get("id"))
    return str(value or "")


def _related(body: Mapping[str, Any]) -> Iterator[str]:
    for name, value in (body.get("related") or {}).items():
        if value:
            yield f"{name} {value}"
