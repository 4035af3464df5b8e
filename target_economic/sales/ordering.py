"""Takes orders on: a draft order is registered as sent, and any order becomes a draft invoice.

Sending names the order by number; the rules of booking hold for it (see `booking`).
"""

from target_economic.errors import NoAnswer
from target_economic.http.client import Client, Json
from target_economic.posting.posting import Creation
from target_economic.sales.bodies import writable
from target_economic.sales.drafting import Parts
from target_economic.sales.found import PATHS, Found, made


class Ordering:
    """Takes the orders of one agreement on."""

    def __init__(self, client: Client, parts: Parts) -> None:
        self._client = client
        self._parts = parts

    def send(self, source_id: str, order: Found) -> Found:
        """Register a draft order as sent and return it.

        Args:
            source_id: which the order carries.
            order: posted or read whole just now.

        Raises:
            Rejected: e-conomic refuses it; the order stays a draft.
            NoAnswer: it is not known whether it was registered.
        """
        lookup, what = self._parts.lookup, f"send {order.name} of {source_id}"

        def look_up() -> Found | None:
            current = lookup.again(source_id).current
            return None if current is None or current.place == "draft order" else current

        def unless_there() -> Found | None:
            if lookup.now(order, source_id) is not None:
                return None
            moved = self._parts.poster.patiently(look_up)
            if moved is None:
                raise NoAnswer(what, f"{order.name} is gone, and no sent order is there in its place")
            return moved

        return self._parts.poster.create(
            Creation(
                path=PATHS["sent order"],
                what=what,
                source_id=source_id,
                operation=f"send {order.name}",
                body=writable(order.body) | {"orderNumber": order.number},
                look_up=look_up,
                read=lambda answer: made("sent order", answer),
                reread=lambda answer: lookup.reread("sent order", answer, source_id),
                recheck=unless_there,
            )
        )

    def upgrade(self, source_id: str, order: Found) -> Found:
        """Make a draft invoice of an order and return it.

        e-conomic hands out what to post; the reference is made sure of, and the dates are those of an invoice.

        Raises:
            RecordError: e-conomic refuses it, or its date lies in a closed period; the order stays.
            NoAnswer: it is not known whether it was made.
        """
        lookup = self._parts.lookup
        path = f"{order.path}/templates/upgrade-instructions/draftInvoice"
        return self._parts.poster.create(
            Creation(
                path=PATHS["draft"],
                what=f"make an invoice of {order.name} of {source_id}",
                source_id=source_id,
                operation=f"upgrade {order.name}",
                body=self._body(self._client.get(path, f"read how to upgrade {order.name}"), source_id),
                look_up=lambda: lookup.invoice(source_id),
                read=lambda answer: made("draft", answer),
                reread=lambda answer: lookup.reread("draft", answer, source_id),
            )
        )

    def _body(self, template: Json, source_id: str) -> Json:
        body = template.get("draftInvoice", template)
        body = {name: value for name, value in body.items() if name != "self"}
        references = {**body.get("references", {}), "other": source_id}
        return self._parts.dating.dated(body) | {"references": references}
