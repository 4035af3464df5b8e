"""What the settings decide about vouchers."""

from dataclasses import dataclass
from typing import Literal

from target_economic.sales.policies import ClosedPeriod
from target_economic.vouchers.making import DeletedDrafts


@dataclass(frozen=True, slots=True)
class Policies:
    """The settings that vouchers are carried out by.

    Attributes:
        closed_period: what to do with a movement whose date lies in a closed period.
        deleted_drafts: whether entries that a person deleted are posted again.
        book: whether entries are booked as soon as they are posted or found.
        attach: whether the file that a document names is attached to its voucher.
    """

    closed_period: ClosedPeriod = "fail"
    deleted_drafts: DeletedDrafts = "leave"
    book: Literal["never", "each"] = "never"
    attach: bool = False
