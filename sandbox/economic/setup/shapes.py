"""How references and lookups appear inside documents: the pieces that customers, products and invoices share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.economic.setup.agreement import PaymentTerms, ProductGroup, VatZone
    from sandbox.economic.store import Store

Json = dict[str, Any]


def reference(store: Store, resource: str, key: str, number: int | str) -> Json:
    """A short reference: the number and the link."""
    return {key: number, "self": store.link(resource, number)}


def vat_zone(store: Store, zone: VatZone) -> Json:
    """A VAT zone as its own resource and on an invoice's recipient."""
    return {
        "name": zone.name,
        "vatZoneNumber": zone.number,
        "enabledForCustomer": zone.for_customer,
        "enabledForSupplier": zone.for_supplier,
        "self": store.link("vat-zones", zone.number),
    }


def payment_terms(store: Store, terms: PaymentTerms, *, described: bool = False) -> Json:
    """Payment terms; on an invoice they carry a `description` that repeats the name."""
    days = {} if terms.days is None else {"daysOfCredit": terms.days}
    description = {"description": terms.name} if described else {}
    return {
        "paymentTermsNumber": terms.number,
        **days,
        **description,
        "name": terms.name,
        "paymentTermsType": terms.type,
        "self": store.link("payment-terms", terms.number),
    }


def payment_terms_whole(store: Store, terms: PaymentTerms) -> Json:
    """Payment terms as their own resource, with what only some types have."""
    head = payment_terms(store, terms)
    link = head.pop("self")
    accounts = {
        "contraAccountForPrepaidAmount": terms.prepaid_account,
        "contraAccountForRemainderAmount": terms.remainder_account,
    }
    percentages = {
        "percentageForPrepaidAmount": terms.prepaid_percentage,
        "percentageForRemainderAmount": terms.remainder_percentage,
    }
    company = terms.card_company
    return {
        **head,
        **({} if terms.description is None else {"description": terms.description}),
        **{
            name: reference(store, "accounts", "accountNumber", number)
            for name, number in accounts.items()
            if number is not None
        },
        **{name: value for name, value in percentages.items() if value is not None},
        **(
            {} if company is None else {"creditCardCompany": reference(store, "customers", "customerNumber", company)}
        ),
        "self": link,
    }


def unit(store: Store, number: int) -> Json:
    """A unit, whole, as it appears on products and lines."""
    return {
        "unitNumber": number,
        "name": store.agreement.units[number].name,
        "products": store.link("units", number) + "/products",
        "self": store.link("units", number),
    }


def product_group(store: Store, group: ProductGroup) -> Json:
    """A product group, whole, as it appears on products."""
    link = store.link("product-groups", group.number)
    return {
        "productGroupNumber": group.number,
        "name": group.name,
        "salesAccounts": f"{link}/sales-accounts",
        "products": f"{link}/products",
        "self": link,
    }


def metadata(link: str, noun: str) -> Json:
    """What a client may do with a single customer or product."""
    return {
        "delete": {"description": f"Delete this {noun}.", "href": link, "httpMethod": "delete"},
        "replace": {"description": f"Replace this {noun}.", "href": link, "httpMethod": "put"},
    }


def filled(fields: Json, *names: str) -> Json:
    """Those of the named text properties that hold something. That an empty string counts as none is unverified."""
    return {name: fields[name] for name in names if fields.get(name) not in {None, ""}}
