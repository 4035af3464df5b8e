"""The sandbox's rules beside the published JSON Schemas, property by property: customers, products and the setup."""

from collections.abc import Mapping

import pytest

from sandbox.economic.body.limits import CUSTOMER_POST, CUSTOMER_PUT, PRODUCT_POST, PRODUCT_PUT
from sandbox.economic.body.rules import Group
from sandbox.economic.query import fields
from sandbox.economic.query.fields import Queryable
from sandbox.economic.sales.contacts import CONTACT_POST, CONTACT_PUT
from sandbox.economic.sales.delivery_locations import LOCATION
from sandbox.economic.setup.limits import CUSTOMER_GROUP_POST, CUSTOMER_GROUP_PUT, PAYMENT_TERMS, UNIT, YEAR
from tests.sandbox.economic.conformance import SCHEMAS, deviations, filterable_and_sortable, needs_schemas

pytestmark = needs_schemas

# Where the sandbox knowingly differs, and why.
CUSTOMER = {
    "eInvoicingDisabledByDefault is not read-only in the schema": "only PATCH writes it, by documentation",
    "priceGroup is not read-only in the schema": "has no description and no type",
}
GROUP = {"account required": "observed live for POST; a group without one could not be shown"}

RULES: dict[str, tuple[Group, Mapping[str, str]]] = {
    "customers.post": (CUSTOMER_POST, CUSTOMER),
    "customers.customerNo.put": (CUSTOMER_PUT, CUSTOMER),
    "customers.customerNumber.contacts.post": (CONTACT_POST, {}),
    "customers.customerNumber.contacts.contactNumber.put": (CONTACT_PUT, {}),
    "customers.customerNumber.delivery-locations.post": (LOCATION, {}),
    "customers.customerNumber.delivery-locations.deliveryLocationNumber.put": (LOCATION, {}),
    "customer-groups.post": (CUSTOMER_GROUP_POST, GROUP),
    "customer-groups.customergroupnumber.put": (CUSTOMER_GROUP_PUT, GROUP),
    "payment-terms.post": (PAYMENT_TERMS, {}),
    "payment-terms.paymentTermsNumber.put": (PAYMENT_TERMS, {}),
    "products.post": (PRODUCT_POST, {}),
    "products.productNumber.put": (
        PRODUCT_PUT,
        {"productNumber required": "a live PUT without it was accepted"},
    ),
    "units.post": (UNIT, {}),
    "units.unitNumber.put": (UNIT, {}),
    "accounting-years.post": (YEAR, {}),
}

# Compared in files of their own.
ELSEWHERE = ("invoices.", "orders.", "journals.", "products.productNumber.pricing.")

NOT_SERVED = {
    "self.company.put": "no integration of invoices changes who the company is",
    "self.company.bankinformation.put": "as above",
    "self.user.put": "as above",
}


@pytest.mark.parametrize("name", RULES)
def test_rules_are_those_of_the_schema(name: str) -> None:
    rules, known = RULES[name]
    assert deviations(rules, name, known) == []


def test_every_published_schema_of_a_write_has_its_place() -> None:
    published = {
        path.name.removesuffix(".schema.json")
        for method in ("post", "put")
        for path in SCHEMAS.glob(f"*.{method}.schema.json")
    }
    assert {name for name in published if not name.startswith(ELSEWHERE)} == {*RULES, *NOT_SERVED}


ACCOUNT = {
    f"account.{name}"
    for name in ("accountNumber", "accountType", "balance", "blockDirectEntries", "debitCredit", "name")
}


@pytest.mark.parametrize(
    ("name", "queryable", "refused", "extra"),
    [
        ("customers.get", fields.CUSTOMERS, set(), {"pNumber"}),
        (
            "customers.customerNumber.contacts.get",
            fields.CONTACTS,
            # Refused live.
            {"customer.customerNumber"},
            # Taken live and in no schema.
            {"comments"},
        ),
        ("customers.customerNumber.delivery-locations.get", fields.DELIVERY_LOCATIONS, set(), set()),
        (
            "products.get",
            fields.PRODUCTS,
            {
                "inventory.packageVolume",
                "inventory.grossWeight",
                "inventory.netWeight",
                "inventory.recommendedCostPrice",
                "departmentalDistribution.departmentalDistributionNumber",
            },
            set(),
        ),
        (
            "invoices.drafts.get",
            fields.DRAFTS,
            {"references.customerContact.customer.customerNumber"},
            set(),
        ),
        ("accounts.get", fields.ACCOUNTS, set(), set()),
        ("accounting-years.get", fields.ACCOUNTING_YEARS, set(), set()),
        ("accounting-years.accountingYear.periods.get", fields.PERIODS, set(), set()),
        ("product-groups.productGroupNumber.sales-accounts.get", fields.SALES_ACCOUNTS, set(), set()),
        ("customer-groups.get", fields.CUSTOMER_GROUPS, ACCOUNT, set()),
        ("departments.get", fields.DEPARTMENTS, set(), set()),
        ("departmental-distributions.get", fields.DISTRIBUTIONS, set(), set()),
        ("employees.get", fields.EMPLOYEES, {"email", "phone", "employeeGroup.employeeGroupNumber"}, set()),
        ("app-roles.get", fields.APP_ROLES, set(), set()),
        ("customers.customerNumber.templates.invoiceline.get", fields.LINE_TEMPLATES, set(), set()),
        *(
            (f"{name}.get", fields.NOTHING, set(), set())
            for name in ("currencies", "layouts", "payment-terms", "units", "vat-accounts", "vat-types", "vat-zones")
        ),
    ],
)
def test_filterable_and_sortable_fields_are_those_of_the_schema(
    name: str, queryable: Queryable, refused: set[str], extra: set[str]
) -> None:
    filterable, sortable = filterable_and_sortable(name)
    assert refused <= filterable
    assert set(queryable.filterable) == (filterable - refused) | extra
    # Sorting products by barred is in the schema and is refused live.
    unsorted = {"barred"} if name == "products.get" else set()
    assert set(queryable.filterable) - queryable.not_sortable == (sortable - refused - unsorted) | (
        extra - queryable.not_sortable
    )
