"""What a schedule that waits holds up: those behind it, what the newest of them asks, and from when
the customer misses it. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from central.demand.lines import Schedule

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """``waiting``: later ones of the part that wait behind it. ``asked`` and ``newest_asked`` are
    of the days of which it and the newest of those both speak; None: there is no such day.
    ``first_on``: the first day from today on for which the newest asks something.
    """

    waiting: int = 0
    newest: str = ""
    asked: Decimal | None = None
    newest_asked: Decimal | None = None
    first_on: date | None = None

    @property
    def percent(self) -> Decimal | None:
        """By how much the newest asks more, or less; to a hundredth."""
        if not self.asked or self.newest_asked is None:
            return None
        return ((self.newest_asked - self.asked) * HUNDRED / self.asked).quantize(Decimal("0.01"))


def consequence(it: Schedule, later: Sequence[Schedule], first_on: date | None) -> Consequence:
    """``later``: those behind it, at least one, the oldest first."""
    newest = later[-1]
    first = max(_first(it), _first(newest))
    last = min(_last(it), _last(newest))
    both = first <= last
    return Consequence(
        waiting=len(later),
        newest=newest.number,
        asked=_asked(it, first, last) if both else None,
        newest_asked=_asked(newest, first, last) if both else None,
        first_on=first_on,
    )


def _first(it: Schedule) -> date:
    return it.covers_from or min((line.on for line in it.lines), default=it.issued_on)


def _last(it: Schedule) -> date:
    return it.covers_to or max((line.on for line in it.lines), default=it.issued_on)


def _asked(it: Schedule, first: date, last: date) -> Decimal:
    return sum((line.quantity for line in it.lines if first <= line.on <= last), ZERO)
