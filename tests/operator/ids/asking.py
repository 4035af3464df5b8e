"""Two sides that are filled by hand, and the commands that take ids."""

import os
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from stripe_economic import connections
from stripe_economic.clients import opened
from stripe_economic.errors import OperatorError
from stripe_economic.finding.finder import Finder
from tests.operator.command import command
from tests.operator.reconcile.two_sides import TwoSides
from tests.support import Ended, addresses, clean_environment


@dataclass
class Asking(TwoSides):
    """Asks for objects by whatever a person may write."""

    @property
    def addresses(self) -> dict[str, str]:
        return addresses(self.sandbox.stripe.url, self.sandbox.economic.url)

    def found(self, *words: str, **env: str) -> list[str]:
        """The ids that words lead to; an error as its code and its message."""
        environment = clean_environment(**(self.addresses | env))
        try:
            with chdir(self.folder), mock.patch.dict(os.environ, environment, clear=True):
                read = connections.read(Path())
                with opened(read) as clients:
                    return [one.id for one in Finder(clients).things(words)]
        except OperatorError as error:
            return [error.code, error.message, error.hint]

    def says(self, *arguments: str, **env: str) -> Ended:
        """Run a command."""
        return command(self.folder, *arguments, **(self.addresses | env))
