"""Journals ("kassekladder"): which there are, what each takes, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from sandbox.economic.setup.shapes import Json, reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.store import Store

EntryType = Literal[
    "financeVoucher", "supplierInvoice", "supplierPayment", "customerPayment", "manualCustomerInvoice"
]

LISTS: Final[Mapping[str, EntryType]] = {
    "financeVouchers": "financeVoucher",
    "customerPayments": "customerPayment",
    "supplierInvoices": "supplierInvoice",
    "supplierPayments": "supplierPayment",
    "manualCustomerInvoices": "manualCustomerInvoice",
}
"""The arrays of a voucher's `entries`, in the order of the published schema, with the type of their members."""

LARGEST_VOUCHER: Final = 999_999_999


@dataclass(frozen=True)
class Journal:
    """A journal.

    Attributes:
        number: Its number.
        name: Its name.
        first: The lowest voucher number it gives; None shows no setting and starts at 1.
        last: The highest voucher number it gives; None is the highest there is.
        only: The one type of entry it takes, if it is restricted.
        contra_accounts: The contra account it suggests, by the name of the list of entries.
    """

    number: int
    name: str
    first: int | None = None
    last: int | None = None
    only: EntryType | None = None
    contra_accounts: Mapping[str, int] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[int, int]:
        """The lowest and the highest voucher number it takes."""
        return self.first or 1, self.last or LARGEST_VOUCHER


# 1 to 3 are those of e-conomic's public demo agreement, 4 is not.
DEMO_JOURNALS: Final = (
    Journal(1, "Daglig", first=1),
    Journal(2, "Indbetalinger", first=50_001, only="customerPayment", contra_accounts={"customerPayments": 5820}),
    Journal(3, "Lønninger", first=40_001, only="financeVoucher"),
    Journal(4, "Stripe", first=60_001),
)


def journal_document(store: Store, journal: Journal) -> Json:
    """A journal, as recorded."""
    link = store.link("journals", journal.number)
    numbers = {"minimumVoucherNumber": journal.first, "maximumVoucherNumber": journal.last}
    settings: Json = {
        "voucherNumbers": {name: number for name, number in numbers.items() if number is not None},
        "entryTypeRestrictedTo": journal.only,
        "contraAccounts": {
            name: reference(store, "accounts", "accountNumber", account)
            for name, account in journal.contra_accounts.items()
        },
    }
    return {
        "name": journal.name,
        "settings": {name: value for name, value in settings.items() if value},
        "vouchers": f"{link}/vouchers",
        "entries": f"{link}/entries",
        "templates": templates_document(store, journal),
        "journalNumber": journal.number,
        "self": link,
    }


def templates_document(store: Store, journal: Journal) -> Json:
    """The templates of a journal: links to those for two types of entry."""
    link = store.link("journals", journal.number) + "/templates"
    return {
        "financeVoucher": f"{link}/financeVoucher",
        "manualCustomerInvoice": f"{link}/manualCustomerInvoice",
        "self": link,
    }


def finance_voucher_template(store: Store, journal: Journal) -> Json:
    """The template of finance vouchers: two links. What they lead to is not published and not served."""
    link = templates_document(store, journal)["financeVoucher"]
    return {"account": f"{link}/account", "contraAccount": f"{link}/contraAccount", "self": link}
