"""Settings are checked before anything is sent, together, and without showing a token."""

from decimal import Decimal

import pytest

from target_economic.errors import SettingError
from target_economic.settings.settings import Settings

GOOD = {"app_secret_token": "app-token-1", "agreement_grant_token": "grant-token-1"}


def test_the_two_tokens_are_enough() -> None:
    settings = Settings.read(GOOD)
    assert settings.api_url == "https://restapi.e-conomic.com"
    assert settings.rounding_limit == Decimal("0.10")
    assert settings.fail_on == 1


def test_all_problems_are_told_at_once_and_no_value_is_shown() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read(
            {
                "app_secret_token": "hush hush",
                "apiurl": "https://x",
                "rounding_limit": "0,10",
                "fail_on": "sometimes",
                "rounding_product_group": -1,
            }
        )
    message = str(caught.value)
    for part in (
        "app_secret_token has spaces",
        "agreement_grant_token is missing",
        "apiurl is not a setting (did you mean api_url?)",
        "rounding_limit is not an amount such as 0.10",
        "fail_on is not any, never or a number",
        "rounding_product_group is not a positive whole number",
    ):
        assert part in message
    assert "hush" not in message


def test_tokens_are_not_in_the_repr() -> None:
    assert "app-token-1" not in repr(Settings.read(GOOD))
    assert "grant-token-1" not in repr(Settings.read(GOOD))


def test_numbers_may_be_written_without_quotes() -> None:
    settings = Settings.read({**GOOD, "fail_on": 5, "rounding_limit": Decimal("0.20")})
    assert (settings.fail_on, settings.rounding_limit) == (5, Decimal("0.20"))


@pytest.mark.parametrize(
    "url",
    ["http://restapi.example", "ftp://127.0.0.1", "https://user:secret@x.example", "http://127.0.0.1:99999", 7],
)
def test_an_address_that_is_wrong_or_would_show_the_tokens_is_refused(url: object) -> None:
    with pytest.raises(SettingError, match="api_url") as caught:
        Settings.read({**GOOD, "api_url": url})
    assert "secret" not in str(caught.value)
