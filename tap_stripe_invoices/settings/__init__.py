"""The tap's settings, and the one place that reads them.

The SDK would check settings against their schema as well, but quotes the bad value in its message; a key must never
end up in a log, so values are checked here and only named, never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tap_stripe_invoices.settings import checks
from tap_stripe_invoices.settings.checks import STRIPE_BEGAN, is_this_machine
from tap_stripe_invoices.settings.declared import (
    DEFAULT_API_URL,
    DEFAULT_CONCURRENCY,
    DEFAULT_INVOICE_PDFS,
    DEFAULT_REQUESTS_PER_SECOND,
    DEFAULT_RESCAN_DAYS,
    DEFAULT_SWEEP_DAYS,
    MODES,
    SCHEMA,
    TRIGGERS,
    TRUTH,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCHEMA", "STRIPE_BEGAN", "Settings", "is_this_machine"]

_LONGEST_DAYS = 3650
_MOST_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, checked.

    Attributes:
        api_key: The secret; kept out of the repr.
        api_url: Without a trailing slash.
        mode: `live` or `test` where the other is refused, else empty.
        key_mode: `live` or `test` where the key says which it is for, else empty.
        start: The earliest `created` of an invoice to read, in epoch seconds UTC.
        trigger: `paid` or `finalized`: when an invoice is due.
        stripe_accounts: The connected accounts to read; empty for the key's own.
        ids: The only objects to read; empty to read what is due.
        rescan_days: Days that are scanned again once a day.
        sweep_days: Days between complete sweeps; 0 for none but after a gap.
        requests_per_second: The most that one endpoint is asked; 0 for no limit.
        concurrency: Requests that may be under way at once.
        invoice_pdfs: Whether movements of invoices tell where the PDF is.
    """

    api_key: str = field(repr=False)
    api_url: str = DEFAULT_API_URL
    mode: str = ""
    key_mode: str = ""
    start: int = STRIPE_BEGAN
    trigger: str = TRIGGERS[0]
    stripe_accounts: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    rescan_days: int = DEFAULT_RESCAN_DAYS
    sweep_days: int = DEFAULT_SWEEP_DAYS
    requests_per_second: float = float(DEFAULT_REQUESTS_PER_SECOND)
    concurrency: int = DEFAULT_CONCURRENCY
    invoice_pdfs: bool = False

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Settings:
        """Check a configuration and make settings of it. A setting that is null or empty counts as not set.

        Raises:
            SettingsError: naming the first setting that is unknown, missing or unreadable.
        """
        checks.refuse_unknown(config, list(SCHEMA["properties"]))
        api_key = checks.api_key(config)
        mode = checks.choice(config, "mode", MODES, "")
        return cls(
            api_key=api_key,
            api_url=checks.api_url(config, api_key, DEFAULT_API_URL),
            mode=mode,
            key_mode=checks.key_mode(api_key, mode),
            start=checks.start(config),
            trigger=checks.choice(config, "trigger", TRIGGERS, TRIGGERS[0]),
            stripe_accounts=checks.accounts(config),
            ids=checks.ids(config),
            rescan_days=checks.whole(config, "rescan_days", DEFAULT_RESCAN_DAYS, 0, _LONGEST_DAYS),
            sweep_days=checks.whole(config, "sweep_days", DEFAULT_SWEEP_DAYS, 0, _LONGEST_DAYS),
            requests_per_second=checks.rate(config, "requests_per_second", DEFAULT_REQUESTS_PER_SECOND),
            concurrency=checks.whole(config, "concurrency", DEFAULT_CONCURRENCY, 1, _MOST_AT_ONCE),
            invoice_pdfs=checks.choice(config, "invoice_pdfs", TRUTH, DEFAULT_INVOICE_PDFS) == "true",
        )
