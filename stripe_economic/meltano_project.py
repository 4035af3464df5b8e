"""What a project's meltano.yml and `.env` say, read as Meltano would.

A setting comes from the first of these that has it: an environment variable (`TAP_STRIPE_INVOICES_API_KEY`), the
same name in `.env`, the environment in `meltano.yml`, the plugin in `meltano.yml`. `$NAME` in a value stands for a
variable of the environment or of `.env`.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from tap_stripe_invoices.streams.kinds import STREAMS

Json = dict[str, Any]

TAP, TARGET, MAPPER = "tap-stripe-invoices", "target-economic", "mapper-jmespath"

_KINDS = {TAP: "extractors", TARGET: "loaders", MAPPER: "mappers"}
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class MeltanoProject:
    """What meltano.yml says in one environment.

    Attributes:
        environment: its name, empty where there is no meltano.yml.
        exists: whether there is a meltano.yml.
    """

    environment: str
    exists: bool
    _places: tuple[Json, ...] = field(repr=False)

    def config(self, plugin: str, schema: Json, variables: Mapping[str, str]) -> Json:
        """Return the settings of a plugin that are set, those of its schema alone: Meltano has others of its own."""
        written = self.written(plugin)
        found: Json = {}
        for setting in schema["properties"]:
            given = variables.get(variable(plugin, setting))
            if given:
                found[setting] = given
            elif written.get(setting) is not None:
                found[setting] = _expanded(written[setting], variables)
        return found

    def written(self, plugin: str) -> Json:
        """Return a plugin's own config with the environment's over it."""
        return {key: value for one in self._entries(plugin) for key, value in _dict(one, "config").items()}

    def named_in(self, plugin: str, setting: str) -> Iterator[str]:
        """Give the variables from which a setting comes: its own, and those that meltano.yml names for it."""
        yield variable(plugin, setting)
        written = self.written(plugin).get(setting)
        if isinstance(written, str):
            yield from (found[1] or found[2] for found in _VARIABLE.finditer(written))

    def fixed_mappings(self, variables: Mapping[str, str]) -> str:
        """Return the folder that the mapping's own config names, empty where it names none."""
        found = ""
        for plugin in self._entries(MAPPER):
            for one in _list(plugin, "mappings"):
                found = str(_expanded(_dict(one, "config").get("mappings_path") or found, variables))
        return found

    def streams(self) -> frozenset[str]:
        """Return the selected streams: all of them where nothing is said, as Meltano has it."""
        patterns: list[str] = []
        for one in self._entries(TAP):
            chosen = one.get("select")
            if isinstance(chosen, list):
                # An environment's choice comes on top of the plugin's.
                patterns += [str(pattern) for pattern in chosen]
        names = [pattern for pattern in patterns if not pattern.startswith("!")]
        left_out = [pattern[1:] for pattern in patterns if pattern.startswith("!") and pattern.endswith(".*")]
        return frozenset(
            stream
            for stream in STREAMS
            if any(_names(pattern, stream) for pattern in names or ["*.*"])
            and not any(_names(pattern, stream) for pattern in left_out)
        )

    def _entries(self, plugin: str) -> Iterator[Json]:
        return (one for place in self._places for one in _list(place, _KINDS[plugin]) if one.get("name") == plugin)


def read(project: Path, environment: str | None, variables: Mapping[str, str]) -> MeltanoProject:
    """Read the meltano.yml of a project.

    Args:
        project: its folder.
        environment: Meltano's environment; None takes the one that Meltano would.
        variables: those of the process and of `.env`.

    Raises:
        OperatorError: it cannot be read, or has no such environment.
    """
    file = _file(project / "meltano.yml")
    name = environment or _default(file, variables)
    places = (_dict(file, "plugins"), _dict(_environment(file, name), "config", "plugins"))
    return MeltanoProject(name, bool(file), places)


def environments_of(project: Path) -> list[str]:
    """Return the names of the environments in a project's meltano.yml; none where it cannot be read."""
    try:
        return [str(one["name"]) for one in _list(_file(project / "meltano.yml"), "environments") if "name" in one]
    except OperatorError:
        return []


def default_environment(project: Path) -> str:
    """Return the environment that Meltano takes where none is named, empty where there is none.

    Raises:
        OperatorError: a file cannot be read.
    """
    return _default(_file(project / "meltano.yml"), variables_of(project))


def variables_of(project: Path) -> dict[str, str]:
    """Return the variables of `.env`, with those of the process over them.

    Raises:
        OperatorError: `.env` cannot be read.
    """
    try:
        kept = dotenv_values(project / ".env")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(project / ".env", error) from None
    return {**{name: value for name, value in kept.items() if value is not None}, **os.environ}


def variable(plugin: str, setting: str) -> str:
    """Return the environment variable by which a plugin's setting is given."""
    return f"{plugin.replace('-', '_').upper()}_{setting.upper()}"


def _default(file: Json, variables: Mapping[str, str]) -> str:
    return variables.get("MELTANO_ENVIRONMENT") or str(file.get("default_environment") or "")


def _file(path: Path) -> Json:
    try:
        found = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise _unreadable(path, error) from None
    return found if isinstance(found, dict) else {}


def _unreadable(path: Path, error: Exception) -> OperatorError:
    mark = getattr(error, "problem_mark", None)
    said = _("{path} cannot be read.").format(path=path)
    if mark is not None:
        said = _("{path}, line {line} cannot be read.").format(path=path, line=mark.line + 1)
    return OperatorError("not_readable", said, _("Check the file and who may read it."))


def _environment(file: Json, name: str) -> Json:
    known = [one for one in _list(file, "environments") if isinstance(one.get("name"), str)]
    for one in known:
        if one["name"] == name:
            return one
    if file and name:
        there = ", ".join(one["name"] for one in known) or _("none")
        raise OperatorError(
            "environment_unknown",
            _("There is no environment {name}.").format(name=name),
            _("There are: {names}.").format(names=there),
        )
    return {}


def _expanded(value: object, variables: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_expanded(one, variables) for one in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), value)


def _names(pattern: str, stream: str) -> bool:
    return fnmatchcase(stream, pattern.partition(".")[0])


def _dict(value: Json, *names: str) -> Json:
    found: object = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Json, name: str) -> list[Json]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
