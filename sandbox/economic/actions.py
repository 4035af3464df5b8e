"""What can be done to the books from outside the API, as a person in the product's web pages would do it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sandbox.actions import Action, Parameter
from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

Arguments = Mapping[str, Any]

_RATE = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?")


def _bar(collection: Collection[Any], key: int | str, *, barred: bool) -> dict[str, Any]:
    """Set a document's `barred`. A false one stays in a product and is left out of a customer, as the API does."""
    entry = collection.entry(key)
    if entry is None:
        raise SandboxError("unknown_object", f"There is none with the number {str(key)[:80]!r}.")
    document = entry.document | {"barred": barred}
    if not barred and isinstance(key, int):
        del document["barred"]
    collection.put(key, document, entry.fields | {"barred": barred})
    return {"self": document["self"], "barred": barred}


def _bar_customer(store: Store, arguments: Arguments) -> dict[str, Any]:
    return _bar(store.customers, arguments["number"], barred=arguments.get("barred", True))


def _bar_product(store: Store, arguments: Arguments) -> dict[str, Any]:
    return _bar(store.products, arguments["number"], barred=arguments.get("barred", True))


def _bar_period(store: Store, arguments: Arguments) -> dict[str, Any]:
    try:
        day = date.fromisoformat(arguments["date"])
    except ValueError:
        raise SandboxError("bad_argument", f"{arguments['date'][:80]!r} is not a date.", "write 2026-11-20") from None
    year = store.agreement.year_on(day)
    if year is None:
        raise SandboxError("unknown_object", f"No accounting year holds {day.isoformat()}.")
    store.agreement = store.agreement.with_period_closed(day)
    return {"year": year.year, "date": day.isoformat(), "closed": store.agreement.closed_on(day)}


def _set_exchange_rate(store: Store, arguments: Arguments) -> dict[str, Any]:
    code, told = arguments["currency"].upper(), arguments["rate"]
    if code == store.agreement.base_currency or code not in store.agreement.currencies:
        known = ", ".join(sorted(store.agreement.currencies.keys() - {store.agreement.base_currency}))
        raise SandboxError("unknown_object", f"There is no rate of {code[:80]!r}.", f"there is one of {known}")
    rate = _rate(told)
    if rate is None:
        raise SandboxError("bad_argument", f"{told[:80]!r} is not a rate.", "write 746.027400")
    store.agreement = store.agreement.with_rate(code, rate)
    return {"currency": code, "rate": str(rate)}


def _rate(told: str) -> Decimal | None:
    """What 100 of a currency cost, with the six decimals that e-conomic has."""
    if not _RATE.fullmatch(told):
        return None
    rate = Decimal(told)
    return rate if rate > 0 else None


def _grant(store: Store, arguments: Arguments) -> dict[str, Any]:
    if arguments.get("granted", False):
        store.restore_grant()
    else:
        store.revoke()
    return {"granted": store.granted}


def _set_redirect(store: Store, arguments: Arguments) -> dict[str, Any]:
    address = arguments["address"]
    if not address.isprintable() or urlsplit(address).scheme not in {"http", "https"}:
        raise SandboxError("bad_argument", f"{address[:80]!r} is no web address.", "write http://127.0.0.1:8422/")
    store.redirect_address = address
    return {"address": address}


def _move_voucher(store: Store, arguments: Arguments) -> dict[str, Any]:
    try:
        number = store.ledger.move_voucher(
            store, arguments["year"], arguments["number"], to_journal=arguments["to_journal"]
        )
    except LookupError as error:
        raise SandboxError("unknown_object", str(error)) from error
    return {"year": arguments["year"], "number": number, "journal": arguments["to_journal"]}


_BARRED: Final = Parameter("barred", "boolean", False, "false lifts the bar again")

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        action.name: action
        for action in (
            Action(
                "bar_customer",
                "Bar a customer, so that nothing can be invoiced to it.",
                (Parameter("number", "integer", True, "the customer's number"), _BARRED),
                _bar_customer,
            ),
            Action(
                "bar_product",
                "Bar a product, so that no line can have it.",
                (Parameter("number", "text", True, "the product's number"), _BARRED),
                _bar_product,
            ),
            Action(
                "bar_period",
                "Close the accounting period that holds a date.",
                (Parameter("date", "text", True, "a day of the period, as 2026-11-20"),),
                _bar_period,
            ),
            Action(
                "set_exchange_rate",
                "Change what a currency costs in kroner; what is posted stays as it is.",
                (
                    Parameter("currency", "text", True, "its code, as EUR"),
                    Parameter("rate", "text", True, "what 100 of it cost, as 746.027400"),
                ),
                _set_exchange_rate,
            ),
            Action(
                "set_grant",
                "Take the agreement's grant back, or give it again.",
                (Parameter("granted", "boolean", False, "true gives it again"),),
                _grant,
            ),
            Action(
                "set_redirect",
                "Register another redirect address on the app, to which the grant page sends the token.",
                (Parameter("address", "text", True, "such as http://127.0.0.1:8422/, where connect listens"),),
                _set_redirect,
            ),
            Action(
                "move_voucher",
                "Move a voucher to another journal, which gives it another number.",
                (
                    Parameter("year", "text", True, "the accounting year"),
                    Parameter("number", "integer", True, "the voucher's number"),
                    Parameter("to_journal", "integer", True, "the journal's number"),
                ),
                _move_voucher,
            ),
        )
    }
)
