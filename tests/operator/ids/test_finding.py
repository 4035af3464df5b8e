"""What people write for an object, and what it leads to."""

import pytest

from tests.operator.ids.asking import Asking

CUSTOMER = {
    "currency": "DKK",
    "customerGroup": {"customerGroupNumber": 1},
    "paymentTerms": {"paymentTermsNumber": 3},
    "vatZone": {"vatZoneNumber": 1},
}


def test_an_id_is_taken_as_it_is_and_each_object_once(asking: Asking) -> None:
    one = asking.sell()
    assert asking.found(one, one) == [one]
    assert asking.found("cus_1", "txn_1", "po_1", "prod_1", "cn_1", "py_1") == [
        *("cus_1", "txn_1", "po_1", "prod_1", "cn_1", "py_1")
    ]


def test_the_numbers_of_drafts_booked_invoices_and_orders_lead_to_their_reference(asking: Asking) -> None:
    first, second, third = asking.sell("a"), asking.sell("b"), asking.sell("c")
    draft = asking.post(first)["draftInvoiceNumber"]
    booked = asking.book(asking.post(second))["bookedInvoiceNumber"]
    order = asking.order(third)["orderNumber"]
    assert asking.found(f"draft {draft}", "booked", str(booked)) == [first, second]
    assert asking.found("order", str(order)) == asking.found(f"draft order {order}") == [third]


def test_the_number_of_a_stripe_invoice_is_found_in_economic_or_in_stripes_list(asking: Asking) -> None:
    one = asking.sell()
    (body,) = asking.listed("invoices")
    number = body["number"]
    asking.sandbox.stripe.requests.clear()
    assert asking.found(number.lower()) == [one]
    asking.post(one, notes={"heading": f"Stripe invoice {number}"})
    asking.sandbox.stripe.requests.clear()
    assert asking.found(number) == [one]
    paths = [request.path for request in asking.sandbox.stripe.requests]
    assert paths == [f"/v1/invoices/{one}"]
    code, message, _hint = asking.found(f"{number}9")
    assert (code, "headings of e-conomic's drafts and booked invoices" in message) == ("not_found", True)


def test_a_voucher_leads_to_the_movements_on_it_booked_or_not(asking: Asking) -> None:
    asking.take()
    (charge, *_) = asking.movements("charge")
    number = asking.voucher(charge)["voucherNumber"]
    assert asking.found("voucher", str(number)) == [charge["id"]]
    asking.book_journal()
    assert asking.found(f"voucher {number} (2026)") == [charge["id"]]
    code, message, _hint = asking.found(f"voucher {number} (2025)")
    assert (code, "all journals and accounting years" in message) == ("not_found", True)


def test_a_customer_of_economics_leads_to_stripes_by_number_or_address(asking: Asking) -> None:
    by_address = asking.shop.buyer(email="lise@example.dk")
    by_number = asking.shop.buyer(email="ole@example.dk")
    people = [
        {"name": "Lise", "email": "lise@example.dk"},
        {"name": "Ole"},
        {"name": "X", "email": "x@example.dk"},
    ]
    made = [asking.api.post("/customers", CUSTOMER | one).json()["customerNumber"] for one in people]
    asking.note(f"customers/{by_number}", economic_customer_number=str(made[1]))
    assert asking.found(f"customer {made[0]}") == [by_address]
    assert asking.found("customer", str(made[1])) == [by_number]
    code, message, _hint = asking.found(f"customer {made[2]}")
    assert (code, "economic_customer_number" in message) == ("not_found", True)


def test_payments_refunds_and_disputes_lead_to_what_is_posted_for_them(asking: Asking) -> None:
    sold = asking.sell()
    charges = {one["description"]: one for one in asking.listed("charges")}
    (of_invoice,) = charges.values()
    assert asking.found(of_invoice["payment_intent"]) == [sold]
    taken = asking.take()
    (charge,) = [one for one in asking.listed("charges") if one["id"] == taken]
    assert asking.found(charge["payment_intent"]) == [taken]
    refund = asking.shop.call("refunds", charge=taken, amount=1000)["id"]
    (movement,) = asking.movements("refund")
    assert asking.found(refund) == [movement["id"]]
    assert asking.found("re_nowhere")[0] == "not_found"
    assert asking.found("dp_nowhere")[0] == "not_found"


def test_a_plain_number_is_taken_where_one_thing_has_it_and_refused_where_several_do(asking: Asking) -> None:
    one = asking.sell()
    number = asking.book(asking.post(one))["bookedInvoiceNumber"]
    assert asking.api.get(f"/customers/{number}").status_code == 404
    assert asking.found(str(number)) == [one]
    made = asking.api.post("/customers", {**CUSTOMER, "name": "Ole", "customerNumber": number})
    assert made.status_code == 201, made.text
    code, message, _hint = asking.found(str(number))
    assert (code, message) == (
        "ambiguous",
        f"{number} may mean several things: booked {number}, customer {number}.",
    )
    assert "voucher 60001" in asking.found("987654")[2]


def test_what_bears_no_stripe_id_says_so(asking: Asking) -> None:
    number = asking.post("Ordre 17")["draftInvoiceNumber"]
    assert asking.found("draft", str(number))[0] == "no_stripe_id"


@pytest.mark.parametrize("word", ["sub_1", "draft", "hello", "99999999999", "in", "draft 12 (2026)", "-", "draft x"])
def test_what_spells_nothing_is_refused_with_the_spellings(asking: Asking, word: str) -> None:
    code, message, hint = asking.found(word)
    assert code == "not_understood"
    assert word.split(maxsplit=1)[0] in message or "(2026)" in message
    assert "booked 10031" in hint
    assert asking.sandbox.stripe.requests.total == 0
