"""The kinds of invoices the made-up company sends, one function each; `schedule` says in which order they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.company.drafts import InvoiceDraft, LineDraft, Scene

if TYPE_CHECKING:
    from sandbox.stripe.money.amounts import TaxRule

Recipe = Callable[[Scene], InvoiceDraft]

DKK, INCL, EUR, USD = "dkk exclusive", "dkk inclusive", "eur exclusive", "usd unspecified"
_HARDWARE = ("sensor", "bracket", "cable", "screws", "gasket", "label")


def saas(scene: Scene, segment: str = "dk_business") -> InvoiceDraft:
    """A Danish subscription, VAT on top."""
    vat = scene.catalogue.exclusive
    lines = [scene.line("pro", DKK, vat, scene.rng.randint(1, 9))]
    if scene.happens(50):
        lines.append(scene.line("seat", DKK, vat, scene.rng.randint(1, 12)))
    if scene.happens(25):
        lines.insert(0, scene.line("team", DKK, vat))
    return InvoiceDraft(scene.someone(segment), "dkk", lines)


def consulting(scene: Scene) -> InvoiceDraft:
    """Hours and a workshop, with part hours, VAT on top."""
    vat = scene.catalogue.exclusive
    hours = scene.line("consulting", DKK, vat, f"{scene.rng.randint(2, 40)}.5", note="Møder og opsætning, jf. aftale")
    lines = [hours, scene.line("workshop", DKK, vat)][: scene.rng.randint(1, 2)]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, description="Tak for samarbejdet 👋")


def inclusive(scene: Scene) -> InvoiceDraft:
    """A Danish consumer's purchase, VAT in the price; 99.99 and 24.97 have no net in whole øre."""
    vat = scene.catalogue.inclusive
    lines = [scene.line("book", INCL, vat, scene.rng.randint(1, 3)), scene.line("pen", INCL, vat)]
    if scene.happens(50):
        lines.append(scene.line(scene.rng.choice(("mug", "course")), INCL, vat))
    return InvoiceDraft(scene.someone("dk_private"), "dkk", lines)


def reverse_charge(scene: Scene) -> InvoiceDraft:
    """A business elsewhere in the EU with a VAT number: no VAT, Stripe says reverse charge."""
    rule = scene.catalogue.reverse
    lines = [scene.line("team", EUR, rule), scene.line("seat", EUR, rule, scene.rng.randint(1, 20))]
    if scene.happens(50):
        lines = [scene.line("consulting", EUR, rule, scene.rng.randint(1, 16))]
    return InvoiceDraft(scene.someone("eu_business"), "eur", lines, footer="Reverse charge: VAT due by the customer")


def eu_consumer(scene: Scene) -> InvoiceDraft:
    """A consumer elsewhere in the EU, charged Danish VAT in euro."""
    vat = scene.catalogue.exclusive
    lines = [scene.line("course", EUR, vat), scene.line("book", EUR, vat, scene.rng.randint(1, 4))]
    return InvoiceDraft(scene.someone("eu_private"), "eur", lines[: scene.rng.randint(1, 2)])


def abroad(scene: Scene) -> InvoiceDraft:
    """A customer outside the EU, in dollars, without any tax."""
    lines = [scene.line("pro", USD, None, scene.rng.randint(2, 30))]
    if scene.happens(50):
        lines = [scene.line("consulting", USD, None, scene.rng.randint(4, 24)), scene.line("workshop", USD, None)]
    return InvoiceDraft(scene.someone("abroad"), "usd", lines)


def line_discount(scene: Scene) -> InvoiceDraft:
    """Three kinds of goods, 15 % off one of them."""
    vat, coupon = scene.catalogue.exclusive, scene.catalogue.coupons["LOYAL15"]
    lines = [
        scene.line("sensor", DKK, vat, scene.rng.randint(1, 5), coupon=coupon),
        scene.line("bracket", DKK, vat, scene.rng.randint(1, 5)),
        scene.line("cable", DKK, vat, 2),
    ]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)


def invoice_discount(scene: Scene) -> InvoiceDraft:
    """10 % or 500 kr. off the whole invoice, shared out over its lines; sometimes on top of a line's own discount."""
    vat, coupons = scene.catalogue.exclusive, scene.catalogue.coupons
    percent = scene.happens(50)
    lines = [
        scene.line("consulting", DKK, vat, "3.25"),
        scene.line("sensor", DKK, vat, 1, coupon=coupons["LOYAL15"] if percent else None),
        scene.line("bracket", DKK, vat, 3),
    ]
    coupon = coupons["SOMMER10"] if percent else coupons["HALVTREDS"]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, coupon)


def inclusive_discount(scene: Scene) -> InvoiceDraft:
    """20 % off prices that include VAT."""
    vat = scene.catalogue.inclusive
    lines = [scene.line("mug", INCL, vat, 2), scene.line("book", INCL, vat), scene.line("pen", INCL, vat, 3)]
    return InvoiceDraft(scene.someone("dk_private"), "dkk", lines, scene.catalogue.coupons["KRUS20"])


def free(scene: Scene) -> InvoiceDraft:
    """A first month given away: 100 % discount."""
    lines = [scene.line("pro", DKK, scene.catalogue.exclusive, 2)]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, scene.catalogue.coupons["GRATIS"])


def proration(scene: Scene) -> InvoiceDraft:
    """An upgrade in mid-month: what is unused of the old plan comes back, what is left of the new one is charged."""
    vat = scene.catalogue.exclusive
    left = scene.rng.randint(3, 27)
    lines = [
        _prorated(scene, "pro", -1, left, vat),
        _prorated(scene, "team", 1, left, vat),
        scene.line("team", DKK, vat),
    ]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)


def _prorated(scene: Scene, key: str, sign: int, left: int, tax: TaxRule) -> LineDraft:
    line = scene.line(key, DKK, tax)
    # Recorded: Stripe rounds each proration down, also a negative one.
    amount = Fraction(sign * line.amount * left, 30).__floor__()
    text = f"{'Unused' if sign < 0 else 'Remaining'} time on {line.goods.name} after {31 - left} of the month"
    return replace(line, amount=amount, description=text, unit=None, proration=True, days=left)


def long(count: int) -> Recipe:
    """A recipe for an invoice of `count` lines."""

    def recipe(scene: Scene) -> InvoiceDraft:
        vat = scene.catalogue.exclusive
        keys = ("seat", "sensor", "consulting", "pro")
        lines = [
            scene.line(keys[i % len(keys)], DKK, vat, scene.rng.randint(1, 4), note=f"Afdeling {i + 1}")
            for i in range(count)
        ]
        return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, description=f"Samlefaktura, {count} linjer")

    return recipe


def zero_total(scene: Scene) -> InvoiceDraft:
    """A trial: one line that costs nothing."""
    line = scene.line("pro", DKK, scene.catalogue.exclusive)
    trial = replace(line, amount=0, unit=line.unit and line.unit * 0, description="Prøveperiode for Nordvind Pro")
    return InvoiceDraft(scene.someone("dk_business"), "dkk", [trial])


def untaxed(scene: Scene) -> InvoiceDraft:
    """A Danish customer to whom Stripe shows no tax at all: the ledger, which adds VAT, cannot agree with it."""
    return InvoiceDraft(scene.someone("dk_untaxed"), "dkk", [scene.line("pro", DKK, None, 2)])


def metered(scene: Scene) -> InvoiceDraft:
    """Usage at prices of up to 12 decimals and in parts of a unit."""
    vat = scene.catalogue.exclusive
    lines = [
        scene.line("api", DKK, vat, scene.rng.randint(10_000, 900_000)),
        scene.line("storage", DKK, vat, f"{scene.rng.randint(20, 900)}.{scene.rng.randint(1, 999):03d}"),
        scene.line("pro", DKK, vat),
    ]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)


def shipping(scene: Scene) -> InvoiceDraft:
    """Hardware sent by post; the postage carries VAT."""
    vat = scene.catalogue.exclusive
    lines = [scene.line("sensor", DKK, vat, scene.rng.randint(1, 6)), scene.line("bracket", DKK, vat, 2)]
    person = scene.someone("dk_business")
    return InvoiceDraft(
        person,
        "dkk",
        lines,
        shipping=7_900,
        shipping_tax=vat,
        metadata={"order_id": f"SO-{scene.rng.randint(1, 9999)}"},
    )


def small_lines(scene: Scene) -> InvoiceDraft:
    """Small things whose VAT ends in half an øre each, so that VAT per line and VAT on the sum differ by 2 øre."""
    vat = scene.catalogue.exclusive
    lines = [scene.line(key, DKK, vat) for key in ("cable", "screws", "gasket", "label")]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)


def deleted_customer(scene: Scene) -> InvoiceDraft:
    """A customer who was deleted at Stripe after the invoice was paid."""
    return saas(scene, "dk_deleted")


def archived_product(scene: Scene) -> InvoiceDraft:
    """A plan that is no longer sold."""
    return InvoiceDraft(
        scene.someone("dk_business"), "dkk", [scene.line("classic", DKK, scene.catalogue.exclusive, 3)]
    )


def one_off(scene: Scene) -> InvoiceDraft:
    """An amount typed into the dashboard, for which Stripe makes a product and a price of its own."""
    line = scene.line("consulting", DKK, scene.catalogue.exclusive)
    amount = scene.rng.randint(100, 900) * 100
    typed = replace(line, amount=amount, unit=line.unit and line.unit * 0 + amount, description="Hasteopgave, 3. maj")
    return InvoiceDraft(scene.someone("dk_business"), "dkk", [typed], one_off=typed)


def credit_balance(scene: Scene) -> InvoiceDraft:
    """An invoice of which the customer's credit balance pays a part."""
    lines = [scene.line("team", DKK, scene.catalogue.exclusive)]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, credit=20_000)


def prepaid(scene: Scene) -> InvoiceDraft:
    """A small thing that the customer's credit balance pays all of."""
    lines = [scene.line("cable", DKK, scene.catalogue.exclusive, 2)]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines, credit=20_000)


def tiny(scene: Scene) -> InvoiceDraft:
    """Less than Stripe charges: the customer's balance takes it."""
    lines = [scene.line("storage", DKK, scene.catalogue.exclusive, "0.9")]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)


def basket(scene: Scene) -> InvoiceDraft:
    """A mixed order of hardware."""
    vat = scene.catalogue.exclusive
    keys = scene.rng.sample(_HARDWARE, k=scene.rng.randint(2, 5))
    lines = [scene.line(key, DKK, vat, scene.rng.randint(1, 8)) for key in keys]
    return InvoiceDraft(scene.someone("dk_business"), "dkk", lines)
