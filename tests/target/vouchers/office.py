"""The room that posts vouchers, put together as a run does, and hurried: nobody waits."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sandbox import Sandbox
from target_economic.agreement.agreement import Agreement
from target_economic.customers.customers import Customers
from target_economic.errors import TargetError
from target_economic.http.client import Client
from target_economic.posting.posting import Poster
from target_economic.sales.recent import Recent
from target_economic.vouchers.policies import Policies
from target_economic.vouchers.posted import Posted
from target_economic.vouchers.vouchers import Vouchers
from tests.support import ECONOMIC_TOKENS
from tests.target.clock import Clock
from tests.target.vouchers.movements import entry, fee, voucher

Json = dict[str, Any]


class Office:
    """Vouchers at one sandbox; each is a run of its own, with nothing remembered from another."""

    def __init__(self, sandbox: Sandbox, *, dry_run: bool = False, **policies: object) -> None:
        self.clock = Clock()
        self.sandbox = sandbox
        self.client = Client(sandbox.economic.url, *ECONOMIC_TOKENS.values(), stopping=self.clock, writes=not dry_run)
        self.agreement = agreement = Agreement(self.client)
        poster = Poster(self.client, agreement, dry_run=dry_run)
        self.vouchers = Vouchers(
            client=self.client,
            agreement=agreement,
            poster=poster,
            booker=Poster(self.client.at(sandbox.economic.url), agreement, dry_run=dry_run),
            customers=Customers(self.client, poster, agreement),
            recent=Recent(),
            policies=Policies(**policies),  # type: ignore[arg-type]  # as the settings have them
        )

    def post(self, *documents: Json) -> list[Posted | TargetError]:
        """Carry documents out as one batch."""
        batch = self.vouchers.prepare(list(documents))
        results: list[Posted | TargetError] = []
        for document in documents:
            try:
                results.append(self.vouchers.post(document, batch))
            except TargetError as error:
                results.append(error)
        return results

    def one(self, document: Json) -> Posted:
        """Carry one document out; its error is raised."""
        (result,) = self.post(document)
        if isinstance(result, TargetError):
            raise result
        return result


def charge(  # noqa: PLR0913 - one parameter per thing a test varies
    source_id: str = "txn_1",
    *,
    amount: int = 37375,
    fees: int = 855,
    entries: Sequence[Json] | None = None,
    group: str | None = None,
    body: Json | None = None,
    **envelope: object,
) -> Json:
    """A charge with its fee, of a customer whom nobody knows."""
    given = [entry(-amount), fee(fees)] if entries is None else entries
    document = voucher(source_id, *given, **(body or {}))
    expected = document["expected"] | {"net": amount - fees}
    return document | {"group": group, "expected": expected} | envelope


def journal(sandbox: Sandbox) -> dict[str, list[tuple[int, Decimal]]]:
    """Every unbooked entry by the source id that ends its text: its journal and amount."""
    found: dict[str, list[tuple[int, Decimal]]] = {}
    drafts = sandbox.economic.store.ledger.drafts
    for number in drafts:
        body = drafts[number]
        found.setdefault(str(body.get("text", "?")).split()[-1], []).append(
            (body["journal"]["journalNumber"], body["amount"])
        )
    return found


def books(sandbox: Sandbox) -> dict[str, int]:
    """How many booked lines carry each source id."""
    found: dict[str, int] = {}
    entries = sandbox.economic.store.ledger.entries
    for number in entries:
        last = str(entries[number].get("text", "?")).split()[-1]
        found[last] = found.get(last, 0) + 1
    return found


def vouchers(sandbox: Sandbox) -> set[tuple[str, int]]:
    """Year and number of every voucher that is not booked."""
    drafts = sandbox.economic.store.ledger.drafts
    return {(e.fields["year"], e.fields["voucher"]) for e in drafts.entries()}


def writes(sandbox: Sandbox) -> list[str]:
    return [f"{one.method} {one.path}" for one in sandbox.economic.requests if one.method != "GET"]
