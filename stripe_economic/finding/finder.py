"""Finds the objects that a person means: the one place that does it, for every command that takes an ID."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from stripe_economic.clients import Clients, account_words
from stripe_economic.errors import OperatorError
from stripe_economic.finding import kinds
from stripe_economic.finding.ledger import Bearer, Ledger
from stripe_economic.finding.spelling import Meant, Spelling, spelled
from stripe_economic.finding.stripe_objects import StripeObjects
from stripe_economic.terminal.language import N_, _
from target_economic.sales.found import PATHS, Place

PLACES: Mapping[Place, str] = MappingProxyType(
    {
        "draft": N_("draft invoices"),
        "booked": N_("booked invoices"),
        "draft order": N_("draft orders"),
        "sent order": N_("sent orders"),
        "archived order": N_("archived orders"),
    }
)


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of Stripe's that a stream reads.

    Attributes:
        id: its Stripe id. Whether Stripe knows it is seen when it is read.
        asked: what was written for it.
        way: over what it was found, `booked 10031`; empty where its id was written.
    """

    id: str
    asked: str
    way: str = ""

    @property
    def stream(self) -> str:
        """The stream that reads it."""
        return kinds.stream_of(self.id)


class Finder:
    """Finds objects on both sides; each number costs the requests that are named where it is looked up."""

    def __init__(self, clients: Clients) -> None:
        self._connections = clients.connections
        self._ledger = Ledger(clients.ledger)
        self._stripe = StripeObjects(clients)

    def things(self, words: Iterable[str]) -> list[Thing]:
        """Return what is meant by the words of a command line, each object once.

        Raises:
            OperatorError: something cannot be found, or may mean several things.
        """
        found: dict[str, Thing] = {}
        for spelling in spelled(words):
            for thing in self._found(spelling):
                found.setdefault(thing.id, thing)
        return list(found.values())

    def _found(self, spelling: Spelling) -> list[Thing]:
        match spelling.meant:
            case Meant.STRIPE_ID:
                return self._of_id(spelling)
            case Meant.INVOICE_NUMBER:
                return self._of_invoice_number(spelling)
            case Meant.CUSTOMER:
                bearers = [one for one in [self._ledger.customer(spelling.number)] if one]
                where = _("customers")
            case Meant.VOUCHER:
                bearers = self._ledger.vouchers(spelling.number, spelling.year)
                where = _("all journals and accounting years")
            case Meant.DOCUMENT:
                bearers = self._ledger.documents(spelling.number, spelling.places)
                where = _joined(spelling.places)
            case _:
                bearers = self._ledger.documents(spelling.number, PATHS)
                bearers += [one for one in [self._ledger.customer(spelling.number)] if one]
                where = f"{_joined(PATHS)}, {_('customers')}"
        return self._of_bearer(spelling, bearers, where)

    def _of_id(self, spelling: Spelling) -> list[Thing]:
        if kinds.kind_of(spelling.text):
            return [Thing(spelling.text, spelling.text)]
        ids = self._stripe.led_to(spelling.text)
        if not ids:
            raise OperatorError(
                "not_found",
                _("Nothing that could be posted was found by {id}. Looked for in {where}.").format(
                    id=spelling.text, where=account_words(self._connections)
                ),
                _("Check the id; it may be of another account, or of the other mode, live or test."),
            )
        return [Thing(one, spelling.text, spelling.text) for one in ids]

    def _of_invoice_number(self, spelling: Spelling) -> list[Thing]:
        number = spelling.text
        candidates = [one for one in self._ledger.headed(number) if self._stripe.exists(one, number)]
        ids = candidates or self._stripe.numbered(number)
        if not ids:
            raise OperatorError(
                "not_found",
                _(
                    "No invoice has the number {number}. Looked for in the headings of e-conomic's drafts and booked "
                    "invoices, and in Stripe's whole list: {where}."
                ).format(number=number, where=account_words(self._connections)),
                _("Check the number, or give the Stripe id."),
            )
        return [Thing(one, number, number) for one in ids]

    def _of_bearer(self, spelling: Spelling, bearers: Sequence[Bearer], where: str) -> list[Thing]:
        if not bearers:
            raise OperatorError(
                "not_found",
                _("e-conomic has nothing with the number {number}. Looked for in: {where}.").format(
                    number=spelling.number, where=where
                ),
                _("Check the number and the environment. A voucher is written: voucher 60001.")
                if spelling.meant is Meant.NUMBER
                else _("Check the number and the environment."),
            )
        if len(bearers) > 1:
            raise OperatorError(
                "ambiguous",
                _("{text} may mean several things: {things}.").format(
                    text=spelling.text, things=", ".join(one.name for one in bearers)
                ),
                _("Write one of these."),
            )
        (bearer,) = bearers
        if bearer.customer is not None:
            return self._of_customer(spelling, bearer)
        if not bearer.ids:
            raise OperatorError(
                "no_stripe_id",
                _("{name} bears no Stripe id: it is of another origin, or somebody took the id out.").format(
                    name=bearer.name
                ),
                _("Give the Stripe id itself."),
            )
        return [Thing(one, spelling.text, bearer.name) for one in bearer.ids]

    def _of_customer(self, spelling: Spelling, bearer: Bearer) -> list[Thing]:
        assert bearer.customer is not None
        email = str(bearer.customer.get("email") or "").strip()
        ids = self._stripe.customers(spelling.number, email)
        if not ids:
            raise OperatorError(
                "not_found",
                _(
                    "No customer in Stripe is e-conomic's {name}. Looked for by the number in the metadata "
                    "(economic_customer_number) and by e-mail address, in {where}."
                ).format(name=bearer.name, where=account_words(self._connections)),
                _("Give the customer's Stripe id, cus_..."),
            )
        if len(ids) > 1:
            raise OperatorError(
                "ambiguous",
                _("{text} may mean several things: {things}.").format(text=bearer.name, things=", ".join(ids)),
                _("Write one of these."),
            )
        return [Thing(one, spelling.text, bearer.name) for one in ids]


def _joined(places: Iterable[Place]) -> str:
    return ", ".join(_(PLACES[place]) for place in places)
