"""The made-up company's year: which invoices come in which order, as a stream of Stripe objects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.company import customers, recipes, stories
from sandbox.company.aftermath import Case
from sandbox.company.cashier import Cashier
from sandbox.company.catalogue import Catalogue
from sandbox.company.drafts import InvoiceDraft, Scene
from sandbox.company.invoices import Built, Way, build
from sandbox.company.money import balance_moves, pay, settle
from sandbox.company.timeline import OPENING, Timeline, paid_timeline, unpaid_timeline
from sandbox.stripe.money.payments import Order
from sandbox.stripe.objects.catalogue import price, product
from sandbox.stripe.objects.ids import long_id, randomness, short_id

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
_BARE_EVERY, _BARE_AT = 25, 12


def stream(seed: int = 1, invoices: int = 40) -> Iterator[JsonObject]:
    """Stripe objects of a company with that many paid invoices, oldest first, one at a time.

    The same seed gives the same objects; a larger number keeps the ids of the smaller one and spreads the same dates
    more thickly. Invoices that are not paid and payments without an invoice come on top, and with them all the money:
    charges, refunds, disputes, credit notes, the movements of the balance and the payouts. An object stands here as
    it is in the end, next to the invoice it belongs to. Nothing at all comes when `invoices` is 0.
    """
    if invoices <= 0:
        return
    year = _Year(seed, invoices)
    yield from year.opening()
    for number in range(invoices):
        yield from year.invoice(number)
    yield from year.closing()


class _Year:
    """What is remembered between one invoice and the next."""

    def __init__(self, seed: int, invoices: int) -> None:
        self._seed, self._count = seed, invoices
        self._catalogue = Catalogue(seed)
        self._rates = {item["id"]: item for item in self._catalogue.objects() if item["object"] == "tax_rate"}
        self._people: dict[str, list[customers.Person]] = {}
        self._cashier = Cashier(seed)
        self._serial = self._unpaid = self._newcomers = self._newest = 0
        self._last = paid_timeline(seed, invoices - 1, invoices).created

    def opening(self) -> Iterator[JsonObject]:
        """The catalogue, and the customers of the first day."""
        yield from self._catalogue.objects()
        for person in customers.written(self._seed):
            self._people.setdefault(person.segment, []).append(person)
            yield from person.objects()

    def closing(self) -> Iterator[JsonObject]:
        """What the calendar still brings up to the last thing that happened."""
        yield from self._cashier.until(self._newest)

    def invoice(self, number: int) -> Iterator[JsonObject]:
        """The `number`-th paid invoice with all that comes of it, and what comes between it and the next."""
        seed = self._seed
        times = paid_timeline(seed, number, self._count)
        yield from self._cashier.until(times.created)
        rng = randomness(seed, "invoice", number)
        if number >= len(FIRST) and number % _NEW_CUSTOMER_EVERY == 0:
            person = customers.made(seed, self._newcomers, max(times.created - 3_600, OPENING))
            self._people[person.segment].append(person)
            self._newcomers += 1
            yield from person.objects()
        recipe = FIRST[number] if number < len(FIRST) else rng.choices(_RECIPES, _WEIGHTS)[0]
        draft = stories.RECIPES.get(number, recipe)(Scene(rng, self._catalogue, self._people))
        if draft.one_off is not None:
            draft, made = _auto_made(draft, rng, times.created)
            yield from made
        self._serial += 1
        way = stories.way_of(number, times, rng)
        yield from self._told(number, draft, self._build(draft, times, rng, numbered=True, way=way), rng)
        if number % _BARE_EVERY == _BARE_AT:
            yield from self._bare(number, times.created)
        if number % _UNPAID_EVERY == _UNPAID_AT:
            yield from self._not_paid(times.created)

    def _build(
        self, draft: InvoiceDraft, times: Timeline, rng: random.Random, *, numbered: bool, way: Way = Way.PAYMENT
    ) -> Built:
        moments = (times.created, times.finalized, times.paid, times.ended)
        self._newest = max(self._newest, *(moment for moment in moments if moment))
        number = self._serial if numbered else None
        return build(draft, times, rng, number=number, shipping_rate=self._catalogue.shipping_rate, way=way)

    def _told(self, number: int, draft: InvoiceDraft, built: Built, rng: random.Random) -> Iterator[JsonObject]:
        note = stories.credited_before(number, built, rng, self._rates)
        paid = settle(built, draft.customer, rng, self._cashier)
        story = stories.story_of(number, rng) if len(paid) == 1 and note is None else None
        after = []
        if story:
            after = list(story(Case(built.body, paid[0], rng, self._cashier, self._rates, self._last)))
        yield from built.discounts
        yield built.body
        for part in paid:
            yield from (part.intent, part.charge, part.movement)
        yield from built.payments
        yield from balance_moves(built, rng)
        if note:
            yield note
        yield from after

    def _bare(self, number: int, created: int) -> Iterator[JsonObject]:
        """A payment without an invoice: a payment link, or a card taken by hand."""
        rng = randomness(self._seed, "bare", number)
        person = Scene(rng, self._catalogue, self._people).someone("dk_private") if rng.randrange(2) else None
        amount, order = rng.randint(50, 4_000) * 100, rng.randint(1, 9_999)
        moment = created + rng.randint(5, 40)
        self._newest = max(self._newest, moment)
        bought = Order(amount, "dkk", moment - 2, moment, f"Webshop {order}", metadata={"order_id": str(order)})
        paid = pay(bought, long_id(rng, "pi", lead="3"), person, rng, self._cashier)
        yield from (paid.intent, paid.charge, paid.movement)

    def _not_paid(self, after: int) -> Iterator[JsonObject]:
        rng = randomness(self._seed, "unpaid", self._unpaid)
        times = unpaid_timeline(self._seed, self._unpaid, after)
        draft = recipes.saas(Scene(rng, self._catalogue, self._people))
        self._serial += times.finalized is not None
        built = self._build(draft, times, rng, numbered=times.finalized is not None)
        self._unpaid += 1
        yield from built.discounts
        yield built.body


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
