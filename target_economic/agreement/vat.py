"""The VAT rate that e-conomic will apply.

e-conomic has no VAT field on an invoice line. The rate follows from the recipient's VAT zone and the product's
group: group and zone name a sales account, the account names a VAT code, the code has a rate.
"""

import threading
from collections.abc import Mapping
from decimal import Decimal

from target_economic.agreement import lists
from target_economic.agreement.lists import Lists, Once
from target_economic.errors import RecordError, Rejected
from target_economic.http.client import Client
from target_economic.http.jsontext import Json


class Rates:
    """The agreement's rates by product group and VAT zone; each group's accounts are read once."""

    def __init__(self, client: Client, of: Lists) -> None:
        self._client = client
        self._lists = of
        self._lock = threading.Lock()
        self._readings: dict[int, Once[Mapping[int, str | None]]] = {}
        self._by_code = Once(self._read_codes)

    def of(self, vat_zone: int, product_group: int) -> Decimal:
        """Return the rate as a fraction: 25 % is 0.25.

        Raises:
            RecordError: the agreement has no such group, or the group has no account for the zone.
        """
        with self._lock:
            reading = self._readings.setdefault(product_group, Once(lambda: self._read_group(product_group)))
        codes = reading()
        if vat_zone not in codes:
            known = ", ".join(str(zone) for zone in sorted(codes)) or "none"
            raise RecordError(
                "no_account_for_vat_zone",
                f"Product group {product_group} has no sales account for VAT zone {vat_zone} (it has: {known}).",
                "Choose another VAT zone or product group in the mapping, or add the account in e-conomic.",
            )
        code = codes[vat_zone]
        if code is None:
            return Decimal(0)
        rates = self._by_code()
        if code not in rates:
            raise RecordError(
                "not_in_agreement",
                f"The sales account of product group {product_group} in VAT zone {vat_zone} has VAT code {code}, "
                f"which is not among the agreement's VAT codes (it has: {', '.join(rates) or 'none'}).",
                "Correct the account's VAT code in e-conomic.",
            )
        return rates[code]

    def _read_codes(self) -> Mapping[str, Decimal]:
        codes = self._client.collection(lists.VAT_CODES.path, "read the VAT codes")
        return {code["vatCode"]: Decimal(str(code.get("ratePercentage", 0))) / 100 for code in codes}

    def _read_group(self, group: int) -> Mapping[int, str | None]:
        path = f"/product-groups/{group}/sales-accounts"
        try:
            members = list(self._client.collection(path, f"read the sales accounts of product group {group}"))
        except Rejected as error:
            if not error.not_found:
                raise
            self._lists.check(lists.PRODUCT_GROUPS, group, "productGroupNumber")
            raise RecordError(
                "not_in_agreement",
                f"The agreement has no product group {group}.",
                "Correct productGroupNumber in the mapping or in the settings.",
            ) from None
        return {member["vatZone"]["vatZoneNumber"]: self._code_of(member["salesAccount"]) for member in members}

    def _code_of(self, account: Json) -> str | None:
        if account.keys() <= {"accountNumber", "self"}:  # a bare reference says nothing about VAT
            number = account["accountNumber"]
            account = self._client.get(f"/accounts/{number}", f"read account {number}")
        code: str | None = account.get("vatAccount", {}).get("vatCode")
        return code
