"""What Stripe says of an object, as people read it; taken from its record, which is the object whole."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from stripe_economic.plugins.reading import Record
from stripe_economic.terminal.language import N_
from tap_stripe_invoices.records.currencies import exponent

_PREFIX = "economic_"


class Fact(NamedTuple):
    """One of them: its name for programs, for people in English (say it with `_`), and the value."""

    key: str
    label: str
    value: str


def facts(record: Record) -> list[Fact]:
    """Return what is worth telling; what Stripe leaves open is left out."""
    return [Fact(key, label, value) for key, label, value in _facts(record.stream, record.body) if value]


def told(record: Record) -> dict[str, str]:
    """Return what the pipeline has written into an object's metadata, and what people have for it."""
    metadata = record.body.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    return {key: str(value) for key, value in known.items() if key.startswith(_PREFIX)}


def amount(minor: int, currency: str) -> str:
    """Return an amount of Stripe's with its currency."""
    return f"{Decimal(minor).scaleb(-exponent(currency.upper())):,f} {currency.upper()}"


def _facts(stream: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "number", N_("number"), str(body.get("number") or "")
    yield "status", N_("status"), _status(body)
    yield "category", N_("category"), str(body.get("reporting_category") or "")
    yield "created", N_("created"), str(body.get("created") or "")
    yield "paid", N_("paid"), str(body.get("paid_at") or "")
    yield "due", N_("due"), str(body.get("due_date") or "")
    yield "arrives", N_("arrives"), str(body.get("arrival_date") or "")
    yield "available", N_("available"), str(body.get("available_on") or "")
    yield "amounts", N_("amounts"), _amounts(stream, body)
    yield "paid_amount", N_("paid in all"), _money(body, "amount_paid")
    yield (
        "credited",
        N_("credited"),
        _money(body, "pre_payment_credit_notes_amount", "post_payment_credit_notes_amount"),
    )
    yield "refunded", N_("refunded"), _money(body, "amount_refunded")
    yield "refunds", N_("refunds"), ", ".join(_refunds(body))
    yield "customer", N_("customer"), _customer(body, stream)
    yield "invoice", N_("invoice"), _invoice(body.get("invoice"))
    yield "payment", N_("payment"), str(body.get("payment_intent") or "")
    yield "related", N_("about"), ", ".join(_related(body))
    yield "name", N_("name"), str(body.get("name") or "") if stream in {"customers", "products"} else ""
    yield "email", N_("e-mail"), str(body.get("email") or "") if stream == "customers" else ""


def _status(body: Mapping[str, Any]) -> str:
    if body.get("object") == "product":
        return "active" if body.get("active") else "archived"
    status = str(body.get("status") or "")
    return f"{status}, disputed" if body.get("disputed") else status


def _amounts(stream: str, body: Mapping[str, Any]) -> str:
    currency = body.get("currency")
    if not isinstance(currency, str) or stream == "customers":
        return ""
    if stream in {"balance_transactions", "payouts"}:
        named = {"amount": body.get("amount"), "fee": body.get("fee"), "net": body.get("net")}
    else:
        known = body.get("amounts") or {}
        named = {"net": known.get("net"), "VAT": known.get("tax"), "gross": known.get("gross")}
    said = [f"{name} {amount(value, currency)}" for name, value in named.items() if isinstance(value, int)]
    return ", ".join(said)


def _money(body: Mapping[str, Any], *names: str) -> str:
    total = sum(value for name in names if isinstance(value := body.get(name), int))
    return amount(total, str(body["currency"])) if total else ""


def _refunds(body: Mapping[str, Any]) -> Iterator[str]:
    for one in body.get("refunds") or ():
        if isinstance(one, dict):
            refund = one.get("refund")
            name = refund.get("id") if isinstance(refund, dict) else refund or one.get("id")
            value = one.get("amount_refunded", one.get("amount"))
            currency = str(one.get("currency") or body.get("currency"))
            yield f"{name} {amount(value, currency)}" if isinstance(value, int) else str(name)


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
