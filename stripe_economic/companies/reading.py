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
from collections.abc import Mapping as MappingType
from pathlib import Path

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position, Problem, Problems, did_you_mean
from mapper_jmespath.yaml.source import read_yaml
from mapper_jmespath.yaml.tree import Entry, Mapping, Node, Refused, Scalar, Sequence
from stripe_economic.companies.company import FILE, Companies, Company
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_KEYS = ("name", "environment", "secrets", "secrets_prefix", "mappings", "state_suffix", "agreement")
# Stripe's keys say what they are; e-conomic's tokens are long and have no separators, as no path or name is.
_SECRET = re.compile(r"(sk|rk|pk|whsec)_\w{8,}|[A-Za-z0-9]{36,}")
_SECRET_WORDS = ("key", "token", "password")


def read(project: Path) -> Companies:
    """Return the companies of a project, none where there is no `companies.yml`.

    Raises:
        OperatorError: something is wrong with the file; it names the first problem.
    """
    companies, problems = examine(project)
    if problems:
        first, others = problems[0], len(problems) - 1
        more = _(" (and {others} more: stripe-economic companies)").format(others=others) if others else ""
        raise OperatorError("companies_invalid", f"{first.position}: {first.message}{more}.", first.hint)
    return companies


def examine(project: Path) -> tuple[Companies, tuple[Problem, ...]]:
    """Return the companies of a project, and everything that is wrong with the file.

    Raises:
        OperatorError: the file cannot be read.
    """
    path = project / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Companies(), ()
    except OSError as error:
        raise OperatorError(
            "companies_unreadable",
            _("{path} cannot be read: {why}.").format(path=path, why=error.strerror or error),
            _("Check the file and who may read it."),
        ) from None
    problems = Problems()
    start = Position(FILE, 1, 1)
    if not data.strip():
        problems.add(start, Code.FILE_EMPTY, _("the file is empty"), _("it starts with `companies:`"))
        return Companies(), problems.sorted()
    root = read_yaml(data, FILE, problems)
    found = _companies(root, problems) if root is not None else ()
    return Companies(found), problems.sorted()


def _companies(root: Node, problems: Problems) -> tuple[Company, ...]:
    entries = root.entries if isinstance(root, Mapping) else {}
    _refuse_unknown(entries, ("companies",), problems)
    listed = entries.get("companies")
    if listed is None or not isinstance(listed.value, Sequence) or not listed.value.items:
        where = listed.position if listed else root.position
        hint = _("write `companies:` and below it `  - name: ...` for each")
        problems.add(where, Code.KEY_MISSING, _("the file lists no companies"), hint)
        return ()
    read = [_company(item, problems) for item in listed.value.items]
    found = [(where, one) for where, one in read if one is not None]
    _refuse_shared(found, problems)
    return tuple(one for _where, one in found)


def _company(item: Node, problems: Problems) -> tuple[Position, Company | None]:
    if not isinstance(item, Mapping):
        if not isinstance(item, Refused):
            problems.add(item.position, Code.KEY_INVALID, _("a company is a block of keys"), "- name: nordlys")
        return item.position, None
    entries = item.entries
    _refuse_unknown(entries, _KEYS, problems)
    text = {key: _text(entries[key], key, problems) for key in _KEYS if key in entries}
    name = text.get("name")
    if "name" not in entries:
        problems.add(item.position, Code.KEY_MISSING, _("a company has no `name`"), "name: nordlys")
    for key in ("name", "state_suffix", "agreement"):
        if (value := text.get(key)) and not _NAME.fullmatch(value):
            hint = _("small letters, digits, - and _, 50 at most")
            problems.add(entries[key].position, Code.KEY_INVALID, _("`{key}` is not a name").format(key=key), hint)
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
    if not name:
        return item.position, None
    return item.position, Company(
        name=name,
        environment=text.get("environment") or "",
        secrets=text.get("secrets") or "",
        prefix=prefix or "",
        mappings=text.get("mappings") or "",
        state_suffix=text.get("state_suffix") or name,
        agreement=text.get("agreement") or name,
    )


def _text(entry: Entry, key: str, problems: Problems) -> str | None:
    node = entry.value
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        if not _SECRET.fullmatch(node.value):
            return node.value
        hint = _("put it into a file that `secrets` names, and make it invalid at its maker: it has been seen")
        problems.add(entry.position, Code.KEY_INVALID, _("after `{key}` stands a secret").format(key=key), hint)
    elif not isinstance(node, Refused):
        message = _("`{key}` has no text").format(key=key)
        problems.add(entry.position, Code.KEY_INVALID, message, _("write a word, in quotes if it is a number"))
    return None


def _refuse_unknown(entries: MappingType[str, Entry], known: tuple[str, ...], problems: Problems) -> None:
    for key, entry in entries.items():
        if key in known or isinstance(entry.value, Refused):
            continue
        hint = did_you_mean(key, known)
        if any(word in key.lower() for word in _SECRET_WORDS):
            hint = _("keys and tokens do not belong here: put them into a file that `secrets` names")
        # A key that is itself a secret is not said again.
        shown = "..." if _SECRET.fullmatch(key) else key
        problems.add(entry.position, Code.KEY_UNKNOWN, _("unknown key `{key}`").format(key=shown), hint)


def _refuse_shared(found: list[tuple[Position, Company]], problems: Problems) -> None:
    """Note companies that could not be told apart, by name or by their STATE."""
    names: dict[str, Position] = {}
    states: dict[tuple[str, str], str] = {}
    for where, one in found:
        if one.name in names:
            hint = _("it is first on line {line}").format(line=names[one.name].line)
            problems.add(where, Code.KEY_DUPLICATE, _("the company {name} stands twice").format(name=one.name), hint)
            continue
        names[one.name] = where
        other = states.setdefault((one.environment, one.state_suffix), one.name)
        if other != one.name:
            message = _("{name} and {other} have the same `state_suffix`").format(name=one.name, other=other)
            hint = _("each needs a STATE of its own; leave it out to take the company's name")
            problems.add(where, Code.KEY_DUPLICATE, message, hint)
