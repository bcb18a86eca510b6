"""How long a line said nothing that should have: one figure for the cell and for central. Pure."""

from __future__ import annotations

from wire.line_calendar import LineCalendar
from wire.masters import Continuity, FeedRules


def takts_allowed(rules: FeedRules) -> float:
    """More is an alarm; 0: none ever is. A feed that does not tell every number goes by time."""
    if rules.continuity is Continuity.NUMBER:
        return float(rules.silence_takts)
    return rules.silence_s / rules.takt_s


def silent_takts(
    calendar: LineCalendar, last_us: int, running: bool, changed_us: int, now_us: int
) -> float:
    """So many vehicles should have come since the last one; 0 while the line stands."""
    return calendar.takts(max(last_us, changed_us), now_us) if running else 0.0
