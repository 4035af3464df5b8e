"""Parses the rules at the head of a mapping: `when`, by which records are left out, `withdraw` and `notice`."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from mapper_jmespath.codes import Code
from mapper_jmespath.language.keys import parse_code, parse_expression, parse_name, refuse_unknown
from mapper_jmespath.language.model import Condition, Withdrawal
from mapper_jmespath.problems import Problems, did_you_mean
from mapper_jmespath.yaml.tree import Entry, Node, Refused, Sequence
from mapper_jmespath.yaml.tree import Mapping as YamlMapping

CONDITION_KEYS = ("that", "code", "reason")
# What happens to a document that stands already: a draft may go, what is booked is only ever credited.
POLICIES: Mapping[str, tuple[str, ...]] = {"draft": ("delete", "report"), "booked": ("report", "credit")}
WITHDRAWAL_KEYS = (*CONDITION_KEYS, *POLICIES)

_Rule = TypeVar("_Rule")


def parse_conditions(entry: Entry, problems: Problems) -> tuple[Condition, ...]:
    """Return the conditions of `when:`; what is wrong with one is noted, and the others are still read."""
    return _rules(entry, "when", "condition", problems, _condition)


def parse_notices(entry: Entry, problems: Problems) -> tuple[Condition, ...]:
    """Return the conditions of `notice:`, of which the first that holds is noted on what is posted."""
    return _rules(entry, "notice", "condition", problems, _condition)


def parse_withdrawals(entry: Entry, problems: Problems) -> tuple[Withdrawal, ...]:
    """Return the rules of `withdraw:`."""
    return _rules(entry, "withdraw", "rule", problems, _withdrawal)


def _rules(
    entry: Entry, key: str, noun: str, problems: Problems, parse: Callable[[Node, Problems], _Rule | None]
) -> tuple[_Rule, ...]:
    if not isinstance(entry.value, Sequence):
        if not isinstance(entry.value, Refused):
            keys = WITHDRAWAL_KEYS if key == "withdraw" else CONDITION_KEYS
            hint = f"- that: status == 'paid'; each {noun} has {_listed(keys)}"
            problems.add(entry.position, Code.KEY_INVALID, f"`{key}` is a list of {noun}s", hint)
        return ()
    return tuple(found for item in entry.value.items if (found := parse(item, problems)) is not None)


def _condition(node: Node, problems: Problems) -> Condition | None:
    entries = _entries(node, "condition", CONDITION_KEYS, problems)
    return None if entries is None else _parts(entries, problems)


def _withdrawal(node: Node, problems: Problems) -> Withdrawal | None:
    entries = _entries(node, "rule", WITHDRAWAL_KEYS, problems)
    if entries is None:
        return None
    condition = _parts(entries, problems)
    chosen = {name: _policy(name, entries[name], problems) for name in POLICIES}
    draft, booked = chosen["draft"], chosen["booked"]
    if condition is None or draft is None or booked is None:
        return None
    return Withdrawal(condition, draft, booked)


def _entries(node: Node, noun: str, keys: tuple[str, ...], problems: Problems) -> Mapping[str, Entry] | None:
    if not isinstance(node, YamlMapping):
        if not isinstance(node, Refused):
            message = f"a {noun} has {_listed(keys)}"
            problems.add(node.position, Code.KEY_INVALID, message, "- that: status == 'paid'")
        return None
    refuse_unknown(node.entries, keys, f"a {noun} has no", problems)
    missing = [key for key in keys if key not in node.entries]
    if missing:
        policies = [f"{key}: {' or '.join(POLICIES[key])}" for key in missing if key in POLICIES]
        hint = "; ".join(policies) or "people read code and reason in the outcome"
        problems.add(node.position, Code.KEY_MISSING, f"the {noun} has no {', '.join(missing)}", hint)
        return None
    return node.entries


def _parts(entries: Mapping[str, Entry], problems: Problems) -> Condition | None:
    that = parse_expression(entries["that"], "`that`", problems)
    reason = parse_name(entries["reason"], "`reason`", problems)
    code = parse_code(entries["code"], "not_paid", problems)
    if that is None or code is None or reason is None:
        return None
    return Condition(that, code, reason)


def _policy(name: str, entry: Entry, problems: Problems) -> str | None:
    value, known = parse_name(entry, f"`{name}`", problems), POLICIES[name]
    if value is None or value in known:
        return value
    message = f"`{name}` is {' or '.join(known)}"
    problems.add(entry.position, Code.KEY_INVALID, message, did_you_mean(value, known))
    return None


def _listed(keys: tuple[str, ...]) -> str:
    quoted = [f"`{key}`" for key in keys]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
