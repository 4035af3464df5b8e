"""The errors of vouchers: an array with one member for each voucher, in which all entries are counted through.

Recorded: `errors: [{arrayIndex, account: {errors}, entries: {errors: [], items: [{arrayIndex, date: {errors}}]}}]`.
Unverified: that the index of an entry counts through the lists in the order of the schema; the recorded bodies name
no list, so it must count through them in some order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.economic.errors import UNVERIFIED_CODE, validation_failed
from sandbox.economic.ledger.journals import LISTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_PERIOD_HINT = "You cannot create an entry with a date that is barred in the accounting year."


class VoucherErrors:
    """Collects the errors of a request."""

    def __init__(self) -> None:
        self._vouchers: dict[int, dict[str, Any]] = {}
        self._entries: dict[tuple[int, int], dict[str, Any]] = {}
        self.count = 0

    def file(self, voucher: int, name: str, error: dict[str, Any], entry: int | None = None) -> None:
        """File an error under a property of a voucher or of one of its entries."""
        node = self._vouchers.setdefault(voucher, {"arrayIndex": voucher})
        if entry is not None:
            node = self._entries.setdefault((voucher, entry), {"arrayIndex": entry})
        # What is wrong with the entries as a whole has its place beside their own errors.
        empty: dict[str, Any] = {"errors": [], "items": []} if entry is None and name == "entries" else {"errors": []}
        node.setdefault(name, empty)["errors"].append(error)
        self.count += 1

    def add(  # noqa: PLR0913 - an error has this many parts
        self,
        voucher: int,
        name: str,
        code: str,
        message: str,
        *,
        value: object = None,
        hint: str = "Please check the format of your data.",
        entry: int | None = None,
        called: str | None = None,
    ) -> None:
        """File an error; `called` is its `propertyName` where that is spelled otherwise than the property."""
        error: dict[str, Any] = {"propertyName": called or name, "errorMessage": message, "errorCode": code}
        if value is not None:
            error["inputValue"] = value
        self.file(voucher, name, {**error, "developerHint": hint}, entry)

    def bad_accounts(self, voucher: int, numbers: Sequence[int]) -> None:
        """Accounts that do not exist or are barred: one error of the voucher, as recorded.

        The recorded body has one number, as text; how several are written is unverified.
        """
        if numbers:
            self.add(
                voucher,
                "account",
                "E04041",
                "Account(s) is not found or barred.",
                value=", ".join(str(number) for number in sorted(set(numbers))),
                hint="You must provide an accessible account.",
            )

    def barred_period(self, voucher: int, entry: int, year: str, day: str) -> None:
        """An entry's date that lies in a barred period, as recorded: in Danish."""
        value = {"voucherAccountingYear": year, "entryDate": day}
        message = "Perioden er spærret."
        self.add(
            voucher,
            "date",
            "E04041",
            message,
            value=value,
            hint=_PERIOD_HINT,
            entry=entry,
            called="Date",
        )

    def take(self, path: Sequence[str | int], error: dict[str, Any], vouchers: Sequence[dict[str, Any]]) -> None:
        """Take over what the check of the body filed, under a path that begins with the voucher's index."""
        match path:
            case int(voucher), "entries", str(name), int(index), str(noun), *_:
                if error["errorCode"] == "E07150":
                    # Recorded as `Account` and `ContraAccount` here.
                    error = {**error, "propertyName": noun[0].upper() + noun[1:]}
                self.file(voucher, noun, error, position(vouchers[voucher], name, index))
            case int(voucher), str(noun), *_:
                self.file(voucher, noun, error)

    def raise_if_any(self) -> None:
        """Refuse the request when anything was filed."""
        if self.count:
            vouchers = [self._vouchers[index] for index in sorted(self._vouchers)]
            for (index, _), item in sorted(self._entries.items(), key=lambda pair: pair[0]):
                entries = self._vouchers[index].setdefault("entries", {"errors": [], "items": []})
                entries["items"].append(item)
            raise validation_failed(vouchers, self.count)


class Wrong:
    """Where the errors of one entry (or, without `entry`, of the voucher itself) are filed."""

    def __init__(self, errors: VoucherErrors, voucher: int, entry: int | None = None) -> None:
        self.errors = errors
        self.voucher = voucher
        self.entry = entry

    def __call__(self, name: str, message: str, value: object = None, *, code: str = UNVERIFIED_CODE) -> None:
        """File an error."""
        self.errors.add(self.voucher, name, code, message, value=value, entry=self.entry)


def position(voucher: dict[str, Any], name: str, index: int) -> int:
    """Where an entry stands when all lists of its voucher are counted through."""
    lists = voucher.get("entries", {})
    before = list(LISTS)[: list(LISTS).index(name)]
    return sum(len(lists.get(other, ())) for other in before) + index
