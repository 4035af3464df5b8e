"""The console script `stripe-economic`."""

import os
import sys
from collections.abc import Sequence

from sandbox.errors import SandboxError
from stripe_economic.cli import cli
from stripe_economic.errors import OperatorError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, that of this process by default; the last line on standard error names what went wrong."""
    os.umask(0o077)
    try:
        cli(arguments)
    except (OperatorError, SandboxError) as error:
        hint = f" Hint: {error.hint}" if error.hint else ""
        sys.stderr.write(f"stripe-economic: {error.code}: {error.message}{hint}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
