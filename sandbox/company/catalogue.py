"""What the made-up company sells: products with their prices, tax rates, coupons and a shipping rate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.stripe.money.amounts import Coupon, TaxRule
from sandbox.stripe.objects.catalogue import coupon as blank_coupon
from sandbox.stripe.objects.catalogue import price, product, shipping_rate, tax_rate
from sandbox.stripe.objects.ids import long_id, randomness, short_id

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENED = 1_748_764_800
"""2025-06-01T08:00:00Z: when the company set up its Stripe account."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Goods:
    """A product with its prices: minor units by currency and tax behaviour (`dkk exclusive`)."""

    key: str
    name: str
    sku: str
    unit_label: str | None
    prices: dict[str, str]
    interval: str | None = None
    usage: str = "licensed"
    active: bool = True
    description: str | None = None


GOODS = (
    Goods(
        "pro", "Nordvind Pro", "NV-PRO", "bruger",
        {"dkk exclusive": "29900", "eur exclusive": "3900", "usd unspecified": "4500"}, "month",
        description="Abonnement på Nordvind Pro, pr. bruger",
    ),
    Goods(
        "team", "Nordvind Team", "NV-TEAM", "team",
        {"dkk exclusive": "149900", "eur exclusive": "19900", "usd unspecified": "22900"}, "month",
    ),
    Goods("seat", "Ekstra bruger", "NV-SEAT", "bruger", {"dkk exclusive": "4900", "eur exclusive": "650"}, "month"),
    Goods("classic", "Nordvind Classic", "NV-CLASSIC", None, {"dkk exclusive": "19900"}, "month", active=False),
    Goods("api", "API-kald", "NV-API", "kald", {"dkk exclusive": "1.234567890123", "eur exclusive": "0.0625"},
          "month", "metered"),
    Goods("storage", "Lagerplads", "NV-GB", "GB", {"dkk exclusive": "175.5", "eur exclusive": "23.4"},
          "month", "metered"),
    Goods("consulting", "Konsulentbistand", "KONSULENT", "time",
          {"dkk exclusive": "125000", "eur exclusive": "16800", "usd unspecified": "18000"}),
    Goods("workshop", "Workshop: Bogføring på autopilot", "WORKSHOP-1", None,
          {"dkk exclusive": "875000", "eur exclusive": "117500", "usd unspecified": "129000"}),
    Goods("sensor", "Sensor NV-2", "HW-NV2", "stk.", {"dkk exclusive": "64900", "eur exclusive": "8700"}),
    Goods("bracket", "Vægbeslag til sensor", "HW-BESLAG", "stk.", {"dkk exclusive": "4995", "eur exclusive": "670"}),
    Goods("cable", "Kabel, 2 m", "HW-KABEL", "stk.", {"dkk exclusive": "2310"}),
    Goods("screws", "Skruepose, 50 stk.", "HW-SKRUER", None, {"dkk exclusive": "1398"}),
    Goods("gasket", "Pakning Ø12", "HW-PAK12", "stk.", {"dkk exclusive": "1002"}),
    Goods("label", "Etiketter, ark", "HW-ETIKET", "ark", {"dkk exclusive": "606"}),
    Goods("book", "Håndbog: Moms for begyndere", "BOG-1", None, {"dkk inclusive": "9999", "eur exclusive": "1490"}),
    Goods("pen", "Kuglepen", "KUGLEPEN", "stk.", {"dkk inclusive": "2497"}),
    Goods("mug", "Krus ☕ med logo", "KRUS", "stk.", {"dkk inclusive": "12995"}),
    Goods("course", "Onlinekursus i bæredygtigt regnskab", "KURSUS-1", None,
          {"dkk inclusive": "49900", "eur exclusive": "7900"}),
)  # fmt: skip

COUPONS = (
    Coupon("LOYAL15", "15 % loyalitetsrabat", percent_off=Decimal("15.0")),
    Coupon("SOMMER10", "Sommertilbud 10 %", percent_off=Decimal("10.0")),
    Coupon("KRUS20", "20 % på hele kurven", percent_off=Decimal("20.0")),
    Coupon("HALVTREDS", "500 kr. i rabat", amount_off=50_000, currency="dkk"),
    Coupon("GRATIS", "Gratis første måned", percent_off=Decimal("100.0")),
)


@dataclass(frozen=True, slots=True)
class Priceable:
    """One product at one price: what an invoice line needs to know. `unit` is in minor units."""

    product: str
    price: str
    name: str
    unit_label: str | None
    unit: Decimal
    interval: str | None


class Catalogue:
    """The company's products, prices, rates and coupons with the ids that belong to a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        rng = randomness(seed, "catalogue")
        self._products = {goods.key: short_id(rng, "prod") for goods in GOODS}
        self._prices = {(goods.key, tag): long_id(rng, "price") for goods in GOODS for tag in goods.prices}
        self._goods = {goods.key: goods for goods in GOODS}
        self.coupons = {coupon.id: coupon for coupon in COUPONS}
        self.shipping_rate = long_id(rng, "shr")
        vat = Decimal("25.0")
        self.exclusive = TaxRule(vat, "exclusive", "standard_rated", long_id(rng, "txr"))
        self.inclusive = TaxRule(vat, "inclusive", "standard_rated", long_id(rng, "txr"))
        self.reverse = TaxRule(Decimal("0.0"), "exclusive", "reverse_charge", long_id(rng, "txr"))

    def find(self, key: str, tag: str) -> Priceable:
        """A product at its price for `tag`, such as `dkk exclusive`."""
        goods = self._goods[key]
        return Priceable(
            self._products[key],
            self._prices[key, tag],
            goods.name,
            goods.unit_label,
            Decimal(goods.prices[tag]),
            goods.interval,
        )

    def objects(self) -> Iterator[dict[str, Any]]:
        """Everything the catalogue consists of, as Stripe objects."""
        yield from self._rates()
        for number, goods in enumerate(GOODS):
            created = OPENED + number * _DAY // 24
            yield product() | {
                "id": self._products[goods.key],
                "active": goods.active,
                "created": created,
                "default_price": self._prices[goods.key, next(iter(goods.prices))],
                "description": goods.description,
                "metadata": {"sku": goods.sku},
                "name": goods.name,
                "unit_label": goods.unit_label,
                "updated": created if goods.active else created + 300 * _DAY,
            }
            for tag, unit in goods.prices.items():
                yield self._price(goods, tag, Decimal(unit), created)

    def _price(self, goods: Goods, tag: str, unit: Decimal, created: int) -> dict[str, Any]:
        currency, behavior = tag.split()
        recurring = goods.interval and {
            "interval": goods.interval,
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": goods.usage,
        }
        return price() | {
            "id": self._prices[goods.key, tag],
            "active": goods.active,
            "created": created,
            "currency": currency,
            "product": self._products[goods.key],
            "recurring": recurring,
            "tax_behavior": behavior,
            "type": "recurring" if recurring else "one_time",
            "unit_amount": int(unit) if unit == int(unit) else None,
            "unit_amount_decimal": str(unit),
        }

    def _rates(self) -> Iterator[dict[str, Any]]:
        for rule, name in (
            (self.exclusive, "Moms"),
            (self.inclusive, "Moms"),
            (self.reverse, "Omvendt betalingspligt"),
        ):
            yield tax_rate() | {
                "id": rule.rate,
                "country": "DK",
                "created": OPENED,
                "display_name": name,
                "effective_percentage": rule.percent,
                "inclusive": rule.behavior == "inclusive",
                "jurisdiction": "DK",
                "jurisdiction_level": "country",
                "percentage": rule.percent,
                "tax_type": "vat",
            }
        yield shipping_rate() | {
            "id": self.shipping_rate,
            "created": OPENED,
            "display_name": "Levering med pakkepost",
            "fixed_amount": {"amount": 7_900, "currency": "dkk"},
            "tax_behavior": "exclusive",
        }
        for coupon in self.coupons.values():
            yield blank_coupon() | {
                "id": coupon.id,
                "amount_off": coupon.amount_off,
                "created": OPENED,
                "currency": coupon.currency,
                "name": coupon.name,
                "percent_off": coupon.percent_off,
            }
