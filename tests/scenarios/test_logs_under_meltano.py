"""The log of a whole run as a log collector gets it from Meltano."""

import json

from tests.scenarios.conftest import TASKS, Project

RUN_ID = "0b0d6f1c-6d3a-4f7e-9a55-2b8a4c1d7e90"


def test_what_the_plugins_log_becomes_fields_of_meltanos_own_lines(project: Project) -> None:
    settings = {"STRIPE_ECONOMIC_LOG_FORMAT": "json", "MELTANO_RUN_ID": RUN_ID}
    ended = project.meltano("--log-format=json", "run", *TASKS, settings=settings)
    assert ended.status == 0
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    outcomes = [line for line in lines if "action" in line]
    assert {line["plugin"] for line in lines if "plugin" in line} == {
        "tap-stripe-invoices",
        "mapper-jmespath",
        "target-economic",
    }
    assert {one["level"] for one in outcomes if one["action"] == "failed"} == {"warning"}
    assert {line["run_id"] for line in lines if "plugin" in line} == {RUN_ID}
    assert {"totals_differ"} <= {one.get("code") for one in outcomes}
    assert all(one["event"].startswith("outcome {") and one["id"] for one in outcomes)
