"""Documents of new customers and products, carried out at once: one customer, product and rounding product each."""

from collections import Counter
from decimal import Decimal

from sandbox import Sandbox
from target_economic.sales.policies import Policies
from target_economic.sales.rounding import Rounding
from target_economic.sales.sales import Sales
from tests.target.documents import customer, invoice, line, product
from tests.target.room import Room


def test_many_documents_at_once_share_what_is_new(empty_sandbox: Sandbox) -> None:
    documents = [
        invoice(
            f"in_{number}",
            # Two Stripe customers share each address, and every third document is of the same product.
            buyer=customer(f"cus_{number % 8}", email=f"kunde{number % 4}@example.dk", name=f"Kunde {number % 8}"),
            lines=[line(1001, product=f"prod_{number % 3}")] * 3,
            products=[product(f"prod_{number % 3}")],
            tax=750,
        )
        for number in range(24)
    ]
    with Room(empty_sandbox) as room:
        sales = Sales(
            client=room.client,
            agreement=room.agreement,
            poster=room.poster,
            customers=room.customers,
            products=room.products,
            rounding=Rounding(Decimal("0.10"), "AFR", 4),
            policies=Policies(),
        )
        prepared = sales.prepare(documents)
        posted = room.at_once(*(lambda one=one: sales.post(one, prepared) for one in documents))
        assert not [one for one in posted if isinstance(one, Exception)]
        writes = Counter(room.writes)
    assert writes == {"POST /customers": 4, "POST /products": 4, "POST /invoices/drafts": 24}
    store = empty_sandbox.economic.store
    assert {store.drafts[number]["grossAmount"] for number in store.drafts} == {Decimal("37.53")}
