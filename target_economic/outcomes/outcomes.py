"""What can become of a document: the actions, the codes, and the outcome that joins them."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What was done."""

    CREATED = "created"
    UPDATED = "updated"
    BOOKED = "booked"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Code(StrEnum):
    """Why a document was skipped, failed, is uncertain, or needs a look. docs/outcomes.md explains each."""

    LEFT_OUT_BY_MAPPING = "left_out_by_mapping"
    TOTALS_CHANGED_IN_LEDGER = "totals_changed_in_ledger"
    MISSING_VALUE = "missing_value"
    BAD_VALUE = "bad_value"
    NOT_IN_TABLE = "not_in_table"
    EXPRESSION_FAILED = "expression_failed"
    DOCUMENT_INVALID = "document_invalid"
    AMOUNTS_DO_NOT_ADD_UP = "amounts_do_not_add_up"
    NOT_FOUND_IN_STRIPE = "not_found_in_stripe"
    SOURCE_FAILED = "source_failed"
    CUSTOMER_AMBIGUOUS = "customer_ambiguous"
    CUSTOMER_WITHOUT_IDENTITY = "customer_without_identity"
    CUSTOMER_NUMBER_UNKNOWN = "customer_number_unknown"
    CUSTOMER_NUMBER_OF_ANOTHER = "customer_number_of_another"
    CUSTOMER_BARRED = "customer_barred"
    PRODUCT_BARRED = "product_barred"
    PRODUCT_AMBIGUOUS = "product_ambiguous"
    PRODUCT_MISSING = "product_missing"
    NOT_IN_AGREEMENT = "not_in_agreement"
    NO_ACCOUNT_FOR_VAT_ZONE = "no_account_for_vat_zone"
    PERIOD_CLOSED = "period_closed"
    ACCOUNTING_YEAR_MISSING = "accounting_year_missing"
    ACCOUNTING_YEAR_CLOSED = "accounting_year_closed"
    NOTHING_TO_BOOK = "nothing_to_book"
    TOTALS_DIFFER = "totals_differ"
    ROUNDING_PRODUCT_MISSING = "rounding_product_missing"
    ROUNDING_PRODUCT_TAXED = "rounding_product_taxed"
    LEDGER_TOTALS_DIFFER = "ledger_totals_differ"
    DUPLICATE_IN_LEDGER = "duplicate_in_ledger"
    CURRENCY_DECIMALS = "currency_decimals"
    DELETED_IN_LEDGER = "deleted_in_ledger"
    DATE_MOVED = "date_moved"
    ORDER_ARCHIVED = "order_archived"
    WITHDRAWN = "withdrawn"
    NEEDS_DELETION = "needs_deletion"
    NEEDS_CREDIT_NOTE = "needs_credit_note"
    CREDITED = "credited"
    DUE_DATE_MISSING = "due_date_missing"
    DUE_DATE_TOO_EARLY = "due_date_too_early"
    UNKNOWN_CATEGORY = "unknown_category"
    CLEARING_DIFFERS = "clearing_differs"
    CUSTOMER_UNKNOWN = "customer_unknown"
    ACCOUNT_UNUSABLE = "account_unusable"
    JOURNAL_REFUSES_TYPE = "journal_refuses_type"
    CREDITED_INVOICE_MISSING = "credited_invoice_missing"
    NOTICED_BY_MAPPING = "noticed_by_mapping"
    SETTLED_IN_ANOTHER_CURRENCY = "settled_in_another_currency"
    ATTACHMENT_MISSING = "attachment_missing"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    WRITE_BACK_FAILED = "write_back_failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    Attributes:
        id: source id.
        document: stream of the document, such as `invoices`.
        action: what was done.
        number: e-conomic's number for it, where it is there.
        url: e-conomic's address of it.
        code: why; always set on skipped, failed and uncertain.
        message: the same in words, with what to do.
        attempts: runs that have tried so far; 1 unless it is on the retry list.
        dry_run: nothing was written; `action` is what would have been done.
    """

    id: str
    document: str
    action: Action
    number: str | None = None
    url: str | None = None
    code: Code | None = None
    message: str | None = None
    attempts: int = 1
    dry_run: bool = False

    @property
    def good(self) -> bool:
        """Whether nothing is left to do for this document."""
        return self.action not in {Action.FAILED, Action.UNCERTAIN}
