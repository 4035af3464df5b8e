"""Anything that may move money at Stripe, in any order, for hypothesis: drawn as steps, taken as far as Stripe lets.

What Stripe refuses, such as a refund of what was refunded, is a step that did not happen.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from sandbox.economic.actions import ACTIONS
from sandbox.errors import SandboxError
from sandbox.stripe.api.errors import ApiError
from sandbox.stripe.money.currencies import exponent
from tests.scenarios.shop import Shop

Json = dict[str, Any]

_CURRENCIES = ("dkk", "dkk", "dkk", "eur", "usd", "jpy", "isk", "kwd")
# What the balance may move by without a charge, and whether it takes or gives.
_OTHERS = (
    ("stripe_fee", "fee", -1),
    ("tax_fee", "tax", -1),
    ("network_cost", "network_cost", -1),
    ("topup", "topup", 1),
    ("transfer", "transfer", -1),
    ("adjustment", "other_adjustment", -1),
    ("adjustment", "other_adjustment", 1),
)


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        verb: what is tried.
        which: of several that it could be about, counted around.
        amount: in whole units; what that is in minor units is the currency's affair.
        currency: of what is sold.
    """

    verb: str
    which: int = 0
    amount: int = 100
    currency: str = "dkk"


_SELLING = ("sell", "sell", "sell", "take", "take")
_AFTERWARDS = ("refund", "refund", "credit", "credit", "come_back", "dispute", "dispute", "decide", "fail")
_BALANCE = ("pay_out", "pay_out", "return_payout", "other", "other", "wait", "wait", "rate")
_VERBS = (*_SELLING, *_AFTERWARDS, *_BALANCE)

steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(_VERBS),
        st.integers(0, 7),
        st.integers(3, 4_000),
        st.sampled_from(_CURRENCIES),
    ),
    min_size=6,
    max_size=18,
)

# The currencies besides kroner that a company may keep a balance in.
PURSES = ("eur", "usd")
purses = st.lists(st.sampled_from(PURSES), unique=True)


class Stage:
    """A company at Stripe to which the steps happen.

    Args:
        shop: where.
        kept: the currencies besides kroner in which it keeps a balance.
    """

    def __init__(self, shop: Shop, kept: Sequence[str] = ()) -> None:
        self._shop = shop
        self._kept = tuple(kept)
        self._buyers: dict[str, str] = {}
        for currency in kept:
            shop.do("keep_currency", currency=currency)

    def take(self, steps: list[Step]) -> None:
        """Let them happen, one after the other, some hours apart."""
        # So that there is something to pay out.
        for currency in ("dkk", *self._kept):
            self._shop.do(
                "move_balance", type="topup", reporting_category="topup", amount=1_000_000, currency=currency
            )
        for step in steps:
            with suppress(ApiError, SandboxError):  # Stripe would not have it
                getattr(self, f"_{step.verb}")(step)
            self._shop.sandbox.advance(timedelta(hours=5))

    def _sell(self, step: Step) -> None:
        """An invoice, paid by card, by a bank debit, in two parts, or twice."""
        amount = _minor(step)
        made = self._shop.do(
            "create_invoice", customer=self._buyer(step), amount=amount, currency=step.currency, tax_percent="25"
        )
        ways: tuple[list[Json], ...] = (
            [{}],
            [{}],
            [{}],
            [{}],
            [{"payment_method": "pm_sepa_debit"}],
            [{"amount": made["total"] // 2}, {}],
            [{"amount": made["total"] * 2}],
            [{"out_of_band": True}],
        )
        for way in ways[step.which]:
            self._shop.do("pay_invoice", invoice=made["id"], **way)

    def _take(self, step: Step) -> None:
        """A payment without an invoice, of somebody or of nobody."""
        who: Json = {"customer": self._buyer(step)} if step.which % 2 else {}
        self._shop.do("take_payment", amount=_minor(step), currency=step.currency, **who)

    def _refund(self, step: Step) -> None:
        charge = self._one("charge", step, lambda one: not one["refunded"] and not one["disputed"])
        part: Json = {"amount": charge["amount"] // 3 // 10 * 10} if step.which % 2 else {}
        self._shop.do("refund", charge=charge["id"], **part)

    def _credit(self, step: Step) -> None:
        invoice = self._one("invoice", step, lambda one: one["post_payment_credit_notes_amount"] < one["total"])
        part: Json = {"amount": invoice["total"] // 4 // 10 * 10} if step.which % 2 else {}
        give_back = ("refund", "refund", "balance", "out_of_band")[step.amount % 4]
        self._shop.do("credit_invoice", invoice=invoice["id"], give_back=give_back, **part)

    def _come_back(self, step: Step) -> None:
        self._shop.do("fail_refund", refund=self._one("refund", step, _succeeded)["id"])

    def _dispute(self, step: Step) -> None:
        charge = self._one("charge", step, lambda one: not one["refunded"] and not one["disputed"])
        self._shop.do("open_dispute", charge=charge["id"])

    def _decide(self, step: Step) -> None:
        outcome = "won" if step.amount % 2 else "lost"
        self._shop.do("close_dispute", dispute=self._one("dispute", step, _undecided)["id"], outcome=outcome)

    def _fail(self, step: Step) -> None:
        charge = self._one("charge", step, _by_debit)
        if charge["status"] == "pending" and step.which % 2:
            self._shop.do("clear_payment", charge=charge["id"])
        self._shop.do("fail_payment", charge=charge["id"])

    def _pay_out(self, step: Step) -> None:
        amount: Json = {"amount": step.amount * 10} if step.which % 3 == 0 else {}
        self._shop.do("pay_out", currency=self._purse(step), **amount)

    def _return_payout(self, step: Step) -> None:
        self._shop.do("fail_payout", payout=self._one("payout", step, lambda one: one["status"] != "failed")["id"])

    def _other(self, step: Step) -> None:
        kind, category, sign = _OTHERS[step.which % len(_OTHERS)]
        self._shop.do(
            "move_balance",
            type=kind,
            reporting_category=category,
            amount=sign * step.amount,
            currency=self._purse(step),
        )

    def _rate(self, step: Step) -> None:
        """The day's rate of a currency in e-conomic becomes another, by up to a tenth."""
        store = self._shop.sandbox.economic.store
        code = step.currency.upper()
        if code != store.agreement.base_currency:
            rate = store.agreement.currencies[code].rate * (96 + step.which) / 100
            ACTIONS["set_exchange_rate"].run(store, {"currency": code, "rate": f"{rate:.6f}"})

    def _wait(self, step: Step) -> None:
        self._shop.sandbox.advance(timedelta(days=step.which))

    def _purse(self, step: Step) -> str:
        """The currency of the step, where there is a balance in it."""
        return step.currency if step.currency in self._kept else "dkk"

    def _one(self, kind: str, step: Step, fit: Callable[[Json], bool]) -> Json:
        """One of what there is of a kind that the step fits."""
        found = [one for one in self._shop.sandbox.stripe.store.all(kind) if fit(one)]
        if not found:
            raise SandboxError("nothing_there", f"There is no {kind} yet.")
        return found[step.which % len(found)]

    def _buyer(self, step: Step) -> str:
        """One of three customers; a customer pays in one currency only. One has no e-mail address."""
        name = f"{step.which % 3} {step.currency}"
        if name not in self._buyers:
            email: Json = {"email": f"{name.replace(' ', '.')}@example.dk"} if step.which % 3 else {}
            made = self._shop.do("create_customer", name=f"Kunde {name}", country="DK", **email)
            self._buyers[name] = str(made["id"])
        return self._buyers[name]


def _succeeded(one: Json) -> bool:
    return bool(one["status"] == "succeeded")


def _undecided(one: Json) -> bool:
    return one["status"] not in {"won", "lost"}


def _by_debit(one: Json) -> bool:
    return str(one["id"]).startswith("py_") and one["status"] != "failed"


def _minor(step: Step) -> int:
    """The amount in minor units, with øre where there are any."""
    whole: int = step.amount * 10 ** exponent(step.currency)
    return whole + step.which * 7 if step.currency in {"dkk", "eur", "usd"} else whole
