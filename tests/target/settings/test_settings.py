"""Settings are checked before anything is sent, together, and without showing a token."""

from decimal import Decimal

import pytest

from target_economic.errors import SettingError
from target_economic.settings.declared import SCHEMA
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


def test_quotes_that_docker_leaves_around_a_token_are_named_as_such() -> None:
    with pytest.raises(SettingError, match="agreement_grant_token begins with a quote") as caught:
        Settings.read({**GOOD, "agreement_grant_token": '"grant-token-1"'})
    assert "grant-token-1" not in str(caught.value)


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


def test_every_declared_default_is_itself_accepted_and_is_what_the_settings_hold() -> None:
    given = {name: setting["default"] for name, setting in SCHEMA["properties"].items() if setting.get("default")}
    assert Settings.read({**GOOD, **given}) == Settings.read(GOOD)


def test_settings_of_words_are_read_whatever_their_case_and_booleans_may_be_booleans() -> None:
    settings = Settings.read({**GOOD, "send_by": "ean", "dry_run": True, "product_match": "number, name"})
    assert (settings.send_by, settings.dry_run, settings.product_match) == ("EAN", True, ("number", "name"))


def test_customer_updates_are_names_of_e_conomics_own_fields() -> None:
    assert Settings.read({**GOOD, "customer_updates": "name, email"}).customer_updates == ("name", "email")
    assert Settings.read({**GOOD, "customer_updates": "never"}).customer_updates == ()
    with pytest.raises(SettingError, match="customer_updates does not take that: choose among name"):
        Settings.read({**GOOD, "customer_updates": "customerNumber"})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("concurrency", "33", "concurrency is not a number from 1 to 32"),
        ("concurrency", 0, "concurrency is not a number from 1 to 32"),
        ("read_timeout", "0", "read_timeout is not a number of seconds above 0"),
        ("send_by", "pigeon", "send_by is not none, Email or EAN"),
        ("missing_product", "default", "default_product is missing"),
        ("stripe_api_key", "two words", "stripe_api_key has spaces"),
        ("dry_run", "yes", "dry_run is not true or false"),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_what_it_takes(name: str, value: object, said: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({**GOOD, name: value})
    assert said in str(caught.value)


def test_the_stripe_key_is_not_in_the_repr() -> None:
    assert "rk_test_1" not in repr(Settings.read({**GOOD, "stripe_api_key": "rk_test_1"}))
