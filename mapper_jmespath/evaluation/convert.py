"""The converters named by `as:`, a closed list. No converter makes or takes a float."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from mapper_jmespath.problems import shown
from mapper_jmespath.tables.countries import CODES, country_hint
from mapper_jmespath.text import cut, plain_text

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_EXPONENT = 30
_MAX_PHONE = 50


class ConversionError(ValueError):
    """A converter refused a value; the evaluator turns it into a RecordError that knows the field."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converter's name and the options written beside it."""

    name: str
    max: int | None = None
    newlines: bool = False
    zone: ZoneInfo | None = None
    drop_prefix: str | None = None
    negate: bool = False


@dataclass(frozen=True, slots=True)
class Converter:
    """What a converter does, and what is known of it before any record comes.

    Attributes:
        apply: makes the value.
        makes: the JSON type that it makes.
        takes: the JSON types that it takes.
        options: what may be written beside it.
        required: which of these must be.
        longest: the most characters it makes; None where only `max` sets a limit.
        sample: a text that it could make; None where that may be any.
    """

    apply: Callable[[object, Conversion], str | int | bool]
    makes: str
    takes: frozenset[str] = frozenset({"string"})
    options: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    longest: int | None = None
    sample: str | None = None


def convert(value: object, conversion: Conversion) -> str | int | bool | None:
    """Return the converted value, or None where nothing is left of it (an empty text).

    Raises:
        ConversionError: the value is not what the converter takes.
    """
    made = CONVERTERS[conversion.name].apply(value, conversion)
    return None if made == "" else made


def as_plain(value: object) -> str | int | bool | None:
    """Return a value that no converter was named for: cleaned text, a whole number, true or false.

    Raises:
        ConversionError: a number with decimals, or an object.
    """
    if isinstance(value, str):
        return plain_text(value) or None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal | float):
        raise ConversionError(f"{shown(value)} has decimals", "add `as: decimal` (text) or `as: integer`")
    raise ConversionError("it is an object, not a single value", "name one of its properties, for instance `.id`")


def number_text(number: Decimal) -> str:
    """Return a decimal without exponent and without zeros at its end.

    Raises:
        ConversionError: not a number, or with more digits than anything that is sold.
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(exponent), abs(number.adjusted())) > _MAX_EXPONENT:
        raise ConversionError(f"{shown(number)} is not a number of ordinary size")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(value: object, conversion: Conversion) -> str:
    if isinstance(value, Decimal):
        value = number_text(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ConversionError(f"{shown(value)} is not text", "name a property that holds text or a number")
    text = plain_text(value, newlines=conversion.newlines)
    return text if conversion.max is None else cut(text, conversion.max)


def _integer(value: object, _: Conversion) -> int | str:
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return ""
        if _INTEGER.fullmatch(text):
            return int(text)
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    elif isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(number_text(value))
    raise ConversionError(f"{shown(value)} is not a whole number", "write digits only, without spaces or points")


def _decimal(value: object, _: Conversion) -> str:
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return ""
        if _DECIMAL.fullmatch(text):
            return number_text(Decimal(text))
    elif isinstance(value, Decimal):
        return number_text(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ConversionError(f"{shown(value)} is not a decimal number", "a point separates the decimals: 12.5")


def _money(value: object, conversion: Conversion) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return -value if conversion.negate else value
    raise ConversionError(
        f"{shown(value)} is not an amount in whole minor units",
        "use the counted amounts of the record: net, tax, gross, discount",
    )


def _date(value: object, conversion: Conversion) -> str:
    if isinstance(value, str):
        text = value.strip()
        day = _day(text, conversion.zone) if text else ""
        if day is not None:
            return day
    raise ConversionError(f"{shown(value)} is not a date", "a date is 2026-11-20 or 2026-11-20T08:00:00Z")


def _day(text: str, zone: ZoneInfo | None) -> str | None:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
        # A time without its offset could be any of two days.
        return moment.astimezone(zone).date().isoformat() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _country(value: object, _: Conversion) -> str:
    code = _single_text(value).upper()
    if not code or code in CODES:
        return code
    raise ConversionError(f"{shown(value)} is not a country", country_hint(code))


def _currency(value: object, _: Conversion) -> str:
    code = _single_text(value).upper()
    if not code or re.fullmatch(r"[A-Z]{3}", code):
        return code
    raise ConversionError(f"{shown(value)} is not a currency", "a currency has three letters: DKK")


def _boolean(value: object, _: Conversion) -> bool | str:
    if isinstance(value, bool):
        return value
    text = _single_text(value).lower()
    if text in {"true", "false"}:
        return text == "true"
    if not text:
        return ""
    raise ConversionError(f"{shown(value)} is neither true nor false", "write true or false")


def _phone(value: object, _: Conversion) -> str:
    text = _single_text(value)
    digits = " ".join("".join(c if c in "0123456789" else " " for c in text).split())
    number = "+" + digits if digits and text.lstrip("( ").startswith("+") else digits
    if len(number) > _MAX_PHONE:
        raise ConversionError(f"{shown(text)} is too long for a telephone number")
    return number


def _vat_number(value: object, conversion: Conversion) -> str:
    text = re.sub(r"[\s.\-]", "", _single_text(value)).upper()
    if text and not re.fullmatch(r"[A-Z0-9+*]{2,20}", text):
        raise ConversionError(f"{shown(value)} is not a VAT number", "letters and digits, for instance DK12345678")
    return text.removeprefix(conversion.drop_prefix or "")


def _single_text(value: object) -> str:
    if isinstance(value, str):
        return plain_text(value)
    raise ConversionError(f"{shown(value)} is not text", "name a property that holds text")


_TEXT_OR_NUMBER = frozenset({"string", "number"})

CONVERTERS: Mapping[str, Converter] = {
    "text": Converter(_text, "string", _TEXT_OR_NUMBER, options=("max", "newlines")),
    "integer": Converter(_integer, "integer", _TEXT_OR_NUMBER),
    "decimal": Converter(_decimal, "string", _TEXT_OR_NUMBER, longest=2 * _MAX_EXPONENT + 2, sample="2.5"),
    "money": Converter(_money, "integer", frozenset({"number"}), options=("negate",)),
    "date": Converter(_date, "string", options=("zone",), required=("zone",), longest=10, sample="2026-11-20"),
    "country": Converter(_country, "string", longest=2, sample="DK"),
    "currency": Converter(_currency, "string", longest=3, sample="DKK"),
    "boolean": Converter(_boolean, "boolean", frozenset({"string", "boolean"})),
    "phone": Converter(_phone, "string", longest=_MAX_PHONE, sample="+45 12 34 56 78"),
    "vat_number": Converter(_vat_number, "string", options=("drop_prefix",), longest=20, sample="DK12345678"),
}
