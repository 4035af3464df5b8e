"""The made-up company's year: which invoices come in which order, as a stream of Stripe objects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.company import customers, recipes
from sandbox.company.catalogue import Catalogue
from sandbox.company.drafts import InvoiceDraft, Scene
from sandbox.company.ids import long_id, randomness, short_id
from sandbox.company.invoices import build
from sandbox.company.object_shapes import price, product
from sandbox.company.timeline import OPENING, paid_timeline, unpaid_timeline

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

JsonObject = dict[str, Any]

FIRST = (
    recipes.saas, recipes.inclusive, recipes.reverse_charge, recipes.abroad, recipes.eu_consumer,
    recipes.line_discount, recipes.consulting, recipes.long(12), recipes.proration, recipes.metered,
    recipes.inclusive, recipes.shipping, recipes.zero_total, recipes.invoice_discount, recipes.reverse_charge,
    recipes.deleted_customer, recipes.small_lines, recipes.untaxed, recipes.free, recipes.archived_product,
    recipes.one_off, recipes.long(37), recipes.abroad, recipes.credit_balance, recipes.inclusive_discount,
    recipes.eu_consumer, recipes.proration, recipes.basket, recipes.shipping, recipes.saas,
    recipes.long(120), recipes.inclusive, recipes.metered, recipes.line_discount, recipes.reverse_charge,
    recipes.invoice_discount, recipes.small_lines, recipes.abroad, recipes.saas, recipes.consulting,
)  # fmt: skip
"""The first invoices, chosen so that every kind is among them."""

_COMMON: tuple[tuple[recipes.Recipe, int], ...] = (
    (recipes.saas, 30), (recipes.inclusive, 14), (recipes.reverse_charge, 10), (recipes.abroad, 8),
    (recipes.eu_consumer, 6), (recipes.consulting, 6), (recipes.basket, 6), (recipes.line_discount, 4),
    (recipes.invoice_discount, 4), (recipes.metered, 4), (recipes.shipping, 3), (recipes.proration, 3),
    (recipes.small_lines, 2), (recipes.inclusive_discount, 2), (recipes.credit_balance, 1), (recipes.free, 1),
    (recipes.zero_total, 1), (recipes.one_off, 1), (recipes.archived_product, 1), (recipes.long(12), 1),
)  # fmt: skip
_RECIPES = [recipe for recipe, _ in _COMMON]
_WEIGHTS = [weight for _, weight in _COMMON]
_NEW_CUSTOMER_EVERY = 10
_UNPAID_EVERY, _UNPAID_AT = 7, 5


def stream(seed: int = 1, invoices: int = 40) -> Iterator[JsonObject]:
    """Stripe objects of a company with that many paid invoices, oldest first, one at a time.

    The same seed gives the same objects; a larger number keeps the ids of the smaller one and spreads the same dates
    more thickly. Invoices that are not paid come on top. Nothing at all comes when `invoices` is 0.
    """
    if invoices <= 0:
        return
    catalogue = Catalogue(seed)
    yield from catalogue.objects()
    people: dict[str, list[customers.Person]] = {}
    for person in customers.written(seed):
        people.setdefault(person.segment, []).append(person)
        yield from person.objects()

    serial = unpaid = newcomers = 0
    for number in range(invoices):
        times = paid_timeline(seed, number, invoices)
        rng = randomness(seed, "invoice", number)
        if number >= len(FIRST) and number % _NEW_CUSTOMER_EVERY == 0:
            person = customers.made(seed, newcomers, max(times.created - 3_600, OPENING))
            people[person.segment].append(person)
            newcomers += 1
            yield from person.objects()
        recipe = FIRST[number] if number < len(FIRST) else rng.choices(_RECIPES, _WEIGHTS)[0]
        draft = recipe(Scene(rng, catalogue, people))
        if draft.one_off is not None:
            draft, made = _auto_made(draft, rng, times.created)
            yield from made
        serial += 1
        yield from build(draft, times, rng, number=serial, shipping_rate=catalogue.shipping_rate)

        if number % _UNPAID_EVERY == _UNPAID_AT:
            rng = randomness(seed, "unpaid", unpaid)
            times = unpaid_timeline(seed, unpaid, times.created)
            draft = recipes.saas(Scene(rng, catalogue, people))
            serial += times.finalized is not None
            numbered = serial if times.finalized is not None else None
            yield from build(draft, times, rng, number=numbered, shipping_rate=catalogue.shipping_rate)
            unpaid += 1


def _auto_made(draft: InvoiceDraft, rng: random.Random, created: int) -> tuple[InvoiceDraft, list[JsonObject]]:
    """The product and price that Stripe makes by itself behind an amount that someone typed in."""
    line = draft.lines[0]
    product_id, price_id = short_id(rng, "prod"), long_id(rng, "price")
    goods = replace(line.goods, product=product_id, price=price_id, name=line.description)
    objects = [
        product() | {"id": product_id, "active": False, "created": created, "name": goods.name, "updated": created},
        price()
        | {
            "id": price_id,
            "active": False,
            "created": created,
            "currency": draft.currency,
            "product": product_id,
            "unit_amount": line.amount,
            "unit_amount_decimal": str(line.amount),
        },
    ]
    return replace(draft, lines=[replace(line, goods=goods)]), objects
