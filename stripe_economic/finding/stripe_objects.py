"""Ids of Stripe's that lead to one which the tap reads, and numbers and customers looked up in Stripe."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from stripe_economic.clients import Clients
from stripe_economic.finding import kinds
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import progress
from tap_stripe_invoices.errors import AnswerError
from tap_stripe_invoices.http.answers import JsonObject
from tap_stripe_invoices.http.client import Client, Params
from tap_stripe_invoices.records.settlements import Settlements

_CREDIT_NOTE = "-CN-"
_NUMBER = "economic_customer_number"


class StripeObjects:
    """Looks up in all accounts that are read."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def led_to(self, stripe_id: str) -> list[str]:
        """Return the ids to which a payment intent, a refund or a dispute leads; none where Stripe does not know it.

        A payment intent leads to the invoices it paid, or to its charge; a refund to its movement of the balance; a
        dispute to its movements.
        """
        for account in self._clients.accounts:
            client = self._clients.stripe(account)
            if stripe_id.startswith(kinds.INTENTS):
                body = _single(client, "/v1/payment_intents", stripe_id)
                found = None if body is None else _paid(client, body)
            elif stripe_id.startswith(kinds.REFUNDS):
                body = _single(client, "/v1/refunds", stripe_id)
                found = None if body is None else [_id(body.get("balance_transaction")) or _id(body.get("charge"))]
            else:
                body = _single(client, "/v1/disputes", stripe_id)
                found = None if body is None else [_id(one) for one in body.get("balance_transactions") or ()]
            if found is not None:
                return [one for one in found if one]
        return []

    def exists(self, stripe_id: str, number: str) -> bool:
        """Whether an invoice or credit note has this number."""
        kind = kinds.kind_of(stripe_id)
        assert kind is not None
        bodies = (_single(self._clients.stripe(one), kind.path, stripe_id) for one in self._clients.accounts)
        return any(_has_number(body, number) for body in bodies if body is not None)

    def numbered(self, number: str) -> list[str]:
        """Return the invoices or credit notes with a number.

        Stripe has no filter for it, and its search lags behind: the list is read, newest first, with one request for
        each hundred, up to the first one that has it.
        """
        kind = kinds.kind_of("cn_" if _CREDIT_NOTE in number.upper() else "in_")
        assert kind is not None
        what = _("Looking for number {number} in Stripe's list, a request for each hundred").format(number=number)
        return self._scan(kind.path, lambda body: _has_number(body, number), what)

    def customers(self, number: int, email: str) -> list[str]:
        """Return the customers that are one of e-conomic's: by the number in their metadata, else by address.

        Args:
            number: e-conomic's.
            email: of the customer there; where one of Stripe's has it, no list is read.
        """
        by_email: list[JsonObject] = []
        for account in self._clients.accounts if email else ():
            client = self._clients.stripe(account)
            by_email += list(_pages(client, "/v1/customers", (("email", email),)))
        numbered = [one["id"] for one in by_email if _is_number(one, number)]
        if numbered:
            return numbered
        what = _("Looking for customer {number} in Stripe's list, a request for each hundred").format(number=number)
        listed = self._scan("/v1/customers", lambda body: _is_number(body, number), what)
        return listed or [one["id"] for one in by_email]

    def _scan(self, path: str, wanted: Callable[[JsonObject], bool], what: str) -> list[str]:
        with progress(what) as told:
            done = 0
            for account in self._clients.accounts:
                for body in _pages(self._clients.stripe(account), path, ()):
                    done += 1
                    told.at(done, None, body["id"])
                    if wanted(body):
                        return [body["id"]]
        return []


def _paid(client: Client, intent: JsonObject) -> list[str | None]:
    invoices = Settlements(client).invoices_of([intent["id"]])[intent["id"]]
    if isinstance(invoices, AnswerError):
        raise invoices
    return list(invoices) or [_id(intent.get("latest_charge"))]


def _single(client: Client, path: str, stripe_id: str) -> JsonObject | None:
    try:
        return client.get(f"{path}/{quote(stripe_id, safe='')}")
    except AnswerError as error:
        if not error.is_missing:
            raise
        return None


def _pages(client: Client, path: str, params: Params) -> Iterator[JsonObject]:
    page = client.page(path, params)
    yield from page.data
    while page.has_more:
        page = client.page(path, params, after=page.data[-1]["id"])
        yield from page.data


def _has_number(body: Mapping[str, Any], number: str) -> bool:
    return str(body.get("number") or "").casefold() == number.casefold()


def _is_number(customer: Mapping[str, Any], number: int) -> bool:
    return str((customer.get("metadata") or {}).get(_NUMBER) or "").strip() == str(number)


def _id(value: Any) -> str | None:  # noqa: ANN401 - an id, or the object
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None
