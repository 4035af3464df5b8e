"""`GET /invoices/totals`: all states at a glance, and links to the same for customary spans of days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.query.paging import escaped
from sandbox.economic.sales.summaries import filtered, of_state, summarised

if TYPE_CHECKING:
    from sandbox.economic.setup.shapes import Json
    from sandbox.economic.store import Store


def overview(call: Call) -> Answer:
    """GET /invoices/totals. The texts of its descriptions are unverified."""
    store = call.store

    def part(description: str, *state: str) -> Json:
        return summarised(store, state, description, filtered(call, of_state(store, state)))

    unpaid = part("Booked invoices with something left to pay.", "booked", "unpaid") | {
        "overdue": part("Unpaid invoices past their due date.", "booked", "unpaid", "overdue"),
        "notOverdue": part("Unpaid invoices that are not past their due date.", "booked", "unpaid", "not-overdue"),
    }
    booked = part("All booked invoices.", "booked") | {
        "paid": part("Booked invoices with nothing left to pay.", "booked", "paid"),
        "unpaid": unpaid,
    }
    body = {
        "drafts": part("All draft invoices.", "drafts"),
        "booked": booked,
        "predefinedPeriodFilters": _spans(store),
        "self": store.url("invoices/totals"),
    }
    return Answer(200, encode(body))


def _spans(store: Store) -> Json:
    """Links that filter by date. Published are their names; how the real ones look is unverified."""
    today = store.now().date()
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    year = today.replace(month=1, day=1)
    day = timedelta(days=1)
    spans = {
        "lastFifteenDays": ("The last 15 days.", today - 14 * day, today),
        "lastMonth": ("Last month.", last_month, month - day),
        "lastSevenDays": ("The last 7 days.", today - 6 * day, today),
        "lastThirtyDays": ("The last 30 days.", today - 29 * day, today),
        "lastWeek": ("Last week.", monday - 7 * day, monday - day),
        "lastYear": ("Last year.", year.replace(year=year.year - 1), year - day),
        "thisMonth": ("This month.", month, _month_end(month)),
        "thisWeek": ("This week.", monday, monday + 6 * day),
        "thisYear": ("This year.", year, year.replace(month=12, day=31)),
    }
    url = store.url("invoices/totals")
    return {
        name: {
            "description": description,
            "self": f"{url}?filter={escaped(f'date$gte:{first}$and:date$lte:{last}')}",
        }
        for name, (description, first, last) in spans.items()
    }


def _month_end(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
