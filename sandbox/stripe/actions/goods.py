"""What is sold: products, prices, tax rates and coupons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions.drafting import plain
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.objects import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price to be made: `unit` in minor units; `interval` for a recurring one."""

    product: str
    currency: str
    unit: Decimal
    tax_behavior: str = "unspecified"
    interval: str | None = None
    interval_count: int = 1
    nickname: str | None = None
    lookup_key: str | None = None
    active: bool = True
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """A coupon to be made: a percentage, or an amount in minor units of its currency."""

    percent_off: Decimal | None = None
    amount_off: int | None = None
    currency: str | None = None
    id: str | None = None
    name: str | None = None
    duration: str = "once"
    metadata: Mapping[str, str] = field(default_factory=dict)


def create_product(desk: Desk, name: str, **values: Any) -> str:  # noqa: ANN401 - properties of a product
    """A product; its id. An `id` among the values is taken as it is."""
    identifier = values.pop("id", None) or desk.short_id("prod")
    if desk.store.find("product", identifier):
        raise invalid(f"Product already exists: {identifier}", code="resource_already_exists", param="id")
    made = catalogue.product() | {"created": desk.now, "updated": desk.now, "name": name} | values
    return desk.add(made | {"id": identifier}, "product.created")


def create_price(desk: Desk, new: NewPrice) -> str:
    """A price; its id."""
    desk.named("product", new.product, "product")
    recurring = new.interval and {
        "interval": new.interval,
        "interval_count": new.interval_count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
    return desk.add(
        catalogue.price()
        | {
            "id": desk.long_id("price"),
            "active": new.active,
            "created": desk.now,
            "currency": new.currency,
            "lookup_key": new.lookup_key,
            "metadata": dict(new.metadata),
            "nickname": new.nickname,
            "product": new.product,
            "recurring": recurring,
            "tax_behavior": new.tax_behavior,
            "type": "recurring" if recurring else "one_time",
            "unit_amount": int(new.unit) if new.unit == int(new.unit) else None,
            "unit_amount_decimal": plain(new.unit),
        },
        "price.created",
    )


def create_tax_rate(desk: Desk, name: str, percentage: Decimal, *, inclusive: bool, **values: Any) -> str:  # noqa: ANN401 - properties of a tax rate
    """A tax rate; its id."""
    return desk.add(
        catalogue.tax_rate()
        | {
            "id": desk.long_id("txr"),
            "created": desk.now,
            "display_name": name,
            "effective_percentage": percentage,
            "inclusive": inclusive,
            "percentage": percentage,
        }
        | values,
        "tax_rate.created",
    )


def create_coupon(desk: Desk, new: NewCoupon) -> str:
    """A coupon; its id."""
    identifier = new.id or "".join(desk.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=8))
    if desk.store.find("coupon", identifier):
        raise invalid("Coupon already exists.", code="resource_already_exists", param="id")
    return desk.add(
        catalogue.coupon()
        | {
            "id": identifier,
            "amount_off": new.amount_off,
            "created": desk.now,
            "currency": new.currency,
            "duration": new.duration,
            "metadata": dict(new.metadata),
            "name": new.name,
            "percent_off": new.percent_off,
        },
        "coupon.created",
    )


def archive(desk: Desk, identifier: str) -> None:
    """Take a product out of sale."""
    desk.get("product", identifier, param="product")
    desk.change("product", identifier, {"active": False, "updated": desk.now})


def delete_product(desk: Desk, identifier: str) -> None:
    """Delete a product that never had a price.

    Raises:
        ApiError: 400 for one that has: it can only be archived (SDK documentation).
    """
    desk.get("product", identifier)
    if desk.having("price", "product", identifier):
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")
    desk.store.delete("product", identifier)
