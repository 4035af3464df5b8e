"""What the settings decide about sales documents."""

from dataclasses import dataclass
from typing import Literal

SendBy = Literal["none", "EAN", "Email"]
ClosedPeriod = Literal["fail", "first_open_date"]


@dataclass(frozen=True, slots=True)
class Policies:
    """The settings that sales documents are carried out by.

    Attributes:
        send_by: how e-conomic sends an invoice when it is booked; the spelling is that of its published schema.
        closed_period: what to do with an invoice whose date lies in a closed period.
        existing_drafts: whether a draft that is there is made to agree with the mapping where it differs.
        deleted_drafts: whether a draft that a person deleted is posted again.
    """

    send_by: SendBy = "none"
    closed_period: ClosedPeriod = "fail"
    existing_drafts: Literal["keep", "update"] = "keep"
    deleted_drafts: Literal["leave", "post_again"] = "leave"
