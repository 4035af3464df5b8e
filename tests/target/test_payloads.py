"""The check of what is posted: it sees what e-conomic's published schemas do not have."""

import json

import pytest

from sandbox.journal import Request
from tests import payloads
from tests.support import Json

pytestmark = pytest.mark.skipif(
    not payloads.SCHEMAS.is_dir(), reason="e-conomic's published schemas are not beside the project"
)


def sent(path: str, body: Json, method: str = "POST") -> list[str]:
    request = Request(1, method, path, "", 201, json.dumps(body).encode(), {}, path)
    return list(payloads.complaints(request))


def test_a_body_that_the_schema_has_is_fine() -> None:
    body = {"productNumber": "1", "name": "Vare", "productGroup": {"productGroupNumber": 1}, "salesPrice": 1.5}
    assert sent("/products", body) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"colour": "red"}, "colour is not in the schema"),
        ({"productGroup": {"productGroupNumber": 1, "nme": "x"}}, "productGroup.nme is not in the schema"),
        ({"name": 7}, "7 is not of type 'string'"),
        ({"productNumber": "x" * 26}, "is too long"),
    ],
)
def test_what_the_schema_does_not_have_is_named(more: Json, says: str) -> None:
    body = {"productNumber": "1", "name": "Vare", "productGroup": {"productGroupNumber": 1}, **more}
    (wrong,) = sent("/products", body)
    assert says in wrong


def test_a_third_decimal_is_named() -> None:
    body = {"draftInvoiceNumber": 1, "lines": [{"unitNetPrice": 1.005}]}
    assert any("more decimals" in wrong for wrong in sent("/invoices/drafts", body))
