"""The target's settings: read and checked before anything is sent, all problems reported at once."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from singer_sdk import typing as th

from target_economic.errors import SettingError
from target_economic.http.client import LOOPBACK

DEFAULT_API_URL = "https://restapi.e-conomic.com"

SCHEMA: dict[str, Any] = th.PropertiesList(
    th.Property(
        "app_secret_token",
        th.StringType,
        required=True,
        secret=True,
        title="App secret token",
        description="Identifies your e-conomic app (X-AppSecretToken).",
    ),
    th.Property(
        "agreement_grant_token",
        th.StringType,
        required=True,
        secret=True,
        title="Agreement grant token",
        description="Identifies the agreement that granted your app access (X-AgreementGrantToken).",
    ),
    th.Property(
        "api_url",
        th.StringType,
        default=DEFAULT_API_URL,
        title="API URL",
        description="Address of e-conomic's REST API.",
    ),
    th.Property(
        "rounding_limit",
        th.StringType,
        default="0.10",
        title="Rounding limit",
        description="Largest difference in the invoice's currency a rounding line may even out; decimal as text.",
    ),
    th.Property(
        "rounding_product",
        th.StringType,
        default="STRIPE-ROUNDING",
        title="Rounding product",
        description="Number of the product that rounding lines are posted on; created when it is missing.",
    ),
    th.Property(
        "rounding_product_group",
        th.StringType,
        title="Rounding product group",
        description="Product group without VAT in which the rounding product is created.",
    ),
    th.Property(
        "outcomes_file",
        th.StringType,
        title="Outcomes file",
        description="File to which each document's outcome is appended as one JSON line.",
    ),
    th.Property(
        "fail_on",
        th.StringType,
        default="any",
        title="Fail on",
        description="When failed documents make the exit status 3: `any`, `never`, or a number of them.",
    ),
    th.Property(
        "unknown_streams",
        th.StringType,
        allowed_values=["refuse", "ignore"],
        default="refuse",
        title="Unknown streams",
        description="What to do with a stream that is not a document: `refuse` stops the run, `ignore` drops it.",
    ),
).to_dict()


@dataclass(frozen=True, slots=True)
class Settings:
    """The target's settings, checked. The tokens are left out of the repr."""

    app_secret_token: str = field(repr=False)
    agreement_grant_token: str = field(repr=False)
    api_url: str
    rounding_limit: Decimal
    rounding_product: str
    rounding_product_group: int | None
    outcomes_file: str | None
    fail_on: int | None
    unknown_streams: Literal["refuse", "ignore"]

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> "Settings":
        """Check a configuration and return it as settings.

        Raises:
            SettingError: naming every setting that is missing, unknown or malformed; values are not shown.
        """
        reader = _Reader(config)
        settings = cls(
            app_secret_token=reader.token("app_secret_token"),
            agreement_grant_token=reader.token("agreement_grant_token"),
            api_url=reader.address("api_url", DEFAULT_API_URL),
            rounding_limit=Decimal(
                reader.matching("rounding_limit", "0.10", r"\d{1,6}(\.\d{1,2})?", "an amount such as 0.10")
            ),
            rounding_product=reader.matching(
                "rounding_product", "STRIPE-ROUNDING", r"\S.{0,24}", "a product number of 1 to 25 characters"
            ),
            rounding_product_group=reader.number("rounding_product_group"),
            outcomes_file=reader.matching("outcomes_file", "", r".*", "a file name") or None,
            fail_on=_fail_on(reader.matching("fail_on", "any", r"any|never|[1-9]\d{0,8}", "any, never or a number")),
            unknown_streams="ignore"
            if reader.matching("unknown_streams", "refuse", r"refuse|ignore", "refuse or ignore") == "ignore"
            else "refuse",
        )
        reader.finish()
        return settings


def _fail_on(text: str) -> int | None:
    return {"any": 1, "never": None}[text] if text in {"any", "never"} else int(text)


class _Reader:
    """Takes settings out of a configuration and collects what is wrong with them."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._problems: list[str] = []
        known = list(SCHEMA["properties"])
        for name in sorted(config.keys() - set(known)):
            near = difflib.get_close_matches(name, known, n=1)
            self._problems.append(f"{name} is not a setting" + (f" (did you mean {near[0]}?)" if near else ""))

    def token(self, name: str) -> str:
        value = self._config.get(name)
        if not isinstance(value, str) or not value.strip():
            self._problems.append(f"{name} is missing")
            return ""
        if not re.fullmatch(r"[\x21-\x7e]+", value):
            self._problems.append(f"{name} has spaces or characters that no token has")
        return value

    def address(self, name: str, default: str) -> str:
        value = self._config.get(name)
        if value is None or value == "":
            return default
        try:
            parts = urlsplit(value)
            host, secure, _ = parts.hostname or "", parts.scheme == "https", parts.port
        except (AttributeError, TypeError, ValueError):
            host, secure, parts = "", False, SplitResult("", "", "", "", "")
        if not host or parts.scheme not in {"http", "https"} or parts.username or parts.query or parts.fragment:
            self._problems.append(f"{name} is not a web address such as {DEFAULT_API_URL}")
        elif not secure and host not in LOOPBACK:
            self._problems.append(f"{name} must begin with https, or the tokens would travel in clear")
        return str(value)

    def matching(self, name: str, default: str, pattern: str, kind: str) -> str:
        value = self._config.get(name)
        if value is None or value == "":  # an empty variable of the environment sets nothing
            return default
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)  # a number that was written without quotes
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self._problems.append(f"{name} is not {kind}")
            return default
        return value

    def number(self, name: str) -> int | None:
        text = self.matching(name, "", r"[1-9]\d{0,8}", "a positive whole number")
        return int(text) if text else None

    def finish(self) -> None:
        if self._problems:
            raise SettingError(
                "settings_invalid",
                f"{'; '.join(self._problems)}.",
                "See `target-economic --about`; in a Meltano project, .env.example says where tokens go.",
            )
