"""`python -m tests.crash`: kills the target at every request, prints the figures and writes them into the docs."""

import argparse
import sys
import time
from collections.abc import Iterator

from tests.crash.campaign import STORIES, Figures, carry_out, cases, own_bench
from tests.support import ROOT

_PAGE = ROOT / "docs" / "reliability.md"
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> None:
    """Carry out every trial; exit status 1 if anything at all went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only each n-th trial")
    parser.add_argument("--only", default="", help="only stories with this in their names")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/reliability.md")
    options = parser.parse_args()
    began = time.monotonic()
    with own_bench() as bench:
        chosen = list(cases(bench, [name for name in STORIES if options.only in name]))[:: options.every]
    figures = Figures()
    for done, (case, result) in enumerate(carry_out(chosen), 1):
        figures.add(case, result)
        for wrong in result.wrong:
            _say(f"WRONG {case.words}: {wrong}")
        if not done % 100:
            _say(f"{done} of {len(chosen)} trials, {time.monotonic() - began:.0f} seconds")
    page = "\n".join(table(figures))
    _say(page)
    if options.write:
        before, rest = _PAGE.read_text(encoding="utf-8").split(_BEGIN)
        _PAGE.write_text(f"{before}{_BEGIN}\n{page}\n{_END}{rest.split(_END)[1]}", encoding="utf-8")
    sys.exit(bool(figures.complaints))


def table(figures: Figures) -> Iterator[str]:
    """The figures as they stand in docs/reliability.md."""
    yield "| killed | runs |"
    yield "|---|---|"
    yield from (f"| {name} | {number} |" for name, number in sorted(figures.kills.items()))
    yield f"| **all** | **{figures.total}** |"
    yield ""
    yield "| the next run had | runs |"
    yield "|---|---|"
    yield from (f"| {name} | {number} |" for name, number in sorted(figures.memories.items()))
    yield ""
    yield "| not killed, but | runs |"
    yield "|---|---|"
    yield from (f"| {name} | {number} |" for name, number in sorted(figures.troubles.items()))
    yield ""
    yield "| what the run does | disturbed runs |"
    yield "|---|---|"
    yield from (f"| {name} | {number} |" for name, number in figures.stories.items())
    yield ""
    yield "| found in the ledger afterwards | |"
    yield "|---|---|"
    yield f"| documents that are there twice | {figures.duplicates} |"
    yield f"| documents that are missing | {figures.losses} |"
    yield f"| documents with wrong totals | {figures.wrong_totals} |"
    yield f"| documents of others that were touched | {figures.touched} |"
    yield f"| anything else that went wrong | {len(figures.complaints) - _counted(figures)} |"


def _counted(figures: Figures) -> int:
    return figures.duplicates + figures.losses + figures.wrong_totals + figures.touched


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
