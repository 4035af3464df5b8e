"""The command `tap-stripe-invoices`: runs the tap, and ends every failure with one line that names its cause."""

from __future__ import annotations

import os
import sys

import run_telemetry
from run_telemetry.logs import last_words
from tap_stripe_invoices.errors import TapError
from tap_stripe_invoices.tap import TapStripeInvoices, Terminated


def main() -> None:
    """Run the tap.

    Exit status 0 on success, 1 on failure, 128 + signal when stopped. Whatever files the process writes are for its
    user alone.
    """
    os.umask(0o077)
    command = TapStripeInvoices.cli  # which sets up the SDK's logging
    identity, telemetry = run_telemetry.start(TapStripeInvoices.name)
    try:
        command(obj=telemetry)
    except Terminated as stop:
        try:
            stop.tap.write_last_state()
        except BrokenPipeError:
            _discard_output()
        telemetry.end("stopped")
        raise
    except TapError as error:
        telemetry.end(error.code)
        last_words(identity, f"{TapStripeInvoices.name}: {error}", error.code)
        if isinstance(error.__cause__, BrokenPipeError):
            _discard_output()
        sys.exit(1)
    except SystemExit:
        telemetry.end()
        raise


def _discard_output() -> None:
    """Send what is still in the buffer nowhere; Python would complain about it after the last line."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
