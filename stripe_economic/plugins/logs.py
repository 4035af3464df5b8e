"""The logs of the tap and the target inside a command, where nobody has asked for them."""

import logging


def hush() -> None:
    """Keep their warnings of repeated requests from standing between the reader and the last line."""
    for logger in map(logging.getLogger, ("tap_stripe_invoices", "target_economic")):
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
