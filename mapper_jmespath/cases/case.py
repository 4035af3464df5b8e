"""Parses the `tests:` of a mapping file: cases of a record that is given and what is expected of its document.

```yaml
tests:
  - name: A German business accounts for the VAT itself
    given: german business
    expect:
      body.recipient.vatZone.vatZoneNumber: 2
```
"""

from dataclasses import dataclass, replace

from mapper_jmespath.cases.given import Given, known_entries, parse_given, place, text
from mapper_jmespath.codes import Code
from mapper_jmespath.evaluation.scope import Path
from mapper_jmespath.problems import Position, Problems, shown
from mapper_jmespath.yaml.tree import Entry, Mapping, Node, Refused, Scalar, Sequence

MOST_CASES = 200
FAILURES = ("error", "skip", "withdraw")
_CASE_KEYS = ("name", "given", "expect")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected at one place of the document.

    Attributes:
        position: where the expectation is written.
        path: the place.
        value: text, a whole number, true or false; None where nothing should be there; for a list its length.
        is_length: whether `value` is the length of a list.
    """

    position: Position
    path: Path
    value: str | int | bool | None
    is_length: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """That the record fails, is left out or takes its document back, instead of making one.

    Attributes:
        position: where the expectation is written.
        kind: `error`, `skip` or `withdraw`.
        code: of it.
        path: the place of the document at which it fails, `body.recipient.vatZone.vatZoneNumber`; None is any.
    """

    position: Position
    kind: str
    code: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a mapping."""

    position: Position
    name: str
    given: Given
    expect: Failure | tuple[Expectation, ...]


def parse_cases(entry: Entry, problems: Problems) -> tuple[Case, ...]:
    """Return the cases that can be read; what is wrong with the others is noted."""
    if not isinstance(entry.value, Sequence):
        if not isinstance(entry.value, Refused):
            hint = "- name: …, and below it `given:` and `expect:`"
            problems.add(entry.position, Code.KEY_INVALID, "`tests` is a list of cases", hint)
        return ()
    if len(entry.value.items) > MOST_CASES:
        problems.add(entry.position, Code.KEY_INVALID, f"`tests` has more than {MOST_CASES} cases", "leave some out")
        return ()
    cases = [case for item in entry.value.items if (case := _case(item, problems)) is not None]
    named: dict[str, Position] = {}
    for case in cases:
        if case.name in named:
            hint = f"the first is on line {named[case.name].line}"
            problems.add(case.position, Code.KEY_DUPLICATE, f"there are two tests called {shown(case.name)}", hint)
        named.setdefault(case.name, case.position)
    return tuple(cases)


def _case(node: Node, problems: Problems) -> Case | None:
    entries = known_entries(node, _CASE_KEYS, "a test", problems)
    if entries is None:
        return None
    missing = [key for key in _CASE_KEYS if key not in entries]
    if missing:
        hint = "a test says what it is about, which record is given, and what is expected of the document"
        problems.add(
            node.position, Code.KEY_MISSING, f"the test has no {', '.join(f'`{key}`' for key in missing)}", hint
        )
        return None
    name = text(entries["name"], "`name`", "say in a few words what should be so", problems)
    given = parse_given(entries["given"], problems)
    expect = _expect(entries["expect"], problems)
    if name is None or given is None or expect is None:
        return None
    return Case(node.position, name, given, expect)


def _expect(entry: Entry, problems: Problems) -> Failure | tuple[Expectation, ...] | None:
    node = entry.value
    if not isinstance(node, Mapping) or not node.entries:
        if not isinstance(node, Refused):
            hint = "body.currency: DKK; or skip: or withdraw: and a code; or error: {code: …, path: …}"
            problems.add(entry.position, Code.KEY_INVALID, "`expect` says what the document holds", hint)
        return None
    for kind in FAILURES:
        if kind in node.entries:
            return _failure(kind, node, problems)
    made: list[Expectation] = []
    _flatten(node, (), made, problems)
    return tuple(_of_notice(one) for one in made)


def _of_notice(one: Expectation) -> Expectation:
    """Read `notice: a_code` as a skip or an error is written: it is the code that is meant."""
    return replace(one, path=("notice", "code")) if one.path == ("notice",) and isinstance(one.value, str) else one


def _failure(kind: str, node: Mapping, problems: Problems) -> Failure | None:
    entry = node.entries[kind]
    if len(node.entries) > 1:
        message = f"`{kind}` stands alone: a record that ends so makes no document"
        problems.add(entry.position, Code.KEY_INVALID, message, "make two tests of it")
        return None
    if isinstance(entry.value, Mapping) and kind == "error":
        entries = known_entries(entry.value, ("code", "path"), "`error`", problems)
        if entries is None or "code" not in entries:
            if entries is not None:
                problems.add(
                    entry.position, Code.KEY_MISSING, "`error` has no `code`", "error: {code: missing_value}"
                )
            return None
        code = text(entries["code"], "`code`", "for instance missing_value", problems)
        path = text(entries["path"], "`path`", "for instance body.date", problems) if "path" in entries else None
        return None if code is None else Failure(entry.position, kind, code, path)
    hint = "for instance missing_value, or {code: …, path: …}" if kind == "error" else "the code of one of the rules"
    code = text(entry, f"`{kind}`", hint, problems)
    return None if code is None else Failure(entry.position, kind, code)


def _flatten(node: Node, path: Path, made: list[Expectation], problems: Problems) -> None:
    """Add one expectation for each single value below a part of the document."""
    waiting: list[tuple[Node, Path]] = [(node, path)]
    while waiting:
        node, path = waiting.pop()
        if isinstance(node, Scalar):
            made.append(Expectation(node.position, path, node.value))
        elif isinstance(node, Sequence):
            made.append(Expectation(node.position, path, len(node.items), is_length=True))
            waiting.extend((item, (*path, index)) for index, item in enumerate(node.items))
        elif isinstance(node, Mapping):
            for key, entry in node.entries.items():
                inner = place(key, entry, problems)
                if inner is not None:
                    waiting.append((entry.value, (*path, *inner)))
    made.sort(key=lambda one: (one.position, not one.is_length))
