"""Named actions about customers, products, invoices and credit notes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sandbox.errors import SandboxError
from sandbox.stripe.actions import balances, crediting, goods, invoicing, paying, people, unpaying
from sandbox.stripe.actions.action import Action, Parameter
from sandbox.stripe.actions.crediting import Credit
from sandbox.stripe.actions.drafting import Item, add_item
from sandbox.stripe.actions.goods import NewCoupon, NewPrice
from sandbox.stripe.actions.invoicing import Draft
from sandbox.stripe.actions.people import Newcomer
from sandbox.stripe.actions.told import CURRENCY, METHOD, MINOR, named, number, switch, text
from sandbox.stripe.money import currencies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stripe.actions.action import Arguments
    from sandbox.stripe.actions.desk import Desk

JsonObject = dict[str, Any]


def _create_customer(desk: Desk, given: Arguments) -> JsonObject:
    country = given.get("country")
    vat = given.get("vat_number")
    person = Newcomer(
        given["name"],
        given.get("email"),
        address={"country": country} if country else None,
        tax_exempt=given.get("tax_exempt", "none"),
        balance=given.get("balance", 0),
        tax_ids=[("eu_vat", vat)] if vat else (),
    )
    return desk.get("customer", people.create(desk, person))


def _delete_customer(desk: Desk, given: Arguments) -> JsonObject:
    people.delete(desk, given["customer"])
    return desk.store.find("customer", given["customer"]) or {}


def _adjust_balance(desk: Desk, given: Arguments) -> JsonObject:
    customer = desk.get("customer", given["customer"], param="customer")
    currency = customer["currency"] or currencies.check(given.get("currency", currencies.SETTLEMENT))
    text = given.get("description")
    return balances.move(desk, customer["id"], given["amount"], "adjustment", currency=currency, description=text)


def _create_product(desk: Desk, given: Arguments) -> JsonObject:
    product = goods.create_product(desk, given["name"], unit_label=given.get("unit_label"))
    if "amount" in given:
        currency = currencies.check(given.get("currency", currencies.SETTLEMENT))
        price = goods.create_price(desk, NewPrice(product, currency, Decimal(given["amount"])))
        desk.change("product", product, {"default_price": price})
    return desk.get("product", product)


def _archive_product(desk: Desk, given: Arguments) -> JsonObject:
    goods.archive(desk, given["product"])
    return desk.get("product", given["product"])


def _create_invoice(desk: Desk, given: Arguments) -> JsonObject:
    customer = desk.get("customer", given["customer"], param="customer")
    rows = given.get("items") or ([str(given["amount"])] if "amount" in given else [])
    if not rows:
        raise SandboxError("missing_argument", "create_invoice needs amount or items.", "amount=10000")
    asked = given.get("currency") or customer["currency"] or currencies.SETTLEMENT
    items = [_item(desk, row, customer["id"], currencies.check(asked)) for row in rows]
    rate = _tax_rate(desk, given)
    draft = Draft(
        customer["id"],
        items[0].currency,
        due_in_days=given.get("due_in_days"),
        tax_rates=[rate] if rate else (),
        coupons=[_coupon(desk, given["discount_percent"])] if "discount_percent" in given else (),
        description=given.get("description"),
    )
    identifier = invoicing.create(desk, draft)
    invoicing.put_items(desk, identifier, [add_item(desk, item, identifier) for item in items])
    if given.get("finalize", True):
        invoicing.finalise(desk, identifier)
    if given.get("pay") and desk.get("invoice", identifier)["status"] == "open":
        paying.by_method(desk, identifier, given.get("payment_method"))
    return desk.get("invoice", identifier)


def _item(desk: Desk, row: str, customer: str, currency: str) -> Item:
    """An item written as `10000`, `3 x 10000 Text` or `2 x price_…`, in minor units."""
    count, times, rest = row.partition(" x ")
    if not times:
        count, rest = "1", row
    worth, _, text = rest.strip().partition(" ")
    quantity = _decimal(count.strip(), "items")
    if worth.startswith("price_"):
        price = desk.named("price", worth, "items")
        return Item(customer, price["currency"], quantity, price=worth, description=text or None)
    return Item(customer, currency, quantity, unit=_decimal(worth, "items"), description=text or "Invoice item")


def _decimal(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise SandboxError("bad_argument", f"{name}: {text!r:.100} is no number.") from None
    if not found.is_finite() or abs(found) > 10**11 or found != round(found, 12):
        raise SandboxError("bad_argument", f"{name}: {text!r:.100} is too large or too fine a number.")
    return found


def _tax_rate(desk: Desk, given: Arguments) -> str | None:
    """The tax rate of that percentage; made where there is none."""
    if "tax_percent" not in given:
        return None
    percent, inclusive = _decimal(given["tax_percent"], "tax_percent"), bool(given.get("tax_inclusive"))
    for rate in desk.store.all("tax_rate"):
        if Decimal(str(rate["percentage"])) == percent and rate["inclusive"] is inclusive and rate["active"]:
            return str(rate["id"])
    return goods.create_tax_rate(desk, "VAT", percent, inclusive=inclusive)


def _coupon(desk: Desk, percent: str) -> str:
    found = _decimal(percent, "discount_percent")
    if not 0 < found <= 100:  # noqa: PLR2004 - per cent
        raise SandboxError("bad_argument", "discount_percent is more than 0 and at most 100.")
    return goods.create_coupon(desk, NewCoupon(percent_off=found, name=f"{found} %"))


def _finalize_invoice(desk: Desk, given: Arguments) -> JsonObject:
    return invoicing.finalise(desk, given["invoice"])


def _pay_invoice(desk: Desk, given: Arguments) -> JsonObject:
    identifier, name = given["invoice"], given.get("payment_method")
    if given.get("out_of_band"):
        paying.out_of_band(desk, identifier)
    elif "amount" in given:
        if given["amount"] < 1:
            raise SandboxError("bad_argument", "amount must be more than zero.")
        paying.in_part(desk, identifier, given["amount"], name)
    else:
        paying.by_method(desk, identifier, name)
    return desk.get("invoice", identifier)


def _reopen_invoice(desk: Desk, given: Arguments) -> JsonObject:
    unpaying.reopen(desk, given["invoice"])
    return desk.get("invoice", given["invoice"])


def _void_invoice(desk: Desk, given: Arguments) -> JsonObject:
    invoicing.void(desk, given["invoice"])
    return desk.get("invoice", given["invoice"])


def _mark_uncollectible(desk: Desk, given: Arguments) -> JsonObject:
    invoicing.mark_uncollectible(desk, given["invoice"])
    return desk.get("invoice", given["invoice"])


def _credit_invoice(desk: Desk, given: Arguments) -> JsonObject:
    invoice = desk.get("invoice", given["invoice"], param="invoice")
    amount = given["amount"] if "amount" in given else invoice["total"]
    part = (
        crediting.line_part(desk, invoice["id"], given["line"], quantity=None, amount=given.get("amount"))
        if "line" in given
        else None
    )
    if part:
        amount = crediting.worth_of(desk, part)
    pre = min(invoice["amount_remaining"], amount) if invoice["status"] != "paid" else 0
    ways: Mapping[str, str] = {"refund": "refund", "balance": "to_balance", "out_of_band": "out_of_band"}
    way = ways.get(given.get("give_back", "refund"))
    if way is None:
        raise SandboxError("bad_argument", f"give_back must be one of {', '.join(ways)}.")
    given_back = amount - pre
    credit = Credit(
        invoice["id"],
        [part] if part else (),
        None if part else amount,
        refund=given_back if way == "refund" else 0,
        to_balance=given_back if way == "to_balance" else 0,
        out_of_band=given_back if way == "out_of_band" else 0,
        reason=given.get("reason"),
        memo=given.get("memo"),
    )
    return desk.get("credit_note", crediting.create(desk, credit))


def _void_credit_note(desk: Desk, given: Arguments) -> JsonObject:
    crediting.void(desk, given["credit_note"])
    return desk.get("credit_note", given["credit_note"])


SALES = (
    Action(
        "create_customer",
        "Create a customer.",
        (
            text("name", "the customer's name", required=True),
            text("email", "e-mail address"),
            text("country", "two letters, such as DK"),
            text("vat_number", "EU VAT number, such as DK12345678"),
            text("tax_exempt", "none, exempt or reverse"),
            number("balance", f"{MINOR}; negative is credit"),
        ),
        _create_customer,
    ),
    Action("delete_customer", "Delete a customer.", (named("customer"),), _delete_customer),
    Action(
        "adjust_balance",
        "Give a customer credit (negative) or debt.",
        (
            named("customer"),
            number("amount", MINOR, required=True),
            CURRENCY,
            text("description", "why"),
        ),
        _adjust_balance,
    ),
    Action(
        "create_product",
        "Create a product, with a price if an amount is given.",
        (
            text("name", "its name", required=True),
            number("amount", MINOR),
            CURRENCY,
            text("unit_label", "such as hour"),
        ),
        _create_product,
    ),
    Action("archive_product", "Take a product out of sale.", (named("product"),), _archive_product),
    Action(
        "create_invoice",
        "Create an invoice, and finalise it unless told otherwise.",
        (
            named("customer"),
            number("amount", f"{MINOR}, for an invoice of one line"),
            Parameter("items", "list", required=False, help="10000, 3 x 10000 Text, or 2 x price_…"),
            CURRENCY,
            text("tax_percent", "such as 25"),
            switch("tax_inclusive", "whether the tax is in the amounts"),
            text("discount_percent", "off the whole invoice"),
            number("due_in_days", "to send it and have it paid later"),
            text("description", "the memo on it"),
            switch("finalize", "true unless given"),
            switch("pay", "charge it at once"),
            text("payment_method", METHOD),
        ),
        _create_invoice,
    ),
    Action("finalize_invoice", "Finalise a draft.", (named("invoice"),), _finalize_invoice),
    Action(
        "pay_invoice",
        "Pay an open invoice: by card, in part or too much (amount), by bank debit, or past Stripe.",
        (
            named("invoice"),
            number("amount", f"{MINOR}; all that is left if not given"),
            text("payment_method", METHOD),
            switch("out_of_band", "paid past Stripe"),
        ),
        _pay_invoice,
    ),
    Action("reopen_invoice", "Take the payments off a paid invoice.", (named("invoice"),), _reopen_invoice),
    Action("void_invoice", "Make an invoice void.", (named("invoice"),), _void_invoice),
    Action("mark_uncollectible", "Give an open invoice up.", (named("invoice"),), _mark_uncollectible),
    Action(
        "credit_invoice",
        "Issue a credit note, on an open invoice or a paid one.",
        (
            named("invoice"),
            number("amount", f"{MINOR} with tax, or of the line; everything if not given"),
            text("line", "id of an invoice line"),
            text("give_back", "after payment: refund, balance or out_of_band"),
            text("reason", "duplicate, fraudulent, order_change or product_unsatisfactory"),
            text("memo", "text on it"),
        ),
        _credit_invoice,
    ),
    Action("void_credit_note", "Void a credit note.", (named("credit_note"),), _void_credit_note),
)
"""In the order in which they are likely to be wanted."""
