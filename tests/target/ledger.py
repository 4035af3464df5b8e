"""What a test does to the sandbox's ledger, and reads in it."""

from typing import Any

import requests

from sandbox import Sandbox
from tests.support import ECONOMIC_TOKENS
from tests.target.documents import record, schema_message, state

START, END = state("2026-01-01T00:00:00Z"), state("2026-02-01T00:00:00Z")


def drafts(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """The ledger's drafts by the source id they refer to; fails where one id has two."""
    store = sandbox.economic.store
    bodies = [store.drafts[number] for number in store.drafts]
    found = {body["references"]["other"]: body for body in bodies}
    assert len(found) == len(bodies)
    return found


def batch(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema_message(), START, *(record(document) for document in documents), END]


def book(sandbox: Sandbox, number: int) -> None:
    answer = requests.post(
        f"{sandbox.economic.url}/invoices/booked",
        json={"draftInvoice": {"draftInvoiceNumber": number}},
        headers={
            "X-AppSecretToken": ECONOMIC_TOKENS["app_secret_token"],
            "X-AgreementGrantToken": ECONOMIC_TOKENS["agreement_grant_token"],
        },
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
