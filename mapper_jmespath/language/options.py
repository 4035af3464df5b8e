"""Parses what stands beside an intent: `as:` with its options, and `optional:` or `default:`."""

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from mapper_jmespath.codes import Code
from mapper_jmespath.evaluation.convert import CONVERTERS, Conversion
from mapper_jmespath.language.constants import parse_constant
from mapper_jmespath.language.model import Absence
from mapper_jmespath.problems import Problems, did_you_mean, shown
from mapper_jmespath.yaml.tree import Entry, Refused, Scalar

OPTIONS = tuple(sorted({option for converter in CONVERTERS.values() for option in converter.options}))
ABSENCE = ("optional", "default")


def parse_conversion(entries: Mapping[str, Entry], problems: Problems) -> Conversion | None:
    """Return the converter that `as:` names, with its options; None where there is none or it is wrong."""
    present = [option for option in OPTIONS if option in entries]
    entry = entries.get("as")
    if entry is None:
        for option in present:
            owner = next(name for name, converter in CONVERTERS.items() if option in converter.options)
            where = entries[option].position
            problems.add(where, Code.OPTION_INVALID, f"`{option}` needs a converter", f"add `as: {owner}`")
        return None
    name = entry.value.value if isinstance(entry.value, Scalar) else None
    if not isinstance(name, str) or name not in CONVERTERS:
        if not isinstance(entry.value, Refused):
            hint = did_you_mean(str(name), CONVERTERS)
            problems.add(entry.position, Code.CONVERTER_UNKNOWN, f"there is no converter {shown(name)}", hint)
        return None
    converter = CONVERTERS[name]
    for option in present:
        if option not in converter.options:
            known = ", ".join(converter.options) or "none"
            message = f"`as: {name}` has no `{option}`"
            problems.add(entries[option].position, Code.OPTION_INVALID, message, f"its options: {known}")
    for option in converter.required:
        if option not in entries:
            hint = "for instance zone: Europe/Copenhagen"
            problems.add(entry.position, Code.OPTION_INVALID, f"`as: {name}` needs `{option}`", hint)
    taken = {option: entries[option] for option in present if option in converter.options}
    return Conversion(
        name,
        max=_max(taken.get("max"), problems),
        newlines=_flag(taken.get("newlines"), problems),
        zone=_zone(taken.get("zone"), problems),
        drop_prefix=_prefix(taken.get("drop_prefix"), problems),
        negate=_flag(taken.get("negate"), problems),
    )


def parse_absence(entries: Mapping[str, Entry], problems: Problems) -> Absence:
    """Return what happens where the value is missing."""
    optional, default = entries.get("optional"), entries.get("default")
    if optional is not None and default is not None:
        hint = "`optional: true` leaves the field out, `default:` gives it a value"
        problems.add(default.position, Code.OPTION_INVALID, "has both `optional` and `default`", hint)
    return Absence(
        optional=_flag(optional, problems),
        default=None if default is None else parse_constant(default, "`default`", problems),
    )


def parse_optional(entries: Mapping[str, Entry], problems: Problems) -> bool:
    """Return whether a field or block that takes no default may be missing."""
    return _flag(entries.get("optional"), problems)


def _flag(entry: Entry | None, problems: Problems) -> bool:
    if entry is None or isinstance(entry.value, Refused):
        return False
    if isinstance(entry.value, Scalar) and isinstance(entry.value.value, bool):
        return entry.value.value
    hint = "write true or false, without quotes"
    problems.add(entry.position, Code.OPTION_INVALID, "expected true or false", hint)
    return False


def _max(entry: Entry | None, problems: Problems) -> int | None:
    if entry is None or isinstance(entry.value, Refused):
        return None
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    problems.add(entry.position, Code.OPTION_INVALID, "`max` is a number of characters", "for instance max: 250")
    return None


def _zone(entry: Entry | None, problems: Problems) -> ZoneInfo | None:
    if entry is None or isinstance(entry.value, Refused):
        return None
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if isinstance(value, str) and value in _zones():
        return ZoneInfo(value)
    hint = did_you_mean(str(value), _zones()) or "for instance Europe/Copenhagen"
    problems.add(entry.position, Code.OPTION_INVALID, f"{shown(value)} is not a time zone", hint)
    return None


@cache
def _zones() -> frozenset[str]:
    # Looking through the files of the time zones takes longer than reading a mapping.
    return frozenset(available_timezones())


def _prefix(entry: Entry | None, problems: Problems) -> str | None:
    if entry is None or isinstance(entry.value, Refused):
        return None
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value):
        return value
    message = "`drop_prefix` is the country whose prefix is dropped"
    problems.add(entry.position, Code.OPTION_INVALID, message, "for instance drop_prefix: DK")
    return None
