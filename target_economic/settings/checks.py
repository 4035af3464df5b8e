"""Takes settings out of a configuration and collects what is wrong with them, to tell it all at once.

No message shows a value: it may be a token in the wrong place.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import SplitResult, urlsplit

from target_economic.errors import SettingError
from target_economic.http.connections import LOOPBACK
from target_economic.settings.declared import SCHEMA, default


class Reader:
    """One configuration, read setting by setting."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._problems: list[str] = []
        known = list(SCHEMA["properties"])
        for name in sorted(config.keys() - set(known)):
            near = difflib.get_close_matches(name, known, n=1)
            self._problems.append(f"{name} is not a setting" + (f" (did you mean {near[0]}?)" if near else ""))

    def token(self, name: str) -> str:
        """Return a secret that must be given."""
        value = self.optional_token(name)
        if value is None:
            self._problems.append(f"{name} is missing")
        return value or ""

    def optional_token(self, name: str) -> str | None:
        """Return a secret, or None where it is not given."""
        value = self._config.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]+", value):
            self._problems.append(f"{name} has spaces or characters that no token has")
            return ""
        if value[0] in "'\"":
            # Not every program that reads a file of variables takes them off; `docker run --env-file` does not.
            self._problems.append(f"{name} begins with a quote: take the quotes away")
            return ""
        return value

    def address(self, name: str) -> str:
        """Return a web address without a trailing slash; one that is not of this machine must be https."""
        value = self._config.get(name)
        if value is None or value == "":
            return default(name)
        try:
            parts = urlsplit(value)
            host, secure, _ = parts.hostname or "", parts.scheme == "https", parts.port
        except (AttributeError, TypeError, ValueError):
            host, secure, parts = "", False, SplitResult("", "", "", "", "")
        if not host or parts.scheme not in {"http", "https"} or parts.username or parts.query or parts.fragment:
            self._problems.append(f"{name} is not a web address such as {default(name)}")
        elif not secure and host not in LOOPBACK:
            self._problems.append(f"{name} must begin with https, or the tokens would travel in clear")
        return str(value).rstrip("/")

    def text(self, name: str, pattern: str, kind: str) -> str:
        """Return a setting that is of a pattern, its default where it is not given.

        Args:
            name: of the setting.
            pattern: regular expression for the whole value.
            kind: the same in words, for the message.
        """
        value = self._config.get(name)
        if value is None or value == "":  # an empty variable of the environment sets nothing
            return default(name)
        if isinstance(value, bool):
            value = str(value).lower()
        elif isinstance(value, int | Decimal | float):
            value = str(value)  # a number that was written without quotes
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self._problems.append(f"{name} is not {kind}")
            return default(name)
        return value

    def choice(self, name: str, *choices: str) -> str:
        """Return one of several words, in the spelling given here whatever its case."""
        spelled = {choice.lower(): choice for choice in choices}
        pattern = f"(?i:{'|'.join(map(re.escape, spelled))})"
        return spelled[self.text(name, pattern, _either(choices)).lower()]

    def number(self, name: str, low: int = 1, high: int = 999_999_999) -> int | None:
        """Return a whole number between two others, None where there is neither a value nor a default."""
        kind = "a positive whole number" if (low, high) == (1, 999_999_999) else f"a number from {low} to {high}"
        text = self.text(name, r"\d{1,9}", kind)
        if text and not low <= int(text) <= high:
            self._problems.append(f"{name} is not {kind}")
            text = default(name)
        return int(text) if text else None

    def seconds(self, name: str) -> float:
        """Return a number of seconds above zero."""
        text = self.text(name, r"\d{1,4}(\.\d{1,3})?", "a number of seconds")
        if not float(text):
            self._problems.append(f"{name} is not a number of seconds above 0")
        return float(text)

    def names(self, name: str, nothing: str, known: Collection[str]) -> tuple[str, ...]:
        """Return a list of names that is separated by commas or spaces, empty for the word `nothing`."""
        text = self.text(name, r"[\w, ]+", "a list of names separated by commas")
        found = tuple(dict.fromkeys(re.split(r"[, ]+", text.strip(", "))))
        if found == (nothing,):
            return ()
        for one in found:
            if one not in known:
                self._problems.append(f"{name} does not take that: choose among {', '.join(known)}, or {nothing}")
                return ()
        return found

    def problem(self, text: str) -> None:
        """Add what is wrong between settings."""
        self._problems.append(text)

    def finish(self) -> None:
        """Go on if nothing was wrong.

        Raises:
            SettingError: naming everything that was.
        """
        if self._problems:
            raise SettingError(
                "settings_invalid",
                f"{'; '.join(self._problems)}.",
                "See `target-economic --about`; in a Meltano project, .env.example says where tokens go.",
            )


def _either(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"
