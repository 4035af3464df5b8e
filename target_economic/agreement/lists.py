"""What the agreement has of one kind, such as its layouts: read when it is first asked for, and once per run."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from target_economic.errors import AccessError, RecordError, Rejected
from target_economic.http.client import Client
from target_economic.http.jsontext import Json

logger = logging.getLogger(__name__)

T = TypeVar("T")

SHOWN = 20
"""How many members a message lists."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the agreement's lists.

    Attributes:
        path: of the collection.
        key: the property that a member is referred to by.
        one: what a member is called in messages.
        many: what all of them are called.
    """

    path: str
    key: str
    one: str
    many: str


LAYOUTS = Kind("/layouts", "layoutNumber", "layout", "layouts")
PAYMENT_TERMS = Kind("/payment-terms", "paymentTermsNumber", "terms of payment", "terms of payment")
VAT_ZONES = Kind("/vat-zones", "vatZoneNumber", "VAT zone", "VAT zones")
VAT_CODES = Kind("/vat-accounts", "vatCode", "VAT code", "VAT codes")
UNITS = Kind("/units", "unitNumber", "unit", "units")
CURRENCIES = Kind("/currencies", "code", "currency", "currencies")
CUSTOMER_GROUPS = Kind("/customer-groups", "customerGroupNumber", "customer group", "customer groups")
PRODUCT_GROUPS = Kind("/product-groups", "productGroupNumber", "product group", "product groups")
EMPLOYEES = Kind("/employees", "employeeNumber", "employee", "employees")
DISTRIBUTIONS = Kind(
    "/departmental-distributions",
    "departmentalDistributionNumber",
    "departmental distribution",
    "departmental distributions",
)
JOURNALS = Kind("/journals", "journalNumber", "journal", "journals")
ACCOUNTS = Kind("/accounts", "accountNumber", "account", "accounts")


class Once(Generic[T]):
    """Something that is read by whoever needs it first, while others who need it wait for that one reading."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._found: list[T] = []

    def __call__(self) -> T:
        """Return it; an error of the reading is raised, and the next caller reads again."""
        with self._lock:
            if not self._found:
                self._found.append(self._read())
            return self._found[0]


class Lists:
    """The agreement's lists by kind."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._readings: dict[Kind, Once[Mapping[int | str, Json] | None]] = {}

    def members(self, kind: Kind) -> Mapping[int | str, Json] | None:
        """Return the members by their key; None where the app's role may not read them or the agreement has no list.

        Raises:
            RunError: e-conomic cannot be reached, gives no definite answer, or refuses the tokens.
        """
        with self._lock:
            reading = self._readings.setdefault(kind, Once(lambda: self._read(kind)))
        return reading()

    def reading(self, kinds: Iterable[Kind]) -> list[Callable[[], object]]:
        """Return the readings of those kinds that nobody has begun to read."""
        with self._lock:
            return [partial(self.members, kind) for kind in dict.fromkeys(kinds) if kind not in self._readings]

    def check(self, kind: Kind, key: object, place: str) -> None:
        """Check that the agreement has what a document names; without a list that is left to e-conomic.

        Args:
            kind: what it names.
            key: the number or code that it gives.
            place: where it stands, such as `body.layout.layoutNumber`.

        Raises:
            RecordError: `not_in_agreement`.
        """
        members = self.members(kind)
        if members is None or not isinstance(key, int | str) or _known(key, members):
            return
        raise RecordError(
            "not_in_agreement",
            f"The agreement has no {kind.one} {key}, which {place} names. {_listed(kind, members)}",
            "Correct it in the mapping or its tables, or add it in e-conomic.",
        )

    def _read(self, kind: Kind) -> Mapping[int | str, Json] | None:
        what = f"read the {kind.many}"
        try:
            return {
                member[kind.key]: member for member in self._client.collection(kind.path, what) if kind.key in member
            }
        except AccessError as error:
            if error.code != "economic_permission_missing":
                raise
        except Rejected:
            pass
        logger.warning("e-conomic lets nobody %s with these tokens; they are not checked before posting.", what)
        return None


def at(body: Json, path: str) -> object:
    """Return what stands at a path such as `layout.layoutNumber`; None where nothing does."""
    found: object = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _known(key: int | str, members: Mapping[int | str, Json]) -> bool:
    """Whether a key is there; e-conomic takes currency codes in any case."""
    return key in members or (isinstance(key, str) and key.upper() in members)


def _listed(kind: Kind, members: Mapping[int | str, Json]) -> str:
    names = [f"{key} {member.get('name', '')}".strip() for key, member in members.items()]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"It has the {kind.many}: {', '.join(names[:SHOWN])}{more}." if names else f"It has no {kind.many}."
