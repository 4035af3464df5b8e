"""A year of invoices, read in fifty runs of which many are cut off, from a Stripe that loses events.

1,000 invoices by default; the environment variable TAP_YEAR_INVOICES asks for another number, such as 20000.
"""

from __future__ import annotations

import json
import os
import random
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox import Sandbox
from sandbox.company import stream
from tests.tap.running import Kept, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from singer_sdk.singerlib.encoding.simple import Message

Json = dict[str, Any]
# When something comes into being, or is replaced by what it has become.
Happening = tuple[int, Json]

INVOICES = int(os.environ.get("TAP_YEAR_INVOICES", "1000"))
RUNS = 50
DAY = 86_400
MONEY = {"charge", "payment_intent", "invoice_payment", "balance_transaction"}
CATALOGUE = {"customer", "tax_id", "product", "price", "coupon", "discount", "tax_rate", "shipping_rate"}


class CutOffError(Exception):
    """The machine died; nothing was said and nothing was saved."""


class Fragile(Kept):
    """Keeps messages until it breaks; what a target had answered by then is the last STATE."""

    def __init__(self, messages: int | None) -> None:
        super().__init__()
        self._left = messages

    def write_message(self, message: Message) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise CutOffError
        super().write_message(message)


class Year:
    """A made-up company's year, in the order in which it happened."""

    def __init__(self, sandbox: Sandbox, chance: random.Random) -> None:
        self._store = sandbox.stripe.store
        self._sandbox = sandbox
        self._chance = chance
        objects = list(stream(seed=4, invoices=INVOICES))
        for one in objects:
            if one["object"] in CATALOGUE:
                self._store.put(one)
        self._paid_later = {one["id"]: self._lateness() for one in objects if one["object"] == "invoice"}
        self._intents = {
            one["payment"]["payment_intent"]: one["invoice"]
            for one in objects
            if one["object"] == "invoice_payment" and one["payment"]["type"] == "payment_intent"
        }
        self._charges = {one["id"]: one["payment_intent"] for one in objects if one["object"] == "charge"}
        self._all = sorted((one for item in objects for one in self._story(item)), key=lambda one: one[0])
        self._next = 0
        self.begins, self.ends = self._all[0][0], self._all[-1][0]
        self.final = {one["id"]: one for _, one in self._all if one["object"] == "invoice"}

    def live_until(self, moment: int) -> None:
        """Let happen what happens up to a moment; of some of it no event is left."""
        upto = bisect_right(self._all, moment, key=lambda one: one[0])
        for _, one in self._all[self._next : upto]:
            self._store.put(one)
        self._sandbox.set_clock(datetime.fromtimestamp(moment, UTC))
        for _, one in self._all[self._next : upto]:
            if one["object"] in {"invoice", "invoice_payment"} and self._chance.random() < 0.1:
                self._store.lose_events("*", one["id"])
        self._next = upto

    def _lateness(self) -> int:
        if self._chance.random() < 0.5:
            return 0
        return int(self._chance.expovariate(1 / 20) * DAY)

    def _story(self, one: Json) -> Iterator[Happening]:
        kind = one["object"]
        if kind == "invoice":
            paid_at = one["status_transitions"]["paid_at"]
            if paid_at:
                yield one["created"], self._still_open(one)
                paid_at += self._paid_later[one["id"]]
                yield paid_at, one | {"status_transitions": one["status_transitions"] | {"paid_at": paid_at}}
            else:
                yield one["created"], one
        elif kind in MONEY and (kind != "balance_transaction" or one["source"] in self._charges):
            later = self._paid_later.get(self._intents.get(self._intent(one) or "", ""), 0)
            moved = one | {"created": one["created"] + later}
            if kind == "invoice_payment" and one["status_transitions"]["paid_at"]:
                paid_at = one["status_transitions"]["paid_at"] + later
                moved |= {"status_transitions": one["status_transitions"] | {"paid_at": paid_at}}
                yield paid_at, moved
            else:
                yield moved["created"], moved

    def _intent(self, one: Json) -> str | None:
        if one["object"] == "payment_intent":
            found = one["id"]
        elif one["object"] == "charge":
            found = one["payment_intent"]
        elif one["object"] == "invoice_payment":
            found = one["payment"]["payment_intent"] if one["payment"]["type"] == "payment_intent" else None
        else:
            found = self._charges.get(one["source"] or "")
        return None if found is None else str(found)

    @staticmethod
    def _still_open(one: Json) -> Json:
        due = one["amount_paid"] + one["amount_remaining"]
        return one | {
            "status": "open",
            "amount_paid": 0,
            "amount_remaining": due,
            "attempted": False,
            "status_transitions": one["status_transitions"] | {"paid_at": None},
        }


def test_every_paid_invoice_comes_with_its_final_amounts_and_no_other_comes_at_all() -> None:
    chance = random.Random(20)  # noqa: S311 - a fixed story, not a secret
    with Sandbox(invoices=0) as sandbox:
        year = Year(sandbox, chance)
        state: Json | None = None
        known: dict[str, Json] = {}
        cut_off = 0
        between = (year.ends - year.begins) // RUNS
        for number in range(1, RUNS + 1):
            year.live_until(year.begins + number * between)
            kept = Fragile(chance.randint(0, INVOICES // RUNS // 2) if chance.random() < 0.4 else None)
            try:
                read(sandbox.stripe.url, state=state, kept=kept, concurrency=2, requests_per_second=0)
            except CutOffError:
                cut_off += 1
            state = _take_over(kept, known) or state
        year.live_until(year.ends + DAY)
        for days in (0, 31):
            sandbox.advance(timedelta(days=days))
            kept = Fragile(None)
            read(sandbox.stripe.url, state=state, kept=kept, requests_per_second=0)
            state = _take_over(kept, known)

    paid = {one: final for one, final in year.final.items() if final["status"] == "paid"}
    assert cut_off >= 8
    assert len(paid) == INVOICES
    assert known.keys() == paid.keys()
    for one, final in paid.items():
        record = known[one]
        assert (record["status"], record["tap_error"]) == ("paid", None)
        assert (record["total"], record["amount_paid"]) == (final["total"], final["amount_paid"])
        assert record["amounts"]["gross"] == final["total"]


def _take_over(kept: Kept, known: dict[str, Json]) -> Json | None:
    """Note the records before the last STATE, which a target has posted; those behind it may be lost."""
    state: Json | None = None
    waiting: dict[str, Json] = {}
    for message in kept.messages:
        if message["type"] == "RECORD":
            waiting[message["record"]["id"]] = message["record"]
        elif message["type"] == "STATE":
            known |= waiting
            waiting = {}
            state = json.loads(json.dumps(message["value"]))
    return state
