"""The made-up objects have the properties that Stripe's own SDK lists, no fewer and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.company import generate
from sandbox.stripe.money.payouts import MEMBERS
from sandbox.stripe.objects import BLANKS, NOT_ALWAYS, complete

JsonObject = dict[str, Any]
SCHEMA = Path(__file__).parents[4] / "shared" / "stripe" / "sdk-schema.json"

NAMES = {"line_item": "invoice_line_item", "invoiceitem": "invoice_item"}


@pytest.fixture(scope="module")
def schema() -> JsonObject:
    if not SCHEMA.exists():
        pytest.skip("the SDK's property lists (../shared/stripe/sdk-schema.json) are not here")
    content: JsonObject = json.loads(SCHEMA.read_text())
    return content["objects"]  # type: ignore[no-any-return]  # JSON


@pytest.mark.parametrize("kind", sorted(BLANKS))
def test_a_blank_has_the_sdks_properties(schema: JsonObject, kind: str) -> None:
    listed = set(schema[NAMES.get(kind, kind)]["properties"])
    assert set(BLANKS[kind]()) == listed - {"deleted"} - NOT_ALWAYS.get(kind, frozenset())


@pytest.mark.parametrize("kind", sorted(BLANKS))
def test_properties_stand_in_stripes_order(kind: str) -> None:
    names = list(BLANKS[kind]())
    assert names[:2] == ["id", "object"]
    assert names[2:] == sorted(names[2:])


def test_made_up_objects_have_exactly_the_properties_of_their_blanks() -> None:
    for item in generate():
        kind, names = item["object"], [name for name in item if name != MEMBERS]
        if not item.get("deleted"):
            assert set(names) - NOT_ALWAYS.get(kind, frozenset()) == set(BLANKS[kind]())
        if kind == "invoice":
            assert all(list(line) == list(BLANKS["line_item"]()) for line in item["lines"]["data"])
        if kind == "credit_note":
            plain = set(BLANKS["credit_note_line_item"]())
            assert all(set(line) - {"invoice_line_item"} == plain for line in item["lines"]["data"])


def test_an_object_without_a_shape_of_its_own_is_kept_as_it_is() -> None:
    link = {"id": "plink_1", "object": "payment_link", "active": True}
    assert complete(link) == link
