"""What is posted for a movement: whose it is, in which currency, at which rate, and what is left over."""

from decimal import Decimal
from typing import Any

import pytest

from target_economic.errors import RecordError
from target_economic.outcomes.outcomes import Code
from target_economic.vouchers.exchange import Laid, LaidOut, lay_out
from target_economic.vouchers.parties import Party, Settled
from tests.target.vouchers.movements import CLEARING, GAIN, LOSS, UNASSIGNED, account, entry, fee, foreign, voucher

KNOWN = Party(7)


def invoice(
    gross: str = "100.00", currency: str = "EUR", rate: str | None = "743.914941", base: str | None = None
) -> Party:
    """A party whose invoice in_1 is booked as 10031."""
    stands = Settled(
        10031, 7, currency, Decimal(gross), None if rate is None else Decimal(rate), Decimal(base) if base else None
    )
    return Party(7, {"in_1": stands})


def laid(document: dict[str, Any], party: Party = KNOWN) -> tuple[Laid, ...]:
    found = lay_out(document, party, "DKK")
    expected = document["expected"]
    assert sum(one.clearing for one in found.entries) == Decimal(expected["net"]).scaleb(-expected["exponent"])
    return found.entries


def settling(amount: int, euros: int) -> dict[str, Any]:
    return voucher("txn_1", entry(amount, settles="in_1", foreign=foreign(euros)))


def test_a_charge_credits_the_customer_at_gross_and_its_fee_is_an_entry_of_its_own() -> None:
    payment, cost = laid(voucher())
    assert (payment.kind, cost.kind) == ("customerPayments", "financeVouchers")
    assert payment.body == {
        "customer": {"customerNumber": 7},
        "contraAccount": account(CLEARING),
        "amount": Decimal("-373.75"),
        "currency": {"code": "DKK"},
    }
    assert (payment.clearing, cost.clearing) == (Decimal("373.75"), Decimal("-5.50"))
    assert cost.body["account"] == account(2550)


def test_it_settles_the_invoice_once_that_is_booked() -> None:
    document = voucher("txn_1", entry(-37375, settles="in_1"), fee(550))
    (payment, _) = laid(document, invoice("373.75", "DKK", "100"))
    assert payment.body["customerInvoice"] == 10031
    (payment, _) = laid(document)
    assert "customerInvoice" not in payment.body


def test_the_customer_of_the_settled_invoice_is_the_entry_s() -> None:
    stands = Settled(10031, 12, "DKK", Decimal("373.75"))
    (payment, _) = laid(voucher("txn_1", entry(-37375, settles="in_1"), fee(550)), Party(7, {"in_1": stands}))
    assert payment.body["customer"] == {"customerNumber": 12}


def test_where_nobody_can_tell_the_customer_it_stands_on_an_account_and_that_is_said() -> None:
    found = lay_out(voucher(documents=["in_1", "ch_1"]), Party(), "DKK")
    assert [one.kind for one in found.entries] == ["financeVouchers", "financeVouchers"]
    assert found.entries[0].body["account"] == account(UNASSIGNED)
    ((code, message),) = found.notices
    assert code == Code.CUSTOMER_UNKNOWN
    assert "in_1, ch_1" in message
    assert "6850" in message


def test_without_such_an_account_it_fails() -> None:
    with pytest.raises(RecordError) as failure:
        lay_out(voucher("txn_1", entry(-37375, own=None)), Party(), "DKK")
    assert failure.value.code == Code.CUSTOMER_UNKNOWN


def test_a_foreign_payment_for_which_nothing_is_booked_comes_to_exactly_what_came_in() -> None:
    (payment,) = laid(settling(-74500, -10000))
    assert payment.body["amount"] == Decimal("-100.00")
    assert (payment.body["currency"], payment.body["exchangeRate"]) == ({"code": "EUR"}, Decimal("745.000000"))
    assert "amountBaseCurrency" not in payment.body
    assert (payment.base, payment.clearing) == (Decimal("-745.00"), Decimal("745.00"))


@pytest.mark.parametrize(("came_in", "on", "difference"), [(74500, GAIN, "-1.09"), (74300, LOSS, "0.91")])
def test_a_settled_foreign_invoice_keeps_its_rate_and_the_difference_is_a_gain_or_a_loss(
    came_in: int, on: int, difference: str
) -> None:
    payment, rest = laid(settling(-came_in, -10000), invoice(base="743.91"))
    assert payment.body["exchangeRate"] == Decimal("743.914941")
    assert (payment.body["customerInvoice"], payment.base) == (10031, Decimal("-743.91"))
    assert rest.kind == "financeVouchers"
    assert rest.body == {
        "account": account(on),
        "contraAccount": account(CLEARING),
        "amount": Decimal(difference),
        "currency": {"code": "DKK"},
    }


def test_nothing_is_left_over_where_the_rate_was_the_invoice_s() -> None:
    (payment,) = laid(settling(-74391, -10000), invoice(base="743.91"))
    assert payment.base == Decimal("-743.91")


def test_part_of_an_invoice_and_more_than_it_are_settled_at_its_rate_too() -> None:
    part, _ = laid(settling(-25000, -3333), invoice(base="743.91"))
    assert part.base == Decimal("-247.95")
    more, _ = laid(settling(-90000, -12000), invoice(base="743.91"))
    assert more.base == Decimal("-892.70")


def test_a_refund_of_a_foreign_credit_note_goes_the_other_way() -> None:
    document = voucher("txn_1", entry(74500, settles="in_1", foreign=foreign(10000)))
    payment, rest = laid(document, invoice("-100.00", base="-743.91"))
    assert (payment.base, rest.body["amount"], rest.body["account"]) == (
        Decimal("743.91"),
        Decimal("1.09"),
        account(LOSS),
    )


def test_an_invoice_whose_base_amount_its_rate_does_not_give_is_settled_with_that_amount() -> None:
    payment, _ = laid(settling(-74500, -10000), invoice(base="743.95"))
    assert payment.body["amountBaseCurrency"] == payment.base == Decimal("-743.95")


def test_without_accounts_for_exchange_differences_it_is_posted_at_what_came_in() -> None:
    document = settling(-74500, -10000) | {"exchange": None}
    (payment,) = laid(document, invoice(base="743.91"))
    assert (payment.body["exchangeRate"], payment.body["customerInvoice"]) == (Decimal("745.000000"), 10031)


def test_an_invoice_in_the_currency_of_the_balance_is_settled_in_that() -> None:
    (payment,) = laid(settling(-74500, -10000), invoice("745.00", "DKK", "100"))
    assert payment.body["currency"] == {"code": "DKK"}
    assert (payment.body["amount"], payment.body["customerInvoice"]) == (Decimal("-745.00"), 10031)


def test_an_invoice_in_a_third_currency_is_not_settled_which_is_said() -> None:
    found = lay_out(settling(-74500, -10000), invoice(currency="USD"), "DKK")
    assert "customerInvoice" not in found.entries[0].body
    ((code, message),) = found.notices
    assert code == Code.SETTLED_IN_ANOTHER_CURRENCY
    assert "posted in EUR and was owed in USD" in message


def test_a_balance_in_a_foreign_currency_is_posted_in_that_and_settles_nothing_in_another() -> None:
    document = voucher("txn_1", entry(-10000, settles="in_1", foreign=foreign(-74500, "DKK")), currency="EUR")
    found = lay_out(document, invoice("745.00", "DKK", "100"), "DKK")
    (payment,) = found.entries
    assert (payment.body["currency"], payment.body["amount"]) == ({"code": "EUR"}, Decimal("-100.00"))
    assert "exchangeRate" not in payment.body
    assert "customerInvoice" not in payment.body
    assert payment.base is None
    assert found.notices[0][0] == Code.SETTLED_IN_ANOTHER_CURRENCY


def test_a_balance_in_a_foreign_currency_settles_an_invoice_in_it() -> None:
    document = voucher("txn_1", entry(-10000, settles="in_1"), currency="EUR", exchangeRate="745.25")
    (payment,) = laid(document, invoice())
    assert payment.body["customerInvoice"] == 10031
    assert (payment.body["exchangeRate"], payment.base) == (Decimal("745.25"), Decimal("-745.25"))


def test_half_a_minor_unit_is_said_rather_than_left_to_be_rounded() -> None:
    document = voucher("txn_1", entry(-10050), currency="EUR", exchangeRate="745.05")  # 748.77525
    assert "amountBaseCurrency" not in laid(document)[0].body
    document = voucher("txn_1", entry(-10), currency="EUR", exchangeRate="745.05")  # 0.74505
    assert "amountBaseCurrency" not in laid(document)[0].body
    document = voucher("txn_1", entry(-10), currency="EUR", exchangeRate="745")  # 0.745
    assert laid(document)[0].body["amountBaseCurrency"] == Decimal("-0.75")


def test_a_manual_invoice_has_its_number_and_date() -> None:
    given = entry(10000, "manualCustomerInvoice", customerInvoice=55, dueDate="2026-04-30", text="Faktura")
    (made,) = laid(voucher("txn_1", given))
    assert made.kind == "manualCustomerInvoices"
    assert (made.body["customerInvoice"], made.body["dueDate"], made.text) == (55, "2026-04-30", "Faktura")


def test_entries_of_nothing_are_left_out_unless_all_are() -> None:
    assert len(laid(voucher("txn_1", entry(-37375), fee(0)))) == 1
    assert len(laid(voucher("txn_1", entry(0), fee(0)))) == 2


def test_vat_codes_and_departments_go_along_and_never_onto_the_clearing_account() -> None:
    distribution = {"departmentalDistributionNumber": 1}
    given = entry(550, "financeVoucher", 2555, vatAccount={"vatCode": "IY25"}, departmentalDistribution=distribution)
    (cost,) = laid(voucher("txn_1", given))
    assert (cost.body["vatAccount"], cost.body["departmentalDistribution"]) == ({"vatCode": "IY25"}, distribution)
    with pytest.raises(RecordError, match="clearing account 5830") as failure:
        lay_out(voucher("txn_1", entry(550, contraVatAccount={"vatCode": "I25"})), KNOWN, "DKK")
    assert failure.value.code == Code.DOCUMENT_INVALID


def test_an_entry_whose_own_side_is_the_clearing_account_counts_the_other_way() -> None:
    given = entry(550, "financeVoucher", CLEARING) | {"contraAccount": account(2550)}
    found: LaidOut = lay_out(voucher("txn_1", given), KNOWN, "DKK")
    assert found.entries[0].clearing == Decimal("5.50")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (voucher("txn_1", entry(-100), exchangeRate="99"), Code.DOCUMENT_INVALID),
        (voucher("txn_1", entry(-100, foreign=foreign(14))), Code.DOCUMENT_INVALID),
        (voucher() | {"expected": {"currency": "EUR", "exponent": 2, "net": 36825}}, Code.DOCUMENT_INVALID),
        (voucher("txn_1", entry(-1001), currency="KWD", exponent=3), Code.CURRENCY_DECIMALS),
    ],
)
def test_what_contradicts_itself_or_does_not_fit_is_refused(document: dict[str, Any], code: Code) -> None:
    with pytest.raises(RecordError) as failure:
        lay_out(document, KNOWN, "DKK")
    assert failure.value.code == code


def test_a_thousandth_that_e_conomic_cannot_hold_is_posted_as_what_came_in_and_that_is_said() -> None:
    laid_out = lay_out(voucher("txn_1", entry(-22500, foreign=foreign(-10005, "KWD", 3))), KNOWN, "DKK")
    (payment,) = laid_out.entries
    assert payment.body["amount"] == Decimal("-225.00")
    assert payment.body["currency"] == {"code": "DKK"}
    assert payment.clearing == Decimal("225.00")
    assert [code for code, _ in laid_out.notices] == [Code.SETTLED_IN_ANOTHER_CURRENCY]


def test_yen_have_no_decimals_and_dinars_end_in_nought() -> None:
    (payment,) = laid(voucher("txn_1", entry(-2500, foreign=foreign(-500, "JPY", 0))))
    assert (payment.body["amount"], payment.body["exchangeRate"]) == (Decimal("-500.00"), Decimal("5.000000"))
    (payment,) = laid(voucher("txn_1", entry(-22500, foreign=foreign(-10000, "KWD", 3))))
    assert (payment.body["amount"], payment.base) == (Decimal("-10.00"), Decimal("-225.00"))
