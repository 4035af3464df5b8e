"""What a command works on: one company of `companies.yml`, or the project itself, with its settings checked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stripe_economic import connections
from stripe_economic.companies import reading
from stripe_economic.companies.company import Companies, Company
from stripe_economic.connections import Connections
from stripe_economic.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Connected:
    """A company, or the project where there are none, ready to be worked on. Secrets are not in the repr.

    Attributes:
        project: folder of meltano.yml.
        company: None where the project itself is the company.
        connections: its settings, checked.
        variables: what Meltano has to be given for it.
        withheld: variables that Meltano is not given: the keys of all companies under their prefixes.
    """

    project: Path
    company: Company | None
    connections: Connections
    variables: Mapping[str, str] = field(repr=False)
    withheld: frozenset[str]

    @property
    def name(self) -> str:
        """The company's name, empty for the project."""
        return self.company.name if self.company else ""

    def pipeline(self, variables: Mapping[str, str] | None = None, suffix: str = "") -> Pipeline:
        """Return its pipeline.

        Args:
            variables: further ones for this run.
            suffix: what tells the STATE of this run from the company's own.
        """
        own = self.company.state_suffix if self.company else ""
        return Pipeline(
            self.project,
            self.connections.environment,
            "-".join(part for part in (own, suffix) if part),
            {**self.variables, **(variables or {})},
            self.withheld,
        )


def connect(project: Path, name: str | None, environment: str | None) -> Connected:
    """Return a company, ready to be worked on.

    Args:
        project: folder of meltano.yml and, where there are several companies, companies.yml.
        name: of the company; None for the project itself.
        environment: Meltano's environment, where it is not the company's own.

    Raises:
        OperatorError: there is no such company, its keys cannot be read, or a setting is missing or malformed.
    """
    companies = reading.read(project) if name else Companies()
    company = companies.named(name) if name else None
    return of(project, companies, company, environment)


def of(project: Path, companies: Companies, company: Company | None, environment: str | None) -> Connected:
    """Return a company whose entry has been read already, see `connect`."""
    own = company.variables(project, os.environ) if company else {}
    alone = company is not None and company.has_own_keys
    chosen = environment or (company.environment if company else "") or None
    found = connections.read(project, chosen, own, keys_are_own=alone)
    withheld = companies.prefixed(os.environ)
    return Connected(project, company, found, {**own, **(_identity(found) if alone else {})}, withheld)


def _identity(found: Connections) -> dict[str, str]:
    """Return the settings that say which company it is, so that no `.env` can name another."""
    return {
        "TAP_STRIPE_INVOICES_API_KEY": found.stripe.api_key,
        "TAP_STRIPE_INVOICES_STRIPE_ACCOUNT": " ".join(found.stripe.stripe_accounts),
        "TARGET_ECONOMIC_APP_SECRET_TOKEN": found.economic.app_secret_token,
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": found.economic.agreement_grant_token,
        "TARGET_ECONOMIC_STRIPE_API_KEY": found.economic.stripe_api_key or "",
    }
