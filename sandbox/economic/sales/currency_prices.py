"""What a product costs in other currencies: a price list of its own, from which nothing is taken by itself.

Unverified: that a second price in a currency is refused with E06010, and that PUT creates a missing one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic import errors
from sandbox.economic.answering import listing
from sandbox.economic.body.rules import Group, Number, Text
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import places
from sandbox.economic.query.fields import Queryable
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes
    from sandbox.economic.body.validation import Checked
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store

_PATH: Final = "/products/{key}/pricing/currency-specific-sales-prices"

_PRODUCT: Final = Group(properties={"productNumber": Text(most=25, least=1)})

# What is named beside the price is the address's; the schema of POST takes the currency from the body.
PRICE_WRITE: Final = Group(
    properties={
        "price": Number(places=2, required=True),
        "product": _PRODUCT,
        "currency": Group(properties={"code": Text(pattern="^[a-zA-Z]{3}$", required=True)}),
    }
)

PRICES: Final = Queryable({"currency.code": "text", "price": "number", "product.productNumber": "text"})


def routes() -> Routes:
    """The prices of a product, and one of them."""
    return {
        _PATH: {"GET": _list, "POST": _create},
        _PATH + "/{currency}": {"GET": _get, "PUT": _replace, "DELETE": _delete},
    }


def forget(store: Store, product: str) -> None:
    """Drop the prices of a product that is deleted."""
    for entry in store.currency_prices.having("product.productNumber", frozenset({product})):
        store.currency_prices.remove(entry.key)


def _list(call: Call) -> Answer:
    product = _product(call)

    def prices(store: Store) -> Collection[str]:
        return store.currency_prices.part(store.currency_prices.having("product.productNumber", frozenset({product})))

    return listing(prices, PRICES)(call)


def _get(call: Call) -> Answer:
    entry = call.store.currency_prices.entry(_key(_product(call), call.params["currency"]))
    if entry is None:
        raise errors.not_found()
    return Answer(200, entry.one)


def _create(call: Call) -> Answer:
    product = _product(call)
    checked = call.checked(PRICE_WRITE)
    code = checked.fields.get("currency", {}).get("code", "")
    _check(call, checked, product, code)
    if _key(product, code) in call.store.currency_prices:
        raise errors.plain(400, "The entity cannot be created because the key already exists.", code="E06010")
    return _save(call, product, code, checked)


def _replace(call: Call) -> Answer:
    product, code = _product(call), call.params["currency"]
    checked = call.checked(PRICE_WRITE)
    sent = checked.fields.get("currency", {}).get("code", code)
    if sent.upper() != code.upper():
        checked.tree.add(("currency",), "E04300", "currency does not match the one in the url.", sent)
    _check(call, checked, product, code)
    return _save(call, product, code, checked)


def _delete(call: Call) -> Answer:
    key = _key(_product(call), call.params["currency"])
    if key not in call.store.currency_prices:
        raise errors.not_found("E06000")
    call.store.currency_prices.remove(key)
    return Answer(204)


def _check(call: Call, checked: Checked, product: str, code: str) -> None:
    if checked.fields.get("product", {}).get("productNumber", product) != product:
        checked.tree.add(("product",), "E04300", "product does not match the one in the url.")
    if code.upper() not in call.store.agreement.currencies:
        url = call.store.url("currencies")
        checked.tree.not_found(("currency",), errors.UNVERIFIED_CODE, "Currency", code[:40], url)
    checked.tree.raise_if_any()


def _save(call: Call, product: str, code: str, checked: Checked) -> Answer:
    store, key = call.store, _key(product, code)
    known = key in store.currency_prices
    document: Json = {
        "currency": reference(store, "currencies", "code", code.upper()),
        "product": reference(store, "products", "productNumber", product),
        "price": places(checked.fields["price"], 2),
        "self": f"{store.link('products', product)}/pricing/currency-specific-sales-prices/{code.upper()}",
    }
    entry = store.currency_prices.put(key, document, checked.fields)
    return Answer(200, entry.one) if known else Answer(201, entry.one, document["self"])


def _product(call: Call) -> str:
    number = call.text_key
    if number not in call.store.products:
        raise errors.not_found()
    return number


def _key(product: str, code: str) -> str:
    return f"{product} {code.upper()}"
