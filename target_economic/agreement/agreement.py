"""What the agreement says about itself, for checks before posting and for predicting what e-conomic will compute."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from target_economic.agreement import lists
from target_economic.agreement.abreast import abreast
from target_economic.agreement.bookkeeping import Bookkeeping
from target_economic.agreement.lists import Kind, Lists, Once, at
from target_economic.agreement.vat import Rates
from target_economic.agreement.years import Years
from target_economic.errors import RunError
from target_economic.http.client import Client
from target_economic.http.jsontext import Json

_SALES: dict[str, Kind] = {
    "layout.layoutNumber": lists.LAYOUTS,
    "paymentTerms.paymentTermsNumber": lists.PAYMENT_TERMS,
    "recipient.vatZone.vatZoneNumber": lists.VAT_ZONES,
    "currency": lists.CURRENCIES,
    "references.salesPerson.employeeNumber": lists.EMPLOYEES,
    "references.vendorReference.employeeNumber": lists.EMPLOYEES,
}
_LINE: dict[str, Kind] = {
    "unit.unitNumber": lists.UNITS,
    "departmentalDistribution.departmentalDistributionNumber": lists.DISTRIBUTIONS,
}
_CUSTOMER: dict[str, Kind] = {
    "currency": lists.CURRENCIES,
    "customerGroup.customerGroupNumber": lists.CUSTOMER_GROUPS,
    "paymentTerms.paymentTermsNumber": lists.PAYMENT_TERMS,
    "vatZone.vatZoneNumber": lists.VAT_ZONES,
    "layout.layoutNumber": lists.LAYOUTS,
    "salesPerson.employeeNumber": lists.EMPLOYEES,
}
_PRODUCT: dict[str, Kind] = {
    "productGroup.productGroupNumber": lists.PRODUCT_GROUPS,
    "unit.unitNumber": lists.UNITS,
    "departmentalDistribution.departmentalDistributionNumber": lists.DISTRIBUTIONS,
}


class Agreement:
    """One agreement; each part of it is read when it is first needed, once per run, and whichever thread asks."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._self = Once(self._read_self)
        self._lists = Lists(client)
        self._rates = Rates(client, self._lists)
        self._years = Years(client)
        self._bookkeeping = Bookkeeping(self._lists)

    @property
    def number(self) -> int:
        """The agreement's number.

        Raises:
            RunError: what answers is not e-conomic, or e-conomic refuses the tokens.
        """
        number: int = self._self()["agreementNumber"]
        return number

    @property
    def base_currency(self) -> str:
        """The currency that the books are kept in, such as `DKK`."""
        currency = at(self._self(), "settings.baseCurrency")
        if not isinstance(currency, str):
            raise RunError(
                "not_economic",
                "What answers at api_url does not tell the agreement's base currency.",
                "Check the setting api_url.",
            )
        return currency

    @property
    def modules(self) -> Mapping[int, str]:
        """The agreement's modules: numbers and names."""
        modules = self._self().get("modules") or []
        return {module["moduleNumber"]: module.get("name", "") for module in modules if "moduleNumber" in module}

    def vat_rate(self, vat_zone: int, product_group: int) -> Decimal:
        """Return the rate e-conomic will apply, as a fraction: 25 % is 0.25.

        Raises:
            RecordError: the agreement has no such group, or the group has no account for the zone.
        """
        return self._rates.of(vat_zone, product_group)

    def check_sales(self, body: Json) -> None:
        """Check that every number in an invoice's or order's body is in the agreement.

        Customers and products are found or created elsewhere; a delivery location is its customer's, and projects are
        of a module that has no list here: those are e-conomic's to refuse.

        Raises:
            RecordError: `not_in_agreement`, with the place in the body and what there is.
        """
        self._read_abreast(body)
        self._check(body, _SALES, "body")
        for position, line in enumerate(body.get("lines") or []):
            self._check(line, _LINE, f"body.lines[{position}]")

    def check_customer(self, body: Json) -> None:
        """Check that every number in a customer's body is in the agreement; see `check_sales`."""
        self._check(body, _CUSTOMER, "the customer's body")

    def check_product(self, body: Json) -> None:
        """Check that every number in a product's body is in the agreement; see `check_sales`."""
        self._check(body, _PRODUCT, "the product's body")

    def check_voucher(self, document: Json) -> None:
        """Check that what a voucher document names is in the agreement and takes its entries; see `bookkeeping`.

        Raises:
            RecordError: `not_in_agreement`, `account_unusable` or `journal_refuses_type`, naming the place.
        """
        readings = self._lists.reading(self._bookkeeping.needed(document))
        if readings:
            readings.append(partial(self._years.read, document["body"]["date"]))
        abreast(readings)
        self._bookkeeping.check(document)

    def posting_date(self, date: str, policy: str) -> str:
        """Return the day to book on: the same when its year and period are open; see `years`.

        Args:
            date: YYYY-MM-DD.
            policy: the setting closed_period: `fail` or `first_open_date`.

        Raises:
            RecordError: `accounting_year_missing`, `accounting_year_closed` or `period_closed`.
        """
        return self._years.posting_date(date, policy)

    def year_of(self, date: str) -> str:
        """Return the name of the accounting year that holds a day, such as `2026` or `2026/2027`.

        Raises:
            RecordError: `accounting_year_missing` or `accounting_year_closed`.
        """
        return self._years.year_of(date)

    def years_since(self, date: str) -> tuple[str, ...]:
        """Return the names of all accounting years that end on a day or later, closed ones too, oldest first."""
        return self._years.since(date)

    def due_date_needed(self, terms: int) -> bool:
        """Whether terms of payment are of the type that has its due date written on each invoice.

        e-conomic computes the due date of all other types and drops what is sent.
        """
        found = (self._lists.members(lists.PAYMENT_TERMS) or {}).get(terms, {})
        return found.get("paymentTermsType") == "dueDate"

    def _read_abreast(self, body: Json) -> None:
        """Read the lists that the first document needs all at once: every worker of the run waits for them."""
        readings = self._lists.reading(kind for path, kind in _SALES.items() if at(body, path) is not None)
        if readings and "date" in body:
            readings.append(partial(self._years.read, body["date"]))
        abreast(readings)

    def _check(self, body: Json, places: Mapping[str, Kind], within: str) -> None:
        for path, kind in places.items():
            key = at(body, path)
            if key is not None:
                self._lists.check(kind, key, f"{within}.{path}")

    def _read_self(self) -> Json:
        found = self._client.get("/self", "read the agreement")
        if not isinstance(found.get("agreementNumber"), int):
            raise RunError(
                "not_economic",
                "What answers at api_url does not tell an agreement number.",
                "Check the setting api_url.",
            )
        return found
