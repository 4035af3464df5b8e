"""The settings of both sides as Meltano would give them to the plugins, for commands that read the two themselves.

A setting comes from the first of these that has it: an environment variable (`TAP_STRIPE_INVOICES_API_KEY`), the
same name in `.env`, the environment in `meltano.yml`, the plugin in `meltano.yml`. `$NAME` in a value stands for a
variable of the environment or of `.env`.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from stripe_economic import background
from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _
from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.settings import SCHEMA as TAP_SCHEMA
from tap_stripe_invoices.settings import Settings as StripeSettings
from tap_stripe_invoices.streams.kinds import STREAMS
from target_economic.errors import TargetError
from target_economic.settings.declared import SCHEMA as TARGET_SCHEMA
from target_economic.settings.settings import Settings as EconomicSettings

Json = dict[str, Any]

_TAP, _TARGET, _MAPPER = "tap-stripe-invoices", "target-economic", "mapper-jmespath"
_SANDBOX = "sandbox"
_SANDBOX_FOLDER = ".sandbox"
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Connections:
    """How to reach both sides, and what the pipeline carries from one to the other. Secrets are not in the repr.

    Attributes:
        environment: Meltano's environment, empty where there is no meltano.yml.
        stripe: the tap's settings, checked.
        economic: the target's settings, checked.
        streams: the tap's streams that are selected.
        mappings: folder of the mapping files.
    """

    environment: str
    stripe: StripeSettings
    economic: EconomicSettings
    streams: frozenset[str]
    mappings: Path


def read(project: Path, environment: str | None = None) -> Connections:
    """Return the connections of a project.

    Args:
        project: folder of meltano.yml and `.env`.
        environment: Meltano's environment; None takes the one that Meltano would.

    Raises:
        OperatorError: a file cannot be read, there is no such environment, or a setting is missing or malformed.
    """
    variables = _variables(project)
    file = _file(project / "meltano.yml")
    name = environment or variables.get("MELTANO_ENVIRONMENT") or str(file.get("default_environment") or "")
    plugins = [_dict(file, "plugins"), _dict(_environment(file, name), "config", "plugins")]
    if not file and not variables.get("TAP_STRIPE_INVOICES_API_KEY"):
        raise OperatorError(
            "no_project",
            _("There is no meltano.yml in {folder}.").format(folder=project),
            _("Run the command in the project's folder."),
        )
    if name == _SANDBOX:
        variables = _running_sandbox(project) | variables
    tap = _config(plugins, "extractors", _TAP, TAP_SCHEMA, variables)
    target = _config(plugins, "loaders", _TARGET, TARGET_SCHEMA, variables)
    mapper = _written(plugins, "mappers", _MAPPER)
    try:
        stripe, economic = StripeSettings.read(tap), EconomicSettings.read(target)
    except (TapError, TargetError) as error:
        plugin = _TAP if isinstance(error, TapError) else _TARGET
        where = _("{plugin}, environment {name}").format(plugin=plugin, name=name) if name else plugin
        raise OperatorError(error.code, f"{error.message} ({where})", error.hint or "") from None
    folder = variables.get("MAPPER_JMESPATH_MAPPINGS_PATH") or mapper.get("mappings_path") or "mappings"
    return Connections(name, stripe, economic, _streams(plugins), project / str(folder))


def environments_of(project: Path) -> list[str]:
    """Return the names of the environments in a project's meltano.yml; none where it cannot be read."""
    try:
        return [str(one["name"]) for one in _list(_file(project / "meltano.yml"), "environments") if "name" in one]
    except OperatorError:
        return []


def _variables(project: Path) -> dict[str, str]:
    try:
        kept = dotenv_values(project / ".env")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(project / ".env", error) from None
    return {**{name: value for name, value in kept.items() if value is not None}, **os.environ}


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


def _config(plugins: list[Json], kind: str, name: str, schema: Json, variables: Mapping[str, str]) -> Json:
    """Return the settings of a plugin that are set, those of its schema alone: Meltano has others of its own."""
    written = _written(plugins, kind, name)
    found: Json = {}
    for setting in schema["properties"]:
        variable = f"{name.replace('-', '_').upper()}_{setting.upper()}"
        if variables.get(variable):
            found[setting] = variables[variable]
        elif written.get(setting) is not None:
            found[setting] = _expanded(written[setting], variables)
    return found


def _written(plugins: list[Json], kind: str, name: str) -> Json:
    """Return a plugin's own config with the environment's over it."""
    return {key: value for one in _entries(plugins, kind, name) for key, value in _dict(one, "config").items()}


def _entries(plugins: list[Json], kind: str, name: str) -> Iterator[Json]:
    return (one for place in plugins for one in _list(place, kind) if one.get("name") == name)


def _expanded(value: object, variables: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_expanded(one, variables) for one in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), value)


def _streams(plugins: list[Json]) -> frozenset[str]:
    """Return the selected streams: all of them where nothing is said, as Meltano has it."""
    patterns: list[str] = []
    for one in _entries(plugins, "extractors", _TAP):
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


def _names(pattern: str, stream: str) -> bool:
    return fnmatchcase(stream, pattern.partition(".")[0])


def _running_sandbox(project: Path) -> dict[str, str]:
    """Return where a sandbox in the background serves, which may be on other ports than meltano.yml says."""
    running = background.find(project / _SANDBOX_FOLDER)
    if running is None:
        return {}
    return {"TAP_STRIPE_INVOICES_API_URL": running.stripe, "TARGET_ECONOMIC_API_URL": running.economic}


def _dict(value: Json, *names: str) -> Json:
    found: object = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Json, name: str) -> list[Json]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
