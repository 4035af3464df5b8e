"""When a stream's reading began, by Stripe's clock: no bookmark moves past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tap_stripe_invoices.http.client import Client

DAY = 86_400

# Stripe's lists may lag behind its writes for a moment, its events are only roughly in order, and its clock counts
# whole seconds: the newest ten minutes are always read again. Other extractors settled on this after losing rows.
OVERLAP = 600


class Clock:
    """Notes the server's time at the first answer, and keeps to it.

    Whatever happens afterwards is left to the next run, so it does not matter how long this one takes.

    Args:
        client: Whose answers carry the time.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._began = 0

    def answered(self) -> None:
        """Note that Stripe has answered."""
        if not self._began:
            self._began = self._client.server_time()

    @property
    def began(self) -> int:
        """Epoch seconds UTC at the first answer; 0 before it."""
        return self._began
