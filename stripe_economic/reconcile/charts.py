"""Where the marks of the report's charts go: plain numbers for a template to draw as SVG.

Coordinates are in the units of the chart's own view box, from its upper left corner, rounded to a tenth. A chart
shows money and never counts with it: what it says stands in a table as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_WIDTH, _HEIGHT = 760, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 16, 14, 34
_ROW, _BAR = 30, 16
_NAMES, _VALUES = 190, 120

_STEPS_WANTED = 4
_DAYS_WANTED = 8
_DAY_STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364)

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is and what it says."""

    at: Decimal
    value: Decimal | date


@dataclass(frozen=True, slots=True)
class Lines:
    """Two balances over days, drawn as steps: a balance holds until the next movement."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    first: str
    second: str
    gaps: tuple[tuple[Decimal, Decimal], ...]
    days: tuple[Tick, ...]
    values: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its amount, and where it is drawn."""

    name: str
    value: Decimal
    x: Decimal
    y: int
    width: Decimal
    text_x: Decimal


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from one line of zero, to the left where an amount is negative."""

    width: int
    height: int
    zero: Decimal
    bar: int
    names: int
    bars: tuple[Bar, ...]


def lines(series: Sequence[tuple[date, Decimal, Decimal]]) -> Lines | None:
    """Lay out two balances, given per day in the order of time.

    Args:
        series: day, first balance, second balance at the end of that day.

    Returns:
        The chart, or None where there is no day to draw. `gaps` are the stretches in which the two differ.
    """
    if not series:
        return None
    amounts = [amount for _, first, second in series for amount in (first, second)]
    ticks = _steps(min(amounts), max(amounts))
    start, end = series[0][0], series[-1][0] + timedelta(days=1)
    inner, tall = Decimal(_WIDTH - _LEFT - _RIGHT), Decimal(_HEIGHT - _TOP - _BOTTOM)

    def across(day: date) -> Decimal:
        return _rounded(_LEFT + inner * (day - start).days / (end - start).days)

    def down(amount: Decimal) -> Decimal:
        return _rounded(_TOP + tall * (ticks[-1] - amount) / (ticks[-1] - ticks[0]))

    until = [*(day for day, _, _ in series[1:]), end]
    days = range(0, (end - start).days, _days_between((end - start).days))
    return Lines(
        _WIDTH,
        _HEIGHT,
        _LEFT,
        _WIDTH - _RIGHT,
        _TOP,
        _HEIGHT - _BOTTOM,
        first=_steps_path([(across(day), down(first)) for day, first, _ in series], across(end)),
        second=_steps_path([(across(day), down(second)) for day, _, second in series], across(end)),
        gaps=_stretches(series, until, across),
        days=tuple(Tick(across(day), day) for day in (start + timedelta(days=number) for number in days)),
        values=tuple(Tick(down(amount), amount) for amount in ticks),
    )


def bars(rows: Sequence[tuple[str, Decimal]]) -> Bars | None:
    """Lay out an amount per name, in the order given; None where there are none."""
    if not rows:
        return None
    lowest, highest = min(Decimal(0), *(value for _, value in rows)), max(Decimal(0), *(value for _, value in rows))
    room = Decimal(_WIDTH - _NAMES - _VALUES - (_VALUES if lowest < 0 else 0))
    unit = room / ((highest - lowest) or 1)
    zero = _rounded(_NAMES + (_VALUES if lowest < 0 else 0) - lowest * unit)
    drawn = tuple(
        Bar(
            name,
            value,
            x=_rounded(zero + min(value, Decimal(0)) * unit),
            y=number * _ROW + (_ROW - _BAR) // 2,
            width=_rounded(max(abs(value) * unit, Decimal(1))),
            text_x=_rounded(zero + value * unit + (-6 if value < 0 else 6)),
        )
        for number, (name, value) in enumerate(rows)
    )
    return Bars(_WIDTH, len(rows) * _ROW, zero, _BAR, _NAMES - 12, drawn)


def _steps(lowest: Decimal, highest: Decimal) -> list[Decimal]:
    """Return round amounts, zero among them, from below the lowest to above the highest."""
    lowest, highest = min(lowest, Decimal(0)), max(highest, Decimal(0))
    rough = ((highest - lowest) or Decimal(1)) / _STEPS_WANTED
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = int((lowest / step).to_integral_value(ROUND_FLOOR))
    last = int((highest / step).to_integral_value(ROUND_CEILING))
    return [step * number for number in range(first, max(last, first + 1) + 1)]


def _days_between(length: int) -> int:
    return next((step for step in _DAY_STEPS if length <= step * _DAYS_WANTED), length // _DAYS_WANTED)


def _steps_path(points: Sequence[tuple[Decimal, Decimal]], end: Decimal) -> str:
    """Return the path of a line of steps; a point that changes nothing is left out."""
    x, y = points[0]
    path = [f"M{x} {y}"]
    for across, down in points[1:]:
        if down != y:
            path.append(f"H{across}V{down}")
            y = down
    return "".join([*path, f"H{end}"])


def _stretches(
    series: Sequence[tuple[date, Decimal, Decimal]], until: Sequence[date], across: Callable[[date], Decimal]
) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return where the two differ, as pairs of left side and width; neighbours joined."""
    found: list[tuple[Decimal, Decimal]] = []
    for (day, first, second), after in zip(series, until, strict=True):
        if first == second:
            continue
        left, right = across(day), across(after)
        if found and found[-1][1] == left:
            left = found.pop()[0]
        found.append((left, right))
    return tuple((left, right - left) for left, right in found)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_TENTH)
