"""Every error of the target, in one tree.

```
TargetError                     the root: code, message, hint
├── SettingError                a setting is missing, unknown or malformed; nothing was sent
├── RunError                    the run cannot go on; STATE stays where it was
│   ├── Unreachable             no connection could be opened (nothing was sent)
│   ├── AccessError             e-conomic refuses the tokens or the role
│   ├── Stopped                 a signal asked the run to end
│   └── RecordsFailed           the run is complete, and more documents failed than allowed
├── RecordError                 this document fails, the run goes on
│   ├── DeletedInLedger         what was posted for it has been deleted
│   └── Rejected                e-conomic said no to a request, with its own codes
└── NoAnswer                    a request may or may not have been carried out
```

What a caller may do decides the branch: a `SettingError` or `RunError` ends the run, a `RecordError` becomes a
failed outcome, and a `NoAnswer` may only be repeated word for word or resolved by looking up.
"""

import json
from dataclasses import dataclass

_LONGEST_VALUE = 80
_NOT_FOUND = 404


class TargetError(Exception):
    """Something went wrong in the target.

    Attributes:
        code: short and stable, for machines.
        message: what was being done to which object.
        hint: what the reader can do about it, or None.
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" Hint: {self.hint}" if self.hint else "")


class SettingError(TargetError):
    """A setting is missing, unknown or malformed."""


class RunError(TargetError):
    """The run cannot go on."""


class Unreachable(RunError):
    """No connection could be opened, so nothing was sent."""


class AccessError(RunError):
    """e-conomic refuses the tokens (401) or the role (403)."""


class Stopped(RunError):
    """A signal asked the run to end; what came before the last STATE is safe."""

    def __init__(self, signum: int) -> None:
        super().__init__("stopped", f"Stopped by signal {signum}.", "Run again: it goes on from the last STATE.")
        self.signum = signum


class RecordsFailed(RunError):
    """The run is complete and its STATE is out, but documents failed."""

    def __init__(self, failures: int) -> None:
        super().__init__(
            "documents_failed",
            f"{failures} document(s) failed; everything else is done.",
            "See the outcome lines above; failed documents are tried again in the next run.",
        )


class RecordError(TargetError):
    """One document fails; the run goes on."""


class DeletedInLedger(RecordError):
    """What was posted for this document within the hour has been deleted."""

    def __init__(self, name: str, source_id: str) -> None:
        super().__init__(
            "deleted_in_ledger",
            f"{name} was posted for {source_id} within the last hour, and has been deleted: by a person, or because "
            "the source was undone for a while.",
            "To post it again, run it with deleted_drafts set to post_again.",
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing e-conomic found wrong in a request.

    Attributes:
        code: e-conomic's code such as `E06600`, or None where it gave none.
        path: where in the request, such as `lines[8].product`; empty for the request as a whole.
        message: e-conomic's own words, which may be Danish.
        value: what was sent there, as e-conomic repeats it; None where it does not.
    """

    code: str | None
    path: str
    message: str
    value: object = None

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.message}" + (f" ({self.code})" if self.code else "") + self._given()

    def _given(self) -> str:
        """The offending value, unless the message already shows it."""
        if self.value is None or (not isinstance(self.value, dict | list) and str(self.value) in self.message):
            return ""
        text = json.dumps(self.value, ensure_ascii=False, default=str)
        return f", given {text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + '…'}"


class Rejected(RecordError):
    """e-conomic answered 4xx: the request was understood and not carried out.

    Attributes:
        status: the HTTP status.
        error_code: e-conomic's top-level code such as `E04300` or `PayloadChanged`, or None.
        problems: what it found wrong, one by one.
        log_id: what e-conomic's support finds the request by, or None.
        from_cache: whether the answer was a stored one, repeated because of the Idempotency-Key.
    """

    def __init__(  # noqa: PLR0913 - the parts of one answer
        self,
        what: str,
        *,
        status: int,
        error_code: str | None,
        problems: tuple[Problem, ...],
        log_id: str | None,
        from_cache: bool = False,
    ) -> None:
        said = "; ".join(str(problem) for problem in problems) or "it gave no reason"
        reference = f" e-conomic's log id is {log_id}." if log_id else ""
        super().__init__(
            "rejected", f"e-conomic refused to {what} (HTTP {status}): {said}.{reference}", _hint(problems)
        )
        self.status = status
        self.error_code = error_code
        self.problems = problems
        self.log_id = log_id
        self.from_cache = from_cache

    @property
    def not_found(self) -> bool:
        """Whether what the request named does not exist."""
        return self.status == _NOT_FOUND


class NoAnswer(TargetError):
    """A request was sent and no definite answer came: timeout, broken connection or 5xx."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__("no_answer", f"No definite answer from e-conomic when asked to {what}: {why}.")


def _hint(problems: tuple[Problem, ...]) -> str | None:
    if any(problem.path for problem in problems):
        return "Mend the field in the mapping, or the number in e-conomic; the record is tried again in the next run."
    return None
