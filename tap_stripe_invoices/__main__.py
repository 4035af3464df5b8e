"""The command `tap-stripe-invoices`: runs the tap, and ends every failure with one line that names its cause."""

from __future__ import annotations

import os
import sys

from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.tap import TapStripeInvoices, Terminated


def main() -> None:
    """Run the tap.

    Exit status 0 on success, 1 on failure, 128 + signal when stopped. Whatever files the process writes are for its
    user alone.
    """
    os.umask(0o077)
    try:
        TapStripeInvoices.cli()
    except Terminated as stop:
        try:
            stop.tap.write_last_state()
        except BrokenPipeError:
            _discard_output()
        raise
    except TapError as error:
        sys.stderr.write(f"{TapStripeInvoices.name}: {error}\n")
        sys.stderr.flush()
        if isinstance(error.__cause__, BrokenPipeError):
            _discard_output()
        sys.exit(1)


def _discard_output() -> None:
    """Send what is still in the buffer nowhere; Python would complain about it after the last line."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
