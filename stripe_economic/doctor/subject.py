"""What doctor looks at, each part read when it is first needed, and once. A part that fails is its error."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from stripe_economic.clients import economic_client
from stripe_economic.errors import OperatorError
from stripe_economic.mappings import loading
from stripe_economic.probing.economic import FirstLook, first_look
from target_economic.agreement.bookkeeping import Bookkeeping
from target_economic.agreement.lists import Lists
from target_economic.agreement.vat import Rates
from target_economic.agreement.years import Years

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mapper_jmespath import Library, Problem
    from stripe_economic.connections import Written
    from tap_stripe_invoices.settings import Settings as StripeSettings
    from target_economic.settings.settings import Settings as EconomicSettings

T = TypeVar("T")


class Ledger:
    """The agreement, read through the target's own eyes. Nothing can be written through it."""

    def __init__(self, settings: EconomicSettings) -> None:
        self.client = economic_client(settings)
        self.lists = Lists(self.client)
        self.bookkeeping = Bookkeeping(self.lists)
        self.rates = Rates(self.client, self.lists)
        self.years = Years(self.client)


class Subject:
    """One project in one environment.

    Args:
        project: folder of meltano.yml.
        written: what it says of its connections.
    """

    def __init__(self, project: Path, written: Written) -> None:
        self.project = project
        self.written = written
        self._ledger: Ledger | None = None

    @cached_property
    def stripe(self) -> StripeSettings | OperatorError:
        """The tap's settings."""
        return _or_error(self.written.stripe)

    @cached_property
    def economic(self) -> EconomicSettings | OperatorError:
        """The target's settings."""
        return _or_error(self.written.economic)

    @cached_property
    def mappings(self) -> tuple[Library | None, tuple[Problem, ...]] | OperatorError:
        """The mappings, or all that keeps them from being loaded; their files are called as seen from the project."""
        folder = self.written.mappings
        near = folder.relative_to(self.project) if folder.is_relative_to(self.project) else folder
        return _or_error(lambda: loading.load_or_problems(near))

    @property
    def library(self) -> Library | None:
        """The mappings, where they can be loaded."""
        return None if isinstance(self.mappings, OperatorError) else self.mappings[0]

    @cached_property
    def first_look(self) -> FirstLook | OperatorError:
        """Whose agreement the tokens open."""
        settings = self.economic
        if isinstance(settings, OperatorError):
            return settings
        return _or_error(
            lambda: first_look(settings.api_url, settings.app_secret_token, settings.agreement_grant_token)
        )

    @cached_property
    def ledger(self) -> Ledger | OperatorError:
        """The agreement, where its tokens are accepted."""
        settings, seen = self.economic, self.first_look
        if isinstance(settings, OperatorError):
            return settings
        if isinstance(seen, OperatorError):
            return seen
        self._ledger = Ledger(settings)
        return self._ledger

    def close(self) -> None:
        """Give connections back."""
        if self._ledger is not None:
            self._ledger.client.close()


def _or_error(read: Callable[[], T]) -> T | OperatorError:
    try:
        return read()
    except OperatorError as error:
        return error
