"""How a run ended, from what Meltano and the plugins left behind."""

import pytest

from stripe_economic.running.result import verdict

FAILED = "target-economic: documents_failed: 1 document failed. Hint: Each is named above."
CLOSED = "tap-stripe-invoices: output_closed: What reads the records has ended. Hint: Its own last words say why."
BOTH = "[error    ] meltano  Block run completed. err=RunnerError('Extractor and loader failed') exit_codes={...}"
ONLY_TAP = "[error    ] meltano  Block run completed. err=RunnerError('Extractor failed') exit_codes={...: -9}"
ONLY_TARGET = "[error    ] meltano  Block run completed. err=RunnerError('Loader failed') exit_codes={...: 1}"
READ_TO_THE_END = {"ended": "documents_failed", "failures": 1}


@pytest.mark.parametrize(
    ("log", "summary", "ended"),
    [
        ([FAILED, ONLY_TARGET], READ_TO_THE_END, ("complete", 3)),
        # The target closed its input first, so the tap's end is no news.
        ([FAILED, CLOSED, BOTH], READ_TO_THE_END, ("complete", 3)),
        # The tap was killed (too little memory): half of what is due has not been read, so it is worth another try.
        ([FAILED, BOTH], READ_TO_THE_END, ("plugin_killed", 1)),
        ([ONLY_TAP], {"ended": "complete", "failures": 0}, ("plugin_killed", 1)),
        (["tap-stripe-invoices: stripe_unreachable: No answer.", BOTH], READ_TO_THE_END, ("stripe_unreachable", 1)),
        (["mapper-jmespath: mapping_invalid: A line.", CLOSED, "Mappers failed"], {}, ("mapping_invalid", 1)),
        ([], {"ended": "complete", "failures": 0}, ("meltano_failed", 1)),
        ([], {"ended": "complete", "failures": 2}, ("meltano_failed", 1)),
    ],
)
def test_documents_that_failed_are_told_from_a_run_that_did_not_read_everything(
    log: list[str], summary: dict[str, object], ended: tuple[str, int]
) -> None:
    *found, error = verdict(1, None, summary, log)
    assert tuple(found) == ended
    assert (error.code if error else ended[0]) == ended[0]
