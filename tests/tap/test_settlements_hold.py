"""Whatever invoice payments there are, and in whatever order payments are asked for, the answers are Stripe's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tap_stripe_invoices.http.client import Page
from tap_stripe_invoices.http.workers import Workers
from tap_stripe_invoices.records import nearby
from tap_stripe_invoices.records.settlements import Hint, Settlements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_stripe_invoices.http.client import Params

Json = dict[str, Any]

PAGE = 3
NOW = 1_000_000
TIMES = st.integers(1, 40)


@dataclass
class Links:
    """Stands in for a client that knows nothing but invoice payments, three to a page: many are needed for a page."""

    payments: list[Json]
    workers: Workers = field(default_factory=lambda: Workers(2))

    def page(self, path: str, params: Params, after: str = "") -> Page:
        assert path == "/v1/invoice_payments"
        found = list(self._listed(dict(params)))
        start = next((at + 1 for at, one in enumerate(found) if one["id"] == after), 0)
        return Page(found[start : start + PAGE], has_more=len(found) > start + PAGE)

    def members(self, path: str, params: Params = ()) -> list[Json]:
        assert path == "/v1/invoice_payments"
        return list(self._listed(dict(params)))

    def server_time(self) -> int:
        return NOW

    def _listed(self, filters: dict[str, str]) -> Iterator[Json]:
        for one in sorted(self.payments, key=lambda one: (-one["created"], one["id"])):
            if (
                one["created"] <= int(filters.get("created[lte]", NOW))
                and one["created"] >= int(filters.get("created[gte]", 0))
                and one["status"] == filters.get("status", one["status"])
                and one["payment"]["payment_intent"]
                == filters.get("payment[payment_intent]", one["payment"]["payment_intent"])
            ):
                yield one


@dataclass(frozen=True)
class Case:
    """An account's invoice payments, and its payments in the order in which they are asked for."""

    links: list[Json]
    batches: list[dict[str, Hint]]

    def truth(self, one: str) -> set[str]:
        """The invoices that a payment paid; while it has paid none, those that it is to pay."""
        own = [link for link in self.links if link["payment"]["payment_intent"] == one]
        paid = {link["invoice"] for link in own if link["status"] == "paid"}
        return paid or {link["invoice"] for link in own if link["status"] == "open"}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    links: list[Json] = []
    hints: dict[str, Hint] = {}
    for number in range(draw(st.integers(1, 25))):
        parts = draw(st.lists(st.tuples(TIMES, st.integers(1, 9), st.sampled_from(("paid", "open", "canceled")))))
        paid = 0
        for part, (created, amount, status) in enumerate(parts[:3]):
            paid += amount if status == "paid" else 0
            links.append(
                {
                    "id": f"inpay_{number}_{part}",
                    "created": created,
                    "status": status,
                    "amount_paid": amount if status == "paid" else None,
                    "invoice": f"in_{number}_{part}",
                    "payment": {"type": "payment_intent", "payment_intent": f"pi_{number}"},
                }
            )
        spare = draw(st.integers(0, 2))
        hints[f"pi_{number}"] = Hint(draw(TIMES), draw(st.none() | st.just(paid + spare)))
    order = draw(st.permutations(sorted(hints)))
    size = draw(st.integers(1, len(order)))
    return Case(
        links,
        [{one: hints[one] for one in order[first : first + size]} for first in range(0, len(order), size)],
    )


@given(cases(), st.booleans(), st.integers(1, 50), st.integers(1, 10))
def test_the_answers_are_stripes_however_they_are_found(
    case: Case,
    sweeps: bool,  # noqa: FBT001  # a case
    swept: int,
    remembered: int,
) -> None:
    client: Any = Links(case.links)
    settlements = Settlements(client, swept=swept, remembered=remembered)
    # Few payments are many here, as three are a page.
    settlements._nearby = nearby.Nearby(client, remembered, many=2)
    if sweeps:
        settlements.sweep()

    for batch in case.batches:
        found = settlements.invoices_of(batch, batch)

        assert {one: set(answer) for one, answer in found.items() if isinstance(answer, tuple)} == {
            one: case.truth(one) for one in batch
        }
    client.workers.close()
