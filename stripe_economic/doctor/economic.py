"""e-conomic: the tokens, whose agreement they open, what the app's role reaches, the budget and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe_economic.connect.grant import NUMBER
from stripe_economic.doctor import clocks
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from target_economic.errors import AccessError, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Ledger, Subject
    from stripe_economic.probing.economic import FirstLook

_SALES = (
    "customers",
    "customer-groups",
    "products",
    "product-groups",
    "invoices/drafts",
    "invoices/booked",
    "orders/drafts",
    "layouts",
    "payment-terms",
    "vat-zones",
    "vat-accounts",
    "currencies",
    "accounting-years",
)
_VOUCHERS = ("accounts", "journals", "vat-accounts", "currencies", "accounting-years")
_MUCH = 0.8


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look at e-conomic's side."""
    seen, ledger = subject.first_look, subject.ledger
    if isinstance(subject.economic, OperatorError):
        yield found.not_looked_at("tokens", _("the tokens and the agreement"), _("the settings are not valid"))
        return
    if isinstance(seen, OperatorError) or isinstance(ledger, OperatorError):
        error = seen if isinstance(seen, OperatorError) else ledger
        assert isinstance(error, OperatorError)
        yield found.failed("tokens", error)
        yield found.not_looked_at("roles", _("what the app's role reaches"), _("e-conomic cannot be read"))
        return
    yield found.ok("tokens", _("e-conomic accepts the tokens."))
    yield _agreement(found, seen, subject.written.variables.get(NUMBER) or "")
    yield _budget(found, seen)
    yield clocks.look(found, "e-conomic", seen.server_time)
    yield from _roles(found, ledger, _needed(subject))


def _agreement(found: Findings, seen: FirstLook, before: str) -> Check:
    if seen.number is None:
        return found.warning(
            "agreement",
            _("The role of the app may not read whose agreement this is."),
            _("Give the app the role SuperUser at e-conomic, and connect again: stripe-economic connect economic."),
        )
    if before and before != str(seen.number):
        return found.error(
            "agreement",
            _("The tokens open agreement {now}, {company}; this project was connected to agreement {before}.").format(
                now=seen.number, company=seen.company or "-", before=before
            ),
            _("Connect to the right one (stripe-economic connect economic), or correct {name} in .env.").format(
                name=NUMBER
            ),
        )
    return found.ok(
        "agreement",
        _("It is agreement {number}, {company}, and its books are in {currency}.").format(
            number=seen.number, company=seen.company or "-", currency=seen.base_currency or "-"
        ),
    )


def _needed(subject: Subject) -> tuple[str, ...]:
    """Return the resources that the active mappings come to need; all where the mappings cannot be read."""
    library = subject.library
    if library is None:
        return tuple(dict.fromkeys((*_SALES, *_VOUCHERS)))
    documents = {one.document for one in library.mappings.values() if one.active}
    sales = _SALES if documents - {"vouchers"} else ()
    return tuple(dict.fromkeys((*sales, *(_VOUCHERS if "vouchers" in documents else ()))))


def _roles(found: Findings, ledger: Ledger, resources: tuple[str, ...]) -> Iterator[Check]:
    for one in resources:
        name = f"role_{one.replace('/', '_').replace('-', '_')}"
        try:
            ledger.client.get(f"/{one}", f"read {one}", {"pagesize": 1})
        except (AccessError, Rejected) as error:
            yield found.failed(name, error)
        else:
            yield found.ok(name, _("The app's role reaches {name}.").format(name=one))


def _budget(found: Findings, seen: FirstLook) -> Check:
    if seen.used is None:
        return found.ok("budget", _("e-conomic does not say how much of the budget of requests is used."))
    message = _("{used} of the {points} points that e-conomic allows a minute are used.").format(
        used=seen.used, points=seen.points
    )
    if seen.used < _MUCH * seen.points:
        return found.ok("budget", message)
    return found.warning(
        "budget", message, _("Something else is using this agreement's budget; a sync goes slower meanwhile.")
    )
