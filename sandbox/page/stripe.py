"""The pages of the Stripe side: what is in the account, a section for each kind and a page for each object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sandbox.clock import text
from sandbox.page.columns import SECTIONS, Column, money, reference
from sandbox.page.flat import flat
from sandbox.page.frame import ROWS_PER_PAGE, Cell, Heading, Page, link, page_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sandbox.page.columns import Known
    from sandbox.stripe.store import Store

_ID: Final = Column("Id", "id", "self")
_CREATED: Final = Column("Created", "created", "moment")
_STATUS: Final = Column("Status", "status")
_AMOUNT: Final = Column("Amount", "amount", "money")
_CUSTOMER: Final = Column("Customer", "customer", "object")
_CHARGE: Final = Column("Charge", "charge", "object")

_COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "invoice": (
        _ID,
        Column("Number", "number"),
        _STATUS,
        Column("Customer", "customer_name"),
        Column("Total", "total", "money"),
        Column("Paid", "amount_paid", "money"),
        _CREATED,
    ),
    "customer": (
        _ID,
        Column("Name", "name"),
        Column("E-mail", "email"),
        Column("Country", "address.country"),
        _CREATED,
    ),
    "product": (_ID, Column("Name", "name"), Column("Active", "active"), _CREATED),
    "charge": (
        _ID,
        _STATUS,
        _AMOUNT,
        Column("Refunded", "amount_refunded", "money"),
        _CUSTOMER,
        Column("Payment intent", "payment_intent", "object"),
        _CREATED,
    ),
    "payment_intent": (_ID, _STATUS, _AMOUNT, _CUSTOMER, Column("Charge", "latest_charge", "object"), _CREATED),
    "refund": (_ID, _STATUS, _AMOUNT, _CHARGE, Column("Reason", "reason"), _CREATED),
    "credit_note": (
        _ID,
        Column("Number", "number"),
        _STATUS,
        Column("Total", "total", "money"),
        Column("Invoice", "invoice", "object"),
        _CREATED,
    ),
    "dispute": (_ID, _STATUS, _AMOUNT, _CHARGE, Column("Reason", "reason"), _CREATED),
    "payout": (_ID, _STATUS, _AMOUNT, Column("Automatic", "automatic"), Column("Arrives", "arrival_date", "moment")),
    "balance_transaction": (
        _ID,
        Column("Category", "reporting_category"),
        _AMOUNT,
        Column("Fee", "fee", "money"),
        Column("Net", "net", "money"),
        Column("Source", "source", "object"),
        _CREATED,
    ),
    "subscription": (_ID, _STATUS, _CUSTOMER, _CREATED),
    "price": (_ID, Column("Product", "product", "object"), Column("Price", "unit_amount", "money"), _CREATED),
    "invoice_payment": (
        _ID,
        _STATUS,
        Column("Paid", "amount_paid", "money"),
        Column("Invoice", "invoice", "object"),
        _CREATED,
    ),
    "tax_rate": (_ID, Column("Name", "display_name"), Column("Percent", "percentage"), Column("Country", "country")),
    "coupon": (
        _ID,
        Column("Name", "name"),
        Column("Percent", "percent_off"),
        Column("Amount", "amount_off", "money"),
    ),
}
_KINDS: Final = {section: kind for kind, section in SECTIONS.items()}


def stripe_page(
    store: Store, documents: Callable[[str], Sequence[tuple[str, str]]]
) -> Callable[[str, str], str | None]:
    """What answers a look at the Stripe side: path and query to HTML, None where there is no page.

    `documents` gives the e-conomic documents that name an object as their source, with the addresses of their pages.
    The caller holds the store's lock.
    """

    def show(path: str, query: str) -> str | None:
        section, _, key = path[1:].partition("/")
        kind = _KINDS.get(section)
        if path == "/":
            return _overview(store)
        if kind is None:
            return None
        return _one(store, kind, key, documents(key)) if key else _many(store, kind, query)

    return show


def _page(store: Store, title: str, here: str) -> Page:
    sections = [("/", "Overview")]
    sections += [(link(section), _name(section)) for kind, section in SECTIONS.items() if len(store.collection(kind))]
    return Page("Stripe", title, sections, here, f"The account's clock: {text(store.now())}")


def _overview(store: Store) -> str:
    page = _page(store, "What this Stripe account holds", "/")
    counts = [(section, len(store.collection(kind))) for kind, section in SECTIONS.items()]
    rows = [
        [Cell(_name(section), link(section)), Cell(str(count), number=True)] for section, count in counts if count
    ]
    page.table("Objects", [Heading("Kind"), Heading("Number", number=True)], rows)
    _add_rows(page, store, "invoice", "Newest invoices", 1)
    return page.html()


def _many(store: Store, kind: str, query: str) -> str:
    section, number = SECTIONS[kind], page_number(query)
    page = _page(store, _name(section), link(section))
    _add_rows(page, store, kind, "Newest first", number)
    page.pager(link(section), number, len(store.collection(kind)))
    return page.html()


def _add_rows(page: Page, store: Store, kind: str, caption: str, number: int) -> None:
    columns = _COLUMNS[kind]
    entries = list(store.collection(kind))[::-1][(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    rows = ([column.cell(entry.body, _known(store)) for column in columns] for entry in entries)
    page.table(caption, [column.head() for column in columns], rows)


def _one(store: Store, kind: str, key: str, documents: Sequence[tuple[str, str]]) -> str | None:
    body = store.find(kind, key)
    if body is None:
        return None
    known = _known(store)
    page = _page(store, f"{kind.replace('_', ' ').capitalize()} {key}", link(SECTIONS[kind]))
    facts = [(column.heading, column.cell(body, known)) for column in _COLUMNS[kind]]
    facts += [("In e-conomic", Cell(name, href)) for name, href in documents]
    if "customer" in body and kind == "invoice":
        facts.append(("Customer's id", reference(str(body["customer"]), known)))
    page.facts("At a glance", facts)
    if kind == "invoice":
        _add_lines(page, store, key, body.pop("lines", {}))
    page.facts("All properties", [(path, reference(value, known)) for path, value in flat(body)], folded=True)
    return page.html()


def _add_lines(page: Page, store: Store, invoice: str, lines: Mapping[str, Any]) -> None:
    shown: list[Any] = [json.loads(line) for line in store.lines(invoice)] or lines.get("data", [])
    rows = [
        [
            Cell(str(line.get("description") or "")),
            Cell(str(line.get("quantity") or ""), number=True),
            Cell(money(line.get("amount"), line.get("currency")), number=True),
        ]
        for line in shown
    ]
    headings = [Heading("Description"), Heading("Quantity", number=True), Heading("Amount", number=True)]
    page.table("Lines", headings, rows)


def _known(store: Store) -> Known:
    return lambda kind, identifier: store.entry(kind, identifier) is not None


def _name(section: str) -> str:
    return section.replace("_", " ").capitalize()
