"""The paths of the ledger: journals and what is in them, their booking on the newer API's path, and the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox.economic.ledger import attachments, booked, booking, journal_entries, lookups, vouchers

if TYPE_CHECKING:
    from sandbox.economic.answering import Routes

# The real one is on another host. Older versions are gone from it within months; only this one is served.
_NEWER: Final = "/journalsapi/v15.0.0/journals/{key}"
_VOUCHER: Final = "/journals/{key}/vouchers/{voucher}"
_ACCOUNT_YEAR: Final = "/accounts/{key}/accounting-years/{year}"


def routes() -> Routes:
    """Path patterns to methods to handlers."""
    return {
        **lookups.routes(),
        "/journals/{key}/vouchers": {"GET": vouchers.listed, "POST": vouchers.create},
        _VOUCHER: {"GET": vouchers.one},
        f"{_VOUCHER}/attachment": {"GET": attachments.about},
        f"{_VOUCHER}/attachment/file": {
            "GET": attachments.download,
            "POST": attachments.attach,
            "PATCH": attachments.add_pages,
            "DELETE": attachments.detach,
        },
        "/journals/{key}/entries": {"GET": journal_entries.listed},
        "/journals/{key}/entries/{entry}": {"GET": journal_entries.one, "DELETE": journal_entries.delete},
        f"{_NEWER}/book": {"POST": booking.journal},
        f"{_NEWER}/bookWithDateInterval": {"POST": booking.interval},
        f"{_NEWER}/bookdraftentries": {"POST": booking.some},
        "/accounting-years/{key}/entries": {"GET": booked.of_year},
        "/accounting-years/{key}/entries/{entry}": {"GET": booked.one},
        "/accounting-years/{key}/totals": {"GET": booked.totals_of_year},
        "/accounting-years/{key}/periods/{period}/entries": {"GET": booked.of_period},
        "/accounting-years/{key}/periods/{period}/totals": {"GET": booked.totals_of_period},
        f"{_ACCOUNT_YEAR}/entries": {"GET": booked.of_account},
        f"{_ACCOUNT_YEAR}/totals": {"GET": booked.total_of_account},
        f"{_ACCOUNT_YEAR}/periods/{{period}}/entries": {"GET": booked.of_account_in_period},
        f"{_ACCOUNT_YEAR}/periods/{{period}}/totals": {"GET": booked.total_of_account_in_period},
    }
