"""Numbers that the agreement does not have are named before anything is posted, with those that it has."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sandbox import Fault, Sandbox
from sandbox.economic.setup.agreement import Named, ProductGroup
from target_economic.agreement.agreement import Agreement
from target_economic.errors import AccessError, RecordError, RunError
from target_economic.http.client import Client
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock

SALE: dict[str, Any] = {
    "currency": "DKK",
    "layout": {"layoutNumber": 19},
    "paymentTerms": {"paymentTermsNumber": 1},
    "recipient": {"name": "A", "vatZone": {"vatZoneNumber": 1}},
    "references": {"other": "in_1", "salesPerson": {"employeeNumber": 1}, "vendorReference": {"employeeNumber": 2}},
    "lines": [{"description": "text"}, {"unit": {"unitNumber": 1}}],
}


def test_the_agreement_tells_its_number_currency_and_modules(agreement: Agreement) -> None:
    assert (agreement.number, agreement.base_currency) == (1118081, "DKK")
    assert agreement.modules[74] == "Subscription and Direct Debit"


def test_a_document_of_known_numbers_passes(agreement: Agreement) -> None:
    agreement.check_sales(SALE)
    agreement.check_sales({**SALE, "currency": "eur", "lines": None})
    agreement.check_sales({})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"layout": {"layoutNumber": 3}},
            "no layout 3, which body.layout.layoutNumber names. It has the layouts: 19",
        ),
        ({"paymentTerms": {"paymentTermsNumber": 99}}, "99, which body.paymentTerms.paymentTermsNumber names"),
        ({"recipient": {"vatZone": {"vatZoneNumber": 9}}}, "VAT zones: 1 Domestic, 2 EU, 3 Abroad, 4 "),
        ({"currency": "XYZ"}, "no currency XYZ, which body.currency names"),
        ({"references": {"salesPerson": {"employeeNumber": 7}}}, "body.references.salesPerson.employeeNumber"),
        ({"references": {"vendorReference": {"employeeNumber": 7}}}, "the employees: 1 Salg, 2 Bogholderi"),
        ({"lines": [{}, {"unit": {"unitNumber": 88}}]}, "body.lines[1].unit.unitNumber"),
        (
            {"lines": [{"departmentalDistribution": {"departmentalDistributionNumber": 9}}]},
            "body.lines[0].departmentalDistribution.departmentalDistributionNumber",
        ),
    ],
)
def test_an_unknown_number_is_named_with_its_place_and_what_there_is(
    agreement: Agreement, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(RecordError) as failure:
        agreement.check_sales({**SALE, **change})
    assert failure.value.code == "not_in_agreement"
    assert said in failure.value.message


def test_customers_and_products_are_checked_too(agreement: Agreement) -> None:
    agreement.check_customer({"currency": "DKK", "customerGroup": {"customerGroupNumber": 1}})
    agreement.check_product({"productGroup": {"productGroupNumber": 1}, "unit": {"unitNumber": 1}})
    with pytest.raises(RecordError, match=r"customerGroup\.customerGroupNumber names\. It has .* 1 Danske, 2"):
        agreement.check_customer({"customerGroup": {"customerGroupNumber": 5}})
    with pytest.raises(RecordError, match=r"productGroup\.productGroupNumber names\. It has .* 1 Varer m"):
        agreement.check_product({"productGroup": {"productGroupNumber": 5}})


def test_at_most_twenty_are_listed(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    store = empty_sandbox.economic.store
    layouts = {number: Named(number, f"L{number}") for number in range(1, 1051)}
    store.agreement = replace(store.agreement, layouts=layouts)
    agreement.check_sales({"layout": {"layoutNumber": 1050}})  # on the second page
    with pytest.raises(RecordError, match=r"19 L19, 20 L20 and 1030 more\. ") as failure:
        agreement.check_sales({"layout": {"layoutNumber": 2000}})
    assert "L21" not in failure.value.message


def test_each_list_is_read_when_it_is_needed_and_once_by_however_many_threads(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    start = threading.Barrier(16)

    def check(_: int) -> Decimal:
        start.wait()
        agreement.check_sales(SALE)
        assert agreement.posting_date("2026-05-05", "fail") == "2026-05-05"
        assert agreement.due_date_needed(7)
        return agreement.vat_rate(1, 1) + agreement.number

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(check, range(16))) == {Decimal("0.25") + 1118081}
    asked = [one.path for one in empty_sandbox.economic.requests]
    assert sorted(asked) == sorted(set(asked))
    assert "/customer-groups" not in asked


def test_a_list_that_the_role_may_not_read_is_left_to_e_conomic_with_one_line(
    empty_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    grant = ECONOMIC_TOKENS["agreement_grant_token"]
    client = Client(empty_sandbox.economic.url, "sandbox-bookkeeping-secret", grant, stopping=Clock())
    bookkeeping = Agreement(client)
    for _ in range(3):
        bookkeeping.check_sales({"layout": {"layoutNumber": 3}})
    assert [line.getMessage() for line in caplog.records].count(caplog.records[0].getMessage()) == 1
    assert "read the layouts" in caplog.text
    sales = Agreement(Client(empty_sandbox.economic.url, "sandbox-sales-secret", grant, stopping=Clock()))
    assert sales.posting_date("2024-05-05", "fail") == "2024-05-05"
    with pytest.raises(AccessError):
        sales.vat_rate(1, 1)
    client.close()


def test_refused_tokens_and_an_outage_end_the_run(empty_sandbox: Sandbox, client: Client) -> None:
    empty_sandbox.economic.faults.add(Fault(path="/layouts", action="fail_before_commit", status=500, times="always"))
    agreement = Agreement(client)
    with pytest.raises(RunError):
        agreement.check_sales(SALE)
    empty_sandbox.economic.faults.clear()
    agreement.check_sales(SALE)
    empty_sandbox.economic.store.revoke()
    with pytest.raises(AccessError):
        Agreement(client).check_sales(SALE)


def test_vat_follows_from_zone_and_group(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    assert [agreement.vat_rate(zone, 1) for zone in (1, 2, 3, 4)] == [Decimal("0.25"), 0, 0, 0]
    with pytest.raises(RecordError, match=r"no product group 99.* 1 Varer m/moms"):
        agreement.vat_rate(1, 99)
    store = empty_sandbox.economic.store
    groups = {**store.agreement.product_groups, 5: ProductGroup(5, "Kun DK", {1: 1010})}
    store.agreement = replace(store.agreement, product_groups=groups)
    with pytest.raises(RecordError) as failure:
        agreement.vat_rate(2, 5)
    assert failure.value.code == "no_account_for_vat_zone"


def test_only_terms_of_the_type_due_date_need_one(agreement: Agreement) -> None:
    assert [number for number in range(1, 20) if agreement.due_date_needed(number)] == [7]


def test_the_lists_that_the_first_document_needs_are_read_beside_one_another(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    together = threading.Barrier(6)  # so many requests are under way at once, or the test ends in a broken barrier
    client = agreement._client
    get = client.get

    def waiting(path: str, what: str, params: dict[str, str | int] | None = None) -> dict[str, Any]:
        if path in BESIDE:
            together.wait(20)
        return get(path, what, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "get", waiting)
        agreement.check_sales({**SALE, "date": "2026-11-20", "lines": []})
    asked = [one.path for one in empty_sandbox.economic.requests]
    assert sorted(asked) == sorted({*BESIDE, "/accounting-years/2026/periods"})
    agreement.check_sales({**SALE, "date": "2026-11-20", "lines": []})
    agreement.posting_date("2026-11-20", "fail")
    assert len(empty_sandbox.economic.requests) == len(asked)


BESIDE = frozenset({"/layouts", "/payment-terms", "/vat-zones", "/currencies", "/employees", "/accounting-years"})
