"""Forms of customers, products, prices, tax rates and coupons."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.stripe.actions import goods, people
from sandbox.stripe.actions.goods import NewCoupon, NewPrice
from sandbox.stripe.actions.people import Newcomer
from sandbox.stripe.api.errors import invalid
from sandbox.stripe.money.currencies import SETTLEMENT

if TYPE_CHECKING:
    from sandbox.stripe.actions.desk import Desk
    from sandbox.stripe.actions.form import Form

JsonObject = dict[str, Any]

_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_COUNTRY_LENGTH = 2
_HUNDRED = 100
_MOST_TAX_IDS = 5
_PLACES = 4  # of a tax rate's percentage (Stripe's documentation of tax rates)


def customer(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/customers`."""
    tax_ids = [(entry.needed("type"), entry.needed("value")) for entry in form.each("tax_id_data")]
    if len(tax_ids) > _MOST_TAX_IDS:
        raise invalid(f"A customer can have at most {_MOST_TAX_IDS} tax IDs here.", param="tax_id_data")
    person = Newcomer(
        form.text("name"),
        form.text("email"),
        form.text("phone"),
        form.text("description"),
        _address(form.inside("address")),
        _shipping(form.inside("shipping")),
        form.one_of("tax_exempt", "none", "exempt", "reverse") or "none",
        form.texts("preferred_locales"),
        form.amount("balance", least=None) or 0,
        tax_ids,
        form.metadata(),
    )
    form.finish(
        "business_name cash_balance individual_name invoice_prefix invoice_settings next_invoice_sequence "
        "payment_method source tax test_clock validate"
    )
    return people.create(desk, person)


def tax_id(desk: Desk, form: Form, owner: str) -> str:
    """`POST /v1/customers/:id/tax_ids`."""
    kind, value = form.needed("type"), form.needed("value")
    form.finish()
    return people.add_tax_id(desk, owner, kind, value)


def product(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/products`."""
    values: JsonObject = {
        "active": form.text("active") is None or form.boolean("active"),
        "description": form.text("description"),
        "id": form.text("id"),
        "metadata": form.metadata(),
        "unit_label": form.text("unit_label"),
        "url": form.text("url"),
    }
    name = form.needed("name")
    form.finish(
        "default_price_data images marketing_features package_dimensions shippable statement_descriptor tax_code "
        "tax_details type"
    )
    return goods.create_product(desk, name, **values)


def price(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/prices`; with `product_data` the product is made too."""
    currency = form.currency()
    if currency is None:
        raise form.missing("currency")
    unit, fine = form.amount("unit_amount"), form.decimal("unit_amount_decimal")
    if (unit is None) == (fine is None):
        raise invalid("You must specify one of: unit_amount, unit_amount_decimal.", param="unit_amount")
    recurring, data, named = form.inside("recurring"), form.inside("product_data"), form.text("product")
    if (data is None) == (named is None):
        raise invalid("You must specify either `product` or `product_data` when creating a price.", param="product")
    interval = recurring.one_of("interval", "day", "week", "month", "year") if recurring else None
    count = (recurring.integer("interval_count") if recurring else None) or 1
    if recurring:
        if interval is None:
            raise recurring.missing("interval")
        recurring.finish("meter trial_period_days usage_type")
    if data:
        name, metadata, label = data.needed("name"), data.metadata(), data.text("unit_label")
        data.finish("active id statement_descriptor tax_code tax_details")
    else:
        desk.named("product", named or "", "product")
    new = NewPrice(
        named or "",
        currency,
        Decimal(unit or 0) if fine is None else fine,
        form.one_of("tax_behavior", "exclusive", "inclusive", "unspecified") or "unspecified",
        interval,
        count,
        form.text("nickname"),
        form.text("lookup_key"),
        form.text("active") is None or form.boolean("active"),
        form.metadata(),
    )
    form.finish(
        "billing_scheme currency_options custom_unit_amount tiers tiers_mode transfer_lookup_key transform_quantity"
    )
    if data:
        new = NewPrice(
            **{
                **{name: getattr(new, name) for name in NewPrice.__slots__},
                "product": goods.create_product(desk, name, metadata=metadata, unit_label=label),
            }
        )
    return goods.create_price(desk, new)


def tax_rate(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/tax_rates`."""
    percentage = form.decimal("percentage")
    if percentage is None:
        raise form.missing("percentage")
    if not 0 <= percentage <= _HUNDRED:
        raise invalid("Percentage must be between 0 and 100.", param="percentage")
    if percentage != round(percentage, _PLACES):
        raise invalid(f"Percentage can have at most {_PLACES} decimal places.", param="percentage")
    form.needed("inclusive")
    name, inclusive = form.needed("display_name"), form.boolean("inclusive")
    values: JsonObject = {
        "country": form.text("country"),
        "description": form.text("description"),
        "jurisdiction": form.text("jurisdiction"),
        "metadata": form.metadata(),
        "state": form.text("state"),
        "tax_type": form.text("tax_type"),
    }
    form.finish("active")
    return goods.create_tax_rate(desk, name, percentage, inclusive=inclusive, **values)


def coupon(desk: Desk, form: Form, _: str) -> str:
    """`POST /v1/coupons`."""
    percent, amount = form.decimal("percent_off"), form.amount("amount_off", least=1)
    if (percent is None) == (amount is None):
        raise invalid("You must pass either `percent_off` or `amount_off`.", param="percent_off")
    if percent is not None and not 0 < percent <= _HUNDRED:
        raise invalid("Invalid percent_off: must be between 0 and 100.", param="percent_off")
    currency = form.currency() or (None if amount is None else SETTLEMENT)
    duration = form.one_of("duration", "forever", "once", "repeating") or "once"
    new = NewCoupon(percent, amount, currency, form.text("id"), form.text("name"), duration, form.metadata())
    form.finish("applies_to currency_options duration_in_months max_redemptions redeem_by")
    return goods.create_coupon(desk, new)


def _address(form: Form | None) -> JsonObject | None:
    if form is None:
        return None
    found: JsonObject = {name: form.text(name) for name in _ADDRESS}
    form.finish()
    country = found["country"]
    if country and len(country) != _COUNTRY_LENGTH:
        raise invalid(f"Country '{country}' is unknown. Try using a 2-character alphanumeric country code instead.")
    return found


def _shipping(form: Form | None) -> JsonObject | None:
    if form is None:
        return None
    found: JsonObject = {
        "address": _address(form.inside("address")),
        "name": form.needed("name"),
        "phone": form.text("phone"),
    }
    form.finish()
    return found
