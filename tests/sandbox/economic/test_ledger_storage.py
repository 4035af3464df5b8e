"""The ledger survives a restart: vouchers, attachments, books, balances and numbers."""

from pathlib import Path

from sandbox.economic.store import Store
from sandbox.storage.file import StorageFile
from tests.sandbox.economic.client import Client
from tests.sandbox.economic.ledger_client import book, entry, post


def test_the_ledger_comes_back_from_a_file(api: Client, store: Store, tmp_path: Path) -> None:
    api.customer(customerNumber=1)
    post(api, 2, customerPayments=[entry("customerPayments", amount=-7.25, customerInvoice=9)])
    book(api, 2)
    post(api, financeVouchers=[entry(text="po_1", vatAccount={"vatCode": "I25"})])
    file = StorageFile(tmp_path / "sandbox.db")
    file.add("economic", store, store.base_url)
    file.save("economic")
    file.close()

    again, file = Store(), StorageFile(tmp_path / "sandbox.db")
    file.add("economic", again, store.base_url)
    file.close()
    assert dict(again.ledger.drafts) == dict(store.ledger.drafts)
    assert dict(again.ledger.entries) == dict(store.ledger.entries)
    assert again.ledger.journals == store.ledger.journals
    assert again.ledger.customer_balance(1) == store.ledger.customer_balance(1) != 0
    assert again.ledger.account_balance(5820) == store.ledger.account_balance(5820) != 0
    assert again.ledger.next_voucher_number(again.ledger.journals[2], "2026") == 50002
    assert again.ledger.next_draft_number() == store.ledger.next_draft_number()
    assert [e.fields for e in again.ledger.drafts.entries()] == [e.fields for e in store.ledger.drafts.entries()]
