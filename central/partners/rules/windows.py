"""Delivery windows of a day, each with its share of the day's quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import ROUND_FLOOR, Decimal

from central.words.reasons import RuleRefusedError, because

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryWindow:
    at: time
    percent: Decimal


def check_windows(windows: Sequence[DeliveryWindow]) -> None:
    """Raises RuleRefusedError unless the shares are above 0, total 100, and no time comes twice."""
    faults = []
    total = sum((window.percent for window in windows), Decimal(0))
    if total != HUNDRED:
        faults.append(
            because(
                "windows.not_100",
                "the percentages of the delivery windows total {total}, not 100",
                total=total,
            )
        )
    faults += [
        because(
            "windows.not_positive",
            "the window at {at} has {percent} percent: it must be above 0",
            at=f"{window.at:%H:%M}",
            percent=window.percent,
        )
        for window in windows
        if window.percent <= 0
    ]
    times = [window.at for window in windows]
    faults += [
        because("windows.twice", "the window at {at} appears twice", at=f"{at:%H:%M}")
        for at in sorted({at for at in times if times.count(at) > 1})
    ]
    if faults:
        raise RuleRefusedError(*faults)


def split(
    quantity: Decimal, windows: Sequence[DeliveryWindow], quantum: Decimal = Decimal(1)
) -> tuple[tuple[time, Decimal], ...]:
    """Shares in whole quanta by time of day, the rest on the earliest windows, the sum exact."""
    check_windows(windows)
    ordered = sorted(windows, key=lambda window: window.at)
    shares = [
        (quantity * window.percent / HUNDRED / quantum).to_integral_value(ROUND_FLOOR) * quantum
        for window in ordered
    ]
    rest = quantity - sum(shares, Decimal(0))
    for n in range(len(shares)):
        portion = min(quantum, rest)
        shares[n] += portion
        rest -= portion
    return tuple((window.at, share) for window, share in zip(ordered, shares, strict=True))
