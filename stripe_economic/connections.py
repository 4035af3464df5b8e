"""The settings of both sides as Meltano would give them to the plugins, for commands that read the two themselves.

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
from stripe_economic.sandboxes import background
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
# What tells one company from another; it comes from the company's own keys alone, never from somebody else's `.env`.
_IDENTITY = (
    (_TAP, "api_key"),
    (_TAP, "stripe_account"),
    (_TARGET, "agreement_grant_token"),
    (_TARGET, "stripe_api_key"),
)
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
        project: folder of meltano.yml.
        tap: the tap's settings as they are written, for a tap of one's own.
        target: the target's.
        fixed_mappings: that folder where meltano.yml names it for the mapping itself, which wins over variables.
    """

    environment: str
    stripe: StripeSettings
    economic: EconomicSettings
    streams: frozenset[str]
    mappings: Path
    project: Path = field(default_factory=Path)
    tap: Mapping[str, Any] = field(default_factory=dict, repr=False)
    target: Mapping[str, Any] = field(default_factory=dict, repr=False)
    fixed_mappings: str = ""

    @property
    def addresses(self) -> dict[str, str]:
        """Where both sides are, as variables for Meltano: a sandbox may serve elsewhere than meltano.yml says."""
        return {
            "TAP_STRIPE_INVOICES_API_URL": self.stripe.api_url,
            "TARGET_ECONOMIC_API_URL": self.economic.api_url,
            "TARGET_ECONOMIC_SERVICES_URL": self.economic.services_url,
            "TARGET_ECONOMIC_STRIPE_API_URL": self.economic.stripe_api_url,
        }


@dataclass(frozen=True, slots=True)
class Written:
    """What a project says of its connections, each side to be checked by itself. Secrets are not in the repr.

    Attributes:
        environment: Meltano's environment, empty where there is no meltano.yml.
        tap: the tap's settings that are set, as they are written.
        target: the target's.
        streams: the tap's streams that are selected.
        mappings: folder of the mapping files.
        fixed_mappings: see `Connections`.
        variables: those of `.env` and of the process, which win.
    """

    environment: str
    tap: Json = field(repr=False)
    target: Json = field(repr=False)
    streams: frozenset[str]
    mappings: Path
    fixed_mappings: str
    variables: Mapping[str, str] = field(repr=False)

    def stripe(self, **changes: str) -> StripeSettings:
        """Return the tap's settings, checked.

        Args:
            changes: settings to take in place of those that are written.

        Raises:
            OperatorError: one is missing or malformed.
        """
        try:
            return StripeSettings.read({**self.tap, **changes})
        except TapError as error:
            raise self._wrong(_TAP, error) from None

    def economic(self, **changes: str) -> EconomicSettings:
        """Return the target's settings, checked; see `stripe`.

        Raises:
            OperatorError: one is missing or malformed.
        """
        try:
            return EconomicSettings.read({**self.target, **changes})
        except TargetError as error:
            raise self._wrong(_TARGET, error) from None

    def _wrong(self, plugin: str, error: TapError | TargetError) -> OperatorError:
        where = plugin
        if self.environment:
            where = _("{plugin}, environment {name}").format(plugin=plugin, name=self.environment)
        return OperatorError(error.code, f"{error.message} ({where})", error.hint or "")


def read(
    project: Path,
    environment: str | None = None,
    own: Mapping[str, str] | None = None,
    *,
    keys_are_own: bool = False,
) -> Connections:
    """Return the connections of a project.

    Args:
        project: folder of meltano.yml and `.env`.
        environment: Meltano's environment; None takes the one that Meltano would.
        own: variables of one company, which win over all others.
        keys_are_own: the company's keys are among them. What is missing there is not looked for in the environment or
            `.env`, where it would be another company's.

    Raises:
        OperatorError: a file cannot be read, there is no such environment, or a setting is missing or malformed.
    """
    found = written(project, environment, own, keys_are_own=keys_are_own)
    return Connections(
        found.environment,
        found.stripe(),
        found.economic(),
        found.streams,
        found.mappings,
        project=project,
        tap=found.tap,
        target=found.target,
        fixed_mappings=found.fixed_mappings,
    )


def written(
    project: Path,
    environment: str | None = None,
    own: Mapping[str, str] | None = None,
    *,
    keys_are_own: bool = False,
) -> Written:
    """Return what a project says of its connections, without checking the settings; see `read`.

    Raises:
        OperatorError: a file cannot be read, or there is no such environment.
    """
    variables = _variables(project)
    file = _file(project / "meltano.yml")
    name = environment or _default_environment(file, variables)
    plugins = [_dict(file, "plugins"), _dict(_environment(file, name), "config", "plugins")]
    own = own or {}
    foreign = set(_identifying(plugins)) - own.keys() if keys_are_own else set()
    variables = {key: value for key, value in variables.items() if key not in foreign} | dict(own)
    if not file and not variables.get("TAP_STRIPE_INVOICES_API_KEY"):
        raise OperatorError(
            "no_project",
            _("There is no meltano.yml in {folder}.").format(folder=project),
            _("Run the command in the project's folder."),
        )
    if name == _SANDBOX and not keys_are_own:
        variables = _running_sandbox(project) | variables
    mapper = _written(plugins, "mappers", _MAPPER)
    fixed = _fixed_mappings(plugins, variables)
    folder = fixed or variables.get("MAPPER_JMESPATH_MAPPINGS_PATH") or mapper.get("mappings_path") or "mappings"
    return Written(
        environment=name,
        tap=_config(plugins, "extractors", _TAP, TAP_SCHEMA, variables),
        target=_config(plugins, "loaders", _TARGET, TARGET_SCHEMA, variables),
        streams=_streams(plugins),
        mappings=project / str(folder),
        fixed_mappings=fixed,
        variables=variables,
    )


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
    return _default_environment(_file(project / "meltano.yml"), _variables(project))


def _default_environment(file: Json, variables: Mapping[str, str]) -> str:
    return variables.get("MELTANO_ENVIRONMENT") or str(file.get("default_environment") or "")


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
        given = variables.get(variable(name, setting))
        if given:
            found[setting] = given
        elif written.get(setting) is not None:
            found[setting] = _expanded(written[setting], variables)
    return found


def _identifying(plugins: list[Json]) -> Iterator[str]:
    """Give the variables that say which company it is, by their own names and by those in meltano.yml."""
    for plugin, setting in _IDENTITY:
        yield variable(plugin, setting)
        written = _written(plugins, "extractors" if plugin == _TAP else "loaders", plugin).get(setting)
        if isinstance(written, str):
            yield from (found[1] or found[2] for found in _VARIABLE.finditer(written))


def variable(plugin: str, setting: str) -> str:
    """Return the environment variable by which a plugin's setting is given."""
    return f"{plugin.replace('-', '_').upper()}_{setting.upper()}"


def _fixed_mappings(plugins: list[Json], variables: Mapping[str, str]) -> str:
    """Return the folder that the mapping's own config names, empty where it names none."""
    found = ""
    for plugin in _entries(plugins, "mappers", _MAPPER):
        for one in _list(plugin, "mappings"):
            found = str(_expanded(_dict(one, "config").get("mappings_path") or found, variables))
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
    return running.addresses if running else {}


def _dict(value: Json, *names: str) -> Json:
    found: object = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Json, name: str) -> list[Json]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
