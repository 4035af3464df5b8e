"""`expand[]`: which properties can be expanded into what, and doing it.

The table follows the types of stripe-python 16.1.0. Properties that Stripe leaves out unless they are expanded
(`payments`, a customer's `tax_ids`) are in it as embedded lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.stripe.api.errors import ApiError, invalid
from sandbox.stripe.api.rendering import Rendered, render
from sandbox.stripe.kinds import EMBEDDED, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.stripe.lists.collection import Entry
    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]
Tree = dict[str, "Tree"]

# Rendered objects kept at most: some 200 MB.
_REMEMBERED = 20_000

MAX_DEPTH = 4
"""Levels of one expand path, `data` of a list counted (recorded: `data.payments.data.payment.charge` is refused)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A property that holds an id of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Members:
    """An embedded list or an array of objects of this kind. `owned` lists are left out unless expanded."""

    kind: str
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """A nested object, or an array of them, in which something can be expanded."""

    paths: Mapping[str, Ref | Members | Inside]


Node = Ref | Members | Inside

_DISCOUNTS = Inside({"discount": Ref("discount")})
_TABLE: dict[str, Mapping[str, Node]] = {
    "invoice": {
        "account_tax_ids": Ref("tax_id"),
        "application": Ref("application"),
        "customer": Ref("customer"),
        "default_payment_method": Ref("payment_method"),
        "default_source": Ref("source"),
        "discounts": Ref("discount"),
        "from_invoice": Inside({"invoice": Ref("invoice")}),
        "issuer": Inside({"account": Ref("account")}),
        "latest_revision": Ref("invoice"),
        "lines": Members("line_item"),
        "on_behalf_of": Ref("account"),
        "parent": Inside({"subscription_details": Inside({"subscription": Ref("subscription")})}),
        "payments": Members("invoice_payment", owned=True),
        "shipping_cost": Inside({"shipping_rate": Ref("shipping_rate")}),
        "test_clock": Ref("test_clock"),
        "total_discount_amounts": _DISCOUNTS,
        "total_pretax_credit_amounts": _DISCOUNTS,
    },
    "line_item": {
        "discount_amounts": _DISCOUNTS,
        "discounts": Ref("discount"),
        "pretax_credit_amounts": _DISCOUNTS,
        "pricing": Inside({"price_details": Inside({"price": Ref("price")})}),
        "subscription": Ref("subscription"),
    },
    "invoice_payment": {
        "invoice": Ref("invoice"),
        "payment": Inside({"charge": Ref("charge"), "payment_intent": Ref("payment_intent")}),
    },
    "customer": {
        "default_source": Ref("source"),
        "discount": Inside({"source": Inside({"coupon": Ref("coupon")}), "customer": Ref("customer")}),
        "tax_ids": Members("tax_id", owned=True),
        "test_clock": Ref("test_clock"),
    },
    "tax_id": {"customer": Ref("customer"), "owner": Inside({"customer": Ref("customer")})},
    "product": {"default_price": Ref("price"), "tax_code": Ref("tax_code")},
    "price": {"product": Ref("product")},
    "discount": {"customer": Ref("customer"), "source": Inside({"coupon": Ref("coupon")})},
}


def plan(kind: str, paths: Iterable[str], *, listed: bool) -> Tree:
    """The paths to expand as one tree under the object.

    Raises:
        ApiError: 400 for a path that cannot be expanded, is deeper than 4 levels, or lacks the `data.` of a list.
    """
    tree: Tree = {}
    for path in paths:
        segments = path.split(".")
        if len(segments) > MAX_DEPTH:
            raise invalid(f"You cannot expand more than {MAX_DEPTH} levels of a property.", param="expand")
        if listed:
            if segments[0] != "data":
                raise _refused(segments[0], f" You may want to try expanding 'data.{path}' instead.")
            segments = segments[1:]
            if not segments:
                continue
        _check(kind, segments)
        branch = tree
        for segment in segments:
            branch = branch.setdefault(segment, {})
    return tree


def _check(kind: str, segments: list[str]) -> None:
    paths: Mapping[str, Node] = _TABLE.get(kind, {})
    node: Node | None = None
    for index, segment in enumerate(segments):
        if isinstance(node, Members) and segment == "data":
            paths, node = _TABLE.get(node.kind, {}), None
            continue
        node = paths.get(segment)
        if node is None or (isinstance(node, Inside) and index == len(segments) - 1):
            raise _refused(segment)
        if isinstance(node, Ref):
            paths = _TABLE.get(node.kind, {})
        elif isinstance(node, Inside):
            paths = node.paths
        else:
            paths = {}


def _refused(segment: str, more: str = "") -> ApiError:
    return invalid(f"This property cannot be expanded ({segment}).{more}", param="expand")


class Expander:
    """Renders objects with expansions, remembering them for as long as nothing in the store changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision = -1
        self._texts: dict[tuple[str, str], bytes] = {}

    def entry(self, entry: Entry, tree: Tree) -> bytes:
        """A stored object with the tree's properties expanded. A deleted one comes as its stub.

        Raises:
            ApiError: 400 for a property that Stripe would expand, but whose object the sandbox does not have.
        """
        if not tree or entry.deleted:
            return entry.text
        revision = self._store.revision
        if self._revision != revision or len(self._texts) >= _REMEMBERED:
            self._revision, self._texts = revision, {}
        key = (entry.id, repr(tree))
        text = self._texts.get(key)
        if text is None:
            text = self._spliced(entry.text, entry.kind, tree) or self.body(entry.body, tree)
            self._texts[key] = text
        return text

    def _spliced(self, text: bytes, kind: str, tree: Tree) -> bytes | None:
        """Expands plain references by replacing their ids in the text, ten times faster; None where it cannot.

        Only an object's own properties follow a line feed and two spaces: JSON strings hold no line feeds.
        """
        paths = _TABLE.get(kind, {})
        for segment, branch in tree.items():
            node = paths[segment]
            lead = f'\n  "{segment}": '.encode()
            at = text.find(lead)
            start = at + len(lead)
            opening = text[start : start + 1]
            if not isinstance(node, Ref) or at < 0 or opening not in {b'"', b"n"}:
                return None
            if opening == b'"':
                end = text.index(b'"', start + 1)
                found = self._resolve(text[start + 1 : end].decode(), node.kind, branch)
                text = text[:start] + found.text.replace(b"\n", b"\n  ") + text[end + 1 :]
        return text

    def body(self, body: JsonObject, tree: Tree) -> bytes:
        """The same for an object that is not stored by itself, such as a line."""
        self._apply(body, _TABLE.get(body["object"], {}), tree)
        return render(body)

    def _apply(self, body: JsonObject, paths: Mapping[str, Node], tree: Tree) -> None:
        for segment, branch in tree.items():
            node = paths[segment]
            if isinstance(node, Members):
                if node.owned:
                    body[segment] = _owned_list(body, segment, node.kind, self._store)
                for member in body[segment]["data"]:
                    self._apply(member, _TABLE.get(node.kind, {}), branch.get("data", {}))
                continue
            value = body.get(segment)
            if value is None:
                continue
            several = value if isinstance(value, list) else [value]
            if isinstance(node, Inside):
                for inner in several:
                    self._apply(inner, node.paths, branch)
            else:
                resolved = [self._resolve(item, node.kind, branch) for item in several]
                body[segment] = resolved if isinstance(value, list) else resolved[0]

    def _resolve(self, identifier: str, kind: str, branch: Tree) -> Rendered:
        entry = self._store.entry(kind, identifier) if kind in KINDS else None
        if entry is None:
            raise invalid(f"The sandbox has no {kind} '{identifier}' and so cannot expand it.", param="expand")
        return Rendered(self.entry(entry, branch))


def _owned_list(body: JsonObject, segment: str, kind: str, store: Store) -> JsonObject:
    members = store.owned(kind, body["id"])
    url = f"/v1/{body['object']}s/{body['id']}/{segment}" if kind == "tax_id" else "/v1/invoices/payments"
    return {"object": "list", "data": members[:EMBEDDED], "has_more": len(members) > EMBEDDED, "url": url}
