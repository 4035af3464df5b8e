"""Runs the tests of mapping files and says what came out differently, and which line of the mapping gave it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mapper_jmespath.cases.case import Case, Expectation, Failure
from mapper_jmespath.cases.given import Given
from mapper_jmespath.cases.places import ABSENT, NoSuchPlace, changed, look
from mapper_jmespath.cases.provenance import place
from mapper_jmespath.codes import Code
from mapper_jmespath.documents import DocumentSchema
from mapper_jmespath.errors import MapperError
from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.evaluation.scope import Path, Trace, spell
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.language.model import Structure
from mapper_jmespath.library import Library
from mapper_jmespath.problems import Position, Problem, Problems, did_you_mean, shown
from mapper_jmespath.tables.table import Table

Record = Mapping[str, Any]
Samples = Mapping[str, Mapping[str, Record]]
"""Records as the tap writes them, by stream and name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out differently.

    Attributes:
        position: where the expectation is written.
        path: the place of the document; empty where it concerns the whole.
        expected: as people read it.
        got: as people read it.
        filled: the line of the mapping that gave it, `mappings/invoices.yml:12:9`; None where none did.
    """

    position: Position
    path: str
    expected: str
    got: str
    filled: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test: it passed if there is no difference."""

    mapping: str
    case: Case
    differences: tuple[Difference, ...]


def case_problems(library: Library, samples: Samples) -> tuple[Problem, ...]:
    """Return what is wrong with tests: samples that there are not, and places that no record or document has."""
    problems = Problems()
    for mapping in library.mappings.values():
        for case in mapping.tests:
            _given(case.given, mapping.source, samples, problems)
            for one in () if isinstance(case.expect, Failure) else case.expect:
                _refuse_unknown_place(one, library.schemas[mapping.document], problems)
    return problems.sorted()


def _refuse_unknown_place(expectation: Expectation, schema: DocumentSchema, problems: Problems) -> None:
    """Note a place that no document has; what is expected there could never be wrong, or never right."""
    for end in range(1, len(expectation.path) + 1):
        around, step = schema.part(expectation.path[: end - 1]), expectation.path[end - 1]
        known = around.get("properties")
        if isinstance(step, str) and known is not None and step not in known:
            where = spell(expectation.path[: end - 1]) or "the document"
            hint = did_you_mean(step, known)
            problems.add(expectation.position, Code.KEY_UNKNOWN, f"{where} has no `{step}`", hint)
            return


def run_cases(library: Library, samples: Samples, names: frozenset[str] | None = None) -> Iterator[Result]:
    """Run the tests of all mappings, or of those named; the samples must have no `case_problems`."""
    assembler = Assembler(library)
    for mapping in library.mappings.values():
        for case in mapping.tests if names is None or mapping.name in names else ():
            record = _given(case.given, mapping.source, samples, Problems())
            yield Result(
                mapping.name, case, tuple(_differences(assembler, mapping, case, record or {}, library.tables))
            )


def _given(given: Given, stream: str, samples: Samples, problems: Problems) -> Record | None:
    if given.record is not None:
        return given.record
    known = samples.get(stream, {})
    sample = known.get(given.sample or "")
    if sample is None:
        hint = did_you_mean(given.sample or "", known) or "stripe-economic mappings show --samples lists them"
        message = f"there is no sample {shown(given.sample)} of the stream {stream}"
        problems.add(given.position, Code.KEY_INVALID, message, hint)
        return None
    record: Record | None = sample
    for path, value in given.changes.items():
        try:
            record = changed(record or sample, {path: value})
        except NoSuchPlace as error:
            problems.add(given.places[path], Code.KEY_INVALID, f"{spell(path)}: {error.message}", error.hint)
    return record


def _differences(
    assembler: Assembler, mapping: MappingFile, case: Case, record: Record, tables: Mapping[str, Table]
) -> Iterator[Difference]:
    try:
        document, trace = assembler.explained(mapping, record)
    except MapperError as error:
        yield Difference(case.given.position, "", "a record that can be mapped", error.message, None)
        return
    told = _told(document, trace)
    if isinstance(case.expect, Failure):
        expected = _Told(case.expect.kind, case.expect.code, case.expect.path)
        if told is None:
            yield Difference(case.expect.position, "", str(expected), "a document", None)
        elif not expected.allows(told):
            yield Difference(case.expect.position, "", str(expected), f"{told}: {told.message}", told.position)
    elif told is not None:
        where = case.expect[0].position if case.expect else case.position
        yield Difference(where, "", "a document", f"{told}: {told.message}", told.position)
    else:
        for expectation in case.expect:
            yield from _compare(expectation, document, trace, tables)


def _compare(
    expectation: Expectation, document: Record, trace: Trace, tables: Mapping[str, Table]
) -> Iterator[Difference]:
    got = look(document, expectation.path)
    if expectation.is_length:
        expected = f"a list of {expectation.value}"
        if isinstance(got, list) and len(got) == expectation.value:
            return
        found = f"a list of {len(got)}" if isinstance(got, list) else _shown(got)
    else:
        wanted = expectation.value
        if got is ABSENT or got is None:
            if wanted is None:
                return
        elif type(got) is type(wanted) and got == wanted:
            return
        expected, found = _shown(wanted), _shown(got)
    filled = trace.at(expectation.path)
    # Where the place is not mapped at all, the object around it says nothing.
    where = place(filled, tables) if filled and not isinstance(filled.field, Structure) else None
    yield Difference(expectation.position, spell(expectation.path), expected, found, where)


def _shown(value: object) -> str:
    return "nothing" if value is None or value is ABSENT else shown(value)


@dataclass(frozen=True, slots=True)
class _Told:
    """That a record failed, was left out, or took its document back."""

    kind: str
    code: str
    path: str | None
    message: str = ""
    position: str | None = None

    def allows(self, other: "_Told") -> bool:
        """Whether another one is what this one expects."""
        return (self.kind, self.code) == (other.kind, other.code) and self.path in (None, other.path)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}" + (f" at {self.path}" if self.path else "")


def _told(document: Record, trace: Trace) -> _Told | None:
    for kind in ("skip", "withdraw"):
        if document.get(kind) is not None:
            return _Told(kind, document[kind]["code"], None, document[kind]["message"])
    if document["error"] is None:
        return None
    error = document["error"]
    path: Path = trace.failed or ()
    return _Told("error", error["code"], spell(path) or None, error["message"], error["path"])
