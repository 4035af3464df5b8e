"""The commands that look and try again, with `--company`: they see that company, and no other."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.operator.command import command
from tests.runs.project import Firm
from tests.support import Ended


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    with Sandbox(seed=1, invoices=3) as first, Sandbox(seed=2, invoices=6) as second:
        yield Firm(tmp_path, {"nordlys": first, "solskin": second})


def said(ended: Ended) -> Any:  # noqa: ANN401 - JSON
    assert ended.stdout, ended.stderr
    return json.loads("\n".join(ended.stdout))


def test_a_company_is_looked_at_by_its_own_keys_and_its_own_state(firm: Firm) -> None:
    assert firm.result("--company", "solskin")["ended"] == "complete"
    (posted, *_), asked = firm.references("solskin"), ("--quiet", "--format", "json", "--company")

    stands = said(command(firm.folder, "status", "--fast", *asked, "solskin"))
    other = said(command(firm.folder, "status", "--fast", *asked, "nordlys"))
    assert stands["drafts"]["count"] == len(firm.references("solskin"))
    assert other["drafts"]["count"] == 0
    assert stands["last_run"]["source"] == "meltano"
    assert not other["last_run"] or other["last_run"]["source"] != "meltano"

    assert said(command(firm.folder, "explain", posted, *asked, "solskin"))
    stranger = command(firm.folder, "explain", posted, "--company", "nordlys")
    assert (stranger.status, "not_found_in_stripe" in stranger.last_words) == (1, True)
    unknown = command(firm.folder, "doctor", "--company", "solskinn")
    assert (unknown.status, "There are: nordlys, solskin." in unknown.last_words) == (1, True)

    # What a person deletes is posted again for the company that is named, once.
    drafts = firm.sandboxes["solskin"].economic.store.drafts
    number = next(number for number in drafts)
    deleted = drafts[number]["references"]["other"]
    drafts.remove(number)
    again = command(
        firm.folder, "replay", deleted, "--yes", *asked, "solskin", TARGET_ECONOMIC_DELETED_DRAFTS="post_again"
    )
    assert again.status == 0, again.stderr
    assert set(Counter(firm.references("solskin")).values()) == {1}
    assert deleted in firm.references("solskin")
    assert firm.references("nordlys") == []
