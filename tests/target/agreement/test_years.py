"""On which day a document can be booked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.economic.setup.years import AccountingYear
from target_economic.agreement.agreement import Agreement
from target_economic.agreement.years import Span, Years
from target_economic.errors import RecordError
from target_economic.http.client import Client
from tests.support import ECONOMIC_TOKENS


def years(sandbox: Sandbox, *given: AccountingYear) -> None:
    store = sandbox.economic.store
    store.agreement = replace(store.agreement, years={year.year: year for year in given})


def refused(agreement: Agreement, day: str, policy: str = "fail") -> RecordError:
    with pytest.raises(RecordError) as failure:
        agreement.posting_date(day, policy)
    return failure.value


def test_an_open_day_is_kept_by_either_policy(agreement: Agreement) -> None:
    assert agreement.posting_date("2026-03-31", "fail") == "2026-03-31"
    assert agreement.posting_date("2026-03-31", "first_open_date") == "2026-03-31"


def test_a_closed_period_fails_or_moves_to_the_first_open_day_after(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    store = empty_sandbox.economic.store
    for month in (3, 4):
        store.agreement = store.agreement.with_period_closed(date(2026, month, 1))
    error = refused(agreement, "2026-03-31")
    assert error.code == "period_closed"
    assert "2026-03-01 to 2026-03-31" in error.message
    assert "spærret" in error.message
    assert agreement.posting_date("2026-03-31", "first_open_date") == "2026-05-01"
    assert agreement.posting_date("2026-02-28", "fail") == "2026-02-28"


def test_a_closed_year_fails_or_moves_into_the_next(agreement: Agreement) -> None:
    assert refused(agreement, "2024-06-30").code == "accounting_year_closed"
    assert agreement.posting_date("2024-06-30", "first_open_date") == "2025-01-01"


def test_a_day_without_a_year_is_refused_by_either_policy(agreement: Agreement) -> None:
    for day in ("2023-12-31", "2028-01-01"):
        for policy in ("fail", "first_open_date"):
            error = refused(agreement, day, policy)
            assert error.code == "accounting_year_missing"
            assert "2026 (2026-01-01 to 2026-12-31)" in error.message


def test_years_need_not_be_calendar_years(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    first = AccountingYear.of(date(2025, 7, 1), date(2026, 6, 30))
    years(empty_sandbox, first.with_period_closed(12), AccountingYear.of(date(2026, 7, 1), date(2027, 6, 30)))
    assert agreement.posting_date("2026-05-31", "fail") == "2026-05-31"
    assert refused(agreement, "2026-06-15").code == "period_closed"
    assert agreement.posting_date("2026-06-15", "first_open_date") == "2026-07-01"
    assert "/accounting-years/2025_6_2026/periods" in {one.path for one in empty_sandbox.economic.requests}


def test_a_second_year_of_the_same_name_is_found_by_its_days(empty_sandbox: Sandbox, agreement: Agreement) -> None:
    short = AccountingYear("2026", date(2026, 1, 1), date(2026, 3, 31), closed=True)
    years(empty_sandbox, short, AccountingYear("2026a", date(2026, 4, 1), date(2026, 12, 31)))
    assert agreement.posting_date("2026-04-01", "fail") == "2026-04-01"
    assert agreement.posting_date("2026-02-01", "first_open_date") == "2026-04-01"


def test_where_nothing_after_is_open_the_reason_stays_and_the_hint_says_so(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    years(empty_sandbox, AccountingYear.of(date(2026, 1, 1), date(2026, 12, 31)).with_period_closed(12))
    error = refused(agreement, "2026-12-24", "first_open_date")
    assert error.code == "period_closed"
    assert "next accounting year" in (error.hint or "")


@given(
    start=st.integers(0, 11),
    closed_year=st.booleans(),
    barred=st.frozensets(st.integers(1, 12), max_size=12),
    offset=st.integers(0, 729),
)
def test_the_day_is_the_first_that_the_ledger_takes(
    one_sandbox: Sandbox,
    *,
    start: int,
    closed_year: bool,
    barred: frozenset[int],
    offset: int,
) -> None:
    begins = [date(2025 + (start + 12 * n) // 12, start % 12 + 1, 1) for n in range(3)]
    ends = [date.fromordinal(day.toordinal() - 1) for day in begins[1:]]
    first = replace(AccountingYear.of(begins[0], ends[0]), closed=closed_year)
    second = replace(AccountingYear.of(begins[1], ends[1]), barred=barred)
    years(one_sandbox, first, second)
    ledger = one_sandbox.economic.store.agreement
    day = date.fromordinal(begins[0].toordinal() + offset)
    candidates = (date.fromordinal(n) for n in range(day.toordinal(), begins[2].toordinal()))
    wanted = next((one for one in candidates if ledger.year_on(one) and not ledger.closed_on(one)), None)
    client = Client(one_sandbox.economic.url, *ECONOMIC_TOKENS.values())
    try:
        found = Years(client).posting_date(day.isoformat(), "first_open_date")
    except RecordError:
        found = None
    finally:
        client.close()
    assert found == (wanted and wanted.isoformat())


def test_a_span_holds_its_first_and_last_day() -> None:
    span = Span("2026", date(2026, 1, 1), date(2026, 1, 31), closed=False)
    assert date(2026, 1, 1) in span
    assert date(2026, 1, 31) in span
    assert date(2026, 2, 1) not in span


CROOKED = (
    AccountingYear("2024/2025", date(2024, 7, 1), date(2025, 6, 30), closed=True),
    AccountingYear("2025/2026", date(2025, 7, 1), date(2026, 6, 30)),
    AccountingYear("2026a", date(2026, 7, 1), date(2026, 12, 31)),
    AccountingYear("2027", date(2027, 1, 1), date(2027, 12, 31)),
)


def test_a_voucher_goes_into_the_year_that_holds_its_day_whatever_it_is_called(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    years(empty_sandbox, *CROOKED)
    days = ("2025-07-01", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01")
    assert [agreement.year_of(day) for day in days] == ["2025/2026", "2025/2026", "2026a", "2026a", "2027"]
    for day, code in (("2025-06-30", "accounting_year_closed"), ("2028-01-01", "accounting_year_missing")):
        with pytest.raises(RecordError) as failure:
            agreement.year_of(day)
        assert failure.value.code == code


def test_what_is_booked_may_be_in_the_year_of_the_day_and_all_later_ones(
    empty_sandbox: Sandbox, agreement: Agreement
) -> None:
    years(empty_sandbox, *CROOKED)
    assert agreement.years_since("2026-08-01") == ("2026a", "2027")
    assert agreement.years_since("2025-06-30") == ("2024/2025", "2025/2026", "2026a", "2027")
    assert agreement.years_since("2020-01-01") == ("2024/2025", "2025/2026", "2026a", "2027")
    assert agreement.years_since("2028-01-01") == ()
