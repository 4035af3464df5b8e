"""A bookkeeper's day: a mapping is broken, the failures are seen and explained, it is mended, and tried again.

One test for all of it: each `meltano run` takes its seconds, and workers share no fixture.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox import Sandbox
from target_economic.run.lock import AgreementLock
from target_economic.stopping import Stopping
from tests.operator.command import command
from tests.scenarios.conftest import Project, copy_project
from tests.support import Ended, Json

ROW, BROKEN = "  - {country: DK, to: 1}\n", "  - {country: DK, to: stop}\n"


@dataclass
class Day:
    """The project of that day, the invoice it is about, and what was seen in its course."""

    project: Project
    invoice: Json
    others: list[str]
    seen: dict[str, Ended] = field(default_factory=dict)
    wrote: dict[str, int] = field(default_factory=dict)
    told: Json = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.invoice["id"])

    def sees(self, name: str, *arguments: str, **env: str) -> None:
        """Run a command, and keep what it says and how often it wrote to e-conomic."""
        before = self.project.writes
        self.seen[name] = command(self.project.folder, *arguments, **(self._addresses | env))
        self.wrote[name] = self.project.writes - before

    @property
    def _addresses(self) -> dict[str, str]:
        return {name: url for name, url in self.project.environment.items() if name.endswith("_URL")}

    def json(self, name: str) -> Json:
        found: Json = json.loads("\n".join(self.seen[name].stdout))
        return found

    def metadata(self) -> Json:
        found: Json = (self.project.sandbox.stripe.store.find("invoice", self.id) or {})["metadata"]
        return dict(found)

    def change(self, old: str, new: str) -> None:
        zones = self.project.folder / "mappings" / "vat_zones.yml"
        text = zones.read_text("utf-8")
        assert text.count(old) == 1
        zones.write_text(text.replace(old, new), "utf-8")


def _paid(sandbox: Sandbox, *, danish: bool) -> list[Json]:
    """Paid invoices with VAT to Denmark, which fail for want of a row and for nothing else; or those that go on."""
    return [
        one
        for one in sandbox.stripe.store.all("invoice")
        if one["status"] == "paid"
        and ((one["customer_address"] or {}).get("country") == "DK") is danish
        and (one["total_taxes"] or not danish)
        and one["customer_email"]
    ]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    with Sandbox(seed=1, invoices=12) as sandbox:
        invoice, *others = _paid(sandbox, danish=True)
        project = copy_project(tmp_path, sandbox)
        today = Day(project, dict(invoice), [one["id"] for one in others])
        today.change(ROW, BROKEN)
        today.seen["first"] = project.sync()
        assert today.seen["first"].status == 0, today.seen["first"].stderr
        today.told = today.metadata()
        today.sees("status", "status", "--format", "json")
        today.sees("explained", "explain", invoice["number"], "--format", "json")
        today.sees("dry", "replay", "--failed", "--dry-run", "--format", "json")
        today.change(BROKEN, ROW)
        lock = AgreementLock(sandbox.economic.url, sandbox.economic.store.agreement.number)
        lock.acquire(0, Stopping())
        today.sees("locked", "replay", today.id, "--yes", TARGET_ECONOMIC_LOCK_WAIT="1")
        lock.release()
        today.sees("replayed", "replay", today.id, _posted(today), "--yes")
        today.sees("after", "status", "--fast", "--format", "json")
        today.seen["next"] = project.sync()
        today.sees("evening", "status", "--fast")
        today.sees("diff", "diff")
        yield today


def _posted(day: Day) -> str:
    """The draft that the first run made of an invoice of another country."""
    foreign = {one["id"] for one in _paid(day.project.sandbox, danish=False)}
    return next(f"draft {draft['draftInvoiceNumber']}" for one, draft in day.project.drafts.items() if one in foreign)


def _status_names_what_failed_and_why_with_exit_status_3(day: Day) -> None:
    assert day.seen["status"].status == 3, day.seen["status"].stderr
    status = day.json("status")
    (one,) = [waiting for waiting in status["waiting"] if waiting["id"] == day.id]
    assert (one["code"], one["attempts"], one["stream"]) == ("not_in_table", 1, "invoices")
    assert one["message"].startswith("not_in_table: ")
    assert one["message"] == day.told["economic_error"]
    assert status["codes"]["not_in_table"] >= len(day.others) + 1
    assert (status["last_run"]["source"], status["last_run"]["ended"]) == ("meltano", "success")
    invoices = next(stream for stream in status["streams"] if stream["stream"] == "invoices")
    assert invoices["up_to"]
    assert {stream["behind"] for stream in status["streams"]} == {0}
    assert status["drafts"]["oldest"]["number"].startswith("draft ")


def _explain_tells_the_whole_life_by_the_number_of_the_invoice(day: Day) -> None:
    assert day.seen["explained"].status == 0, day.seen["explained"].stderr
    (one,) = json.loads("\n".join(day.seen["explained"].stdout))
    assert (one["id"], one["found_as"]) == (day.id, day.invoice["number"])
    assert one["stripe"]["status"] == "paid"
    assert day.invoice["customer_email"] in one["stripe"]["customer"]
    assert one["metadata"]["economic_status"] == "failed"
    (made,) = one["mapping"]
    assert made["failed"]["path"] == "body.recipient.vatZone.vatZoneNumber"
    assert made["failed"]["file"] == "mappings/invoices.yml"
    assert made["vat"]["decision"]["table"] == "vat_zones"
    assert one["ledger"] == []
    assert one["waiting"]["code"] == "not_in_table"
    outcomes = [(said["action"], said["code"], said["dry_run"]) for said in one["replay"]]
    assert outcomes == [("failed", "not_in_table", True)]
    assert [said["code"] for said in one["codes"]] == ["not_in_table"]


def _failed_means_what_waits_and_what_would_fail_again_is_not_run(day: Day) -> None:
    planned = {one["id"]: one for one in day.json("dry")["planned"]}
    assert planned.keys() == {one["id"] for one in day.json("status")["waiting"]}
    assert {planned[one]["code"] for one in [day.id, *day.others]} == {"not_in_table"}
    assert (day.seen["dry"].status, day.json("dry")["outcomes"]) == (3, [])


def _while_another_run_holds_the_agreement_the_targets_own_words_are_shown(day: Day) -> None:
    ended = day.seen["locked"]
    assert ended.status == 1
    assert ended.last_words.startswith("stripe-economic: agreement_locked: Another run is still at work")
    assert "Traceback" not in ended.stderr


def _a_replay_posts_once_what_is_not_there_and_leaves_the_bookmark_alone(day: Day) -> None:
    replayed = day.seen["replayed"]
    assert replayed.status == 0, replayed.stderr
    number = f"draft {day.project.drafts[day.id]['draftInvoiceNumber']}"
    assert f"{day.id}  created as {number}" in replayed.stdout
    assert sum("is there already as draft" in line for line in replayed.stdout) == 1
    assert sum("was there already as draft" in line for line in replayed.stdout) == 1
    assert "Documents: 2 of 2 in " in replayed.stderr
    before, after = day.json("status"), day.json("after")
    assert [{**stream, "behind": None} for stream in before["streams"]] == after["streams"]
    assert [one["id"] for one in after["waiting"]] == [one["id"] for one in before["waiting"]]
    (one,) = [waiting for waiting in after["waiting"] if waiting["id"] == day.id]
    assert (one["attempts"], one["posted_as"]) == (1, number)
    assert after["last_run"] == before["last_run"]


def _the_next_normal_run_takes_it_off_the_list_and_posts_the_others(day: Day) -> None:
    assert day.seen["next"].outcome(day.id)["action"] == "unchanged"
    assert day.project.drafts.keys() >= {day.id, *day.others}
    said = "\n".join(day.seen["evening"].stdout)
    assert "Last run: " in said
    assert not [one for one in [day.id, *day.others] if one in said.partition("drafts with a Stripe id")[0]]
    assert "economic_error" not in day.metadata()


def _what_the_pipeline_has_just_posted_is_what_the_mapping_says(day: Day) -> None:
    (said,) = day.seen["diff"].stdout
    compared, same = (int(number) for number in re.findall(r"[0-9]+", said)[:2])
    assert compared == same >= len(day.project.drafts)
    assert day.seen["diff"].status == 0


def _nothing_but_the_replay_wrote_to_economic(day: Day) -> None:
    assert [name for name, count in day.wrote.items() if count] == ["replayed"]


def test_a_mapping_is_broken_and_mended_and_what_failed_is_replayed_once(day: Day) -> None:
    _status_names_what_failed_and_why_with_exit_status_3(day)
    _explain_tells_the_whole_life_by_the_number_of_the_invoice(day)
    _failed_means_what_waits_and_what_would_fail_again_is_not_run(day)
    _while_another_run_holds_the_agreement_the_targets_own_words_are_shown(day)
    _a_replay_posts_once_what_is_not_there_and_leaves_the_bookmark_alone(day)
    _the_next_normal_run_takes_it_off_the_list_and_posts_the_others(day)
    _what_the_pipeline_has_just_posted_is_what_the_mapping_says(day)
    _nothing_but_the_replay_wrote_to_economic(day)
