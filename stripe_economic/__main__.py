"""The console script `stripe-economic`."""

import os
import sys
from collections.abc import Sequence

from stripe_economic.cli import cli
from stripe_economic.plugins import logs
from stripe_economic.terminal.running import run


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, that of this process by default; the last line on standard error names what went wrong."""
    os.umask(0o077)
    logs.hush()
    sys.exit(run(cli, sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    main()
