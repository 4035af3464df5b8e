"""One company of `companies.yml`: where its keys are, and what tells its pipeline from those of the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from stripe_economic.errors import OperatorError
from stripe_economic.terminal.language import _

FILE = "companies.yml"
# Ends the name of the STATE of a company's replays.
REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Company:
    """A company, as its entry says.

    Attributes:
        name: also the name of its partition, its folder of runs and, unless it says otherwise, of its STATE.
        environment: Meltano's environment; empty for the default of meltano.yml.
        secrets: file of variables with its keys, relative to the project; empty where there is none.
        prefix: of the environment variables that hold its keys; empty where there is none.
        mappings: folder of its mapping files, relative to the project; empty for that of the project.
        state_suffix: what tells its STATE from that of the others.
        agreement: companies that name the same one are not run at once.
    """

    name: str
    environment: str
    secrets: str
    prefix: str
    mappings: str
    state_suffix: str
    agreement: str

    @property
    def has_own_keys(self) -> bool:
        """Whether its keys may come from its own place alone."""
        return bool(self.secrets or self.prefix)

    def variables(self, project: Path, environ: Mapping[str, str], *, keys_to_come: bool = False) -> dict[str, str]:
        """Return the variables of this company: those of its file or prefix that are not empty, and its mappings.

        Args:
            project: folder of companies.yml.
            environ: the variables of the process.
            keys_to_come: a new company's file need not be there yet.

        Raises:
            OperatorError: its file cannot be read, or no variable has its prefix.
        """
        if keys_to_come and self.secrets and not (project / self.secrets).exists():
            found = {}
        else:
            found = self._file(project / self.secrets) if self.secrets else self._prefixed(environ)
        if self.mappings:
            found["MAPPER_JMESPATH_MAPPINGS_PATH"] = self.mappings
        return found

    def _file(self, path: Path) -> dict[str, str]:
        try:
            with path.open(encoding="utf-8") as file:
                kept = dotenv_values(stream=file, interpolate=False)
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else _("it is not UTF-8 text")
            raise OperatorError(
                "secrets_unreadable",
                _("The secrets of {company} cannot be read from {path}: {why}.").format(
                    company=self.name, path=path, why=why
                ),
                _("Write its keys there, as in .env.example, and close it to others: chmod 600."),
            ) from None
        return {name: value for name, value in kept.items() if value}

    def _prefixed(self, environ: Mapping[str, str]) -> dict[str, str]:
        if not self.prefix:
            return {}
        found = {name.removeprefix(self.prefix): value for name, value in environ.items() if self._owns(name)}
        if not found:
            raise OperatorError(
                "secrets_missing",
                _("No environment variable of {company} begins with {prefix}.").format(
                    company=self.name, prefix=self.prefix
                ),
                _("Set {prefix}STRIPE_API_KEY and {prefix}ECONOMIC_AGREEMENT_GRANT_TOKEN.").format(
                    prefix=self.prefix
                ),
            )
        return found

    def _owns(self, variable: str) -> bool:
        return variable.startswith(self.prefix) and variable != self.prefix


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry of `companies.yml` with which something is wrong.

    Attributes:
        name: of the company; empty where that itself is wrong.
        place: `file:line:column`.
        message: what is wrong there.
        hint: how to mend it; may be empty.
    """

    name: str
    place: str
    message: str
    hint: str

    @property
    def error(self) -> OperatorError:
        """What somebody is told who wants to work on this company."""
        return OperatorError("companies_invalid", f"{self.place}: {self.message}.", self.hint)


@dataclass(frozen=True, slots=True)
class Companies:
    """The companies of a project, in the order of the file.

    Attributes:
        all: those with whose entries nothing is wrong.
        refused: the others; they do not stand in the way of these.
    """

    all: tuple[Company, ...] = field(default=())
    refused: tuple[Refused, ...] = field(default=())

    def named(self, name: str) -> Company:
        """Return one.

        Raises:
            OperatorError: there is none of that name, or something is wrong with its entry.
        """
        for one in self.all:
            if one.name == name:
                return one
        # An entry whose name cannot be read may be the one that is meant.
        for refused in sorted(self.refused, key=lambda one: one.name != name):
            if refused.name in {name, ""}:
                raise refused.error
        if not self.all:
            raise OperatorError(
                "no_companies",
                _("There is no {file} here, so there is no company {name}.").format(file=FILE, name=name),
                _("Leave --company out where the project is the company, or write {file}.").format(file=FILE),
            )
        there = ", ".join(one.name for one in self.all)
        raise OperatorError(
            "company_unknown",
            _("There is no company {name} in {file}.").format(name=name, file=FILE),
            _("There are: {there}.").format(there=there),
        )

    def prefixed(self, variables: Iterable[str]) -> frozenset[str]:
        """Return which variables hold keys of companies under their prefixes; no run needs to see those of others."""
        prefixes = tuple(one.prefix for one in self.all if one.prefix)
        return frozenset(name for name in variables if name.startswith(prefixes)) if prefixes else frozenset()
