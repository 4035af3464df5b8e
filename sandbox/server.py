"""Both sides of the sandbox, served on 127.0.0.1 by two threads of one process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from sandbox import clock
from sandbox.company import load_folder, stream
from sandbox.economic.actions import ACTIONS as ECONOMIC_ACTIONS
from sandbox.economic.app import create_app as create_economic_app
from sandbox.economic.budget import COST, RateLimit
from sandbox.economic.errors import failure_body, new_log_id
from sandbox.economic.store import Store as EconomicStore
from sandbox.errors import SandboxError
from sandbox.line import Line, Refusal
from sandbox.page import economic_page, stripe_page
from sandbox.page.frame import link
from sandbox.side import Side
from sandbox.storage import StorageFile
from sandbox.stripe.actions import ACTIONS as STRIPE_ACTIONS
from sandbox.stripe.api.limits import Limits
from sandbox.stripe.app import create_app as create_stripe_app
from sandbox.stripe.store import Store as StripeStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, timedelta
    from pathlib import Path
    from types import TracebackType


@dataclass(eq=False)
class Sandbox:
    """A local Stripe and a local e-conomic. Use it in a `with`, or call `start` and `stop`.

    Attributes:
        seed: Decides the built-in company; the same seed gives the same objects.
        invoices: How many paid invoices the built-in company has; 0 is an empty Stripe account.
        data: A folder of Stripe objects to serve instead of the built-in company.
        fill: With `data`: make up the customers and products that its invoices name and the folder lacks.
        stripe_port: 0 takes a free port.
        economic_port: 0 takes a free port.
        latency_ms: Milliseconds each request waits, on both sides.
        limits: Whether calls beyond each side's rate limit are refused.
        store: A file to keep both sides in. What an existing one holds is served, and `seed`, `invoices` and `data`
            then mean nothing.

    Raises:
        SandboxError: When made: a port is taken (`port_taken`), the folder cannot be read, or the file is not a
            sandbox's, of another version, damaged or in use.
    """

    seed: int = 1
    invoices: int = 40
    data: Path | None = None
    stripe_port: int = 0
    economic_port: int = 0
    latency_ms: float = 0
    fill: bool = False
    limits: bool = False
    store: Path | None = None
    stripe: Side[StripeStore] = field(init=False)
    economic: Side[EconomicStore] = field(init=False)
    continued: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._file = StorageFile(self.store) if self.store is not None else None
        try:
            self._set_up()
        except BaseException:
            if self._file is not None:
                self._file.close()
            raise

    @property
    def now(self) -> datetime:
        """Stripe's present, UTC, which is e-conomic's as well once the clock was set."""
        return self.stripe.store.now()

    def set_clock(self, moment: datetime) -> None:
        """Stop the clocks of both sides at a moment.

        Raises:
            SandboxError: `bad_clock` for one without a time zone, or outside the years 1971 to 8999.
        """
        exact = clock.checked(moment)
        for side in (self.stripe, self.economic):
            with side.store.lock:
                side.store.set_clock(exact)

    def advance(self, by: timedelta) -> None:
        """Move the clocks of both sides, each from where it is.

        Raises:
            SandboxError: `bad_clock` when that leads back or out of bounds.
        """
        for side in (self.stripe, self.economic):
            with side.store.lock:
                clock.move(side.store, by)

    def start(self) -> None:
        """Serve both sides; returns once both answer."""
        try:
            self.stripe.start(create_stripe_app(self.stripe.store))
            self.economic.start(create_economic_app(self.economic.store))
        except SandboxError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both sides, after the requests in flight. Safe to call twice."""
        for signal in (self.stripe.signal_stop, self.economic.signal_stop):
            signal()
        for join in (self.stripe.join, self.economic.join):
            join()
        if self._file is not None:
            file, self._file = self._file, None
            # What a program changed in the stores by itself, after the last request.
            file.save("stripe", "economic")
            file.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _set_up(self) -> None:
        """Take the ports, and fill the stores: from the file if it holds any, else as new."""
        self.continued = self._file is not None and not self._file.fresh
        stripe_store = StripeStore.load(() if self.continued else self._objects())
        economic_store = EconomicStore()
        stripe_line = Line("stripe", stripe_store, _stripe_refusal, self.latency_ms)
        economic_line = Line("economic", economic_store, _economic_refusal(economic_store), self.latency_ms)
        stripe_line.actions = STRIPE_ACTIONS
        economic_line.actions = ECONOMIC_ACTIONS
        economic_line.ignored = lambda: [asdict(one) for one in economic_store.ignored_properties]
        self.stripe = Side(stripe_line, stripe_store, self.stripe_port)
        try:
            self.economic = Side(economic_line, economic_store, self.economic_port)
        except SandboxError:
            self.stripe.join()
            raise
        economic_store.base_url = self.economic.url
        try:
            self._keep(stripe_line, economic_line)
        except SandboxError:
            self.stripe.join()
            self.economic.join()
            raise
        stripe_line.page = stripe_page(stripe_store, self._documents)
        economic_line.page = economic_page(economic_store, self.stripe.url)
        if self.limits:
            stripe_store.limits = stripe_store.limits or Limits()
            economic_store.limits = economic_store.limits or RateLimit()

    def _objects(self) -> Iterable[Mapping[str, Any]]:
        if self.data is not None:
            return load_folder(self.data, fill=self.fill)
        return stream(seed=self.seed, invoices=self.invoices) if self.invoices else ()

    def _documents(self, source: str) -> list[tuple[str, str]]:
        """The e-conomic documents that name a Stripe object as their source, with their pages' addresses."""
        store = self.economic.store
        with store.lock:
            return [
                (f"{name} {entry.key}", link(name, entry.key, self.economic.url))
                for name, documents in (("drafts", store.drafts), ("booked", store.booked))
                for entry in documents.having("references.other", frozenset({source}))
            ]

    def _keep(self, stripe: Line, economic: Line) -> None:
        """Have both sides written to the file, if there is one."""
        file = self._file
        if file is None:
            return
        file.add("stripe", self.stripe.store, self.stripe.url)
        file.add("economic", self.economic.store, self.economic.url)
        self.economic.store.base_url = self.economic.url
        file.save("stripe", "economic")
        stripe.save = lambda reading: file.save_after("stripe", reading=reading)
        economic.save = lambda reading: file.save_after("economic", reading=reading)


def _economic_refusal(store: EconomicStore) -> Callable[[int], Refusal]:
    """e-conomic's envelope and headers for a status the app did not make; such a call costs as any other."""

    def refusal(status: int) -> Refusal:
        log_id = new_log_id()
        with store.lock:
            charged = store.spend(COST)
            body = failure_body(status, log_id, store.now())
        return Refusal(body, (*charged.headers, (b"x-requestid", log_id.encode())))

    return refusal


def _stripe_refusal(status: int) -> Refusal:
    """Stripe's error envelope for a status the app did not make; wording as in its error documentation."""
    error = {"message": "An unknown error occurred.", "type": "api_error"}
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        error = {"message": "Request rate limit exceeded.", "type": "invalid_request_error", "code": "rate_limit"}
        headers = ((b"stripe-rate-limited-reason", b"global-rate"),)
    return Refusal(json.dumps({"error": error}, indent=2).encode(), headers)
