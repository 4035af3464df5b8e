"""The runs that are killed: what is in the ledger before, what the target is given, and what must be there after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.crash.books import Wanted
from tests.crash.movements import Moved
from tests.crash.tape import Tape
from tests.target.documents import MAPPING, customer, invoice, line, product

Json = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """One run.

    Attributes:
        name: for the figures.
        tape: what the target is given.
        wanted: what must stand afterwards, by source id.
        prelude: what an earlier run was given, which was not killed.
        settings: the target's, beside the usual.
        moved: what must stand in the journal afterwards, by movement.
    """

    name: str
    tape: Tape
    wanted: dict[str, Wanted]
    prelude: Tape | None = None
    settings: dict[str, object] = field(default_factory=dict)
    moved: dict[str, Moved] = field(default_factory=dict)

    @property
    def customers(self) -> list[str]:
        """The e-mail addresses of the customers that there must be one of each."""
        tapes = [tape for tape in (self.tape, self.prelude) if tape]
        documents = [one for tape in tapes for one in tape.documents if one["customer"]]
        emails = {one["customer"]["body"]["email"] for one in documents}
        return sorted(emails | {one["body"]["email"] for tape in self.tape.before for one in _customers(tape)})


def _customers(tape: Tape) -> Sequence[Json]:
    return tape.documents if tape.stream == "customers" else ()


def sales(kind: str, price: int = 0) -> list[Json]:
    """Five documents of three customers and two products; the first needs a rounding line, one has a discount."""
    documents = [
        invoice("in_1", lines=[line(1001 + price)] * 3, tax=750 if not price else None),
        invoice("in_2", buyer=customer("cus_2"), lines=[line(100, product="prod_2")], products=[product("prod_2")]),
        invoice("in_3", lines=[line(80000 + price), line(-20000)]),
        invoice("in_4", buyer=customer("cus_3"), lines=[line(33333, "3"), line(4000, "2.5")]),
        invoice("in_5", buyer=customer("cus_2"), zone=2, tax=0),
    ]
    return [document | {"kind": kind} for document in documents]


def withdrawn(document: Json, **policy: str) -> Json:
    """A document whose source was voided since."""
    reason = {"code": "voided", "message": "The invoice was voided in Stripe.", "draft": "delete", "booked": "report"}
    return document | {"withdraw": reason | policy}


def wanted(documents: Sequence[Json], *places: str) -> dict[str, Wanted]:
    """What each document comes to, in these places."""
    expected = {document["id"]: document["expected"] for document in documents}
    return {name: Wanted(places, one["net"], one["tax"], one["gross"]) for name, one in expected.items()}


def gone(documents: Sequence[Json], *places: str) -> dict[str, Wanted]:
    """Nothing in all, in these places."""
    return {document["id"]: Wanted(places) for document in documents}


def streams(kind: str) -> Tape:
    """The documents with their customers and products in streams of their own before them."""
    documents = sales(kind)
    customers = {one["customer"]["id"]: one["customer"] for one in documents}
    products = {one["id"]: one for document in documents for one in document["products"]}
    envelope = {"origin": documents[0]["origin"], "mapping": MAPPING, "error": None, "skip": None}
    return Tape(
        "invoices",
        documents,
        (
            Tape(
                "customers",
                [one | envelope | {"kind": "customer"} | _from("customers") for one in customers.values()],
            ),
            Tape("products", [one | envelope | {"kind": "product"} | _from("products") for one in products.values()]),
        ),
    )


def _from(stream: str) -> Json:
    origin = {"stream": stream, "object": stream[:-1], "url": None, "livemode": False, "account": None}
    return {"origin": origin}


def drafts() -> Story:
    documents = sales("draft_invoice")
    return Story("draft invoices", Tape("invoices", documents), wanted(documents, "drafts"))


def one_after_the_other() -> Story:
    documents = sales("booked_invoice")
    tape = Tape("invoices", documents)
    return Story("booked invoices, one at a time", tape, wanted(documents, "booked"), settings={"concurrency": "1"})


def booked() -> Story:
    documents = sales("booked_invoice")
    return Story("booked invoices", Tape("invoices", documents), wanted(documents, "booked"))


def with_streams() -> Story:
    tape = streams("booked_invoice")
    return Story("customers, products and booked invoices", tape, wanted(tape.documents, "booked"))


def drafts_to_book() -> Story:
    documents = sales("booked_invoice")
    prelude = Tape("invoices", sales("draft_invoice"))
    return Story("drafts that are booked later", Tape("invoices", documents), wanted(documents, "booked"), prelude)


def draft_orders() -> Story:
    documents = sales("draft_order")
    return Story("draft orders", Tape("orders", documents), wanted(documents, "orders_drafts"))


def sent_orders() -> Story:
    documents = sales("sent_order")
    return Story("sent orders", Tape("orders", documents), wanted(documents, "orders_sent"))


def upgraded_orders() -> Story:
    documents = sales("booked_invoice")
    prelude = Tape("orders", sales("sent_order"))
    return Story(
        "orders that become booked invoices", Tape("invoices", documents), wanted(documents, "booked"), prelude
    )


def deleted() -> Story:
    documents = [withdrawn(document) for document in sales("draft_invoice")]
    prelude = Tape("invoices", sales("draft_invoice"))
    return Story("drafts withdrawn", Tape("invoices", documents), gone(documents), prelude)


def credited() -> Story:
    documents = [withdrawn(document, booked="credit") for document in sales("booked_invoice")]
    prelude = Tape("invoices", sales("booked_invoice"))
    return Story(
        "booked invoices credited", Tape("invoices", documents), gone(documents, "booked", "booked"), prelude
    )


def updated() -> Story:
    """The mapping changed a text; the drafts are to follow."""
    documents = [
        document | {"body": document["body"] | {"notes": {"heading": "Ny overskrift"}}}
        for document in sales("draft_invoice")
    ]
    prelude = Tape("invoices", sales("draft_invoice"))
    settings: dict[str, object] = {"existing_drafts": "update"}
    return Story("drafts updated", Tape("invoices", documents), wanted(documents, "drafts"), prelude, settings)


SALES_STORIES: tuple[Callable[[], Story], ...] = (
    drafts,
    booked,
    one_after_the_other,
    with_streams,
    drafts_to_book,
    draft_orders,
    sent_orders,
    upgraded_orders,
    deleted,
    credited,
    updated,
)
