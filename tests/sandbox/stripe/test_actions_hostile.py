"""Whatever is posted to the addresses of actions, Stripe's kind of error answers, and nothing is half done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company import stream
from sandbox.errors import SandboxError
from sandbox.stripe.actions import ACTIONS, ENDPOINTS, Endpoint
from sandbox.stripe.api.errors import ApiError
from sandbox.stripe.store import Store

if TYPE_CHECKING:
    from sandbox.stripe.api.params import Params

CLIENT_ERRORS = range(400, 405)
NAMES = (
    "account", "amount", "amount_off", "automatic_payment_methods", "balance", "charge", "collection_method",
    "confirm", "coupon", "credit_amount", "currency", "customer", "days_until_due", "default_tax_rates",
    "description", "discounts", "display_name", "due_date", "email", "inclusive", "invoice", "lines",
    "metadata", "method", "name", "out_of_band_amount", "paid_out_of_band", "payment_intent", "payment_method",
    "percent_off", "percentage", "period", "pricing", "product", "product_data", "quantity", "quantity_decimal",
    "reason", "recurring", "refund_amount", "refunds", "tax_id_data", "tax_rates", "type", "unit_amount",
    "unit_amount_decimal", "value",
)  # fmt: skip


STORE = Store.load(stream(1, 12))
# What made-up requests did to the other one must not matter to those that are written out.
UNTOUCHED = Store.load(stream(1, 12))


def some_ids() -> list[str]:
    kinds = ("customer", "invoice", "charge", "payment_intent", "price", "product", "tax_rate", "coupon", "dispute")
    return [next(STORE.all(kind))["id"] for kind in kinds]


IDS = some_ids()
texts = st.one_of(
    st.sampled_from(IDS),
    st.sampled_from(
        ["", "0", "1", "-1", "1000", "99999999999", "1e9", "true", "dkk", "DKK", "xyz", "pm_card_visa", "DK"]
    ),
    st.text(max_size=12),
    st.just("9" * 40),
    st.just("\x00" * 5),
    st.just("x" * 6_000),
)
keys = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(["0", "1", "enabled", "country", "interval"]), st.text(max_size=4)
)
params: st.SearchStrategy[Any] = st.recursive(
    texts, lambda inner: st.dictionaries(keys, inner, max_size=4), max_leaves=6
)
forms = st.dictionaries(st.sampled_from(NAMES), params, max_size=6)


@settings(max_examples=400, deadline=None)
@given(
    endpoint=st.sampled_from(ENDPOINTS), identifier=st.one_of(st.sampled_from(IDS), st.text(max_size=8)), form=forms
)
def test_any_form_gets_an_answer_or_a_client_error(endpoint: Endpoint, identifier: str, form: Params) -> None:
    try:
        made = endpoint.perform(STORE, identifier, form)
    except ApiError as refused:
        status: int = refused.status
        assert status in CLIENT_ERRORS
    else:
        assert STORE.find(endpoint.kind, made) is not None


@pytest.mark.parametrize("name", sorted(ACTIONS))
@pytest.mark.parametrize(
    "value", ["", "x", "-1", "\x00", "9" * 30, None, True, 0, -1, 10**17, [], ["a"], {"a": 1}, 1.5]
)
def test_any_argument_gets_an_object_or_a_refusal(name: str, value: object) -> None:
    arguments = dict.fromkeys((parameter.name for parameter in ACTIONS[name].parameters), value)
    try:
        found = ACTIONS[name].run(STORE, arguments)
    except SandboxError as refused:
        code: str = refused.code
        assert code
    else:
        assert found["object"]


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("/v1/customers", {"address": {"country": "Denmark"}}, None),
        ("/v1/customers", {"balance": "1.5"}, "parameter_invalid_integer"),
        ("/v1/customers", {"metadata": {"k": {"nested": "x"}}}, None),
        ("/v1/products", {}, "parameter_missing"),
        ("/v1/prices", {"currency": "dkk", "unit_amount": "-1", "product": IDS[5]}, "parameter_invalid_integer"),
        ("/v1/prices", {"currency": "dkk", "unit_amount": "1", "product": "prod_none"}, "resource_missing"),
        ("/v1/invoiceitems", {"customer": IDS[0], "amount": "100", "quantity": "3"}, None),
        ("/v1/invoices", {"customer": IDS[0], "collection_method": "send_invoice"}, None),
        ("/v1/invoices", {"customer": IDS[0], "collection_method": "pigeon"}, None),
        ("/v1/payment_intents", {"amount": "249", "currency": "dkk", "confirm": "true"}, "amount_too_small"),
        ("/v1/payment_intents", {"amount": "1000", "currency": "dkk"}, None),
        ("/v1/payment_intents", {"amount": "100000000000", "currency": "dkk"}, "amount_too_large"),
        ("/v1/refunds", {}, None),
        ("/v1/credit_notes", {"invoice": IDS[1]}, None),
        ("/v1/payouts", {"amount": "100", "currency": "eur"}, None),
    ],
)
def test_bad_forms_are_refused_before_anything_happens(path: str, form: Params, code: str | None) -> None:
    endpoint = next(one for one in ENDPOINTS if one.path == path)
    before = {kind: len(UNTOUCHED.collection(kind)) for kind in ("customer", "product", "price", "invoice", "charge")}
    with pytest.raises(ApiError) as caught:
        endpoint.perform(UNTOUCHED, "", form)
    assert (caught.value.status, caught.value.api_code) == (400, code)
    assert before == {kind: len(UNTOUCHED.collection(kind)) for kind in before}
