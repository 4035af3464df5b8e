"""Several workers, and several runs, over one ledger at the same time."""

from concurrent.futures import ThreadPoolExecutor

from sandbox import Sandbox
from target_economic.outcomes.outcomes import Action
from tests.target.documents import invoice
from tests.target.sales.office import Json, Office, ledger


def _mixed(number: int) -> Json:
    document = invoice(f"in_{number}")
    return document | {"kind": ("draft_invoice", "booked_invoice", "draft_order")[number % 3]}


def test_the_workers_of_a_run_post_each_document_once(empty_sandbox: Sandbox) -> None:
    office, documents = Office(empty_sandbox), [_mixed(number) for number in range(40)]
    prepared = office.sales.prepare(documents)
    with ThreadPoolExecutor(8) as workers:
        posted = list(workers.map(lambda document: office.sales.post(document, prepared), documents))
    assert {one.created for one in posted} == {True}
    assert {len(one) for one in ledger(empty_sandbox).values()} == {1}
    assert (len(ledger(empty_sandbox)), len(empty_sandbox.economic.store.customers)) == (40, 1)


def test_two_runs_that_both_looked_first_post_each_document_once(empty_sandbox: Sandbox) -> None:
    """The customer is there: creating one and the same customer twice at once is another room's business."""
    Office(empty_sandbox).one(invoice("in_first"))
    offices, documents = [Office(empty_sandbox), Office(empty_sandbox)], [_mixed(number) for number in range(30)]
    looked_up = [(office, office.sales.prepare(documents)) for office in offices]
    with ThreadPoolExecutor(8) as workers:
        tasks = [(office, prepared, one) for one in documents for office, prepared in looked_up]
        posted = list(workers.map(lambda task: task[0].sales.post(task[2], task[1]), tasks))
    assert {one.action for one in posted} <= {Action.CREATED, Action.BOOKED, Action.UNCHANGED}
    assert {source_id: len(one) for source_id, one in ledger(empty_sandbox).items()} == dict.fromkeys(
        ["in_first", *(f"in_{number}" for number in range(30))], 1
    )


def test_one_odd_id_does_not_keep_its_batch_from_being_looked_up(empty_sandbox: Sandbox) -> None:
    odd = "in_(1) $ [x] * , 100 % æøå '"
    posted = Office(empty_sandbox).post(invoice(odd), invoice("in_2"), invoice("IN_2"))
    again = Office(empty_sandbox).post(invoice(odd), invoice("in_2"), invoice("IN_2"))
    assert [one.action for one in posted] == [Action.CREATED] * 3
    assert [one.action for one in again] == [Action.UNCHANGED] * 3
