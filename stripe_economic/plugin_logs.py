"""The logs of the tap and the target inside a command, where nobody has asked for them."""

import logging


def hush() -> None:
    """Keep their warnings of repeated requests from standing between the reader and the last line."""
    for name in ("tap_stripe_invoices", "target_economic"):
        logging.getLogger(name).addHandler(logging.NullHandler())
