"""What became of each document: one outcome each, in the log, in a file on request, and counted at the end."""

import json
import logging
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from target_economic.errors import RunError, SettingError

logger = logging.getLogger("target_economic.outcomes.outcomes")


class Action(StrEnum):
    """What was done."""

    CREATED = "created"
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
    CUSTOMER_BARRED = "customer_barred"
    PRODUCT_BARRED = "product_barred"
    NOT_IN_AGREEMENT = "not_in_agreement"
    NO_ACCOUNT_FOR_VAT_ZONE = "no_account_for_vat_zone"
    KIND_NOT_SUPPORTED = "kind_not_supported"
    TOTALS_DIFFER = "totals_differ"
    ROUNDING_PRODUCT_MISSING = "rounding_product_missing"
    ROUNDING_PRODUCT_TAXED = "rounding_product_taxed"
    LEDGER_TOTALS_DIFFER = "ledger_totals_differ"
    DUPLICATE_IN_LEDGER = "duplicate_in_ledger"
    CURRENCY_DECIMALS = "currency_decimals"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"


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
    """

    id: str
    document: str
    action: Action
    number: str | None = None
    url: str | None = None
    code: Code | None = None
    message: str | None = None
    attempts: int = 1

    @property
    def good(self) -> bool:
        """Whether nothing is left to do for this document."""
        return self.action not in {Action.FAILED, Action.UNCERTAIN}


class Outcomes:
    """Takes the outcomes of a run as they come."""

    def __init__(self, file: str | None) -> None:
        self._file = Path(file) if file else None
        try:
            self._append("")
        except OSError as error:
            raise SettingError(
                "settings_invalid",
                f"outcomes_file cannot be written: {error.strerror or error}.",
                "Choose a file in a folder that exists and is writable.",
            ) from None
        self._actions: Counter[tuple[str, Action]] = Counter()
        self._codes: Counter[Code] = Counter()

    @property
    def failures(self) -> int:
        """How many documents failed or are uncertain."""
        return sum(n for (_, action), n in self._actions.items() if action in {Action.FAILED, Action.UNCERTAIN})

    def add(self, outcome: Outcome) -> None:
        """Log an outcome as one structured line and count it."""
        line = json.dumps(asdict(outcome), ensure_ascii=False)
        logger.log(logging.INFO if outcome.good else logging.WARNING, "outcome %s", line)
        try:
            self._append(f"{line}\n")
        except OSError as error:
            raise RunError(
                "outcomes_not_written",
                f"outcomes_file could not be written: {error.strerror or error}.",
                "Make room, or leave the setting out. What was posted is found again by the next run.",
            ) from None
        self._actions[outcome.document, outcome.action] += 1
        if outcome.code:
            self._codes[outcome.code] += 1

    def summary(self) -> str:
        """Say in one line what became of the run's documents."""
        if not self._actions:
            return "no documents"
        parts = [f"{document} {action}: {n}" for (document, action), n in sorted(self._actions.items())]
        codes = [f"{code} {n}" for code, n in sorted(self._codes.items())]
        return ", ".join(parts) + (f" ({', '.join(codes)})" if codes else "")

    def _append(self, text: str) -> None:
        # Opened anew each time: a run may end at any moment, and nothing is to be left open.
        if self._file:
            with self._file.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
