"""What a command works on: one company of `companies.yml`, or the project itself."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from stripe_economic import connections
from stripe_economic.companies import reading
from stripe_economic.companies.company import Companies, Company
from stripe_economic.connections import Connections, Owner, Written
from stripe_economic.meltano_project import TAP, TARGET, variable


@dataclass(frozen=True, slots=True)
class Connected:
    """A company, or the project where there are none, with its settings checked.

    Attributes:
        project: folder of meltano.yml.
        company: None where the project itself is the company.
        connections: its settings, and its pipeline.
    """

    project: Path
    company: Company | None
    connections: Connections

    @property
    def name(self) -> str:
        """The company's name, empty for the project."""
        return self.company.name if self.company else ""


def connect(project: Path, name: str | None, environment: str | None) -> Connected:
    """Return a company, ready to be worked on.

    Args:
        project: folder of meltano.yml and, where there are several companies, companies.yml.
        name: of the company; None for the project itself.
        environment: Meltano's environment, where it is not the company's own.

    Raises:
        OperatorError: there is no such company, its keys cannot be read, or a setting is missing or malformed.
    """
    companies, company = _named(project, name)
    return of(project, companies, company, environment)


def of(project: Path, companies: Companies, company: Company | None, environment: str | None) -> Connected:
    """Return a company whose entry has been read already, see `connect`."""
    own = company.variables(project, os.environ) if company else {}
    alone = company is not None and company.has_own_keys
    found = connections.read(project, _environment(company, environment), own, keys_are_own=alone)
    owner = _owner(companies, company, {**own, **(_identity(found) if alone else {})})
    return Connected(project, company, replace(found, owner=owner))


def entry(project: Path, name: str | None) -> Company | None:
    """Return the entry of a company; None for the project itself.

    Raises:
        OperatorError: there is no such company.
    """
    return _named(project, name)[1]


def written(project: Path, name: str | None, environment: str | None, *, keys_to_come: bool = False) -> Written:
    """Return what a company's entry and the project say, without checking the settings; see `connect`.

    Args:
        project: as above.
        name: as above.
        environment: as above.
        keys_to_come: a new company's file of keys need not be there yet.

    Raises:
        OperatorError: there is no such company or environment, or a file cannot be read.
    """
    companies, company = _named(project, name)
    own = company.variables(project, os.environ, keys_to_come=keys_to_come) if company else {}
    alone = company is not None and company.has_own_keys
    found = connections.written(project, _environment(company, environment), own, keys_are_own=alone)
    return replace(found, owner=_owner(companies, company, own))


def _named(project: Path, name: str | None) -> tuple[Companies, Company | None]:
    companies = reading.read(project) if name else Companies()
    return companies, companies.named(name) if name else None


def _environment(company: Company | None, environment: str | None) -> str | None:
    return environment or (company.environment if company else "") or None


def _owner(companies: Companies, company: Company | None, variables: dict[str, str]) -> Owner:
    return Owner(company.state_suffix if company else "", variables, companies.prefixed(os.environ))


def _identity(found: Connections) -> dict[str, str]:
    """Return the settings that say which company it is, so that no `.env` can name another."""
    return {
        variable(TAP, "api_key"): found.stripe.api_key,
        variable(TAP, "stripe_account"): " ".join(found.stripe.stripe_accounts),
        variable(TARGET, "app_secret_token"): found.economic.app_secret_token,
        variable(TARGET, "agreement_grant_token"): found.economic.agreement_grant_token,
        variable(TARGET, "stripe_api_key"): found.economic.stripe_api_key or "",
    }
