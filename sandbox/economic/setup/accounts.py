"""How accounts and VAT codes look, and what accounts come to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.economic.jsontext import places
from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from sandbox.economic.setup.agreement import Account, VatAccount
    from sandbox.economic.store import Store


def account_document(store: Store, account: Account) -> Json:
    """An account as its own resource, and inside of customer groups and sales accounts."""
    link = store.link("accounts", account.number)
    sums = [
        {"fromAccount": _account(store, first), "toAccount": _account(store, last)} for first, last in account.sums
    ]
    return {
        "accountNumber": account.number,
        "accountType": account.type,
        "balance": places(balance(store, account), 2),
        **({"barred": True} if account.barred else {}),
        "blockDirectEntries": account.block_direct_entries,
        **({"contraAccount": _account(store, account.contra_account)} if account.contra_account else {}),
        "debitCredit": account.debit_credit,
        "name": account.name,
        **({"vatAccount": reference(store, "vat-accounts", "vatCode", account.vat_code)} if account.vat_code else {}),
        **({"accountsSummed": sums} if sums else {}),
        **({"totalFromAccount": _account(store, account.total_from)} if account.total_from else {}),
        "accountingYears": f"{link}/accounting-years",
        "self": link,
    }


def vat_account_document(store: Store, vat: VatAccount) -> Json:
    """A VAT code as its own resource."""
    kind = store.agreement.vat_types[vat.vat_type]
    return {
        "vatCode": vat.code,
        "name": vat.name,
        "ratePercentage": vat.rate,
        "account": _account(store, vat.account),
        **({"contraAccount": _account(store, vat.contra_account)} if vat.contra_account else {}),
        "vatType": reference(store, "vat-types", "vatTypeNumber", kind.number) | {"name": kind.name},
        **({"barred": True} if vat.barred else {}),
        "self": store.link("vat-accounts", vat.code),
    }


def balance(store: Store, account: Account) -> Decimal:
    """What is booked on an account, in base currency, debit positive; of a sum, what its accounts come to."""
    if account.takes_entries:
        return store.ledger.account_balance(account.number)
    ranges = account.sums
    if account.total_from is not None:
        ranges = ((account.total_from, account.number),)
    numbers = [
        other.number
        for other in store.agreement.accounts.values()
        if other.takes_entries and any(first <= other.number <= last for first, last in ranges)
    ]
    return sum((store.ledger.account_balance(number) for number in numbers), Decimal(0))


def _account(store: Store, number: int) -> Json:
    return reference(store, "accounts", "accountNumber", number)
