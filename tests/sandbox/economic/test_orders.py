"""Orders: drafts, sent, archived, and the invoice they become."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sandbox.economic.setup.agreement import Named
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Client, Json, draft, exact, line, tree_codes


def order(api: Client, **changes: object) -> Json:
    """Create a draft order for customer 1 with one line of product P1, making both when they are missing."""
    if api.get("/customers/1").status_code == 404:
        api.customer(customerNumber=1)
        api.product("P1")
    answer = api.post("/orders/drafts", draft(**changes))
    assert answer.status_code == 201, answer.text
    return exact(answer)


def test_a_new_order_comes_back_whole_under_a_number_of_its_own(api: Client) -> None:
    api.draft()
    answer = api.post("/orders/drafts", draft(references={"other": "in_1"}, lines=[line(unitNetPrice=9.98)]))
    made = exact(answer)
    assert answer.headers["Location"] == made["self"] == f"{api.url}/orders/drafts/1"
    assert (made["netAmount"], made["vatAmount"], made["grossAmount"]) == (
        Decimal("9.98"),
        Decimal("2.50"),
        Decimal("12.48"),
    )
    assert '"netAmount":9.980000,' in answer.text
    assert '"grossAmount":12.48,' in answer.text
    assert made["recipient"]["vatZone"] == {"vatZoneNumber": 1, "self": f"{api.url}/vat-zones/1"}
    assert api.get("/orders/drafts/1").text == answer.text
    assert order(api)["orderNumber"] == 2


def test_lists_have_no_lines_in_them(api: Client) -> None:
    order(api)
    body = api.get("/orders/drafts").json()
    assert [item["lines"] for item in body["collection"]] == [[]]
    assert body["metaData"] == {}


def test_an_order_is_replaced(api: Client) -> None:
    made = order(api, references={"other": "in_1"})
    answer = api.put("/orders/drafts/1", draft(lines=[line(unitNetPrice=7)]))
    assert answer.status_code == 200
    assert "references" not in answer.json()
    assert exact(answer)["netAmount"] == 7
    assert answer.json()["soap"] == made["soap"]
    assert api.put("/orders/drafts/9", draft()).status_code == 404


def test_put_needs_no_more_than_the_recipient_and_wants_a_units_name(api: Client) -> None:
    made = order(api)
    answer = api.put("/orders/drafts/1", {"recipient": {"city": "Skagen"}})
    assert answer.status_code == 200
    assert answer.json()["recipient"]["city"] == "Skagen"
    assert {name: answer.json()[name] for name in ("date", "customer", "layout")} == {
        name: made[name] for name in ("date", "customer", "layout")
    }
    assert answer.json()["lines"] == []
    unnamed = api.put("/orders/drafts/1", draft(lines=[line(unit={"unitNumber": 1})]))
    assert "missing from object: name" in unnamed.text
    named = api.put("/orders/drafts/1", draft(lines=[line(unit={"unitNumber": 1, "name": "stk."})]))
    assert named.status_code == 200
    without = api.put("/orders/drafts/1", draft(recipient=None))
    assert without.status_code == 400


def test_lines_are_appended(api: Client) -> None:
    order(api)
    answer = api.post("/orders/drafts/1/lines", {"lines": [line(unitNetPrice=20), {"description": "Tak"}]})
    assert answer.status_code == 201
    assert exact(answer)["netAmount"] == 120
    assert len(api.get("/orders/drafts/1").json()["lines"]) == 3


@pytest.mark.parametrize("state", ["drafts", "sent"])
def test_an_order_is_deleted_once(api: Client, state: str) -> None:
    made = order(api)
    if state == "sent":
        assert api.post("/orders/sent", api.get(made["self"]).json()).status_code == 201
    first, second = api.delete(f"/orders/{state}/1"), api.delete(f"/orders/{state}/1")
    assert (first.status_code, first.text) == (204, "")
    assert (second.status_code, second.json()["errorCode"]) == (404, "E06000")


def test_a_sent_order_is_out_of_the_drafts_and_cannot_be_changed(api: Client, store: Store) -> None:
    made = order(api, references={"other": "in_1"})
    answer = api.post("/orders/sent", api.get(made["self"]).json())
    sent = exact(answer)
    assert answer.headers["Location"] == sent["self"] == f"{api.url}/orders/sent/1"
    assert (sent["orderNumber"], sent["soap"]) == (made["orderNumber"], made["soap"])
    assert sent["references"] == {"other": "in_1"}
    assert api.get("/orders/drafts/1").status_code == 404
    assert api.put("/orders/sent/1", draft()).status_code == 405
    assert api.post("/orders/sent/1/lines", {"lines": []}).status_code == 404
    assert (len(store.orders_drafts), len(store.orders_sent)) == (0, 1)


def test_posting_a_sent_order_to_the_drafts_takes_it_back(api: Client, store: Store) -> None:
    made = order(api)
    api.post("/orders/sent", api.get(made["self"]).json())
    again = api.post("/orders/drafts", api.get("/orders/sent/1").json())
    assert (again.status_code, again.json()["orderNumber"]) == (201, 1)
    assert (len(store.orders_drafts), len(store.orders_sent)) == (1, 0)


def test_only_a_draft_order_can_be_registered_as_sent(api: Client) -> None:
    order(api)
    assert tree_codes(api.post("/orders/sent", draft(orderNumber=7))) == {"orderNumber": "E06000"}
    unnamed = api.post("/orders/sent", draft())
    assert tree_codes(unnamed) == {"orderNumber": "E04500"}
    assert "None" not in unnamed.text


def test_the_template_of_a_sent_order_makes_the_invoice_and_archives_the_order(api: Client, store: Store) -> None:
    made = order(api, references={"other": "in_1"}, lines=[line(unit={"unitNumber": 1}), {"description": "Tak"}])
    sent = api.post("/orders/sent", api.get(made["self"]).json()).json()
    template = api.get(sent["templates"]["upgradeInstructions"]).json()
    answer = api.post("/invoices/drafts", template["draftInvoice"])
    assert answer.status_code == 201, answer.text
    invoice = exact(answer)
    assert invoice["references"] == {"other": "in_1"}
    assert invoice["grossAmount"] == made["grossAmount"]
    assert invoice["soap"]["currentInvoiceHandle"] == made["soap"]["orderHandle"]
    assert len(invoice["lines"]) == 2
    archived = api.get("/orders/archived/1").json()
    assert archived["self"] == f"{api.url}/orders/archived/1"
    assert archived["lines"] == sent["lines"]
    assert (len(store.orders_sent), len(store.orders_archived)) == (0, 1)
    assert api.delete("/orders/archived/1").status_code == 405


def test_a_draft_order_is_gone_when_it_became_an_invoice(api: Client, store: Store) -> None:
    made = order(api)
    template = api.get(made["templates"]["upgradeInstructions"]).json()
    assert api.post("/invoices/drafts", template["draftInvoice"]).status_code == 201
    assert (len(store.orders_drafts), len(store.orders_archived), len(store.drafts)) == (0, 0, 1)


def test_a_refused_upgrade_leaves_the_order_where_it_was(api: Client, store: Store) -> None:
    made = order(api)
    invoice = api.get(made["templates"]["upgradeInstructions"]).json()["draftInvoice"]
    assert api.post("/invoices/drafts", invoice | {"layout": {"layoutNumber": 99}}).status_code == 400
    assert (len(store.orders_drafts), len(store.drafts)) == (1, 0)


def test_templates_are_the_links_of_the_document(api: Client) -> None:
    made = order(api)
    assert api.get(made["templates"]["self"]).json() == made["templates"]
    assert api.get("/orders").json() == {
        "drafts": f"{api.url}/orders/drafts",
        "sent": f"{api.url}/orders/sent",
        "archived": f"{api.url}/orders/archived",
        "self": f"{api.url}/orders",
    }


def test_payment_terms_crash_the_filter_of_orders(api: Client) -> None:
    order(api)
    for state in ("drafts", "sent", "archived"):
        answer = api.get(f"/orders/{state}", filter="paymentTerms.paymentTermsNumber$eq:1")
        assert (answer.status_code, answer.json()["httpStatusCode"]) == (500, 500)
    assert len(api.filtered("/orders/drafts", "orderNumber$eq:1$and:customer.customerNumber$eq:1")) == 1
    assert len(api.filtered("/orders/drafts", "lastUpdated$gt:2001-01-01")) == 1
    assert api.get("/orders/archived", filter="lastUpdated$gt:2001-01-01").status_code == 400


def test_with_the_inventory_module_orders_can_only_be_read(api: Client, store: Store) -> None:
    made = order(api)
    document = api.get(made["self"]).json()
    store.agreement = replace(store.agreement, modules=(*store.agreement.modules, Named(15, "Lager")))
    answers = [
        api.post("/orders/drafts", draft()),
        api.put("/orders/drafts/1", draft()),
        api.post("/orders/drafts/1/lines", {"lines": [line()]}),
        api.post("/orders/sent", document),
        api.delete("/orders/drafts/1"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert api.get("/orders/drafts/1").json() == document


def test_what_an_order_names_cannot_be_deleted(api: Client) -> None:
    order(api)
    assert api.delete("/products/P1").status_code == 400
    assert api.delete("/customers/1").status_code == 400


def test_a_barred_product_is_refused(api: Client) -> None:
    order(api)
    api.product("P2", barred=True)
    answer = api.post("/orders/drafts", draft(lines=[line(product={"productNumber": "P2"})]))
    assert tree_codes(answer) == {"lines[0].product": "E06600"}
