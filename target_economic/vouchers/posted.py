"""What became of a movement of money."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from target_economic.outcomes.outcomes import Action, Code
from target_economic.vouchers.found import Found


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a voucher document.

    Attributes:
        action: what was done, or in a dry run would have been.
        found: its entries in the ledger; None where there are none.
        code: why, where that needs saying.
        message: the same in words.
        created: whether it was posted by this run.
    """

    action: Action
    found: Found | None
    code: Code | None = None
    message: str | None = None
    created: bool = False

    def noting(self, remarks: Iterable[tuple[Code, str]]) -> "Posted":
        """Return the same with more to be said of it: the first code stays, the words are added."""
        posted = self
        for code, words in remarks:
            if posted.code is None:
                posted = replace(posted, code=code, message=words)
            else:
                posted = replace(posted, message=f"{posted.message} {code}: {words}")
        return posted
