"""The target beside a bookkeeper who edits, books, deletes and bars as she likes, in any order, with trouble between.

Whatever happens: at most one document stands for each source id, nobody else's is touched, what a person changed in
a draft stays as she left it, and every document that was given to the target has an outcome.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sandbox import Fault, Sandbox
from sandbox.faults import Action as Trouble
from target_economic.errors import NoAnswer, RecordError
from target_economic.sales.prepared import Prepared
from tests.crash.books import standing
from tests.target.documents import customer, invoice, line
from tests.target.sales.office import Office, Person, withdrawn

Json = dict[str, Any]

IDS = ("in_1", "in_2", "in_3")
KINDS = ("draft_invoice", "booked_invoice")
TROUBLES: tuple[Trouble, ...] = ("drop_before_commit", "drop_after_commit", "fail_after_commit", "half_response")
OURS = "in_"


class Bookkeeping(RuleBasedStateMachine):
    """One ledger, many runs of the target, and one person."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(invoices=0)
        self.sandbox.start()
        self.store = self.sandbox.economic.store
        self.person = Person(self.sandbox)
        self.edited: dict[int, Json] = {}
        Office(self.sandbox).one(invoice("other_1", buyer=customer("cus_other")))
        self.stranger = self._lasting(self.store.drafts[next(iter(self.store.drafts))])

    def teardown(self) -> None:
        self.sandbox.stop()

    @rule(
        ids=st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
        kind=st.sampled_from(KINDS),
        heading=st.sampled_from(["", "Ny overskrift"]),
        policy=st.sampled_from(["keep", "update"]),
        trouble=st.none() | st.tuples(st.sampled_from(TROUBLES), st.integers(1, 4)),
    )
    def runs(self, ids: list[str], kind: str, heading: str, policy: str, trouble: tuple[Trouble, int] | None) -> None:
        """A run of the target: few documents where STATE was kept, all where there is none or an older one."""
        documents = [self._document(name, kind, heading) for name in ids]
        self._carry_out(documents, trouble, existing_drafts=policy)

    @rule(name=st.sampled_from(IDS), on_booked=st.sampled_from(["report", "credit"]), kind=st.sampled_from(KINDS))
    def is_voided(self, name: str, on_booked: str, kind: str) -> None:
        """The source is undone."""
        self._carry_out([withdrawn(self._document(name, kind, ""), on_booked=on_booked)], None)

    @precondition(lambda self: any(self._our_drafts()))
    @rule(data=st.data(), price=st.integers(1, 9))
    def edits(self, data: st.DataObject, price: int) -> None:
        """The person changes what a draft comes to."""
        number = data.draw(st.sampled_from(sorted(self._our_drafts())))
        if self._barred():
            return  # e-conomic takes no draft of a barred customer, from nobody
        lines = self.person.call("GET", f"/invoices/drafts/{number}")["lines"]
        lines[0]["unitNetPrice"] = 5000 + price
        self.person.edit(number, lines=lines)
        self.edited[number] = self._lasting(self.store.drafts[number])

    @precondition(lambda self: any(self._our_drafts()))
    @rule(data=st.data())
    def books(self, data: st.DataObject) -> None:
        """The person books a draft, as it is."""
        number = data.draw(st.sampled_from(sorted(self._our_drafts())))
        if self.store.drafts[number]["grossAmount"] and not self._barred():
            self.person.book(number)
            self.edited.pop(number, None)

    @precondition(lambda self: any(self._our_drafts()))
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        """The person deletes a draft."""
        number = data.draw(st.sampled_from(sorted(self._our_drafts())))
        self.person.call("DELETE", f"/invoices/drafts/{number}")
        self.edited.pop(number, None)

    @rule(barred=st.booleans())
    def bars(self, *, barred: bool) -> None:
        """The person bars the customer, or takes the bar away."""
        for number, one in list(self.store.customers.items()):
            if one["email"] == "cus_1@example.dk":
                self.sandbox.economic._line.actions["bar_customer"].run(
                    self.store, {"number": number, "barred": barred}
                )

    @rule(minutes=st.sampled_from([5, 65]))
    def time_passes(self, minutes: int) -> None:
        self.store.advance(timedelta(minutes=minutes))

    @invariant()
    def at_most_one_stands(self) -> None:
        for name, found in standing(self.store).items():
            charges = [place for place, one in found if one["grossAmount"] >= 0]
            taken_back = [place for place, one in found if one["grossAmount"] < 0]
            assert len(charges) <= 1, (name, found)
            assert len(taken_back) <= len(charges), (name, found)

    @invariant()
    def what_a_person_changed_stays(self) -> None:
        for number, left in self.edited.items():
            assert self._lasting(self.store.drafts[number]) == left

    @invariant()
    def strangers_are_left_alone(self) -> None:
        assert self._lasting(self.store.drafts[self.stranger["draftInvoiceNumber"]]) == self.stranger
        emails = [one["email"] for one in self.store.customers.values()]
        assert len(emails) == len(set(emails))

    def _carry_out(self, documents: list[Json], trouble: tuple[Trouble, int] | None, **policies: object) -> None:
        faults = self.sandbox.economic.faults
        if trouble:
            faults.add(Fault(method="POST", action=trouble[0], nth=trouble[1], status=503))
        office = Office(self.sandbox, **policies)  # type: ignore[arg-type]  # policies, not `dry_run`
        prepared = office.sales.prepare(documents)
        for document in documents:
            self._outcome(office, document, prepared, troubled=trouble is not None)
        office.client.close()
        faults.clear()

    def _outcome(self, office: Office, document: Json, prepared: Prepared, *, troubled: bool) -> None:
        """Every document has one: it is somewhere, or there is a code that says why not."""
        try:
            posted = office.sales.post(document, prepared)
        except RecordError:
            return
        except NoAnswer:
            if not troubled:
                raise
        else:
            assert posted.found or posted.code

    def _document(self, name: str, kind: str, heading: str) -> Json:
        document = invoice(name, lines=[line(10000 * int(name[-1])), line(-2000)]) | {"kind": kind}
        if heading:
            document["body"]["notes"] = {"heading": heading}
        return document

    def _barred(self) -> bool:
        return any(one.get("barred") for one in self.store.customers.values())

    def _our_drafts(self) -> Iterator[int]:
        for number, draft in self.store.drafts.items():
            if draft.get("references", {}).get("other", "").startswith(OURS) and draft["grossAmount"] >= 0:
                yield number

    def _lasting(self, document: Json) -> Json:
        return {name: value for name, value in document.items() if name != "lastUpdated"}


Bookkeeping.TestCase.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestBookkeeping = Bookkeeping.TestCase
