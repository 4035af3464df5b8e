"""A mapping of money that moved, and a movement, for tests."""

from typing import Any

Json = dict[str, Any]

ENTRY_OF = {
    "entryType": "{value: financeVoucher}",
    "account": "{accountNumber: {value: 6850}}",
    "contraAccount": "{accountNumber: {value: 5830}}",
    "amount": "{from: amount, as: money, negate: true}",
}
BODY = """\
  body:
    journal: {journalNumber: {value: 4}}
    date: {from: created, as: date, zone: Europe/Copenhagen}
    currency: {from: currency, as: currency}
    text: {template: "Stripe {reporting_category}", as: text, max: 200}
    entries:
"""
FEES = """\
      - each: fee_details
        fields:
          entryType: {value: financeVoucher}
          account: {accountNumber: {value: 2550}}
          contraAccount: {accountNumber: {value: 5830}}
          vatAccount:
            vatCode:
              table: {rows: [{type: stripe_fee, to: IY25}], default: ''}
              from: {type: type}
              optional: true
          amount: {from: amount, as: money}
"""
DOCUMENTS = "[{each: '[related.credit_note, related.invoice, related.charge][?@]', fields: {id: {from: '@'}}}]"


def vouchers(*, top: str = "", field: str = "", entry: str = "", without: str = "") -> str:
    """A mapping of vouchers with a line at its head, a field of the document or one of an entry written otherwise."""
    fields = {"id": "{from: id}", "clearing": "{accountNumber: {value: 5830}}", "documents": DOCUMENTS}
    entries = {name: value for name, value in ENTRY_OF.items() if name != without}
    for written, changed in ((fields, field), (entries, entry)):
        name, _, value = changed.partition(": ")
        if name:
            written[name] = value
    lines = ["source: balance_transactions", "document: vouchers", *([top] if top else []), "fields:"]
    lines += [f"  {name}: {value}" for name, value in fields.items()]
    items = [
        "      - each: '[@]'",
        "        fields:",
        *(f"          {name}: {value}" for name, value in entries.items()),
    ]
    return "\n".join(lines) + "\n" + BODY + "\n".join(items) + "\n" + FEES


VOUCHERS = vouchers()


def movement(**changed: object) -> Json:
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": 12500,
        "fee": 500,
        "net": 12000,
        "currency": "dkk",
        "exponent": 2,
        "created": "2026-11-30T23:30:00Z",
        "reporting_category": "charge",
        "related": {"credit_note": None, "invoice": "in_1", "charge": "ch_1"},
        "fee_details": [{"amount": 500, "type": "stripe_fee"}],
        "tap_error": None,
        **changed,
    }


def when(text: str, *conditions: str) -> str:
    rules = "".join(f'  - {{that: "{one}", code: left, reason: x}}\n' for one in conditions)
    return text.replace("fields:", f"when:\n{rules}fields:", 1)
