"""Settings are checked before the first request, by name and never by quoting a secret."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tap_stripe_invoices.errors import SettingsError
from tap_stripe_invoices.records.dates import to_seconds, to_text
from tap_stripe_invoices.settings import Settings

KEY = "sk_test_sandbox"


def refused(**config: Any) -> SettingsError:  # noqa: ANN401  # settings of any kind, wrong ones above all
    with pytest.raises(SettingsError) as caught:
        Settings.read(config)
    return caught.value


def test_only_the_key_is_needed() -> None:
    settings = Settings.read({"api_key": KEY, "api_url": None, "start_date": "", "ids": None, "stripe_account": ""})

    assert settings.api_url == "https://api.stripe.com"
    assert settings.rescan_days == 90
    assert settings.ids == ()


def test_the_key_is_not_in_the_repr() -> None:
    assert KEY not in repr(Settings.read({"api_key": KEY}))


def test_a_missing_key_names_the_setting_and_where_to_put_it() -> None:
    error = refused()

    assert error.code == "setting_missing"
    assert "api_key" in error.message
    assert ".env.example" in error.hint


def test_an_unknown_setting_comes_with_the_one_that_was_meant() -> None:
    error = refused(api_key=KEY, start_dat="2026-01-01")

    assert error.code == "setting_unknown"
    assert "start_dat" in error.message
    assert error.hint == "Did you mean start_date?"


def test_an_unknown_setting_that_resembles_nothing_lists_them_all() -> None:
    assert "stripe_account" in refused(api_key=KEY, colour="blue").hint


def test_quotes_that_docker_leaves_around_a_key_are_named_as_such() -> None:
    error = refused(api_key="'rk_live_made_up'")
    assert "begins with a quote" in error.message
    assert "docker run --env-file" in error.hint
    assert "made_up" not in str(error)


@pytest.mark.parametrize("key", ["sk_test_ abc", "pk_test_abc", 17, "sk_test_abc\u200b"])
def test_a_bad_key_is_refused_without_being_shown(key: object) -> None:
    error = refused(api_key=key)

    assert error.code == "setting_invalid"
    assert "api_key" in error.message
    assert str(key) not in str(error)


@pytest.mark.parametrize(
    "url", ["api.stripe.com", "ftp://x", "https://", "https://user:word@host", "https://host:port", "https://h?x=1"]
)
def test_a_bad_address_is_refused(url: str) -> None:
    assert "api_url" in refused(api_key=KEY, api_url=url).message


def test_a_live_key_does_not_travel_unencrypted() -> None:
    assert "unencrypted" in refused(api_key="rk_live_made_up", api_url="http://example.com").message
    assert (
        Settings.read({"api_key": "rk_live_made_up", "api_url": "http://127.0.0.1:1/"}).api_url
        == "http://127.0.0.1:1"
    )


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", "01-02-2026"])
def test_a_bad_start_date_is_shown_with_what_to_write_instead(value: str) -> None:
    error = refused(api_key=KEY, start_date=value)

    assert value in error.message
    assert "2026-01-01" in error.hint


def test_a_start_date_may_be_a_date_or_a_date_time() -> None:
    day = Settings.read({"api_key": KEY, "start_date": "2026-01-05"}).start

    assert Settings.read({"api_key": KEY, "start_date": "2026-01-05T01:00:00+01:00"}).start == day


@pytest.mark.parametrize(
    "value",
    [["in_1", "cus_2"], "in_1,cus_2", "in_1 cus_2", " in_1,\n cus_2, in_1", '["in_1", "cus_2"]', ["in_1 cus_2"]],
)
def test_ids_may_be_a_list_or_text(value: object) -> None:
    assert Settings.read({"api_key": KEY, "ids": value}).ids == ("in_1", "cus_2")


@pytest.mark.parametrize("value", ["sub_1", "in_1/../customers", [1], 5, "[in_1", {"in_1": 1}])
def test_what_is_no_id_is_refused(value: object) -> None:
    assert "ids" in refused(api_key=KEY, ids=value).message


@pytest.mark.parametrize(("value", "days"), [(0, 0), ("45", 45), (None, 90), ("", 90), (30, 30)])
def test_days_to_read_again_may_be_a_number_or_text(value: object, days: int) -> None:
    assert Settings.read({"api_key": KEY, "rescan_days": value}).rescan_days == days


@pytest.mark.parametrize("value", [-1, "a", True, 1.5, 99999, "²"])
def test_days_to_read_again_are_a_whole_number(value: object) -> None:
    assert "rescan_days" in refused(api_key=KEY, rescan_days=value).message


def test_a_connected_account_is_an_account() -> None:
    assert "stripe_account" in refused(api_key=KEY, stripe_account="cus_1").message


@pytest.mark.parametrize("value", ["acct_1, acct_2", ["acct_1", "acct_2"], '["acct_1", "acct_2"]'])
def test_several_accounts_may_be_a_list_or_text(value: object) -> None:
    assert Settings.read({"api_key": KEY, "stripe_account": value}).stripe_accounts == ("acct_1", "acct_2")


@pytest.mark.parametrize(("value", "rate"), [("10", 10), ("2.5", 2.5), (5, 5), ("0", 0), (None, 10), ("", 10)])
def test_the_rate_may_be_a_number_or_text(value: object, rate: float) -> None:
    assert Settings.read({"api_key": KEY, "requests_per_second": value}).requests_per_second == rate


@pytest.mark.parametrize("value", ["fast", "-1", "0.01", "101", True, "NaN"])
def test_a_rate_that_cannot_be_kept_is_refused(value: object) -> None:
    assert "requests_per_second" in refused(api_key=KEY, requests_per_second=value).message


def test_a_live_key_is_refused_where_test_data_is_wanted_and_is_not_shown() -> None:
    error = refused(api_key="sk_live_secret", mode="test")

    assert error.code == "mode_differs"
    assert "secret" not in str(error)


def test_a_trigger_that_does_not_exist_is_refused_with_the_one_that_was_meant() -> None:
    assert refused(api_key=KEY, trigger="finalised").hint == "Did you mean finalized?"


def test_a_start_date_in_the_future_is_refused_rather_than_nothing_read() -> None:
    error = refused(api_key=KEY, start_date="2926-01-01")

    assert error.code == "setting_invalid"
    assert "start_date" in error.message
    assert "lies in the future" in error.message


def test_the_day_that_has_begun_east_of_greenwich_is_not_the_future() -> None:
    soon = to_text(int(time.time()) + 12 * 3600)

    assert Settings.read({"api_key": KEY, "start_date": soon}).start == to_seconds(soon)
