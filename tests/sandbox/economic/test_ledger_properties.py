"""Whatever is posted and booked: debits equal credits to the øre, and balances are what the entries add up to."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.economic.calls import Call
from sandbox.economic.errors import ApiError
from sandbox.economic.jsontext import encode
from sandbox.economic.ledger import booking, vouchers
from sandbox.economic.ledger.entries import JournalEntry, postings
from sandbox.economic.sales import booking as invoice_booking
from sandbox.economic.sales import customers, drafts, products
from sandbox.economic.store import Store
from tests.sandbox.economic.client import Json, customer, draft, line, product

ACCOUNTS = (1010, 1020, 2550, 2555, 5820, 5825, 5830, 6904)
CODES = ("U25", "I25", "REP", "IY25", "B25", "Abr")
AMOUNTS = st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2)
RATES = st.decimals(min_value="0.000001", max_value=99_999, places=6)


def call(store: Store, body: object, **params: str) -> Call:
    headers = {"content-type": "application/json"}
    return Call(store, "POST /", "/", params, "", encode(body), headers)


def money() -> st.SearchStrategy[Json]:
    """A currency with a rate of its own or the agreement's."""
    foreign = st.sampled_from(["EUR", "USD", "JPY", "KWD"]).map(lambda code: {"currency": {"code": code}})
    rated = st.builds(lambda base, rate: {**base, "exchangeRate": rate}, foreign, RATES)
    return st.one_of(st.just({}), foreign, rated)


def side(name: str, vat: str) -> st.SearchStrategy[Json]:
    account = st.sampled_from(ACCOUNTS).map(lambda number: {name: {"accountNumber": number}})
    coded = st.builds(lambda one, code: {**one, vat: {"vatCode": code}}, account, st.sampled_from(CODES))
    return st.one_of(account, coded)


def entries(own: st.SearchStrategy[Json]) -> st.SearchStrategy[list[Json]]:
    def merged(*parts: Json) -> Json:
        return {name: value for part in parts for name, value in part.items()}

    base = st.builds(lambda amount: {"amount": amount, "date": "2026-11-20"}, AMOUNTS)
    entry = st.builds(merged, base, own, side("contraAccount", "contraVatAccount"), money())
    return st.lists(entry, max_size=3)


PARTY = st.just({"customer": {"customerNumber": 1}})
NAMED = st.integers(1, 3).map(lambda number: {"customer": {"customerNumber": 1}, "customerInvoice": number})
VENDOR = st.just({"supplier": {"supplierNumber": 2}, "supplierInvoiceNumber": "F-1"})

VOUCHERS = st.fixed_dictionaries(
    {
        "financeVouchers": entries(side("account", "vatAccount")),
        "customerPayments": entries(st.one_of(PARTY, NAMED)),
        "supplierInvoices": entries(VENDOR),
        "supplierPayments": entries(VENDOR),
        "manualCustomerInvoices": entries(NAMED),
    }
).filter(lambda lists: any(lists.values()))

QUANTITIES = st.decimals(min_value=-999, max_value=999, places=2).filter(bool)
PRICES = st.decimals(min_value=-9_999, max_value=9_999, places=2)


def books() -> Store:
    store = Store()
    customers.create(call(store, customer(customerNumber=1)))
    for number, group in (("P1", 1), ("P2", 2)):
        products.create(call(store, product(number, productGroup={"productGroupNumber": group})))
    return store


def check(store: Store) -> None:
    """Every voucher balances, and every balance is the sum of its entries."""
    by_voucher: defaultdict[tuple[Any, int], Decimal] = defaultdict(Decimal)
    by_account: defaultdict[int, Decimal] = defaultdict(Decimal)
    owed = Decimal(0)
    for key in store.ledger.entries:
        document = store.ledger.entries[key]
        amount = document["amountInBaseCurrency"]
        assert amount == round(amount, 2)
        by_voucher[document["entryType"] == "customerInvoice", document["voucherNumber"]] += amount
        by_account[document["account"]["accountNumber"]] += amount
        owed += amount if "customer" in document else 0
    assert set(by_voucher.values()) <= {Decimal(0)}
    assert sum(by_account.values()) == 0
    for number in store.agreement.accounts:
        assert store.ledger.account_balance(number) == by_account[number]
    assert store.ledger.customer_balance(1) == owed


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VOUCHERS, min_size=1, max_size=3))
def test_journals_balance(bodies: list[Json]) -> None:
    store = books()
    sent = [{"accountingYear": {"year": "2026"}, "entries": lists} for lists in bodies]
    vouchers.create(call(store, sent, key="1"))
    booking.journal(call(store, {}, key="1"))
    assert len(store.ledger.drafts) == 0
    check(store)


@settings(deadline=None, max_examples=100)
@given(
    currency=st.sampled_from(["DKK", "EUR", "JPY", "KWD"]),
    zone=st.integers(1, 4),
    lines=st.lists(st.tuples(st.sampled_from(["P1", "P2"]), QUANTITIES, PRICES), min_size=1, max_size=8),
    paid=AMOUNTS,
)
def test_invoices_and_their_payments_balance(
    currency: str, zone: int, lines: list[tuple[str, Decimal, Decimal]], paid: Decimal
) -> None:
    store = books()
    body = draft(
        currency=currency,
        recipient={"name": "x", "vatZone": {"vatZoneNumber": zone}},
        lines=[line(product={"productNumber": p}, quantity=q, unitNetPrice=u) for p, q, u in lines],
    )
    drafts.create(call(store, body))
    invoice_booking.create(call(store, {"draftInvoice": {"draftInvoiceNumber": 1}}))
    check(store)
    (number,) = store.booked
    gross = store.booked[number]["grossAmount"]
    assert store.ledger.customer_balance(1) == store.booked[number]["grossAmountInBaseCurrency"]
    payment = {
        "amount": paid,
        "date": "2026-11-20",
        "currency": {"code": currency},
        "customer": {"customerNumber": 1},
        "customerInvoice": number,
        "contraAccount": {"accountNumber": 5830},
    }
    sent = {"accountingYear": {"year": "2026"}, "entries": {"customerPayments": [payment]}}
    vouchers.create(call(store, sent, key="2"))
    booking.journal(call(store, {}, key="2"))
    check(store)
    # The remainder of the invoice, of its entry and of the payment tell one story.
    remainder = store.booked[number]["remainder"]
    debtors = [e.document for e in store.ledger.entries.entries() if "remainder" in e.document]
    assert debtors[0]["remainder"] == remainder
    assert remainder + debtors[1]["remainder"] == gross + paid
    assert abs(remainder) <= abs(gross)


@given(amount=AMOUNTS, base=AMOUNTS, vat=AMOUNTS)
def test_both_sides_of_an_entry_cancel_out(amount: Decimal, base: Decimal, vat: Decimal) -> None:
    entry = JournalEntry(
        kind="financeVoucher",
        journal=1,
        year="2026",
        voucher=1,
        date="2026-11-20",
        amount=amount,
        amount_in_base=base,
        currency="EUR",
        rate=Decimal(100),
        account=2550,
        contra_account=5820,
        vat_code="IY25",
        vat_amount=vat,
        vat_amount_in_base=vat,
        contra_vat_code="U25",
        contra_vat_amount=vat,
        contra_vat_amount_in_base=base,
    )
    lines = postings(Store(), entry)
    assert sum(posting.amount for posting in lines) == sum(posting.in_base for posting in lines) == 0


@settings(deadline=None, max_examples=50)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=5))
def test_one_sided_vouchers_are_booked_exactly_when_they_balance(amounts: list[Decimal]) -> None:
    store = books()
    lines = [{"amount": a, "date": "2026-11-20", "account": {"accountNumber": 5830}} for a in amounts]
    sent = {"accountingYear": {"year": "2026"}, "entries": {"financeVouchers": lines}}
    vouchers.create(call(store, sent, key="1"))
    if sum(amounts):
        with pytest.raises(ApiError):
            booking.journal(call(store, {}, key="1"))
        assert len(store.ledger.drafts) == len(amounts)
    else:
        booking.journal(call(store, {}, key="1"))
    check(store)
