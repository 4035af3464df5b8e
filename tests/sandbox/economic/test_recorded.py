"""The sandbox's answers beside recorded ones: the same properties in the same places, and the same kinds of value."""

import json
from decimal import Decimal

import pytest

from tests.sandbox.economic.client import Client, Json, draft, exact, line
from tests.support import SHARED

RECORDED = SHARED / "economic" / "recorded"
ERRORS = SHARED / "economic" / "real-errors"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not beside this checkout")


def recorded(name: str) -> Json:
    body: Json = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return body


def real_error(name: str) -> Json:
    body: Json = json.loads((ERRORS / f"{name}.json").read_text(encoding="utf-8"))["body"]
    return body


def shape(value: object) -> object:
    """Property names and kinds of value; of a list, the shape of its first item."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, int | Decimal) and not isinstance(value, bool) else type(value).__name__


def decimals(value: object, path: str = "") -> dict[str, int]:
    """How many decimals each number is written with."""
    if isinstance(value, dict):
        return {k: v for name, inner in value.items() for k, v in decimals(inner, f"{path}.{name}").items()}
    if isinstance(value, list):
        return decimals(value[0], f"{path}[]") if value else {}
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        return {path: -exponent}
    return {}


def test_a_new_customer(api: Client) -> None:
    api.customer(customerNumber=1)
    assert shape(exact(api.get("/customers/1"))) == shape(recorded("create_customer"))
    assert list(api.get("/customers/1").json()) == list(recorded("create_customer"))


def test_a_new_draft_has_the_same_properties_order_and_decimals(api: Client) -> None:
    api.customer(customerNumber=1, corporateIdentificationNumber="12345674")
    api.product("P1")
    recipient = {
        "name": "a",
        "address": "b",
        "zip": "c",
        "city": "d",
        "vatZone": {"vatZoneNumber": 1},
    }
    answer = exact(api.post("/invoices/drafts", draft(lines=[], recipient=recipient, references={"other": "in_1"})))
    real = recorded("create_draft_invoice")
    assert shape(answer) == shape(real)
    assert list(answer) == list(real)
    assert decimals(answer) == decimals(real)


def test_a_booked_invoice_has_the_same_properties_order_and_decimals(api: Client) -> None:
    api.product("P1", productGroup={"productGroupNumber": 2})
    recipient = {"name": "a", "address": "b", "zip": "c", "city": "d", "vatZone": {"vatZoneNumber": 1}}
    api.draft(recipient=recipient, references={"other": "in_1"}, lines=[line(unitNetPrice=10)])
    answer = exact(api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}}))
    real = recorded("create_booked_invoice")
    assert shape(answer) == shape(real)
    assert list(answer) == list(real)
    assert decimals(answer) == decimals(real)
    assert {name: answer[name] for name in ("netAmount", "vatAmount", "grossAmount", "remainder")} == {
        name: real[name] for name in ("netAmount", "vatAmount", "grossAmount", "remainder")
    }


def test_a_draft_computed_as_the_recorded_one(api: Client) -> None:
    real = recorded("invoice_send")
    api.customer(customerNumber=1)
    for number in ("1", "3"):
        api.product(number)
    sent = {name: real[name] for name in ("date", "currency", "delivery", "notes")}
    sent |= {
        "customer": {"customerNumber": 1},
        "layout": {"layoutNumber": 19},
        "paymentTerms": {"paymentTermsNumber": 1},
        "recipient": {**real["recipient"], "vatZone": {"vatZoneNumber": 1}},
        "lines": [
            {
                "description": one["description"],
                "unit": {"unitNumber": 1},
                "product": {"productNumber": one["product"]["productNumber"]},
                **{
                    name: float(one[name])
                    for name in ("quantity", "unitNetPrice", "discountPercentage", "unitCostPrice")
                },
            }
            for one in real["lines"]
        ],
    }
    answer = exact(api.post("/invoices/drafts", sent))
    computed = [name for name in real if name.endswith(("Amount", "Currency", "Percentage")) or name == "dueDate"]
    assert len(computed) > 8
    assert {name: answer[name] for name in computed} == {name: real[name] for name in computed}
    assert [list(one) for one in answer["lines"]] == [list(one) for one in real["lines"]]
    for ours, theirs in zip(answer["lines"], real["lines"], strict=True):
        numbers = [name for name in theirs if isinstance(theirs[name], Decimal)]
        assert {name: ours[name] for name in numbers} == {name: theirs[name] for name in numbers}


def test_a_deleted_draft(api: Client) -> None:
    api.draft()
    assert shape(api.delete("/invoices/drafts/1").json()) == shape(recorded("invoice_delete"))


def test_a_product(api: Client) -> None:
    api.product("P1", unit={"unitNumber": 3})
    real = recorded("product")
    # The recorded agreement has the inventory module; with it nobody could use orders.
    del real["inventory"]
    assert shape(exact(api.get("/products/P1"))) == shape(real)


@pytest.mark.parametrize(
    "name", ["vat_zones", "customer_groups", "product_groups", "layouts", "payment_terms", "vat_types", "units"]
)
def test_lookups(api: Client, name: str) -> None:
    ours = exact(api.get("/" + name.replace("_", "-"), skippages=0, pagesize=1000))
    real = recorded(name)
    assert shape(ours["collection"]) == shape(real["collection"])
    assert set(ours) == set(real)
    assert set(ours["pagination"]) == set(real["pagination"])
    # Both name themselves with the query they were asked.
    assert ours["self"].removeprefix(api.url) == real["self"].partition(".com")[2]


def test_vat_zones_and_layouts_are_those_of_the_demo_agreement(api: Client) -> None:
    for name in ("vat_zones", "layouts"):
        ours = api.get("/" + name.replace("_", "-")).json()["collection"]
        assert [_bare(item) for item in ours] == [_bare(item) for item in recorded(name)["collection"]]


def test_a_404(api: Client) -> None:
    ours, real = api.get("/customers/404").json(), recorded("404")
    assert list(ours) == list(real)
    for name in ("message", "developerHint", "httpStatusCode"):
        assert ours[name] == real[name]


def _bare(item: Json) -> Json:
    return {name: value for name, value in item.items() if name != "self"}


def _comparable(value: object, url: str) -> object:
    """An error body without what differs from one request to the next."""
    text = json.dumps(value, sort_keys=True).replace(url, "https://restapi.e-conomic.com")
    body: object = json.loads(text)
    if isinstance(body, dict):
        for name in ("logId", "logTime"):
            body.pop(name, None)
    return body


def test_an_unknown_customer_group_word_for_word(api: Client) -> None:
    ours = api.post(
        "/customers",
        {
            "name": "x",
            "currency": "DKK",
            "customerGroup": {"customerGroupNumber": 7},
            "paymentTerms": {"paymentTermsNumber": 1},
            "vatZone": {"vatZoneNumber": 1},
        },
    ).json()
    real = real_error("400-customer-group-not-found")
    text = json.dumps(real).replace("'1'", "'7'").replace('"inputValue": 1', '"inputValue": 7')
    # The real hint has the name in two words.
    text = text.replace("customer groups at", "customerGroups at")
    assert _comparable(ours, api.url) == _comparable(json.loads(text), api.url)


def test_a_barred_product_word_for_word(api: Client) -> None:
    real = real_error("400-draft-invoice-barred-product")
    (item,) = real["errors"]["lines"]["items"]
    number = item["product"]["errors"][0]["inputValue"]
    api.product(number, barred=True)
    api.draft()
    lines = [line() for _ in range(item["arrayIndex"])] + [line(product={"productNumber": number})]
    ours = api.post("/invoices/drafts", draft(lines=lines)).json()
    assert _comparable(ours, api.url) == _comparable(real, api.url)


def test_unknown_payment_terms_word_for_word(api: Client) -> None:
    api.draft()
    terms = {"paymentTermsNumber": 4711, "paymentTermsType": "invoiceMonth"}
    ours = api.post("/invoices/drafts", draft(paymentTerms=terms)).json()
    real = real_error("400-draft-invoice-paymentterms")
    assert _comparable(ours, api.url) == _comparable(real, api.url)


def test_a_filter_that_is_not_allowed(api: Client) -> None:
    ours = api.get("/customers", filter="bogusProp$eq:1").json()
    real = real_error("400-filter-not-allowed")
    assert set(ours) == set(real)
    assert ours["errors"] == real["errors"]
    assert set(real["allowedFilteringFields"]) <= set(ours["allowedFilteringFields"])
    assert ours["developerHint"] == real["developerHint"]


def test_a_barred_period_and_changed_payload(api: Client) -> None:
    real = real_error("400-book-barred-period")
    api.draft(date="2024-08-27")
    ours = api.post("/invoices/booked", {"draftInvoice": {"draftInvoiceNumber": 1}}).json()
    expected = real["message"].replace("27.08.2026", "27.08.2024").replace("invoice 73", "invoice 1")
    assert (ours["message"], ours["errorCode"]) == (expected, real["errorCode"])
    api.post("/products", {}, key="k")
    changed = real_error("400-idempotency-payload-changed")
    assert changed.items() <= api.post("/products", {"name": "x"}, key="k").json().items()
