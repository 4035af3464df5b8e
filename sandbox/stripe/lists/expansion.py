"""`expand[]`: which paths can be expanded, and doing it, in the shapes of any API version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.stripe.account import account
from sandbox.stripe.api.errors import ApiError, invalid
from sandbox.stripe.api.rendering import Rendered, render
from sandbox.stripe.api.versions import API_VERSION
from sandbox.stripe.kinds import EMBEDDED, KIND, KINDS, OWNERS
from sandbox.stripe.lists.expandable import Hidden, Inside, Members, Ref
from sandbox.stripe.older.basil import ON_STRIPE
from sandbox.stripe.older.expandable import expandable
from sandbox.stripe.older.lookup import Lookup
from sandbox.stripe.older.steps import STEPS, downgrade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandbox.stripe.lists.collection import Entry
    from sandbox.stripe.lists.expandable import Node, Paths
    from sandbox.stripe.store import Store

JsonObject = dict[str, Any]
Tree = dict[str, "Tree"]

# Rendered objects kept at most: some 80 MB.
_REMEMBERED = 8_000
# What a reference to any kind may lead to, as far as something in it can be expanded.
_SOURCES = ("charge", "refund", "dispute", "payout")

MAX_DEPTH = 4
"""Levels of one expand path, `data` of a list counted (recorded: `data.payments.data.payment.charge` is refused)."""


def plan(kind: str, paths: Iterable[str], *, listed: bool, version: str = API_VERSION) -> Tree:
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
        _check(kind, segments, version)
        branch = tree
        for segment in segments:
            branch = branch.setdefault(segment, {})
    return tree


def kinds_in(kind: str, tree: Tree, version: str) -> Iterator[str]:
    """The kinds of objects that a tree expands, for those who must have a right to each.

    What the source of a balance transaction leads to has a right of its own, and that includes its kind.
    """
    yield from _kinds_under(expandable(version).get(kind, {}), tree, version)


def _kinds_under(paths: Mapping[str, Node], tree: Tree, version: str) -> Iterator[str]:
    for segment, branch in tree.items():
        node = paths[segment]
        if isinstance(node, Inside):
            yield from _kinds_under(node.paths, branch, version)
        elif isinstance(node, Ref | Members) and node.kind:
            yield node.kind
            inner = branch.get("data", {}) if isinstance(node, Members) else branch
            yield from kinds_in(node.kind, inner, version)
        elif isinstance(node, Ref):
            yield from _kinds_under(_paths_of(node, expandable(version)), branch, version)


def _check(kind: str, segments: list[str], version: str) -> None:
    table = expandable(version)
    paths: Mapping[str, Node] = table.get(kind, {})
    node: Node | None = None
    for index, segment in enumerate(segments):
        if isinstance(node, Members) and segment == "data":
            paths, node = table.get(node.kind, {}), None
            continue
        node = paths.get(segment)
        if node is None or (isinstance(node, Inside) and index == len(segments) - 1):
            raise _refused(segment)
        if isinstance(node, Inside):
            paths = node.paths
        elif isinstance(node, Ref):
            paths = _paths_of(node, table)
        else:
            paths = {}


def _paths_of(node: Ref, table: Mapping[str, Paths]) -> Paths:
    """What can be expanded in what a reference leads to; for one to any kind, what can be in any."""
    if node.kind:
        return table.get(node.kind, {})
    return {name: inner for kind in _SOURCES for name, inner in table[kind].items()}


def _refused(segment: str, more: str = "") -> ApiError:
    return invalid(f"This property cannot be expanded ({segment}).{more}", param="expand")


class Expander:
    """Renders objects with expansions, remembering them for as long as nothing in the store changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._look = Lookup(store)
        self._revision = -1
        self._texts: dict[tuple[str, str, str, str], bytes] = {}

    def entry(self, entry: Entry, tree: Tree, version: str = API_VERSION) -> bytes:
        """A stored object with the tree's properties expanded, as a version shows it; a deleted one as its stub.

        Raises:
            ApiError: 400 for a property that Stripe would expand, but whose object the sandbox does not have.
        """
        if entry.deleted or (not tree and version >= STEPS[0][0]):
            return entry.text
        revision = self._store.revision
        if self._revision != revision or len(self._texts) >= _REMEMBERED:
            self._revision, self._texts = revision, {}
        key = (entry.kind, entry.id, version, repr(tree))
        text = self._texts.get(key)
        if text is None:
            spliced = self._spliced(entry.text, entry.kind, tree) if version >= STEPS[0][0] else None
            text = spliced or self.body(entry.body, tree, version)
            self._texts[key] = text
        return text

    def _spliced(self, text: bytes, kind: str, tree: Tree) -> bytes | None:
        """Expands plain references by replacing their ids in the text, ten times faster; None where it cannot.

        Only an object's own properties follow a line feed and two spaces: JSON strings hold no line feeds.
        """
        paths = expandable(API_VERSION).get(kind, {})
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
                found = self._resolve(text[start + 1 : end].decode(), node.kind, branch, API_VERSION)
                text = text[:start] + found.text.replace(b"\n", b"\n  ") + text[end + 1 :]
        return text

    def body(self, body: JsonObject, tree: Tree, version: str = API_VERSION) -> bytes:
        """The same for an object in the pinned version's shape that is not stored by itself, such as a line."""
        downgrade(body, version, self._look)
        self._apply(body, expandable(version).get(body["object"], {}), tree, version)
        return render(body)

    def _apply(self, body: JsonObject, paths: Mapping[str, Node], tree: Tree, version: str) -> None:
        for segment, branch in tree.items():
            node = paths.get(segment)
            if node is None:
                raise _refused(segment)
            if isinstance(node, Hidden):
                body[segment] = _off_stripe(body, self._look)
                continue
            if isinstance(node, Members):
                if node.owned:
                    body[segment] = self._owned_list(body, segment, version)
                for member in body[segment]["data"]:
                    self._apply(member, expandable(version).get(node.kind, {}), branch.get("data", {}), version)
                continue
            value = body.get(segment)
            if value is None:
                continue
            several = value if isinstance(value, list) else [value]
            if isinstance(node, Inside):
                for inner in several:
                    self._apply(inner, node.paths, branch, version)
            else:
                resolved = [self._resolve(item, node.kind, branch, version) for item in several]
                body[segment] = resolved if isinstance(value, list) else resolved[0]

    def _resolve(self, identifier: str, kind: str, branch: Tree, version: str) -> Rendered:
        store = self._store
        if kind == "account" and (identifier == store.account_id or identifier in store.accounts):
            return Rendered(render(account(identifier)))
        kinds = (kind,) if kind else KIND
        found = (store.entry(one, identifier) for one in kinds if one in KINDS)
        entry = next((one for one in found if one is not None), None)
        if entry is None:
            noun = kind or "object"
            raise invalid(f"The sandbox has no {noun} '{identifier}' and so cannot expand it.", param="expand")
        if not kind:
            known = expandable(version).get(entry.kind, {})
            branch = {segment: inner for segment, inner in branch.items() if segment in known}
        return Rendered(self.entry(entry, branch, version))

    def _owned_list(self, body: JsonObject, segment: str, version: str) -> JsonObject:
        kind, facet = OWNERS[body["object"], segment]
        members = self._store.having(kind, facet, body["id"])[::-1]
        url = f"{KIND[body['object']].path}/{body['id']}/{segment}"
        shown = [downgrade(entry.body, version, self._look) for entry in members[:EMBEDDED]]
        page = {"object": "list", "data": shown, "has_more": len(members) > EMBEDDED}
        # As recorded: only a charge's refunds are counted, and an invoice's payments have a strange address.
        if segment == "refunds":
            page["total_count"] = len(members)
        return page | {"url": "/v1/invoices/payments" if segment == "payments" else url}


def _off_stripe(invoice: JsonObject, look: Lookup) -> int:
    """What was paid of an invoice outside of Stripe: by payment records, or out of band."""
    payments = [entry for entry in look.payments(invoice["id"]) if entry["status"] == "paid"]
    through = sum(
        entry["amount_paid"] or 0 for entry in payments if (entry["payment"] or {}).get("type") in ON_STRIPE
    )
    paid: int = invoice["amount_paid"]
    return max(paid - through, 0)
