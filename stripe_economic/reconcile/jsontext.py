"""A reconciliation as JSON, for programs. docs/reconciliation.md describes its properties, which stay."""

import json
from decimal import Decimal
from typing import Any

from stripe_economic.reconcile.findings import Category, Clearing, Figures, Finding, Kind, Result, Section

VERSION = 1

Json = dict[str, Any]


def as_json(result: Result) -> str:
    """Return the result as JSON text. Amounts are decimal text in the currency's own unit, days are ISO 8601."""
    text = json.dumps(as_dict(result), ensure_ascii=False, indent=2)
    # Text of strangers may hold half a character, which no file takes.
    return text.encode("utf-8", "replace").decode("utf-8")


def as_dict(result: Result) -> Json:
    """Return the result as plain data."""
    window, books = result.window, result.books
    return {
        "version": VERSION,
        "closes": result.closes,
        "reasons": list(result.reasons),
        "window": {"from": window.first.isoformat(), "to": window.last.isoformat(), "zone": window.zone},
        "books": {
            "environment": books.environment,
            "read_at": f"{books.read_at:%Y-%m-%dT%H:%M:%SZ}",
            "stripe_account": books.stripe_account,
            "livemode": books.livemode,
            "agreement": books.agreement,
            "company": books.company,
            "base_currency": books.base_currency,
        },
        "clearing": [_clearing(one) for one in result.clearing],
        "sections": [_section(one) for one in result.sections],
        "findings": [_finding(one) for one in result.findings],
        "categories": [_category(one) for one in result.categories],
    }


def _clearing(one: Clearing) -> Json:
    return {
        "accounts": list(one.accounts),
        "name": one.name,
        "currency": one.currency,
        "stripe": str(one.stripe),
        "ledger": str(one.ledger),
        "difference": str(one.difference),
        "explained": str(one.explained),
        "unexplained": str(one.unexplained),
        "other": str(one.other),
        "other_count": one.other_count,
        "base": _text(one.base),
        "days": [
            {"day": day.day.isoformat(), "stripe": str(day.stripe), "ledger": str(day.ledger)} for day in one.days
        ],
    }


def _section(one: Section) -> Json:
    # What would be the VAT of a document is the fee of a movement.
    middle = "fee" if one.kind == Kind.VOUCHERS else "vat"
    return {
        "kind": str(one.kind),
        "read": one.read,
        "currencies": [
            {"currency": row.currency, "stripe": _figures(row.stripe, middle), "ledger": _figures(row.ledger, middle)}
            for row in one.rows
        ],
    }


def _figures(one: Figures, middle: str) -> Json:
    return {"count": one.count, "net": _text(one.net), middle: _text(one.vat), "gross": _text(one.gross)}


def _finding(one: Finding) -> Json:
    return {
        "kind": str(one.kind),
        "code": str(one.code),
        "stripe_id": one.stripe_id,
        "document": one.document,
        "day": one.day.isoformat(),
        "currency": one.currency,
        "stripe_amount": _text(one.stripe_amount),
        "ledger_amount": _text(one.ledger_amount),
        "explained": one.explained,
        "message": one.message,
        "url": one.url,
    }


def _category(one: Category) -> Json:
    return {
        "reporting_category": one.reporting_category,
        "currency": one.currency,
        "count": one.count,
        "gross": str(one.gross),
        "fee": str(one.fee),
        "net": str(one.net),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
