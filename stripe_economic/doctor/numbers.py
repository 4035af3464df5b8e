"""Every number of the agreement that the mappings and settings use, looked up in the agreement as the target does."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mapper_jmespath import agreement_numbers, constants_of
from stripe_economic.doctor import years
from stripe_economic.doctor.vat import look_at_vat
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import N_, _
from target_economic.agreement import lists
from target_economic.errors import RecordError, Rejected, TargetError
from target_economic.http import filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mapper_jmespath import AgreementNumber, Library
    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Ledger, Subject
    from target_economic.agreement.lists import Kind
    from target_economic.http.jsontext import Json
    from target_economic.settings.settings import Settings

_NAMES: dict[Kind, str] = {
    lists.LAYOUTS: N_("layout"),
    lists.PAYMENT_TERMS: N_("terms of payment"),
    lists.VAT_ZONES: N_("VAT zone"),
    lists.VAT_CODES: N_("VAT code"),
    lists.UNITS: N_("unit"),
    lists.CUSTOMER_GROUPS: N_("customer group"),
    lists.PRODUCT_GROUPS: N_("product group"),
    lists.EMPLOYEES: N_("employee"),
    lists.DISTRIBUTIONS: N_("departmental distribution"),
    lists.JOURNALS: N_("journal"),
    lists.ACCOUNTS: N_("account"),
}
_KINDS = {kind.key: kind for kind in _NAMES}
_PRODUCT = "productNumber"


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look at the numbers, and at what they are worth together."""
    library, ledger, settings = subject.library, subject.ledger, subject.economic
    what = _("the numbers that the mappings use")
    if library is None:
        yield found.not_looked_at("numbers", what, _("the mappings are not valid"))
        return
    if isinstance(ledger, OperatorError) or isinstance(settings, OperatorError):
        yield found.not_looked_at("numbers", what, _("e-conomic cannot be read"))
        return
    numbers = sorted(agreement_numbers(library), key=lambda one: (one.kind, str(one.number).zfill(9), one.position))
    for name, part in (
        ("numbers", _each(found, ledger, settings, numbers)),
        ("entry_types", _journals(found, ledger, library)),
        ("zones", look_at_vat(found, ledger, settings, numbers)),
        ("periods", years.look(subject, found, ledger, settings)),
    ):
        try:
            yield from part
        except TargetError as error:  # such as a right that the app lacks; the other parts may need others
            yield found.failed(name, error)


def _each(found: Findings, ledger: Ledger, settings: Settings, numbers: list[AgreementNumber]) -> Iterator[Check]:
    for (kind, number), same in groupby(numbers, key=lambda one: (one.kind, one.number)):
        yield _number(found, ledger, settings, kind, number, list(same))
    if settings.default_product:
        yield _product(found, ledger, settings, settings.default_product, "meltano.yml", may_be_made=False)


def place_of(number: AgreementNumber) -> str:
    """Return where a number is written, `file:line`."""
    return f"{number.position.file}:{number.position.line}"


def _number(  # noqa: PLR0913, PLR0917 - what one number is looked at with
    found: Findings, ledger: Ledger, settings: Settings, kind: str, number: int | str, same: list[AgreementNumber]
) -> Check:
    place, name = place_of(same[0]), f"{kind} {number}"
    if kind == _PRODUCT:
        return _product(found, ledger, settings, str(number), place, may_be_made=True)
    known = _KINDS.get(kind)
    members = ledger.lists.members(known) if known else None
    if known is None or members is None:
        what = f"{_(_NAMES[known]) if known else kind} {number}"
        return found.not_looked_at(name, what, _("e-conomic gives out no list of these to this app"))
    try:
        ledger.bookkeeping.check_member(known, number, place)
    except RecordError as error:
        return found.failed(name, error, place)
    member = members.get(number, {})
    called = f"{_(_NAMES[known])} {number} {member.get('name', '')}".strip()
    unusable = _unusable(known, member)
    if unusable:
        hint = _("Choose another in the mapping, or change it in e-conomic.")
        return found.error(name, _("The {what} {why}.").format(what=called, why=unusable), hint, place)
    return found.ok(name, _("The agreement has the {what}.").format(what=called), place)


def _unusable(kind: Kind, member: Json) -> str:
    """Return why nothing new can have a member, in words; the target leaves these to e-conomic."""
    if kind is lists.LAYOUTS and member.get("deleted"):
        return _("is deleted in e-conomic")
    if kind is lists.VAT_ZONES and member.get("enabledForCustomer") is False:
        return _("is not enabled for customers")
    return ""


def _product(  # noqa: PLR0913 - what one product is looked at with
    found: Findings, ledger: Ledger, settings: Settings, number: str, place: str, *, may_be_made: bool
) -> Check:
    name = f"{_PRODUCT} {number}"
    try:
        body = ledger.client.get(f"/products/{filters.in_url(number)}", f"read product {number}")
    except Rejected as error:
        if not error.not_found:
            raise
        if may_be_made and settings.missing_product != "refuse":
            message = _("The agreement has no product {number}; it is made when it is first needed.")
            return found.ok(name, message.format(number=number), place)
        return found.error(
            name,
            _("The agreement has no product {number}, and nothing makes it.").format(number=number),
            _("Make it in e-conomic, or choose another."),
            place,
        )
    if body.get("barred"):
        return found.error(
            name,
            _("The product {number} is barred (spærret).").format(number=number),
            _("Open it in e-conomic, or choose another."),
            place,
        )
    return found.ok(name, _("The agreement has the product {number}.").format(number=number), place)


def _journals(found: Findings, ledger: Ledger, library: Library) -> Iterator[Check]:
    """Whether each journal takes all types of entries that the mappings write."""
    needed = sorted({str(one.value) for one in constants_of(library, "entryType")})
    used = sorted({(one.number, place_of(one)) for one in agreement_numbers(library) if one.kind == "journalNumber"})
    members = ledger.lists.members(lists.JOURNALS) or {}
    for number, place in used:
        journal = members.get(number)
        if journal is None:
            continue  # said above, with what there is
        only = lists.at(journal, "settings.entryTypeRestrictedTo")
        refused = [one for one in needed if only is not None and one != only]
        name, called = f"entry_types {number}", f"{number} {journal.get('name', '')}".strip()
        if refused:
            yield found.error(
                name,
                _(
                    "The journal {what} takes entries of the type {only} alone; the mappings also write {others}."
                ).format(what=called, only=only, others=", ".join(refused)),
                _("Choose a journal without that restriction, or lift it in e-conomic."),
                place,
            )
        else:
            yield found.ok(
                name, _("The journal {what} takes the types of entries that it gets.").format(what=called), place
            )
