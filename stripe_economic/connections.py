"""How to reach both sides of a project, for commands that read them or run its pipeline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stripe_economic import meltano_project
from stripe_economic.errors import OperatorError
from stripe_economic.meltano_project import MAPPER, TAP, TARGET, MeltanoProject
from stripe_economic.pipeline import Pipeline
from stripe_economic.sandboxes import background
from stripe_economic.terminal.language import _
from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.settings import SCHEMA as TAP_SCHEMA
from tap_stripe_invoices.settings import Settings as StripeSettings
from target_economic.errors import TargetError
from target_economic.settings.declared import SCHEMA as TARGET_SCHEMA
from target_economic.settings.settings import Settings as EconomicSettings

Json = dict[str, Any]

_SANDBOX = "sandbox"
_SANDBOX_FOLDER = ".sandbox"
# What tells one company from another; it comes from the company's own keys alone, never from somebody else's `.env`.
_IDENTITY = (
    (TAP, "api_key"),
    (TAP, "stripe_account"),
    (TARGET, "agreement_grant_token"),
    (TARGET, "stripe_api_key"),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose pipeline it is: what tells it from those of other companies in the same project.

    Attributes:
        suffix: of the name of its STATE, empty where the project itself is the company.
        variables: what Meltano has to be given for it.
        withheld: variables that Meltano is not given: the keys of all companies under their prefixes.
    """

    suffix: str = ""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    withheld: frozenset[str] = frozenset()

    def pipeline(
        self, project: Path, environment: str, variables: Mapping[str, str] | None = None, suffix: str = ""
    ) -> Pipeline:
        """Return its pipeline.

        Args:
            project: folder of meltano.yml.
            environment: Meltano's environment.
            variables: further ones for this run.
            suffix: what tells the STATE of this run from the owner's own.
        """
        return Pipeline(
            project,
            environment,
            "-".join(part for part in (self.suffix, suffix) if part),
            {**self.variables, **(variables or {})},
            self.withheld,
        )


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
        owner: whose they are.
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
    owner: Owner = field(default_factory=Owner)

    @property
    def addresses(self) -> dict[str, str]:
        """Where both sides are, as variables for Meltano: a sandbox may serve elsewhere than meltano.yml says."""
        return {
            "TAP_STRIPE_INVOICES_API_URL": self.stripe.api_url,
            "TARGET_ECONOMIC_API_URL": self.economic.api_url,
            "TARGET_ECONOMIC_SERVICES_URL": self.economic.services_url,
            "TARGET_ECONOMIC_STRIPE_API_URL": self.economic.stripe_api_url,
        }

    def pipeline(self, variables: Mapping[str, str] | None = None, suffix: str = "") -> Pipeline:
        """Return the pipeline between the two; with `addresses` where a sandbox may serve elsewhere."""
        return self.owner.pipeline(self.project, self.environment, variables, suffix)


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
        owner: whose they are.
    """

    environment: str
    tap: Json = field(repr=False)
    target: Json = field(repr=False)
    streams: frozenset[str]
    mappings: Path
    fixed_mappings: str
    variables: Mapping[str, str] = field(repr=False)
    owner: Owner = field(default_factory=Owner)

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
            raise self._wrong(TAP, error) from None

    def economic(self, **changes: str) -> EconomicSettings:
        """Return the target's settings, checked; see `stripe`.

        Raises:
            OperatorError: one is missing or malformed.
        """
        try:
            return EconomicSettings.read({**self.target, **changes})
        except TargetError as error:
            raise self._wrong(TARGET, error) from None

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
    variables = meltano_project.variables_of(project)
    file = meltano_project.read(project, environment, variables)
    own = own or {}
    foreign = set(_identifying(file)) - own.keys() if keys_are_own else set()
    variables = {key: value for key, value in variables.items() if key not in foreign} | dict(own)
    if not file.exists and not variables.get("TAP_STRIPE_INVOICES_API_KEY"):
        raise OperatorError(
            "no_project",
            _("There is no meltano.yml in {folder}.").format(folder=project),
            _("Run the command in the project's folder."),
        )
    if file.environment == _SANDBOX and not keys_are_own:
        variables = _running_sandbox(project) | variables
    fixed = file.fixed_mappings(variables)
    written_path = variables.get("MAPPER_JMESPATH_MAPPINGS_PATH") or file.written(MAPPER).get("mappings_path")
    return Written(
        environment=file.environment,
        tap=file.config(TAP, TAP_SCHEMA, variables),
        target=file.config(TARGET, TARGET_SCHEMA, variables),
        streams=file.streams(),
        mappings=project / str(fixed or written_path or "mappings"),
        fixed_mappings=fixed,
        variables=variables,
    )


def _identifying(file: MeltanoProject) -> Iterator[str]:
    """Give the variables that say which company it is, by their own names and by those in meltano.yml."""
    for plugin, setting in _IDENTITY:
        yield from file.named_in(plugin, setting)


def _running_sandbox(project: Path) -> dict[str, str]:
    """Return where a sandbox in the background serves, which may be on other ports than meltano.yml says."""
    running = background.find(project / _SANDBOX_FOLDER)
    return running.addresses if running else {}
