"""What the agreement says about itself: its number, its VAT rates, and which account a sale goes to.

e-conomic has no VAT field on an invoice line. The rate follows from the recipient's VAT zone and the product's
group: group and zone name a sales account, the account names a VAT code, the code has a rate.
"""

from decimal import Decimal
from functools import cached_property

from target_economic.errors import RecordError, Rejected, RunError
from target_economic.http.client import Client, Json

NOT_FOUND = 404


class Agreement:
    """One agreement, each part read when it is first needed and once per run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._zones_by_group: dict[int, dict[int, str | None]] = {}

    @cached_property
    def number(self) -> int:
        """The agreement's number."""
        number = self._client.get("/self", "read the agreement").get("agreementNumber")
        if not isinstance(number, int):
            raise RunError(
                "not_economic",
                "What answers at api_url does not tell an agreement number.",
                "Check the setting api_url.",
            )
        return number

    def vat_rate(self, vat_zone: int, product_group: int) -> Decimal:
        """Return the rate e-conomic will apply, as a fraction: 25 % is 0.25.

        Raises:
            RecordError: the agreement has no such group, or the group has no account for the zone.
        """
        accounts = self._accounts_of(product_group)
        if vat_zone not in accounts:
            known = ", ".join(str(zone) for zone in sorted(accounts)) or "none"
            raise RecordError(
                "no_account_for_vat_zone",
                f"Product group {product_group} has no sales account for VAT zone {vat_zone} (it has: {known}).",
                "Choose another VAT zone or product group in the mapping, or add the account in e-conomic.",
            )
        code = accounts[vat_zone]
        if code is None:
            return Decimal(0)
        if code not in self._rates:
            raise RecordError(
                "not_in_agreement",
                f"The sales account of product group {product_group} in VAT zone {vat_zone} has VAT code {code}, "
                "which is not among the agreement's VAT codes.",
                "Correct the account's VAT code in e-conomic.",
            )
        return self._rates[code]

    @cached_property
    def _rates(self) -> dict[str, Decimal]:
        codes = self._client.collection("/vat-accounts", "read the VAT codes")
        return {code["vatCode"]: Decimal(code["ratePercentage"]) / 100 for code in codes}

    def _accounts_of(self, group: int) -> dict[int, str | None]:
        if group not in self._zones_by_group:
            path = f"/product-groups/{group}/sales-accounts"
            try:
                members = list(self._client.collection(path, f"read the sales accounts of product group {group}"))
            except Rejected as error:
                if error.status != NOT_FOUND:
                    raise
                raise RecordError(
                    "not_in_agreement",
                    f"The agreement has no product group {group}.",
                    "Correct productGroupNumber in the mapping or in the settings.",
                ) from None
            self._zones_by_group[group] = {
                member["vatZone"]["vatZoneNumber"]: self._vat_code(member["salesAccount"]) for member in members
            }
        return self._zones_by_group[group]

    def _vat_code(self, account: Json) -> str | None:
        if account.keys() <= {"accountNumber", "self"}:  # a bare reference says nothing about VAT
            number = account["accountNumber"]
            account = self._client.get(f"/accounts/{number}", f"read account {number}")
        code: str | None = account.get("vatAccount", {}).get("vatCode")
        return code
