"""Reads `companies.yml`, strictly: what is wrong is named with its line, and keys are refused in it.

```yaml
companies:
  - name: nordlys
    environment: production
    secrets: secrets/nordlys.env
    mappings: companies/nordlys
```
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position, Problem, Problems, did_you_mean
from mapper_jmespath.yaml.source import read_yaml
from mapper_jmespath.yaml.tree import Entry, Mapping, Node, Scalar, Sequence
from mapper_jmespath.yaml.tree import Refused as Unread
from stripe_economic import meltano_project
from stripe_economic.companies.company import FILE, REPLAY, Companies, Company, Refused
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_KEYS = ("name", "environment", "secrets", "secrets_prefix", "mappings", "state_suffix", "agreement")
# Stripe's keys say what they are; e-conomic's tokens are long and have no separators, as no path or name is.
_SECRET = re.compile(r"(sk|rk|pk|whsec)_\w{8,}|[A-Za-z0-9]{36,}")
_SECRET_WORDS = ("key", "token", "password")


@dataclass(frozen=True, slots=True)
class Examined:
    """What the file says.

    Attributes:
        companies: those that can be worked on, and those that cannot.
        problems: all that is wrong, in the order of the lines.
        whole: what of it concerns the file as a whole, so that no company can be worked on.
    """

    companies: Companies = field(default_factory=Companies)
    problems: tuple[Problem, ...] = ()
    whole: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of the list: where it begins, its name if that can be read, and what it says if that is whole."""

    position: Position
    name: str
    company: Company | None


def read(project: Path) -> Companies:
    """Return the companies of a project, none where there is no `companies.yml`.

    Raises:
        OperatorError: the file cannot be read, or something is wrong with it as a whole.
    """
    found = examine(project)
    if found.whole:
        first, others = found.whole[0], len(found.problems) - 1
        more = _(" (and {others} more: stripe-economic companies)").format(others=others) if others else ""
        raise OperatorError("companies_invalid", f"{first.position}: {first.message}{more}.", first.hint)
    return found.companies


def examine(project: Path) -> Examined:
    """Return the companies of a project, and everything that is wrong with the file.

    Raises:
        OperatorError: the file cannot be read.
    """
    path = project / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Examined()
    except OSError as error:
        raise OperatorError(
            "companies_unreadable",
            _("{path} cannot be read: {why}.").format(path=path, why=error.strerror or error),
            _("Check the file and who may read it."),
        ) from None
    problems, outside = Problems(), Problems()
    items = [_company(node, problems) for node in _listed(data, problems, outside)]
    _refuse_shared(items, meltano_project.default_environment(project), problems)
    starts = [item.position for item in items]
    first: dict[int, Problem] = {}
    for problem in problems.sorted():
        first.setdefault(bisect_right(starts, problem.position) - 1, problem)
    before = {one for one in problems.sorted() if not starts or one.position < starts[0]}
    companies = Companies(
        tuple(one.company for place, one in enumerate(items) if one.company is not None and place not in first),
        tuple(_refused(items[place].name, first[place]) for place in sorted(first) if place >= 0),
    )
    return Examined(
        companies,
        tuple(sorted({*problems.sorted(), *outside.sorted()})),
        tuple(sorted({*before, *outside.sorted()})),
    )


def _refused(name: str, problem: Problem) -> Refused:
    return Refused(name, str(problem.position), problem.message, problem.hint)


def _listed(data: bytes, problems: Problems, outside: Problems) -> tuple[Node, ...]:
    """Return the entries of the list; what is wrong around it is noted as outside."""
    if not data.strip():
        start = Position(FILE, 1, 1)
        outside.add(start, Code.FILE_EMPTY, _("the file is empty"), _("it starts with `companies:`"))
        return ()
    root = read_yaml(data, FILE, problems)
    if root is None:
        return ()
    entries = root.entries if isinstance(root, Mapping) else {}
    _refuse_unknown(entries, ("companies",), outside)
    listed = entries.get("companies")
    if listed is not None and isinstance(listed.value, Sequence) and listed.value.items:
        return listed.value.items
    where = listed.position if listed else root.position
    hint = _("write `companies:` and below it `  - name: ...` for each")
    outside.add(where, Code.KEY_MISSING, _("the file lists no companies"), hint)
    return ()


def _company(item: Node, problems: Problems) -> _Item:
    if not isinstance(item, Mapping):
        if not isinstance(item, Unread):
            problems.add(item.position, Code.KEY_INVALID, _("a company is a block of keys"), "- name: nordlys")
        return _Item(item.position, "", None)
    entries = item.entries
    _refuse_unknown(entries, _KEYS, problems)
    text = {key: _text(entries[key], key, problems) for key in _KEYS if key in entries}
    name = text.get("name")
    if "name" not in entries:
        problems.add(item.position, Code.KEY_MISSING, _("a company has no `name`"), "name: nordlys")
    _check_names(entries, text, problems)
    prefix = text.get("secrets_prefix")
    if prefix and not _PREFIX.fullmatch(prefix):
        problems.add(
            entries["secrets_prefix"].position,
            Code.KEY_INVALID,
            _("`secrets_prefix` is not the beginning of a variable's name"),
            "secrets_prefix: NORDLYS_",
        )
    if "secrets" in entries and "secrets_prefix" in entries:
        message = _("both `secrets` and `secrets_prefix` say where the keys are")
        problems.add(entries["secrets_prefix"].position, Code.KEY_INVALID, message, _("keep one of them"))
    if not name or not _NAME.fullmatch(name):
        return _Item(item.position, "", None)
    company = Company(
        name=name,
        environment=text.get("environment") or "",
        secrets=text.get("secrets") or "",
        prefix=prefix or "",
        mappings=text.get("mappings") or "",
        state_suffix=text.get("state_suffix") or name,
        agreement=text.get("agreement") or name,
    )
    return _Item(item.position, name, company)


def _check_names(entries: MappingType[str, Entry], text: MappingType[str, str | None], problems: Problems) -> None:
    for key in ("name", "state_suffix", "agreement"):
        if (value := text.get(key)) and not _NAME.fullmatch(value):
            hint = _("small letters, digits, - and _, 50 at most")
            problems.add(entries[key].position, Code.KEY_INVALID, _("`{key}` is not a name").format(key=key), hint)
    for key in ("name", "state_suffix"):
        if (text.get(key) or "").endswith(f"-{REPLAY}"):
            message = _("`{key}` ends in -{word}, as the STATE of replays does").format(key=key, word=REPLAY)
            problems.add(entries[key].position, Code.KEY_INVALID, message, _("choose another name"))


def _text(entry: Entry, key: str, problems: Problems) -> str | None:
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        if not _SECRET.fullmatch(node.value):
            return node.value
        hint = _("put it into a file that `secrets` names, and make it invalid at its maker: it has been seen")
        problems.add(entry.position, Code.KEY_INVALID, _("after `{key}` stands a secret").format(key=key), hint)
    elif not isinstance(node, Unread):
        message = _("`{key}` has no text").format(key=key)
        problems.add(entry.position, Code.KEY_INVALID, message, _("write a word, in quotes if it is a number"))
    return None


def _refuse_unknown(entries: MappingType[str, Entry], known: tuple[str, ...], problems: Problems) -> None:
    for key, entry in entries.items():
        if key in known or isinstance(entry.value, Unread):
            continue
        hint = did_you_mean(key, known)
        if any(word in key.lower() for word in _SECRET_WORDS):
            hint = _("keys and tokens do not belong here: put them into a file that `secrets` names")
        # A key that is itself a secret is not said again.
        shown = "..." if _SECRET.fullmatch(key) else key
        problems.add(entry.position, Code.KEY_UNKNOWN, _("unknown key `{key}`").format(key=shown), hint)


def _refuse_shared(items: Iterable[_Item], default: str, problems: Problems) -> None:
    """Note companies that could not be told apart: by name, or by their STATE, in whose name the environment is."""
    names: dict[str, Position] = {}
    states: dict[tuple[str, str], str] = {}
    for item in items:
        if item.company is None:
            continue
        where, one = item.position, item.company
        if one.name in names:
            hint = _("it is first on line {line}").format(line=names[one.name].line)
            problems.add(where, Code.KEY_DUPLICATE, _("the company {name} stands twice").format(name=one.name), hint)
            continue
        names[one.name] = where
        other = states.setdefault((one.environment or default, one.state_suffix), one.name)
        if other != one.name:
            message = _("{name} and {other} have the same `state_suffix`").format(name=one.name, other=other)
            hint = _("each needs a STATE of its own; leave it out to take the company's name")
            problems.add(where, Code.KEY_DUPLICATE, message, hint)
