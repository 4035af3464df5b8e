"""A small account by hand: one object of each kind, and the ways they hang together."""

from __future__ import annotations

from typing import Any

from sandbox.stripe.objects import complete

JsonObject = dict[str, Any]

T0 = 1_790_000_000
DAY = 86_400
PAID = "in_paid"


def make(kind: str, identifier: str, created: int = T0, **values: object) -> JsonObject:
    """An object of the pinned version with everything else empty."""
    timed = {"date": created} if kind == "invoiceitem" else {"created": created}
    if kind in {"discount", "line_item", "credit_note_line_item"}:
        timed = {}
    return complete({"object": kind, "id": identifier, **timed, **values})


def line(identifier: str, invoice: str, amount: int = 1_000) -> JsonObject:
    """A subscription's line with 25 % VAT on top."""
    tax = {
        "amount": amount // 4,
        "tax_behavior": "exclusive",
        "tax_rate_details": {"tax_rate": "txr_25"},
        "taxability_reason": "standard_rated",
        "taxable_amount": amount,
        "type": "tax_rate_details",
    }
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": "sub_1",
        "subscription_item": "si_1",
    }
    return make(
        "line_item",
        identifier,
        amount=amount,
        invoice=invoice,
        parent={
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        pricing={
            "price_details": {"price": "price_1", "product": "prod_1"},
            "type": "price_details",
            "unit_amount_decimal": str(amount),
        },
        quantity=1,
        quantity_decimal="1",
        subscription="sub_1",
        subtotal=amount,
        taxes=[tax],
    )


def invoice(identifier: str, created: int = T0, lines: int = 1, **values: object) -> JsonObject:
    """A paid subscription invoice with that many lines of 10.00 before VAT."""
    net = 1_000 * lines
    members = [line(f"il_{identifier}_{n}", identifier) for n in range(lines)]
    paid = {
        "amount_due": net * 5 // 4,
        "amount_paid": net * 5 // 4,
        "attempt_count": 1,
        "attempted": True,
        "customer": "cus_1",
        "lines": {"object": "list", "data": members, "has_more": False, "url": ""},
        "number": identifier.upper(),
        "parent": {
            "quote_details": None,
            "subscription_details": {"metadata": {}, "subscription": "sub_1"},
            "type": "subscription_details",
        },
        "status": "paid",
        "status_transitions": {
            "finalized_at": created + 60,
            "marked_uncollectible_at": None,
            "paid_at": created + 120,
            "voided_at": None,
        },
        "subtotal": net,
        "total": net * 5 // 4,
        "total_excluding_tax": net,
        "total_taxes": [{**members[0]["taxes"][0], "amount": net // 4, "taxable_amount": net}],
    }
    return make("invoice", identifier, created, **(paid | values))


def paid_by_card(identifier: str, created: int, amount: int) -> list[JsonObject]:
    """The payment of an invoice: intent, charge, movement of money and invoice payment, named after the invoice."""
    name = identifier.removeprefix("in_")
    moved = {"amount": amount, "currency": "dkk", "fee": 205, "net": amount - 205}
    return [
        make(
            "payment_intent",
            f"pi_{name}",
            created,
            amount=amount,
            amount_received=amount,
            customer="cus_1",
            latest_charge=f"ch_{name}",
            status="succeeded",
        ),
        make(
            "charge",
            f"ch_{name}",
            created + 120,
            amount=amount,
            amount_captured=amount,
            balance_transaction=f"txn_{name}",
            captured=True,
            customer="cus_1",
            paid=True,
            payment_intent=f"pi_{name}",
            status="succeeded",
        ),
        make(
            "balance_transaction",
            f"txn_{name}",
            created + 120,
            **moved,
            available_on=created + 3 * DAY,
            reporting_category="charge",
            source=f"ch_{name}",
            type="charge",
        ),
        make(
            "invoice_payment",
            f"inpay_{name}",
            created + 60,
            amount_paid=amount,
            amount_requested=amount,
            invoice=identifier,
            payment={"payment_intent": f"pi_{name}", "type": "payment_intent"},
            status="paid",
            status_transitions={"canceled_at": None, "paid_at": created + 120},
        ),
    ]


def account_objects() -> list[JsonObject]:
    """An account in which every kind occurs."""
    return [
        make("product", "prod_1", name="Licens"),
        make("price", "price_1", product="prod_1", unit_amount=1_000, unit_amount_decimal="1000", **_MONTHLY),
        make("tax_rate", "txr_25", display_name="Moms", percentage=25, country="DK"),
        make("coupon", "TEN", percent_off=10, name="10 %"),
        make("discount", "di_1", customer="cus_1", source={"coupon": "TEN", "type": "coupon"}),
        make("shipping_rate", "shr_1", fixed_amount={"amount": 4_900, "currency": "dkk"}, display_name="Post"),
        make("customer", "cus_1", name="Øresund ApS", email="post@oresund.example"),
        make("tax_id", "txi_1", customer="cus_1", owner={"customer": "cus_1"}, value="DK10000000"),
        make("subscription", "sub_1", customer="cus_1", status="active", latest_invoice=PAID),
        make("invoiceitem", "ii_1", customer="cus_1", amount=500),
        invoice(PAID, discounts=["di_1"]),
        *paid_by_card(PAID, T0, 1_250),
        make(
            "refund", "re_1", T0 + DAY, amount=250, balance_transaction="txn_re", charge="ch_paid",
            customer="cus_1", payment_intent="pi_paid", status="succeeded",
        ),
        make(
            "balance_transaction", "txn_re", T0 + DAY, amount=-250, net=-250, available_on=T0 + DAY,
            reporting_category="refund", source="re_1", type="refund",
        ),
        make(
            "credit_note", "cn_1", T0 + DAY, amount=250, customer="cus_1", invoice=PAID, number="IN-CN-01",
            lines=_credited(12), post_payment_amount=250, type="post_payment", total_taxes=[], status="void",
            refunds=[{"amount_refunded": 250, "payment_record_refund": None, "refund": "re_1", "type": "refund"}],
            voided_at=T0 + 2 * DAY,
        ),
        make(
            "balance_transaction", "txn_dp", T0 + 2 * DAY, amount=-1_000, fee=150, net=-1_150, source="dp_1",
            available_on=T0 + 2 * DAY, reporting_category="dispute", type="adjustment",
        ),
        make(
            "dispute", "dp_1", T0 + 2 * DAY, amount=1_000, charge="ch_paid", payment_intent="pi_paid",
            status="needs_response",
        ),
        make("customer_balance_transaction", "cbtxn_1", customer="cus_1", amount=-500, invoice=PAID),
        make(
            "payout", "po_auto", T0 + 4 * DAY, amount=600, arrival_date=T0 + 5 * DAY, status="paid",
            balance_transaction="txn_po", reconciliation_status="completed",
            _balance_transactions=["txn_paid", "txn_re", "txn_po"],
        ),
        make(
            "balance_transaction", "txn_po", T0 + 4 * DAY, amount=-600, net=-600, source="po_auto", type="payout",
            available_on=T0 + 4 * DAY, reporting_category="payout",
        ),
        make("payout", "po_manual", T0 + 5 * DAY, amount=100, arrival_date=T0 + 6 * DAY, automatic=False),
    ]  # fmt: skip


_MONTHLY: JsonObject = {
    "recurring": {
        "interval": "month",
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    },
    "type": "recurring",
}


def _credited(lines: int) -> JsonObject:
    members = [make("credit_note_line_item", f"cnli_{n}", amount=10, quantity=1) for n in range(lines)]
    return {"object": "list", "data": members, "has_more": False, "url": ""}
