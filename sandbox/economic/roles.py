"""Which app may reach what: the roles an app can have, and the resources that each of them opens.

Source: the vendor's page "Role-based permissions to user data", which names REST paths per role. What it does not
name is unverified: products, product groups, units and layouts are counted with sales, VAT codes and types with
bookkeeping, payment terms and VAT zones with both. It lets sales see customers' own entries of accounting years; the
sandbox does not tell those from the others and keeps them for bookkeeping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["SuperUser", "Bookkeeping", "Sales"]

_SALES: Final = frozenset({"SuperUser", "Sales"})
_BOOKKEEPING: Final = frozenset({"SuperUser", "Bookkeeping"})
_BOTH: Final = _SALES | _BOOKKEEPING

_WHO: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            "customer-groups",
            "customers",
            "employees",
            "invoices",
            "layouts",
            "orders",
            "product-groups",
            "products",
            "self",
            "units",
        ),
        _SALES,
    ),
    **dict.fromkeys(
        (
            "accounting-years",
            "accounts",
            "journals",
            "journalsapi",
            "payment-types",
            "supplier-groups",
            "suppliers",
            "vat-accounts",
            "vat-types",
        ),
        _BOOKKEEPING,
    ),
    **dict.fromkeys(("currencies", "departmental-distributions", "departments", "payment-terms", "vat-zones"), _BOTH),
}


def may_reach(role: Role, path: str) -> bool:
    """Whether a role opens a path. What is no resource at all is left to be 404."""
    who = _WHO.get(path.lstrip("/").partition("/")[0])
    return who is None or role in who
