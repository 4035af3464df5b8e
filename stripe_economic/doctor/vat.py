"""Whether product groups and VAT zones go together: without a sales account for a zone nothing can be sold there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe_economic.terminal.language import _
from target_economic.agreement import lists
from target_economic.errors import RecordError, Rejected
from target_economic.http import filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mapper_jmespath import AgreementNumber
    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Ledger
    from target_economic.settings.settings import Settings

_SETTINGS = "meltano.yml"


def look_at_vat(
    found: Findings, ledger: Ledger, settings: Settings, numbers: Sequence[AgreementNumber]
) -> Iterator[Check]:
    """Look at each product group that mappings or products use, in each VAT zone that mappings use."""
    known = ledger.lists.members(lists.VAT_ZONES) or {}
    zones = sorted({int(one.number) for one in numbers if one.kind == "vatZoneNumber" and one.number in known})
    if not zones:
        return
    groups = ledger.lists.members(lists.PRODUCT_GROUPS) or {}
    mapped: dict[int, str] = {}
    for one in numbers:
        if one.kind == "productGroupNumber" and one.number in groups:
            mapped.setdefault(int(one.number), f"{one.position.file}:{one.position.line}")
    for group, place in mapped.items():
        problems = list(_problems(ledger, group, zones))
        yield _group(found, group, zones, problems, place)
    for group in sorted(_of_products(ledger) - mapped.keys()):
        problems = list(_problems(ledger, group, zones))
        if problems:
            hint = _("Add the account in e-conomic, if products of this group are ever sold there.")
            yield found.warning(f"zones {group}", " ".join(one.message for one in problems), hint)
    yield _rounding(found, ledger, settings, zones)


def _group(found: Findings, group: int, zones: Sequence[int], problems: Sequence[RecordError], place: str) -> Check:
    name = f"zones {group}"
    if problems:
        message = " ".join(one.message for one in problems)
        return found.error(name, message, problems[0].hint or "", place)
    text = _("Product group {group} has a sales account for each VAT zone in use ({zones}).")
    return found.ok(name, text.format(group=group, zones=", ".join(map(str, zones))), place)


def _problems(ledger: Ledger, group: int, zones: Iterable[int]) -> Iterator[RecordError]:
    for zone in zones:
        try:
            ledger.rates.of(zone, group)
        except Rejected:
            raise
        except RecordError as error:
            yield error


def _of_products(ledger: Ledger) -> set[int]:
    """Return the groups of the products that are there already, which keep theirs."""
    products = ledger.client.collection("/products", "read the products")
    found = {lists.at(one, "productGroup.productGroupNumber") for one in products}
    return {one for one in found if isinstance(one, int)}


def _rounding(found: Findings, ledger: Ledger, settings: Settings, zones: Sequence[int]) -> Check:
    """Whether the rounding line bears no VAT, wherever it is sold to."""
    name, product = "rounding", settings.rounding_product
    group = _group_of(ledger, product) or settings.rounding_product_group
    if group is None:
        return found.warning(
            name,
            _("No product group is set for the rounding line; where one is needed, the invoice is refused."),
            _("Set rounding_product_group to a product group without VAT."),
            _SETTINGS,
        )
    hint = _("Set rounding_product_group to a product group without VAT in all of these zones.")
    try:
        taxed = [zone for zone in zones if ledger.rates.of(zone, group)]
    except RecordError as error:
        return found.failed(name, error, _SETTINGS)
    if taxed:
        message = _("Product group {group}, that of the rounding line {product}, bears VAT in zone {zones}.")
        text = message.format(group=group, product=product, zones=", ".join(map(str, taxed)))
        return found.error(name, text, hint, _SETTINGS)
    message = _("Product group {group}, that of the rounding line {product}, bears no VAT.")
    return found.ok(name, message.format(group=group, product=product), _SETTINGS)


def _group_of(ledger: Ledger, product: str) -> int | None:
    """Return the group of a product that is there; None where it is not."""
    try:
        body = ledger.client.get(f"/products/{filters.in_url(product)}", f"read product {product}")
    except Rejected as error:
        if not error.not_found:
            raise
        return None
    group = lists.at(body, "productGroup.productGroupNumber")
    return group if isinstance(group, int) else None
